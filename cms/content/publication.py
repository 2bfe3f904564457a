"""Publishing a revision: Wagtail's act with the same outcome, asking the database once what Wagtail asks several times.

Wagtail looks up every reference of the revision three times, reads the page twice more to compare its slug and its title, and asks one
after the other for comments, aliases, workflow and scheduled revisions, which an item rarely has. Here one statement locks the page's row
and one asks for all that may stand around it; where there is something, Wagtail's own steps follow.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import Locale, PageLogEntry, Revision
from wagtail.signals import page_published, published

from cms.content.drafting import is_drafting

if TYPE_CHECKING:
    from cms.content.models.base import PortalPage

logger = logging.getLogger("wagtail")

_ROW = """
SELECT p.live, p.url_path, p.slug, p.title, l.id, l.language_code
FROM wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id
WHERE p.id = %(page)s FOR UPDATE OF p"""

_AROUND = """
SELECT
    (SELECT r.id FROM wagtailcore_revision r WHERE r.base_content_type_id = %(kind)s AND r.object_id = %(key)s
        ORDER BY r.created_at DESC, r.id DESC LIMIT 1),
    EXISTS (SELECT FROM wagtailcore_revision r WHERE r.base_content_type_id = %(kind)s AND r.object_id = %(key)s
        AND (r.created_at, r.id) < (%(created_at)s, %(revision)s)),
    EXISTS (SELECT FROM wagtailcore_revision r WHERE r.base_content_type_id = %(kind)s AND r.object_id = %(key)s
        AND r.approved_go_live_at IS NOT NULL),
    EXISTS (SELECT FROM wagtailcore_comment c WHERE c.page_id = %(page)s),
    EXISTS (SELECT FROM wagtailcore_page a WHERE a.alias_of_id = %(page)s)
    OR EXISTS (SELECT FROM wagtailcore_workflowstate w WHERE w.base_content_type_id = %(kind)s
        AND w.object_id = %(key)s AND w.status IN ('in_progress', 'needs_changes')),
    EXISTS (SELECT FROM wagtailcore_page s WHERE s.slug = %(slug)s AND s.depth = %(depth)s AND s.id <> %(page)s
        AND s.path LIKE %(beside)s)"""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A page's row as it is stored, locked until the transaction ends."""

    live: bool
    url_path: str
    slug: str
    title: str
    locale_id: int
    language: str

    @property
    def locale(self) -> Locale:
        """The page's locale, which need not be asked for."""
        return Locale(self.locale_id, self.language)


def held_row(key: int) -> HeldRow | None:
    """Lock the row of the page `key` and return it; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_ROW, {"page": key})
        found = cursor.fetchone()
    return HeldRow(*found) if found else None


@dataclass(frozen=True, slots=True)
class Around:
    """What there is beside a page and a revision of it.

    `newest` is the key of its newest revision, `has_older` whether there is one before this; `is_scheduled` whether a revision of it waits for
    its hour; `is_followed` whether it has an alias, or a moderation under way; `slug_is_taken` whether another page beside it has its slug.
    """

    newest: int
    has_older: bool
    is_scheduled: bool
    has_comments: bool
    is_followed: bool
    slug_is_taken: bool


def around(page: PortalPage, revision: Revision) -> Around:
    """Return what there is beside `page` and `revision`. One query."""
    told = {
        "page": page.pk,
        "key": str(page.pk),
        "kind": revision.base_content_type_id,
        "revision": revision.pk,
        "created_at": revision.created_at,
        "slug": page.slug,
        "depth": page.depth,
        "beside": page.path[: -page.steplen] + "%",
    }
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, told)
        return Around(*cursor.fetchone())


class PublishPortalPage(PublishPageRevisionAction):
    """Publish a revision now. What is scheduled for later or reverts to an older revision goes Wagtail's own way."""

    _found: Around | None = None

    def _publish_revision(
        self,
        revision: Revision,
        object: Any,
        user: Any,
        changed: bool,
        log_action: bool | str,
        previous_revision: Revision | None = None,
    ) -> None:
        waits = object.go_live_at is not None and object.go_live_at > timezone.now()
        row = None if waits or previous_revision is not None or is_drafting() else held_row(object.pk)
        if row is None:
            super()._publish_revision(revision, object, user, changed, log_action, previous_revision)
            return
        self._found = found = around(object, revision)
        if found.is_scheduled:
            object.revisions.update(approved_go_live_at=None)
        self._make_live(revision, found)
        object.locale = row.locale
        object.save_approved(row, found)
        self._after_publish()
        if log_action:
            self._log(row, found, log_action)
        logger.info('Published: "%s" pk=%s revision_id=%d', object, object.pk, revision.pk)

    def _make_live(self, revision: Revision, found: Around) -> None:
        page, now = self.object, timezone.now()
        page.live, page.expired = True, False
        page.has_unpublished_changes = found.newest != revision.pk
        page.live_revision, page.last_published_at = revision, now
        page.first_published_at = page.first_published_at or now

    def _after_publish(self) -> None:
        found = self._found
        if found is None or found.has_comments or found.is_followed:
            super()._after_publish()
            return
        page_published.send(sender=self.object.specific_class, instance=self.object, revision=self.revision)
        published.send(sender=type(self.object), instance=self.object, revision=self.revision)

    def _log(self, row: HeldRow, found: Around, log_action: bool | str) -> None:
        """Write into Wagtail's history what its own act writes: another title, then the publication."""
        data: dict[str, Any] = {}
        entries = []
        if found.has_older and row.title != self.object.title:
            data = {"title": {"old": row.title, "new": self.object.title}}
            entries.append(self._entry("wagtail.rename", data))
        action = log_action if isinstance(log_action, str) else "wagtail.publish"
        entries.append(self._entry(action, data, content_changed=self.changed))
        PageLogEntry.objects.bulk_create(
            entries
        )  # their rows are held by this transaction: they need no looking up

    def _entry(self, action: str, data: dict[str, Any], *, content_changed: bool = False) -> PageLogEntry:
        context = get_active_log_context()
        return PageLogEntry(
            content_type=self.object.cached_content_type,
            label=self.object.get_admin_display_title(),
            action=action,
            timestamp=timezone.now(),
            data=data,
            page=self.object,
            user=self.user or context.user,
            uuid=context.uuid,
            revision=self.revision,
            content_changed=content_changed,
        )
