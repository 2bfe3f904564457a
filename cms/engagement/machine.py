"""The states of a question and the steps between them. Pure: who may do a step, and by which clause, is said elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cms.engagement.enums import OPEN_STATES, Act, State

_HANDLED = (State.CLASSIFIED, State.FORWARDED)
_UNANSWERED = (State.RECEIVED, State.CLASSIFIED, State.FORWARDED, State.DRAFTED)
_DONE = (State.ANSWERED, State.PUBLISHED)


class NotNow(ValueError):
    """A step that the case's state does not allow."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the states it can be taken in, and the state it leads to; None where the state stays."""

    states: tuple[State, ...]
    to: State | None = None


STEPS: Mapping[Act, Step] = {
    Act.CLASSIFIED: Step((State.RECEIVED,), State.CLASSIFIED),
    Act.OUT_OF_SCOPE: Step((State.RECEIVED, *_HANDLED), State.CLOSED),
    Act.REFUSED: Step((State.RECEIVED, *_HANDLED), State.CLOSED),
    Act.FORWARDED: Step(_HANDLED, State.FORWARDED),
    Act.ASKED: Step(_HANDLED),
    Act.ADDED: Step(_UNANSWERED),
    Act.INTERIM: Step((*_HANDLED, State.DRAFTED)),
    Act.DRAFTED: Step(_HANDLED, State.DRAFTED),
    Act.RETURNED: Step((State.DRAFTED,), State.FORWARDED),
    Act.APPROVED: Step((State.DRAFTED,), State.APPROVED),
    Act.ANSWERED: Step((State.APPROVED,), State.ANSWERED),
    Act.PUBLIC_DRAFT: Step((State.ANSWERED,)),
    Act.PUBLISHED: Step((State.ANSWERED,), State.PUBLISHED),
    Act.UNPUBLISHED: Step((State.PUBLISHED,), State.ANSWERED),
    Act.RATED: Step(_DONE),
    Act.WITHDRAWN: Step(_UNANSWERED, State.CLOSED),
}


def allows(state: str, act: Act) -> bool:
    """Return whether `act` can be done in `state`."""
    return State(state) in STEPS[act].states


def after(state: str, act: Act) -> State:
    """Return the state after `act`.

    Raises:
        NotNow: it cannot be done in `state`.
    """
    step = STEPS[act]
    if State(state) not in step.states:
        raise NotNow(f"{act.value} is not possible in the state {state}.")
    return step.to or State(state)


def is_final(state: str) -> bool:
    """Return whether no step leads to an answer any more."""
    return State(state) not in OPEN_STATES
