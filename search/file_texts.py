"""The worker's part: which files of releases wait to be read, and the items that use them."""

import logging
from typing import Final

from django.core.files.storage import storages
from django.db import transaction

from cms.file_text.limited import EXTENSIONS, LARGEST, FileState, Reading, read
from search import indexer
from search.engines.interface import EngineUnavailableError
from search.engines.registry import engines
from search.models import FileText
from sites.releases.models import FileUse, PublicFile

logger = logging.getLogger(__name__)

AT_A_TIME: Final = 4
"""Files read in one turn of the worker."""


def read_waiting(most: int = AT_A_TIME) -> int:
    """Read files that no one has read, and index the items that use them; returns how many were read."""
    known = FileText.objects.values("sha256")
    waiting = (
        PublicFile.objects.filter(extension__in=EXTENSIONS, uses__isnull=False)
        .exclude(sha256__in=known)
        .order_by("sha256")
        .distinct("sha256")
    )
    files = list(waiting[:most])
    for file in files:
        keep(file, _read(file))
    index_waiting()
    return len(files)


def keep(file: PublicFile, reading: Reading) -> None:
    """Keep what was read of a file."""
    if reading.why:
        logger.warning("The file %s cannot be searched: %s", file.path, reading.why)
    FileText.objects.update_or_create(
        sha256=file.sha256,
        defaults={
            "extension": file.extension,
            "state": reading.state.value,
            "text": reading.text,
            "pages": reading.pages,
            "why": reading.why,
            "indexed": reading.state != FileState.TEXT,
        },
    )


def index_waiting() -> None:
    """Index the items whose files were read since; an engine that is away has it done later."""
    for text in FileText.objects.filter(indexed=False).only("sha256")[:100]:
        uses = FileUse.objects.filter(file__sha256=text.sha256)
        keys = set(uses.values_list("release__tenant_id", "release__item_id", "release__language"))
        try:
            for engine in engines():
                with transaction.atomic():
                    indexer.lock(engine, wait=True)
                    indexer.apply(engine, keys)
        except EngineUnavailableError:
            return
        FileText.objects.filter(pk=text.pk).update(indexed=True)


def _read(file: PublicFile) -> Reading:
    if file.size > LARGEST:
        return Reading(FileState.REFUSED, why=f"it is larger than {LARGEST // 1_000_000} MB")
    try:
        with storages["public"].open(file.path) as opened:
            return read(opened.read(), file.extension)
    except FileNotFoundError:
        return Reading(FileState.REFUSED, why="it is not in the storage")
