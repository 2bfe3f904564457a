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


@dataclass(frozen=True)
class StagePoints:
    """What one stage of a content's route has to see answered, and by whom.

    Attributes:
        named: the stages of the route at which somebody decides whom the rules name to check secrecy.
    """

    task: RegulationTask
    submission: Submission
    checker: SecrecyChecker
    named: list[RegulationTask]

    @classmethod
    def of(cls, task: RegulationTask, submission: Submission) -> StagePoints:
        """Return what `task`'s stage asks of a submitted content, by the rules in force."""
        checker = SecrecyChecker.of_tenant()
        return cls(task, submission, checker, checker.stages_of(submission))

    @property
    def missing(self) -> list[Point]:
        """Return the points that are still open and have to be answered before the stage is done."""
        wanted = set(Point) if self.task.stage in FINAL_STAGES else set()
        if self.named and self.named[-1].pk == self.task.pk:
            wanted.add(Point.SECRECY)
        open_points = wanted - {Point(key) for key in answered(self.submission)}
        return [point for point in Point if point in open_points]

    def accepted(self, decider: Decider, points: Iterable[str]) -> list[str]:
        """Return those of `points` that a decider at the stage may answer for."""
        given = set(points) & set(Point.values)
        if Point.SECRECY in given and not self._accepts_secrecy(decider):
            given.remove(Point.SECRECY)
        return sorted(given)

    def require(self, points: Iterable[str]) -> None:
        """Raise `NotReady` where the stage would be done although nobody who may answers for what it has to see to."""
        given = set(points)
        missing = [point for point in self.missing if point not in given]
        if missing:
            title = str(self.submission.snapshot["title"])
            raise NotReady(title, [Problem(self._open(point), "checked") for point in missing])

    def _accepts_secrecy(self, decider: Decider) -> bool:
        """Whether a decider holds a named post, or stands in for its holder."""
        if decider.appointment.role_key in self.checker.roles or not self.named:
            return True
        asked = self.task.need(self.submission.facts)
        need = replace(asked, roles=tuple(self.checker.roles), delegable=(), in_charge="", collective=False)
        person = str(decider.appointment.user.pk)
        return standing().right(person, need, self.submission.authors) is not None

    def _open(self, point: Point) -> str:
        if point is Point.SECRECY and self.named:
            return _("Secrecy is still open; by the rules it is checked by: %(who)s.") % {
                "who": self.checker.words
            }
        return _("Nobody answers for it yet: %(point)s.") % {"point": point.label}


def answered(submission: Submission) -> set[str]:
    """Return the points that somebody answers for; the answer of who published at once does not spare the review its own."""
    given: set[str] = set()
    counting = submission.approvals.in_force().exclude(basis=Basis.URGENT)
    for kept in counting.values_list("checked", flat=True):
        given.update(kept)
    return given
