"""Which files a release uses, and the removal of those that none uses any more."""

import logging
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.utils import timezone

from sites.releases.models import FileUse, PublicFile, Release
from sites.releases.models.files import storage_path
from sites.releases.shelf import FILE_LOCKS, stripe_of

logger = logging.getLogger(__name__)

BATCH = 200
ORPHAN_AGE = timedelta(hours=24)
"""A file without a row may belong to an act that has not committed yet; after a day it does not."""


def use_files(release: Release, files: set[int], *, new: bool = False) -> None:
    """Let a release use exactly these files (by key); a new one uses none yet."""
    before = set() if new else set(FileUse.objects.filter(release=release).values_list("file_id", flat=True))
    if before - files:
        FileUse.objects.filter(release=release, file_id__in=before - files).delete()
    FileUse.objects.bulk_create([FileUse(release=release, file_id=key) for key in sorted(files - before)])


def sweep_unused() -> int:
    """Remove files that no release uses: the row, then the bytes if no other portal has them. Returns how many rows went.

    A file that somebody is about to use again is left for the next sweep, whoever holds it.
    """
    unused = list(PublicFile.objects.unused().order_by("id").values_list("id", flat=True)[:BATCH])
    return sum(_remove(key) for key in unused)


def _remove(key: int) -> int:
    with transaction.atomic():
        row = PublicFile.objects.select_for_update(skip_locked=True).filter(pk=key).first()
        if row is None or not _alone_with(row.sha256) or row.uses.exists():
            return 0
        path = row.path
        row.delete()
        if not PublicFile.objects.filter(sha256=row.sha256, extension=row.extension).exists():
            storages["public"].delete(path)
        return 1


def _alone_with(sha256: str) -> bool:
    """Take the lock against writers of files like this one, unless one is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [FILE_LOCKS, stripe_of(sha256)])
        return bool(cursor.fetchone()[0])


def sweep_orphans(now: datetime | None = None) -> int:
    """Remove files of the public storage that have no row, as acts leave that failed after writing. Returns how many.

    Only those older than a day, since an act under way has no row that others see.
    """
    storage = storages["public"]
    limit = (now or timezone.now()) - ORPHAN_AGE
    removed = 0
    for first in _folders(storage, ""):
        for second in _folders(storage, first):
            folder = f"{first}/{second}"
            names = storage.listdir(folder)[1]
            known = {
                storage_path(sha256, extension)
                for sha256, extension in PublicFile.objects.filter(
                    sha256__startswith=f"{first}{second}"
                ).values_list("sha256", "extension")
            }
            for name in names:
                path = f"{folder}/{name}"
                if path not in known and storage.get_modified_time(path) < limit:
                    storage.delete(path)
                    removed += 1
    return removed


def _folders(storage: Storage, path: str) -> list[str]:
    try:
        folders, _files = storage.listdir(path)
    except FileNotFoundError:
        return []
    return [folder for folder in folders if len(PurePosixPath(folder).name) == 2]
