"""Acts on the board. Each refuses what may not be, and does all of it or nothing.

Every act raises PermissionDenied for who may not, ValidationError (by field) for what cannot be, TenantReadOnly in an archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.decisions import Decision
from cms.accounts.models import Appointment, User
from cms.board import ending
from cms.board.enums import AbsenceKind
from cms.board.models import Absence, Delegation, OrganisationUnit
from cms.board.powers import BoardPowers, delegable_roles
from cms.board.recording import record_delegation
from cms.board.telling import tell_delegated, tell_delegation_ended
from cms.record.enums import Act
from tenants.calendar_day import LEGAL_ZONE, today
from tenants.context import current_tenant
from tenants.guards import ensure_writable

LONGEST = dt.timedelta(days=366)


def midnight_after(day: dt.date) -> dt.datetime:
    """Return the instant at which `day` is over in Vietnam: 00:00 of the next."""
    return midnight_of(day + dt.timedelta(days=1))


def midnight_of(day: dt.date) -> dt.datetime:
    """Return the first instant of `day` in Vietnam."""
    return dt.datetime.combine(day, dt.time.min, LEGAL_ZONE)


@dataclass(frozen=True, kw_only=True)
class GiveDelegation:
    """Give the head's power to a deputy for a time.

    Parameters:
        by: the head, whose power it is.
        taker: who receives it; never the head.
        decision: the document that says so.
        first_day, last_day: both inclusive; the power ends at 00:00 of the day after the last. One that begins today begins now.
        fields, columns, stages: what it is limited to; empty: everything.
    """

    by: User
    taker: User
    decision: Decision
    first_day: dt.date
    last_day: dt.date
    fields: Sequence[str] = ()
    columns: Sequence[str] = ()
    stages: Sequence[str] = ()

    @transaction.atomic
    def execute(self) -> Delegation:
        """Return the delegation; the deputy is told."""
        ensure_writable(current_tenant())
        if not BoardPowers.of(self.by).may_delegate:
            raise PermissionDenied(_("Only the head gives the head's power to a deputy."))
        self._check_dates()
        self._check_taker()
        given = Delegation.objects.create(
            giver=self.by,
            taker=self.taker,
            decision=str(self.decision),
            fields=list(self.fields),
            columns=list(self.columns),
            stages=list(self.stages),
            starts_at=timezone.now() if self.first_day == today() else midnight_of(self.first_day),
            ends_at=midnight_after(self.last_day),
            made_by=self.by,
        )
        log(instance=given, action="board.delegate", user=self.by, title=str(given))
        record_delegation(Act.DELEGATED, given, self.by)
        tell_delegated(given)
        ending.expect(given)
        return given

    def _check_dates(self) -> None:
        if self.decision.signed_on > today():
            raise ValidationError({"decision_date": _("The document cannot have been signed after today.")})
        if self.first_day < today():
            raise ValidationError(
                {
                    "first_day": _(
                        "Power is not given for days that are past: what was decided then stays as it was."
                    )
                }
            )
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day is not before the first day.")})
        if self.last_day - self.first_day > LONGEST:
            raise ValidationError({"last_day": _("Give it for a year at most; it can be given again.")})

    def _check_taker(self) -> None:
        if self.taker.pk == self.by.pk:
            raise ValidationError({"taker": _("Nobody gives power to themselves.")})
        roles = delegable_roles()
        if not roles:
            raise ValidationError(
                {"taker": _("The regulation in force names no deputy who could be empowered.")}
            )
        posts = Appointment.objects.not_over().filter(
            user=self.taker, user__is_active=True, role_key__in=roles
        )
        if not posts.exists():
            raise ValidationError(
                {"taker": _("%(person)s holds no post that the head can empower.") % {"person": self.taker}}
            )
        overlapping = Delegation.objects.not_over().filter(
            taker=self.taker,
            starts_at__lt=midnight_after(self.last_day),
            ends_at__gt=midnight_of(self.first_day),
        )
        same = [
            given
            for given in overlapping
            if given.scope == (set(self.fields), set(self.columns), set(self.stages))
        ]
        if same:
            raise ValidationError(
                {"first_day": _("%(person)s has this power in these days already.") % {"person": self.taker}}
            )


@dataclass(frozen=True, kw_only=True)
class EndDelegation:
    """Take the power back before its last day: from this moment the deputy decides by it no more."""

    by: User
    delegation: Delegation
    reason: str

    @transaction.atomic
    def execute(self) -> Delegation:
        """Return the ended delegation; the deputy is told."""
        ensure_writable(current_tenant())
        given = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("taker")
            .get(pk=self.delegation.pk)
        )
        if not BoardPowers.of(self.by).may_delegate:
            raise PermissionDenied(_("Only the head takes the head's power back."))
        if given.state == "over":
            raise ValidationError(_("This delegation is over already."))
        if not self.reason.strip():
            raise ValidationError({"reason": _("Give the document or the reason.")})
        given.ended_at = given.end_told_at = timezone.now()
        given.ended_by, given.end_reason = self.by, self.reason.strip()[:200]
        given.save(update_fields=["ended_at", "end_told_at", "ended_by", "end_reason"])
        log(instance=given, action="board.end_delegation", user=self.by, title=str(given))
        record_delegation(Act.DELEGATION_ENDED, given, self.by)
        tell_delegation_ended(given)
        return given


@dataclass(frozen=True, kw_only=True)
class RecordAbsence:
    """Record that somebody is away, so that what would wait for them goes on by the portal's rule.

    Parameters:
        first_day, last_day: both inclusive; without a last day it holds until somebody ends it. One that begins today begins now.
    """

    by: User
    person: User
    kind: AbsenceKind
    first_day: dt.date
    last_day: dt.date | None = None

    @transaction.atomic
    def execute(self) -> Absence:
        """Return the absence."""
        ensure_writable(current_tenant())
        if not BoardPowers.of(self.by).may_record_absence_of(self.person):
            raise PermissionDenied(
                _("Head and secretary record who is away; everybody else only themselves.")
            )
        if self.first_day < today():
            raise ValidationError({"first_day": _("An absence is recorded from today on.")})
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day is not before the first day.")})
        starts_at = timezone.now() if self.first_day == today() else midnight_of(self.first_day)
        ends_at = midnight_after(self.last_day) if self.last_day else None
        if Absence.objects.between(starts_at, ends_at).filter(person=self.person).exists():
            raise ValidationError(
                {
                    "first_day": _("It is recorded already that %(person)s is away then.")
                    % {"person": self.person}
                }
            )
        away = Absence.objects.create(
            person=self.person,
            kind=self.kind,
            starts_at=starts_at,
            ends_at=ends_at,
            made_by=self.by,
        )
        log(instance=away, action="board.record_absence", user=self.by, title=str(away))
        return away


@dataclass(frozen=True, kw_only=True)
class EndAbsence:
    """Record that somebody is back: they act again from this moment."""

    by: User
    absence: Absence

    @transaction.atomic
    def execute(self) -> Absence:
        """Return the ended absence."""
        ensure_writable(current_tenant())
        away = (
            Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=self.absence.pk)
        )
        if not BoardPowers.of(self.by).may_record_absence_of(away.person):
            raise PermissionDenied(
                _("Head and secretary record who is away; everybody else only themselves.")
            )
        if away.state == "over":
            raise ValidationError(_("This absence is over already."))
        away.ended_at, away.ended_by = timezone.now(), self.by
        away.save(update_fields=["ended_at", "ended_by"])
        log(instance=away, action="board.end_absence", user=self.by, title=str(away))
        return away


@dataclass(frozen=True, kw_only=True)
class ArrangeOffice:
    """Put an office into the organisation tree, or change it.

    Parameters:
        office: the office to change; None for a new one.
    """

    by: User
    office: OrganisationUnit | None
    name: str
    role_key: str = ""
    parent: OrganisationUnit | None = None
    position: int = 0
    decision: str = ""
    fields: Sequence[str] = ()
    columns: Sequence[str] = ()

    @transaction.atomic
    def execute(self) -> OrganisationUnit:
        """Return the office. What it is in charge of decides who reviews, so the head alone changes that."""
        ensure_writable(current_tenant())
        powers = BoardPowers.of(self.by)
        if not powers.keeps:
            raise PermissionDenied(_("Head and secretary keep the organisation tree."))
        office = self.office or OrganisationUnit()
        charge = (office.role_key, set(office.fields), set(office.columns))
        if charge != (self.role_key, set(self.fields), set(self.columns)) and not powers.is_head:
            raise PermissionDenied(_("Only the head decides what an office is in charge of."))
        self._check(office)
        office.name, office.role_key, office.parent = " ".join(self.name.split()), self.role_key, self.parent
        office.position, office.decision = self.position, self.decision.strip()
        office.fields, office.columns = list(self.fields), list(self.columns)
        office.save()
        log(instance=office, action="board.arrange", user=self.by, title=str(office))
        return office

    def _check(self, office: OrganisationUnit) -> None:
        if not self.name.strip():
            raise ValidationError({"name": _("Give the name of the office.")})
        others = OrganisationUnit.objects.exclude(pk=office.pk)
        if self.role_key and others.filter(role_key=self.role_key).exists():
            raise ValidationError({"role_key": _("Another office stands for this role already.")})
        above = self.parent
        while above is not None:
            if above.pk == office.pk:
                raise ValidationError({"parent": _("An office does not stand under itself.")})
            above = above.parent
