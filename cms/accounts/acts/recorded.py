"""Appointments in the append-only record: the post and a salted hash of the decision's facts, never a name."""

from __future__ import annotations

from cms.accounts.models import Appointment
from cms.record.enums import Act
from cms.record.writing import facts_digest, write


def record_appointment(appointment: Appointment) -> None:
    """Record that somebody was appointed, in the transaction that does it."""
    _record(Act.APPOINTED, appointment, appointment.appointed_by)


def record_end(appointment: Appointment) -> None:
    """Record that an appointment ends, at once or with its last day."""
    _record(Act.APPOINTMENT_ENDED, appointment, appointment.ended_by)


def _record(act: Act, appointment: Appointment, by: object) -> None:
    write(
        act,
        account=getattr(by, "pk", None),
        post=appointment.role_key,
        about=appointment.pk,
        digest=facts_digest(
            account=appointment.user_id,
            post=appointment.role_key,
            decision=appointment.decision,
            valid_from=appointment.valid_from,
            valid_to=appointment.valid_to,
            ended_at=appointment.ended_at,
        ),
    )
