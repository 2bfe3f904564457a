"""The writer of releases: what authoring calls in the transaction that makes content public, and nothing else writes."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from cms.content import delivery
from cms.content.delivery import Granted
from cms.content.enums import ItemType
from cms.content.models import PortalPage
from cms.moderation.models.records import Approval
from sites.releases import approvals, changes, portal, regulation, sharing
from sites.releases.builder import Built, Surroundings, build
from sites.releases.changes import require_transaction
from sites.releases.enums import ChangeKind
from sites.releases.files import sweep_unused, use_files
from sites.releases.models import Change, OldAddress, Release
from sites.releases.places import Standing, place_of, standing_of
from sites.releases.shelf import PublicShelf, Shelf
from tenants.context import current_tenant
from tenants.models import Tenant

logger = logging.getLogger(__name__)

MENU_TYPES = frozenset({ItemType.HOME, ItemType.SECTION, ItemType.PAGE, ItemType.CONTACTS, ItemType.SCHEDULE})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one page's release."""

    page: PortalPage
    path_before: str | None
    name_before: tuple[str, str] | None
    path_after: str | None
    name_after: tuple[str, str] | None
    parent_path_before: str | None = None

    @property
    def address_changed(self) -> bool:
        """Whether it appeared, disappeared or moved."""
        return self.path_before != self.path_after

    @property
    def appearance_changed(self) -> bool:
        """Whether others that name it have to be made anew."""
        return self.address_changed or self.name_before != self.name_after


class TransactionalWriter:
    """Implements `cms.content.delivery.ReleaseWriter`. Every method needs a running transaction and may refuse by raising."""

    def write(self, page: PortalPage, granted: Granted | None = None) -> None:
        """Make the release of `page` agree with it, and those that link to it or name it.

        Parameters:
            granted: what the gate said of the content in this transaction; asked for where it is not given, or of another content.

        Raises:
            NotApproved: the gate does not confirm the content that `page` holds.
            PictureMissing: the file of a picture cannot be read.
            TransactionManagementError: no transaction is running.
        """
        require_transaction()
        self._follow([settle(page, granted)])

    def write_tree(self, page: Page) -> None:
        """The same for `page` and all below it, after a move, a change of slug or of privacy."""
        require_transaction()
        below = Page.objects.descendant_of(page, inclusive=True).order_by("path").values_list("pk", flat=True)
        self._follow(self.rewrite(list(below)), moved=True)

    def withdraw(self, page: PortalPage) -> None:
        """Withdraw the release of `page`, which is about to be deleted."""
        require_transaction()
        self._follow([_withdrawn(page, _held_release(page))])

    def confirm_withdrawal(self, page: PortalPage) -> None:
        """Tell that the withdrawal of `page` and of what shows it, which could still be undone, is for good."""
        require_transaction()
        for shown in (page, *(alias.specific for alias in page.aliases.all())):
            changes.withdraw_for_good(current_tenant().pk, shown.item_id)

    def forget(self, item_id: UUID) -> None:
        """Forget the addresses of a purged item, which are made of its titles. The feed keeps that it is gone for good."""
        require_transaction()
        tenant = current_tenant().pk
        OldAddress.objects.filter(tenant_id=tenant, item_id=item_id).delete()
        Change.objects.filter(tenant_id=tenant, item_id=item_id).update(path="")
        transaction.on_commit(sweep_unused, robust=True)  # its public files go now, not with the next sweep

    def shows(self, key: UUID) -> bool:
        """Whether a release of the current portal shows, offers or links to an image, attachment or item."""
        return Release.objects.of(current_tenant().pk).using_any(key).exists()

    def refresh_portal(self) -> None:
        """Rewrite the parts of the portal: identity, menu, contact, tree of sections, regulation."""
        require_transaction()
        portal.write_parts(current_tenant())

    def rewrite(self, keys: Iterable[int]) -> list[Outcome]:
        """Make the releases of these pages anew from what the pages hold now, parents first; follows no links."""
        require_transaction()
        ordered = Page.objects.filter(pk__in=list(keys)).order_by("path").values_list("pk", flat=True)
        return [outcome for key in list(ordered) if (outcome := resettle(key)) is not None]

    def correct(self, keys: Iterable[int]) -> None:
        """Make the releases of these pages anew, and those that name or link to them."""
        self._follow(self.rewrite(keys))

    def rewrite_users(self, *used: UUID) -> None:
        """Make the releases anew that show, offer or link to one of these images, attachments or items."""
        users = set(
            Release.objects.of(current_tenant().pk).using_any(*used).values_list("page_id", flat=True)
        )
        self.rewrite(key for key in users if key is not None)
        if None in users:  # a part of the portal, such as its emblem
            self.refresh_portal()

    def _follow(self, outcomes: list[Outcome], moved: bool = False) -> None:
        """Correct the releases that name, list or link to what has changed."""
        done = {outcome.page.pk for outcome in outcomes}
        keys = _naming(outcomes) if moved else _naming(outcomes) - done
        self.rewrite(keys)
        if any(
            outcome.page.item_type == ItemType.HOME
            or (outcome.page.item_type in MENU_TYPES and (moved or outcome.appearance_changed))
            for outcome in outcomes
        ):
            self.refresh_portal()


