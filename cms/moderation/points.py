"""Who answers with their name for the quality, the content and the secrecy of what becomes public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cms.board.standing import BOARD, BOARD_POSTS
from cms.moderation.conditions import NotReady, Problem
from cms.moderation.deciders import Decider, standing
from cms.moderation.enums import Basis, Point, Stage
from cms.moderation.models.records import Submission
from cms.regulation.explanation import ValueAnswer
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import Layer

if TYPE_CHECKING:
    from cms.moderation.models.workflow import RegulationTask

FINAL_STAGES = frozenset({Stage.FINAL, Stage.FINAL_IF_DELEGATED})
CHECKER = "secrecy.check_by"
WHOLE_BOARD = frozenset({BOARD, "board_member"})


@dataclass(frozen=True)
class SecrecyChecker:
    """Whom a regulation names to see that nothing secret is published (Quảng Phú 6.2, Thống Nhất 10.2a).

    Attributes:
        roles: the roles; empty where no rule names one, and whoever decides in the end answers for it.
        words: the role and the clause, for people.
    """

    roles: frozenset[str]
    words: str = ""

    @classmethod
    def of_tenant(cls) -> SecrecyChecker:
        """Return what the rules in force say. The platform's default binds nobody: it would stand in the way of a regulation's own approvers."""
        regulation = in_force()
        answer: ValueAnswer = regulation.value(CHECKER)
        if answer.is_silent or answer.source.layer is Layer.PLATFORM:
            return cls(frozenset())
        role = str(answer.value)
        roles = frozenset(BOARD_POSTS) if role in WHOLE_BOARD else frozenset({role})
        clause = answer.source.clause_text
        return cls(roles, regulation.role_label(role) + (f" ({clause})" if clause else ""))

    def stages_of(self, submission: Submission) -> list[RegulationTask]:
        """Return the stages of a content's route at which a named role decides; none where it is asked of whoever decides in the end."""
        if not self.roles or submission.workflow_state is None:
            return []
        route = (task.specific for task in submission.workflow_state.workflow.tasks)
        return [task for task in route if task.need({}).posts & self.roles]

    def accepts(self, decider: Decider, task: RegulationTask, submission: Submission) -> bool:
        """Return whether a decider may answer for it at a stage: who holds a named post, or stands in for its holder."""
        user = decider.appointment.user
        if decider.appointment.role_key in self.roles or not self.stages_of(submission):
            return True
        need = replace(task.need(submission.facts), roles=tuple(self.roles), delegable=(), in_charge="")
        right = standing().right(str(user.pk), replace(need, collective=False), submission.authors)
        return right is not None


def answered(submission: Submission) -> set[str]:
    """Return the points that somebody answers for; the answer of who published at once does not spare the review its own."""
    given: set[str] = set()
    counting = submission.approvals.in_force().exclude(basis=Basis.URGENT)
    for kept in counting.values_list("checked", flat=True):
        given.update(kept)
    return given


def asked_at(task: RegulationTask, submission: Submission) -> list[Point]:
    """Return the points that are still open and have to be answered before `task`'s stage is done."""
    named = SecrecyChecker.of_tenant().stages_of(submission)
    wanted = set(Point) if task.stage in FINAL_STAGES else set()
    if named and named[-1].pk == task.pk:
        wanted.add(Point.SECRECY)
    open_points = wanted - {Point(key) for key in answered(submission)}
    return [point for point in Point if point in open_points]


def accepted(
    task: RegulationTask, submission: Submission, decider: Decider, points: Iterable[str]
) -> list[str]:
    """Return those of `points` that a decider at `task`'s stage may answer for."""
    given = set(points) & set(Point.values)
    if Point.SECRECY in given and not SecrecyChecker.of_tenant().accepts(decider, task, submission):
        given.remove(Point.SECRECY)
    return sorted(given)


def require_answers(task: RegulationTask, submission: Submission, points: Iterable[str]) -> None:
    """Raise `NotReady` where `task`'s stage would be done although nobody who may answers for what it has to see to."""
    given = set(points)
    missing = [point for point in asked_at(task, submission) if point not in given]
    if missing:
        raise NotReady(
            str(submission.snapshot["title"]),
            [Problem(_open(point, submission), "checked") for point in missing],
        )


def _open(point: Point, submission: Submission) -> str:
    checker = SecrecyChecker.of_tenant()
    if point is Point.SECRECY and checker.stages_of(submission):
        return _("Secrecy is still open; by the rules it is checked by: %(who)s.") % {"who": checker.words}
    return _("Nobody answers for it yet: %(point)s.") % {"point": point.label}
