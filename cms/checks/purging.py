"""Purging what never should have been here: content marked secret or internal after it was written.

Everything that holds words of it goes: page, translations, revisions, pictures and files that nothing else uses, their renditions, what the
index, the logs, the notices and the queue keep of it, and the salts of the record. What stays is an entry that there was something, and the
record of decisions, which never held any of it. Backups made before still do (docs/editor-guide.md says so).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision, WorkflowState

from cms.checks.completeness import keys_in
from cms.checks.enums import Level
from cms.checks.models import PersonalDataAnswer, PurgedItem
from cms.clocks import acts as clocks
from cms.content import delivery
from cms.content.models import Attachment, PortalImage, PortalPage
from cms.moderation.models import Approval, Correction, Preparation, Submission, Takedown
from cms.moderation.recording import post_of
from cms.moderation.takedown import may_take_down
from cms.notices.models import Notice
from cms.record.enums import Act
from cms.record.writing import write
from cms.salts.models import Salt
from tenants.context import current_tenant
from tenants.guards import ensure_writable

Medium = PortalImage | Attachment
Forget = Callable[[list[UUID]], None]
_more: dict[str, Forget] = {}


def also_forget(forget: Forget) -> None:
    """Enter what another app has to forget of purged items, given their keys."""
    _more[f"{forget.__module__}.{forget.__qualname__}"] = forget


def may_purge(user: Any, page: PortalPage) -> bool:
    """Return whether `user` may purge `page`: whoever may withdraw items; of what was never public, also who wrote it."""
    return bool(user.is_active and (may_take_down(user) or (not page.live and page.owner_id == user.pk)))


@transaction.atomic
def purge(page: PortalPage, user: Any, level: Level) -> PurgedItem:
    """Remove `page` with everything that holds words of it, and leave an entry without content.

    Raises PermissionDenied for who may not, ValidationError for an open level or a page with others below it.
    """
    ensure_writable(current_tenant())
    if not may_purge(user, page):
        raise PermissionDenied(_("Only who may take items down, or the author of a draft, may purge it."))
    if level.may_be_here:
        raise ValidationError({"level": _("What is open is not purged; take it down instead.")})
    pages = _all_of(page)
    if any(one.get_children().exists() for one in pages):
        raise ValidationError(_("There are other items below it. Move them first."))
    titles = _titles(pages)
    media = _media_of(pages)
    removed = {"revisions": _revisions(pages).count(), "translations": len(pages) - 1}
    was_public = any(one.live for one in pages)
    keys, items = [one.pk for one in pages], [one.item_id for one in pages]
    _forget_decisions(pages)
    _delete(pages)
    removed |= _delete_media(media)
    removed["notices"] = _forget_notices(keys, titles)
    _forget_logs(keys)
    for forget in _more.values():
        forget(items)
    for item in items:
        delivery.writer().forget(item)
        clocks.forget(item)
    Salt.objects.forget(*items)
    entry = PurgedItem.objects.create(
        item_id=page.item_id, level=level, was_public=was_public, purged_by=user, removed=removed
    )
    write(Act.PURGED, account=user.pk, post=post_of(user.pk), item=page.item_id)
    return entry


def _all_of(page: PortalPage) -> list[PortalPage]:
    """The page, its translations and what shows either: they say the same."""
    found = {one.pk: one for one in page.get_translations(inclusive=True).specific()}
    aliases = Page.objects.filter(alias_of_id__in=list(found)).specific()
    found |= {one.pk: one for one in aliases}
    return [found[page.pk], *(one for key, one in found.items() if key != page.pk)]


def _revisions(pages: list[PortalPage]) -> Any:
    return Revision.objects.filter(
        base_content_type__app_label="wagtailcore", object_id__in=[str(one.pk) for one in pages]
    )


def _titles(pages: list[PortalPage]) -> set[str]:
    """Every title that it has had: notices repeat it."""
    said = {text for one in pages for text in (one.title, one.draft_title)}
    said.update(
        str(content.get("title", "")) for content in _revisions(pages).values_list("content", flat=True)
    )
    return {title for title in said if title.strip()}


def _media_of(pages: list[PortalPage]) -> list[Medium]:
    """The pictures and attachments that any version of it shows."""
    contents: list[Any] = [*pages, *(revision.as_object() for revision in _revisions(pages))]
    media: list[Medium] = []
    for model in (PortalImage, Attachment):
        keys = {key for content in contents for key in keys_in(content, model)}
        if (
            model is Attachment
        ):  # the scan of a supplying unit's signature hangs on the item, not on its content
            keys.update(_scans_of(pages))
        media += model.objects.filter(pk__in=keys)
    return media


def _scans_of(pages: list[PortalPage]) -> set[int]:
    noted = Preparation.objects.filter(item_id__in=[one.item_id for one in pages])
    return set(noted.exclude(scan=None).values_list("scan_id", flat=True))


def _forget_decisions(pages: list[PortalPage]) -> None:
    """The decisions stay; the words in them go."""
    items = [one.item_id for one in pages]
    Submission.objects.filter(item_id__in=items).update(snapshot={})
    Approval.objects.filter(item_id__in=items).update(comment="")
    takedowns = Takedown.objects.filter(item_id__in=items)
    for takedown in takedowns.exclude(evidence_file=""):
        _remove_files([str(takedown.evidence_file.name)])
    takedowns.update(reason="", requested_by="", evidence="", evidence_file="", settlement="")
    Correction.objects.filter(item_id__in=items).delete()
    PersonalDataAnswer.objects.filter(item_id__in=items).delete()
    keys = [str(one.pk) for one in pages]
    WorkflowState.objects.filter(base_content_type__app_label="wagtailcore", object_id__in=keys).delete()


def _delete(pages: list[PortalPage]) -> None:
    from wagtail_localize.models import String, TranslationSource

    sources = TranslationSource.objects.filter(
        object__translation_key__in={one.translation_key for one in pages}
    )
    strings = set(String.objects.filter(segments__source__in=sources).values_list("pk", flat=True))
    sources.delete()
    String.objects.filter(pk__in=strings, segments=None).delete()
    _revisions(pages).delete()
    for one in reversed(pages):
        Page.objects.get(pk=one.pk).specific.delete()


def _delete_media(media: Iterable[Medium]) -> dict[str, int]:
    """Delete what nothing else uses, the files themselves too; what other items show as well stays, and is counted."""
    counts = {"files": 0, "renditions": 0, "files_still_used": 0}
    for medium in media:
        if ReferenceIndex.get_references_to(medium).exists() or delivery.writer().shows(medium.item_id):
            counts["files_still_used"] += 1
            continue
        kind, key = medium._meta.model_name, str(medium.pk)
        names = [medium.file.name]
        if isinstance(medium, PortalImage):
            names += [rendition.file.name for rendition in medium.renditions.all()]
        try:
            with transaction.atomic():
                medium.delete()
        except ProtectedError:  # another item's, which the index of references has not caught up with
            counts["files_still_used"] += 1
            continue
        counts["files"] += 1
        counts["renditions"] += len(names) - 1
        ModelLogEntry.objects.filter(object_id=key, content_type__model=kind).update(label="", data={})
        _remove_files(names)
    return counts


def _remove_files(names: list[str]) -> None:
    """Remove files when the act has committed, and the tasks by which Wagtail would: a task names the file it is for."""

    def remove() -> None:
        for name in names:
            default_storage.delete(name)
            DBTaskResult.objects.filter(args_kwargs__contains={"args": [name]}).delete()

    transaction.on_commit(remove)


def _forget_notices(keys: list[int], titles: set[str]) -> int:
    """Delete what was sent to people about it, and the tasks that would still send it."""
    about = Q()
    for key in keys:
        about |= Q(url__contains=f"/kiem-duyet/{key}/") | Q(url__contains=f"/pages/{key}/")
    for title in titles:
        about |= Q(subject__contains=title[:100]) | Q(body__contains=title)
    notices = list(Notice.objects.filter(about).values_list("pk", flat=True))
    for notice in notices:
        DBTaskResult.objects.filter(args_kwargs__contains={"args": [str(notice)]}).delete()
    return int(Notice.objects.filter(pk__in=notices).delete()[0])


def _forget_logs(keys: list[int]) -> None:
    """Wagtail's logs name the item in every line: the lines stay, without the name."""
    PageLogEntry.objects.filter(page_id__in=keys).update(label="", data={})