def settle(page: PortalPage, granted: Granted | None = None) -> Outcome:
    """Write or withdraw the release of one page, whose content the gate has to confirm, or has just confirmed.

    Raises:
        NotApproved: it does not.
    """
    held = _held_release(page)
    standing = public_standing(page)
    if standing is None:
        return _withdrawn(page, held)
    digest = page.content_digest
    if granted is None or granted.digest != digest:
        granted = delivery.gate().check(page, digest)
    return _written(page, held, standing, granted)


def resettle(key: int) -> Outcome | None:
    """As `settle`, for a page that nobody publishes just now: what was released is known to be approved.

    A page with another content than was released keeps its release until somebody approves; that is reported, not raised,
    since the act under way is another page's. Returns None then, and for what is no page of a portal.
    """
    # Whoever publishes the page holds its release; the page is read after that, or an older content would win.
    list(Release.objects.select_for_update().of(current_tenant().pk).filter(page_id=key).values_list("pk"))
    page = Page.objects.filter(pk=key).specific().first()
    if not isinstance(page, PortalPage):
        return None
    held = _held_release(page)
    standing = public_standing(page)
    if standing is None:
        return _withdrawn(page, held)
    digest = page.content_digest
    granted = Granted(digest, approvals.granting(page, digest))
    if granted.record is None and (held is None or held.content_digest != digest):
        try:
            granted = delivery.gate().check(page, digest)
        except delivery.NotApproved:
            logger.exception(
                "Page %s of %s is live with a content nobody approved", page.pk, current_tenant()
            )
            return None
    return _written(page, held, standing, granted)


def public_standing(page: PortalPage) -> Standing | None:
    """Where a page stands that citizens may see: live, not expired, under the portal's home, without a restriction of its own or above.
    None for any other.
    """
    if not page.live or (page.expire_at is not None and page.expire_at <= timezone.now()):
        return None
    standing = standing_of(page, current_tenant().pk, approvals.items_of(page))
    return standing if standing.is_in_portal and not standing.is_restricted else None


def built(
    page: PortalPage, held: Release | None, shelf: Shelf, approval: Approval | None, standing: Standing
) -> Built:
    """The public form of a live page, as its release should be; `approval` is the one by which it is public."""
    tenant = current_tenant()
    around = Surroundings(
        tenant=tenant,
        place=place_of(page, tenant.pk, standing),
        attribution=portal.attribution(tenant),
        approval=approvals.public_reference(approval),
        first_published_at=_first_published(page, held),
        corrections=approvals.corrections_of(page) if standing.has_corrections else [],
    )
    return build(page, around, shelf)


def _first_published(page: PortalPage, held: Release | None) -> datetime | None:
    """When it became public first, where the page itself does not say: as released before, or when it was first approved."""
    if held is not None:
        return held.published_at
    return None if page.first_published_at else approvals.first_decided_at(page)


def _written(page: PortalPage, held: Release | None, standing: Standing, granted: Granted) -> Outcome:
    tenant = current_tenant()
    shelf = PublicShelf(tenant.pk)
    digest, approval = granted.digest, granted.record
    with regulation.asked_once():
        made = built(page, held, shelf, approval, standing)
    columns: dict[str, Any] = {
        **made.columns,
        "shared": _shared(tenant, page, made, held, digest),
        "uses": sorted(made.uses),
        "content_digest": digest,
        "provenance": approvals.provenance(page, approval),
    }
    made.columns["shared"] = columns["shared"]
    etag = made.etag
    if held is None or held.etag != etag or held.text != columns["text"]:
        release = _stored(tenant, page, held, columns | {"etag": etag, "released_at": timezone.now()})
        last = None
        if standing.was_told:
            last = Change.objects.last_of(release.tenant_id, release.item_id, release.language)
        _remember_old_address(release, held, last)
        changes.announce(release, ChangeKind.RELEASED, last=last, asked=True)
    elif held.uses != columns["uses"] or held.provenance != columns["provenance"]:
        release = _stored(tenant, page, held, columns)
    else:
        release = held
    use_files(release, shelf.files, new=held is None)
    return Outcome(
        page=page,
        path_before=held.path if held else None,
        name_before=_name(held) if held else None,
        path_after=release.path,
        name_after=_name(release),
        parent_path_before=held.parent_path if held else None,
    )


