"""Appointing to a post and ending it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.acts.checks import checked_address, checked_name, need, opened
from cms.accounts.acts.recorded import record_appointment, record_end
from cms.accounts.decisions import MAX_LENGTH, Decision
from cms.accounts.groups import give_groups
from cms.accounts.models import Appointment, User
from cms.accounts.posts import HEAD, Post, all_posts
from cms.accounts.powers import Powers
from cms.accounts.sessions import end_sessions
from cms.accounts.telling import tell_appointed, tell_ended, tell_password_link
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.guards import ensure_writable


@dataclass(frozen=True, kw_only=True)
class AppointPerson:
    """Record that a person is appointed to a post by a decision. The head is told in the same transaction.

    Parameters:
        by: who records it.
        role_key: the post.
        post_title: the post as the decision prints it; the regulation's name of the post where empty.
        decision: number and date.
        valid_from: first day; today where None.
        valid_to: last day; None for no end.
        fields, columns: keys of the fields and sections in charge.
    """

    by: User
    person: User
    role_key: str
    decision: Decision
    post_title: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    fields: Sequence[str] = ()
    columns: Sequence[str] = ()

    @transaction.atomic
    def execute(self) -> Appointment:
        """Return the appointment."""
        ensure_writable(current_tenant())
        post = all_posts().get(self.role_key)
        if post is None:
            raise ValidationError({"role_key": _("The regulation in force has no such post.")})
        need(
            Powers.of(self.by).may_appoint_to(post),
            _("Only the head appoints to a post that decides on publication."),
        )
        need(self.person.pk != self.by.pk, _("Nobody appoints themselves."))
        appointment = _appoint(post, self, recorded_by=self.by)
        log(instance=appointment, action="accounts.appoint", user=self.by, title=str(appointment))
        return appointment


@dataclass(frozen=True, kw_only=True)
class EndAppointment:
    """End an appointment: at once, or after its last day.

    Parameters:
        by: who records it.
        reason: the decision or the reason.
        last_day: the last day of the post; None ends it at this moment and, where no other post is held, signs the person out.
    """

    by: User
    appointment: Appointment
    reason: str
    last_day: dt.date | None = None

    @transaction.atomic
    def execute(self) -> Appointment:
        """Return the ended appointment."""
        ensure_writable(current_tenant())
        post = (
            Appointment.objects.select_for_update(of=("self",))
            .select_related("user")
            .get(pk=self.appointment.pk)
        )
        need(
            Powers.of(self.by).may_end(post),
            _("Only the head ends a post that decides on publication, and nobody their own."),
        )
        self._check(post)
        post.end_reason, post.ended_by = self.reason.strip(), self.by
        if self.last_day is None:
            post.ended_at = timezone.now()
        else:
            post.valid_to = self.last_day
        post.save(update_fields=["end_reason", "ended_by", "ended_at", "valid_to"])
        give_groups(post.user)
        if not Appointment.objects.current().filter(user=post.user).exists():
            end_sessions(post.user)
        log(instance=post, action="accounts.end_appointment", user=self.by, title=str(post))
        record_end(post)
        tell_ended(post)
        return post

    def _check(self, post: Appointment) -> None:
        if post.ended_at is not None or (post.valid_to is not None and post.valid_to < today()):
            raise ValidationError(_("This appointment is over already."))
        if not self.reason.strip():
            raise ValidationError({"reason": _("Give the decision or the reason.")})
        if self.last_day is not None and self.last_day < max(today(), post.valid_from):
            raise ValidationError(
                {
                    "last_day": _(
                        "The last day is today or later, and not before the first day. Leave it empty to end the post at once."
                    )
                }
            )


@dataclass(frozen=True, kw_only=True)
class AppointHead:
    """Give a portal its head: an act of the fleet, since only a head appoints deciders and a new portal has none.

    Parameters:
        by: who does it, for the record.
        replace: end the appointment of the present head, who cannot do it any more.
    """

    full_name: str
    email: str
    username: str
    decision: Decision
    by: str
    post_title: str = ""
    replace: bool = False

    @transaction.atomic
    def execute(self) -> Appointment:
        """Return the appointment; the account is opened where there is none of that user name, and gets its link either way."""
        ensure_writable(current_tenant())
        self._clear_the_post()
        account = User.objects.select_for_update().filter(username=self.username).first()
        if account is None:
            account = opened(self.full_name, self.email, self.username)
        else:
            account.full_name, account.email = (
                checked_name(self.full_name),
                checked_address(self.email, account),
            )
            account.is_active = True
            account.save(update_fields=["full_name", "email", "is_active"])
            end_sessions(account)
            tell_password_link(account)
        act = AppointPerson(
            by=account, person=account, role_key=HEAD, decision=self.decision, post_title=self.post_title
        )
        appointment = _appoint(all_posts()[HEAD], act, recorded_by=None, who=self.by)
        log(
            instance=appointment,
            action="accounts.appoint",
            user=None,
            title=f"{appointment} ({self.by})"[:255],
        )
        return appointment

    def _clear_the_post(self) -> None:
        for post in Appointment.objects.not_over().holding(HEAD).select_related("user"):
            if not self.replace:
                raise ValidationError(
                    _(
                        "%(person)s is the head by %(decision)s. Only a head who cannot appoint a successor is replaced from here."
                    )
                    % {"person": post.user, "decision": post.decision}
                )
            post.ended_at, post.end_reason = timezone.now(), f"{self.decision} ({self.by})"[:200]
            post.save(update_fields=["ended_at", "end_reason"])
            record_end(post)
            give_groups(post.user)
            end_sessions(post.user)


def _appoint(post: Post, act: AppointPerson, recorded_by: User | None, who: str = "") -> Appointment:
    _check_decision(act.decision, post)
    first = act.valid_from or today()
    if act.valid_to is not None and act.valid_to < max(first, today()):
        raise ValidationError({"valid_to": _("The last day is not before the first day, nor in the past.")})
    if not act.person.is_active:
        raise ValidationError(
            {"user": _("The account of %(person)s is closed; open it again first.") % {"person": act.person}}
        )
    if Appointment.objects.not_over().filter(user=act.person, role_key=post.key).exists():
        raise ValidationError({"role_key": _("%(person)s holds this post already.") % {"person": act.person}})
    appointment = Appointment.objects.create(
        user=act.person,
        role_key=post.key,
        post_title=(act.post_title.strip() or post.label)[:150],
        decision=str(act.decision),
        fields=list(act.fields),
        columns=list(act.columns),
        valid_from=first,
        valid_to=act.valid_to,
        appointed_by=recorded_by,
    )
    record_appointment(appointment)
    give_groups(act.person)
    tell_appointed(appointment, who)
    return appointment


def _check_decision(decision: Decision, post: Post) -> None:
    if len(str(decision)) > MAX_LENGTH:
        raise ValidationError(
            {
                "decision_number": _("Number and date together have at most %(limit)s characters.")
                % {"limit": MAX_LENGTH}
            }
        )
    if not decision.number.strip():
        raise ValidationError({"decision_number": _("Give the number of the decision.")})
    if post.decides and not decision.is_numbered:
        raise ValidationError(
            {
                "decision_number": _(
                    "A post that decides on publication needs a numbered decision, such as 129/QĐ-UBND."
                )
            }
        )
    if decision.signed_on > today():
        raise ValidationError({"decision_date": _("The decision cannot have been signed after today.")})
