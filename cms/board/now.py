"""The board as it stands at an instant, read from the tenant's rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from cms.accounts.models import Appointment
from cms.board.models import Absence, Delegation, OrganisationUnit
from cms.board.standing import BOARD, HEAD, Holder, Power, Rules, Standing
from cms.regulation.routing import Assignments
from tenants.calendar_day import LEGAL_ZONE


def standing(rules: Rules, at: dt.datetime | None = None) -> Standing:
    """Return who holds which post, who acts for whom and who is away at `at`, now unless given."""
    day = at.astimezone(LEGAL_ZONE).date() if at else None
    posts = (
        Appointment.objects.current()
        if day is None
        else Appointment.objects.on(day).filter(user__is_active=True)
    )
    offices = _offices()
    return Standing(
        holders=tuple(_holder(post, offices.get(post.role_key)) for post in posts),
        powers=tuple(_power(given) for given in Delegation.objects.at(at)),
        away=frozenset(str(key) for key in Absence.objects.at(at).values_list("person_id", flat=True)),
        rules=rules,
    )


def assignments() -> Assignments:
    """Return the fields and sections in charge by role: of the people appointed today, and of their offices."""
    fields: dict[str, set[str]] = defaultdict(set)
    columns: dict[str, set[str]] = defaultdict(set)
    sources: list[Any] = [*Appointment.objects.current(), *OrganisationUnit.objects.exclude(role_key="")]
    for source in sources:
        fields[source.role_key].update(source.fields)
        columns[source.role_key].update(source.columns)
    return Assignments(
        {role: frozenset(keys) for role, keys in fields.items()},
        {role: frozenset(keys) for role, keys in columns.items()},
    )


def _offices() -> dict[str, OrganisationUnit]:
    return {office.role_key: office for office in OrganisationUnit.objects.exclude(role_key__in=["", BOARD])}


def _holder(post: Appointment, office: OrganisationUnit | None) -> Holder:
    return Holder(
        person=str(post.user_id),
        role=post.role_key,
        appointment=str(post.pk),
        fields=frozenset((*post.fields, *(office.fields if office else ()))),
        columns=frozenset((*post.columns, *(office.columns if office else ()))),
    )


def _power(given: Delegation) -> Power:
    return Power(
        key=str(given.pk),
        giver=str(given.giver_id),
        taker=str(given.taker_id),
        role=HEAD,
        fields=frozenset(given.fields),
        columns=frozenset(given.columns),
        stages=frozenset(given.stages),
    )