def _withdrawn(page: PortalPage, held: Release | None) -> Outcome:
    if held is None:
        return Outcome(page, None, None, None, None)
    changes.announce(held, ChangeKind.WITHDRAWN, final=not approvals.may_come_back(page))
    outcome = Outcome(page, held.path, _name(held), None, None, held.parent_path)
    held.delete()
    return outcome


def _shared(tenant: Tenant, page: PortalPage, made: Built, held: Release | None, digest: str) -> bool:
    """Decided when a content is published; making the same content anew does not decide again.

    What was made of another portal's item never goes up: the province would be told its own news as a commune's.
    """
    if getattr(page, "came_from", None):
        return False
    if held is not None and held.content_digest == digest:
        return held.shared
    return sharing.is_shared(tenant, made.columns["type"], made.columns["category"])


def _held_release(page: PortalPage) -> Release | None:
    """The release of a page, held against other acts until the transaction ends."""
    tenant = current_tenant()
    releases = Release.objects.select_for_update().of(tenant.pk)
    return releases.filter(item_id=page.item_id, language=page.locale.language_code).first()


def _stored(tenant: Tenant, page: PortalPage, held: Release | None, columns: dict[str, Any]) -> Release:
    """A copy of `held` with these columns, stored; a new row where there was none."""
    release = Release(tenant_id=tenant.pk, item_id=page.item_id, language=page.locale.language_code)
    if held is not None:
        release.pk, release.released_at, release.etag = held.pk, held.released_at, held.etag
    for name, value in columns.items():
        setattr(release, name, value)
    release.save(force_insert=held is None, force_update=held is not None)
    return release


def _remember_old_address(release: Release, held: Release | None, last: Change | None) -> None:
    """Let the address an item had, also before it was withdrawn for a time, lead to where it is now."""
    before = held or last
    old = before.path if before else ""
    if not old or old == release.path:
        return
    OldAddress.objects.update_or_create(
        tenant_id=release.tenant_id,
        path=old,
        defaults={"item_id": release.item_id, "language": release.language, "since": timezone.now()},
    )


def _name(release: Release) -> tuple[str, str]:
    return release.title, release.summary.get("summary", "")


def _naming(outcomes: list[Outcome]) -> set[int]:
    """The pages whose releases name, list or link to what changed."""
    keys: set[int | None] = set()
    changed = [outcome for outcome in outcomes if outcome.appearance_changed]
    moved = [outcome for outcome in outcomes if outcome.address_changed]
    released = Release.objects.of(current_tenant().pk).exclude(page_id=None)
    if moved:
        linked = [outcome.page.translation_key for outcome in moved]
        naming = Q(uses__overlap=linked) | Q(translation_key__in=linked)
        keys.update(released.filter(naming).values_list("page_id", flat=True))
    listed = [outcome for outcome in changed if outcome.page.item_type in MENU_TYPES]
    if listed:
        keys.update(_above(listed))
    for outcome in listed:
        if outcome.page.numchild:
            below = Page.objects.descendant_of(outcome.page).values_list("pk", flat=True)
            keys.update(released.filter(page_id__in=list(below)).values_list("page_id", flat=True))
    return {key for key in keys if key is not None}


def _above(outcomes: list[Outcome]) -> set[int]:
    """The pages directly above these, where they are and where they were."""
    tree_paths = {outcome.page.path[: -Page.steplen] for outcome in outcomes}
    keys = set(Page.objects.filter(path__in=tree_paths).values_list("pk", flat=True))
    public_paths = {outcome.parent_path_before for outcome in outcomes if outcome.parent_path_before}
    left = (
        Release.objects.of(current_tenant().pk)
        .filter(path__in=public_paths)
        .values_list("page_id", flat=True)
    )
    return keys | {key for key in left if key is not None}
