"""Releases compared with the authoring side, and corrected: after an upgrade, a restore, or a change behind our back."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from wagtail.models import Page

from cms.content.models import PortalPage
from sites.releases import changes, portal
from sites.releases.builder import SAID, etag_of
from sites.releases.enums import ChangeKind
from sites.releases.models import Release
from sites.releases.models.release import ReleaseQuerySet
from sites.releases.receivers import writer
from tenants.context import current_tenant

logger = logging.getLogger(__name__)

Key = tuple[str, str]


class DriftKind(StrEnum):
    """How a release differs from what authoring says."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"
    TAMPERED = "tampered"
    UNAPPROVED = "unapproved"


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """One difference: an item that is public and has no release, a release of nothing public, …"""

    kind: DriftKind
    item_id: str
    language: str
    path: str

    def __str__(self) -> str:
        return f"{self.kind.value:<10} {self.item_id} {self.language} {self.path}"


def verify() -> list[Drift]:
    """What differs in the current tenant; nothing is changed."""
    with transaction.atomic():
        found = _correct_all()
        transaction.set_rollback(True)
    return found


def rebuild() -> list[Drift]:
    """Correct what differs in the current tenant, in one transaction; returns what did."""
    with transaction.atomic():
        return _correct_all()


def _correct_all() -> list[Drift]:
    tampered = _disown_tampered()
    before = _etags()
    live = set(Page.objects.filter(live=True, depth__gt=1).values_list("pk", flat=True))
    released = {key for key in _releases().values_list("page_id", flat=True) if key is not None}
    settled = {outcome.page.pk for outcome in writer.rewrite(live | released)}
    # Once more, now that all are there: what is listed below a page may have been released after it.
    writer.rewrite(settled)
    unapproved = _unapproved(live - settled)
    _withdraw_orphans()
    portal.write_parts(current_tenant())
    return sorted(
        [*tampered, *unapproved, *_differences(before, _etags(), {(d.item_id, d.language) for d in tampered})]
    )


def _releases() -> ReleaseQuerySet:
    return Release.objects.of(current_tenant().pk)


def _etags() -> dict[Key, tuple[str, str]]:
    rows = _releases().values_list("item_id", "language", "etag", "path")
    return {(str(item_id), language): (etag, path) for item_id, language, etag, path in rows}


def _disown_tampered() -> list[Drift]:
    """Find rows that were changed without their tag; without one they are written anew."""
    found = []
    for release in _releases().items().iterator(chunk_size=200):
        if etag_of({name: getattr(release, name) for name in SAID}) != release.etag:
            found.append(Drift(DriftKind.TAMPERED, str(release.item_id), release.language, release.path))
            Release.objects.filter(pk=release.pk).update(etag="")
    return found


def _unapproved(keys: set[int]) -> list[Drift]:
    """Pages that are live although nobody approved what they hold; they are public nowhere, or as last approved."""
    pages = Page.objects.filter(pk__in=keys).select_related("locale").specific()
    return [
        Drift(DriftKind.UNAPPROVED, str(page.item_id), page.locale.language_code, page.url_path)
        for page in pages
        if isinstance(page, PortalPage)
    ]


def _withdraw_orphans() -> None:
    """Withdraw the releases whose page is gone."""
    there = Page.objects.values("pk")
    keys = set(_releases().items().values_list("page_id", flat=True)) - set(
        there.values_list("pk", flat=True)
    )
    for release in _releases().items().filter(page_id__in=keys):
        changes.announce(release, ChangeKind.WITHDRAWN)
        release.delete()


def _differences(
    before: dict[Key, tuple[str, str]], after: dict[Key, tuple[str, str]], known: set[Key]
) -> list[Drift]:
    found = []
    for key in before.keys() | after.keys():
        if key not in after:
            kind, path = DriftKind.EXTRA, before[key][1]
        elif key not in before:
            kind, path = DriftKind.MISSING, after[key][1]
        elif before[key][0] != after[key][0] and key not in known:
            kind, path = DriftKind.DIFFERENT, after[key][1]
        else:
            continue
        found.append(Drift(kind, *key, path))
    return found
