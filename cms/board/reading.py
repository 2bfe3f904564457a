"""What the board's screen shows: the tree of offices with their people, powers given, absences, posts that nobody holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from cms.accounts.models import Appointment
from cms.accounts.posts import ADMINISTRATORS, all_posts, source
from cms.board.models import Absence, Delegation, OrganisationUnit
from cms.board.standing import BOARD, BOARD_POSTS
from cms.regulation.queries import in_force
from cms.regulation.registers import field_label, word


@dataclass(frozen=True)
class Seat:
    """Somebody's post as the screen prints it."""

    appointment: Appointment
    charge: str
    absence: Absence | None

    @property
    def is_away(self) -> bool:
        """Return whether the person is away now."""
        return self.absence is not None


@dataclass(frozen=True)
class OfficeView:
    """An office with its people and what stands under it."""

    name: str
    office: OrganisationUnit | None
    charge: str
    seats: list[Seat]
    vacant: list[str] = field(default_factory=list)
    children: list[OfficeView] = field(default_factory=list)


def offices() -> list[OfficeView]:
    """Return the tree: the offices that were put in order, then every role of the regulation that no office stands for."""
    seats = _seats()
    rows = list(OrganisationUnit.objects.all())
    placed = {row.role_key for row in rows if row.role_key}
    top = [_branch(row, rows, seats) for row in rows if row.parent_id is None]
    if BOARD not in placed:
        top.insert(0, _board(None, seats))
    loose = [
        key for key in seats if key not in placed and key not in BOARD_POSTS and key not in ADMINISTRATORS
    ]
    posts = all_posts()
    return [
        *top,
        *(OfficeView(posts[key].label if key in posts else key, None, "", seats[key]) for key in loose),
    ]


def delegations() -> QuerySet[Delegation]:
    """Return what the head has given, the latest first."""
    return Delegation.objects.select_related("giver", "taker")[:30]


def absences() -> QuerySet[Absence]:
    """Return who is away or will be."""
    return Absence.objects.not_over().select_related("person").order_by("starts_at")


def scope_words(given: Delegation) -> list[str]:
    """Return what a delegation is limited to, in words; empty where to nothing."""
    columns = dict(source().columns())
    parts = [
        ", ".join(field_label(key) for key in given.fields),
        ", ".join(columns.get(key, key) for key in given.columns),
        ", ".join(word("stage", key) for key in given.stages),
    ]
    return [part for part in parts if part]


def _seats() -> dict[str, list[Seat]]:
    away = {one.person_id: one for one in Absence.objects.at()}
    found: dict[str, list[Seat]] = {}
    for post in (
        Appointment.objects.current().select_related("user").order_by("valid_from", "user__full_name")
    ):
        found.setdefault(post.role_key, []).append(Seat(post, _charge(post), away.get(post.user_id)))
    return found


def _branch(row: OrganisationUnit, rows: list[OrganisationUnit], seats: dict[str, list[Seat]]) -> OfficeView:
    children = [_branch(child, rows, seats) for child in rows if child.parent_id == row.pk]
    if row.role_key == BOARD:
        board = _board(row, seats)
        return OfficeView(board.name, row, board.charge, board.seats, board.vacant, children)
    held = seats.get(row.role_key, [])
    vacant = [] if held or not row.role_key else [row.name]
    return OfficeView(row.name, row, _charge(row), held, vacant, children)


def _board(row: OrganisationUnit | None, seats: dict[str, list[Seat]]) -> OfficeView:
    regulation = in_force()
    vacant = [
        regulation.role_label(key) for key in BOARD_POSTS if regulation.has_role(key) and not seats.get(key)
    ]
    held = [seat for key in BOARD_POSTS for seat in seats.get(key, [])]
    name = row.name if row else regulation.role_label(BOARD)
    return OfficeView(name[:1].upper() + name[1:], row, _charge(row) if row else "", held, vacant)


def _charge(one: Appointment | OrganisationUnit) -> str:
    columns = dict(source().columns())
    return ", ".join([*map(field_label, one.fields), *(columns.get(key, key) for key in one.columns)])
