"""What of files belongs to which release."""

import hashlib
from collections.abc import Iterable

from cms.file_text.limited import EXTENSIONS, FileState
from search.models import FileText
from sites.releases.models import FileUse


def attached(releases: Iterable[int]) -> dict[int, list[FileText]]:
    """The texts of the files of releases (their keys), in a fixed order; those without any are left out."""
    uses = FileUse.objects.filter(release_id__in=list(releases), file__extension__in=EXTENSIONS)
    pairs = list(uses.values_list("release_id", "file__sha256").order_by("release_id", "file__sha256"))
    wanted = {sha256 for _, sha256 in pairs}
    texts = FileText.objects.filter(sha256__in=wanted, state=FileState.TEXT).in_bulk() if wanted else {}
    found: dict[int, list[FileText]] = {}
    for release_id, sha256 in pairs:
        if sha256 in texts:
            found.setdefault(release_id, []).append(texts[sha256])
    return found


def files_tag(texts: Iterable[FileText]) -> str:
    """What changes when other files, or files that have been read since, belong to an item; empty for none."""
    names = "".join(text.sha256 for text in texts)
    return hashlib.sha256(names.encode()).hexdigest()[:10] if names else ""
