"""Who is told about clocks. What a clock is about is known by higher apps: they enter who is concerned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from cms.accounts.models import Appointment, User
from cms.accounts.posts import HEAD
from cms.clocks.enums import SubjectKind
from cms.clocks.models import Clock

Concerned = Callable[[Sequence[Clock]], Mapping[UUID, Iterable[User]]]
_concerned: dict[SubjectKind, Concerned] = {}


def register_concerned(kind: SubjectKind, find: Concerned) -> None:
    """Let `find(clocks)` tell, by subject, who has to act on clocks of a kind now; asked for many at a time. The last one entered counts."""
    _concerned[kind] = find


def concerned(clocks: Sequence[Clock]) -> dict[UUID, list[User]]:
    """Return by clock who has to act on it, and who is responsible for it; nobody twice, no closed account."""
    acting: dict[UUID, Iterable[User]] = {}
    for kind in {SubjectKind(clock.subject_kind) for clock in clocks}:
        find = _concerned.get(kind)
        acting |= find([clock for clock in clocks if clock.subject_kind == kind]) if find else {}
    responsible = User.objects.in_bulk({clock.responsible_id for clock in clocks if clock.responsible_id})
    return {
        clock.pk: _once([
            *([responsible[clock.responsible_id]] if clock.responsible_id in responsible else []),
            *acting.get(clock.subject_id, ()),
        ])
        for clock in clocks
    }  # fmt: skip


def heads() -> list[User]:
    """Return the head of the editorial board (whoever holds the post today)."""
    posts = Appointment.objects.current().holding(HEAD).select_related("user")
    return _once([post.user for post in posts])


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people if person.is_active}.values())
