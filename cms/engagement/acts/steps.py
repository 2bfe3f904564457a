"""What all acts share: the case under lock, the move to its next state, the entry in its history."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import Appointment, User
from cms.clocks import acts as clocks
from cms.engagement.enums import Act, Closing, State
from cms.engagement.machine import NotNow, after
from cms.engagement.models import Case, CaseEntry, Message
from tenants.context import current_tenant
from tenants.guards import ensure_writable


def locked(case: Case) -> Case:
    """Return the case as it stands, held until the transaction ends.

    Raises:
        TenantReadOnly: the portal is an archive.
        ValidationError: its text was deleted, so nothing is done with it any more.
    """
    ensure_writable(current_tenant())
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if held.purged_at is not None:
        raise ValidationError(
            _("Text and contact of this case were deleted; nothing is done with it any more.")
        )
    return held


def require(allowed: bool) -> None:
    """Refuse who may not. Raises PermissionDenied."""
    if not allowed:
        raise not_allowed()


def not_allowed() -> PermissionDenied:
    """Return the refusal of who may not."""
    return PermissionDenied(_("Your posts do not give you this step at this desk."))


def move(
    case: Case,
    act: Act,
    *,
    by: User | None = None,
    clause: str = "",
    note: str = "",
    message: Message | None = None,
    stage: str = "",
    at: dt.datetime | None = None,
) -> CaseEntry:
    """Do a step: the case changes its state and is saved; the step stands in its history.

    Raises:
        ValidationError: the state does not allow it; somebody else was quicker.
    """
    try:
        state = after(case.kind, case.state, act)
    except NotNow as error:
        raise ValidationError(
            _("This is not possible now: the state is “%(state)s”. Look at it again.")
            % {"state": case.state_words}
        ) from error
    if act is Act.RETURNED:
        state = _back_to(case)
    instant = at or timezone.now()
    if state != case.state:
        case.state, case.state_since = state, instant
    case.save()
    return write(case, act, by=by, clause=clause, note=note, message=message, stage=stage, at=instant)


def _back_to(case: Case) -> State:
    """Return where an answer that came back leads: a correction stays one; what was never forwarded is the receivers' own."""
    if case.answered_at is not None:
        return State.CORRECTING
    return State.CLASSIFIED if case.handler_id is None and case.unit_id is None else State.FORWARDED


def write(
    case: Case,
    act: Act,
    *,
    by: User | None = None,
    clause: str = "",
    note: str = "",
    message: Message | None = None,
    stage: str = "",
    at: dt.datetime | None = None,
) -> CaseEntry:
    """Add a step to a case's history."""
    return CaseEntry.objects.create(
        case=case, act=act, at=at or timezone.now(), by=by, post=posts_of(by), clause=clause[:400],
        note=note.strip()[:1000], message=message, stage=stage,
    )  # fmt: skip


def posts_of(user: User | None) -> str:
    """Return the posts that a person holds today, in words."""
    if user is None:
        return ""
    posts = Appointment.objects.current().filter(user=user)
    return "; ".join(dict.fromkeys(post.post_title for post in posts))[:200]


def close(case: Case, closing: Closing, keep: dt.timedelta) -> None:
    """Set what a case that ends without an answer carries; `move` saves it. `keep`: how long text and contact stay."""
    now = timezone.now()
    case.closing, case.closed_at, case.purge_at = closing, now, now + keep
    stop_waiting(case)


def stop_waiting(case: Case) -> None:
    """End the waiting for the asker, and count how long it lasted; the clock ran on meanwhile."""
    if case.waits_since is not None:
        case.waited_seconds += int((timezone.now() - case.waits_since).total_seconds())
        case.waits_since = None
        clocks.wait(case.pk, "")
