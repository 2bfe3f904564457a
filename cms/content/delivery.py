"""The registry through which authoring tells delivery, without knowing it.

`sites.releases` enters itself as the writer when Django starts; `cms.moderation` enters itself as the gate. Authoring calls both inside
the transaction that makes content public: without a gate or a writer nothing goes live.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from wagtail.models import Page, Revision, Workflow

    from cms.content.models import PortalPage


@dataclass(frozen=True, slots=True)
class Granted:
    """What the gate has confirmed in the running transaction: which content of an item may be public, and by which record."""

    digest: str
    record: Any


class ReleaseWriter(Protocol):
    """What delivery offers to authoring. Every method runs inside the caller's transaction and may refuse by raising."""

    def write(self, page: PortalPage, granted: Granted | None = None) -> None:
        """Make the release of `page` agree with it: written when it is public, withdrawn when not.

        `granted` is what the gate has said of the content just now; the gate is asked where it is missing, or of another content.
        """

    def write_tree(self, page: Page) -> None:
        """The same for `page` and all its descendants (after a move, a change of slug or of privacy)."""

    def withdraw(self, page: PortalPage) -> None:
        """Withdraw the releases of `page`, which is about to be deleted."""

    def confirm_withdrawal(self, page: PortalPage) -> None:
        """Tell that the withdrawal of `page`, which could still be undone, is for good."""

    def forget(self, item_id: UUID) -> None:
        """Forget the addresses of a purged item, which are made of its titles."""

    def shows(self, key: UUID) -> bool:
        """Return whether anything public shows, offers or links to the image, attachment or item `key`."""

    def refresh_portal(self) -> None:
        """Rewrite what is public of the portal itself: identity, menu, regulation, contact."""


class PublishingGate(Protocol):
    """What moderation offers to authoring."""

    def check(self, page: PortalPage, digest: str) -> Granted:
        """Return by which record the content `digest` of `page` may be public. Raises `NotApproved` where nobody approved it."""

    def made_public(self, page: PortalPage, digest: str) -> None:
        """Hear that the content `digest` of `page` is public; older approvals of other content no longer count."""

    def holds(self, revision: Revision) -> bool:
        """Return whether `revision` was submitted or approved, and so may not be overwritten in place."""

    def content_saved(self, page: PortalPage, revision: Revision) -> None:
        """Hear that `revision` of `page` was saved; what was approved or submitted of other content no longer counts."""

    def problems(self, page: PortalPage) -> list[tuple[str, str]]:
        """Return what keeps `page` from being put forward: pairs of a field, empty for the item as a whole, and words for who writes."""

    def workflow_for(self, page: PortalPage) -> Workflow:
        """Return the workflow that the regulation in force asks for `page`."""

    def with_due(self, pages: QuerySet) -> QuerySet:
        """Return `pages` annotated with `due_at`: when what is under moderation of them is due, None otherwise."""


class NotApproved(PermissionError):
    """Content is not public and may not become so: nobody with the right to has approved it."""


class CannotBeReleased(ValueError):
    """What was approved cannot be made public as it is, such as a picture whose file is gone. The message tells a person what to mend."""


_writer: ReleaseWriter | None = None
_gate: PublishingGate | None = None
_keepers: list[Callable[[Revision], bool]] = []


def register_writer(writer: ReleaseWriter) -> None:
    """Enter the writer of releases; the last one entered counts."""
    global _writer
    _writer = writer


def register_gate(gate: PublishingGate) -> None:
    """Enter the gate that every publication passes; the last one entered counts."""
    global _gate
    _gate = gate


def register_keeper(keeps: Callable[[Revision], bool]) -> None:
    """Let `keeps` say which revisions may not be overwritten in place, because somebody was shown them."""
    if keeps not in _keepers:
        _keepers.append(keeps)


def is_kept(revision: Revision) -> bool:
    """Return whether `revision` may not be overwritten in place: it was submitted, approved or shown to somebody."""
    return gate().holds(revision) or any(keeps(revision) for keeps in _keepers)


def writer() -> ReleaseWriter:
    """Return the writer of releases. Raises ImproperlyConfigured where none is installed."""
    if _writer is None:
        raise ImproperlyConfigured("No release writer is registered: add sites.releases to INSTALLED_APPS.")
    return _writer


def gate() -> PublishingGate:
    """Return the publishing gate. Raises ImproperlyConfigured where none is installed."""
    if _gate is None:
        raise ImproperlyConfigured("No publishing gate is registered: add cms.moderation to INSTALLED_APPS.")
    return _gate
