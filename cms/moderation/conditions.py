"""What a content has to meet before it is put forward. The apps above enter their conditions here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cms.content.delivery import NotApproved

if TYPE_CHECKING:
    from cms.content.models import PortalPage


@dataclass(frozen=True)
class Problem:
    """What keeps a content back, in words for who writes it; `field` is where to mend it, empty for the item as a whole."""

    text: str
    field: str = ""


class NotReady(NotApproved):
    """A content does not meet what is asked of it. The message names everything."""

    def __init__(self, title: str, problems: list[Problem]) -> None:
        super().__init__(f"“{title}”: " + " ".join(problem.text for problem in problems))
        self.title, self.problems = title, problems

    def __reduce__(self) -> tuple[type[NotReady], tuple[str, list[Problem]]]:
        """Let it pass from one process to another, with what it says."""
        return NotReady, (self.title, self.problems)


Condition = Callable[["PortalPage"], list[Problem]]
_of_submission: dict[str, Condition] = {}


def before_submission(condition: Condition) -> None:
    """Ask `condition` of every content that is put forward."""
    _of_submission[_name(condition)] = condition


def problems_of_submission(content: PortalPage) -> list[Problem]:
    """Return what keeps `content` from being put forward."""
    return [problem for condition in _of_submission.values() for problem in condition(content)]


def require_submittable(content: PortalPage) -> None:
    """Raise `NotReady` where something keeps `content` from being put forward."""
    problems = problems_of_submission(content)
    if problems:
        raise NotReady(content.title, problems)


def _name(condition: Any) -> str:
    return f"{condition.__module__}.{condition.__qualname__}"
