"""The states of a case and the steps between them, by kind. Pure: who may do a step, and by which clause, is said elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cms.engagement.enums import OPEN_STATES, Act, CaseKind, State

_HANDLED = (State.CLASSIFIED, State.FORWARDED)
_NOT_SETTLED = (State.RECEIVED, *_HANDLED)
_UNANSWERED = (*_NOT_SETTLED, State.DRAFTED)
_DONE = (State.ANSWERED, State.PUBLISHED)


class NotNow(ValueError):
    """A step that the case's state does not allow."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the states it can be taken in, and the state it leads to; None where the state stays."""

    states: tuple[State, ...]
    to: State | None = None


Steps = Mapping[Act, Step]

_COMMON: Steps = {
    Act.CLASSIFIED: Step((State.RECEIVED,), State.CLASSIFIED),
    Act.OUT_OF_SCOPE: Step(_NOT_SETTLED, State.CLOSED),
    Act.REFUSED: Step(_NOT_SETTLED, State.CLOSED),
    Act.FORWARDED: Step(_HANDLED, State.FORWARDED),
    Act.ASKED: Step(_HANDLED),
    Act.ADDED: Step(_UNANSWERED),
    Act.DRAFTED: Step(_HANDLED, State.DRAFTED),
    Act.RETURNED: Step((State.DRAFTED,), State.FORWARDED),
    Act.APPROVED: Step((State.DRAFTED,), State.APPROVED),
    Act.ANSWERED: Step((State.APPROVED,), State.ANSWERED),
    Act.RATED: Step(_DONE),
    Act.WITHDRAWN: Step(_UNANSWERED, State.CLOSED),
}
_PUBLISHING: Steps = {
    Act.INTERIM: Step((*_HANDLED, State.DRAFTED)),
    Act.PUBLIC_DRAFT: Step((State.ANSWERED,)),
    Act.PUBLISHED: Step((State.ANSWERED,), State.PUBLISHED),
    Act.UNPUBLISHED: Step((State.PUBLISHED,), State.ANSWERED),
}
_AMONG_AUTHORITIES: Steps = {
    Act.MERGED: Step(_NOT_SETTLED, State.CLOSED),
    Act.HANDED_OVER: Step(_NOT_SETTLED, State.CLOSED),
}
# A request that is not complete is asked about before it is taken on: the law counts from the valid one. What was supplied wrongly is corrected.
_SUPPLYING: Steps = {
    Act.ASKED: Step(_NOT_SETTLED),
    Act.ADDED: Step((*_UNANSWERED, State.CORRECTING)),
    Act.EXTENDED: Step(_HANDLED),
    Act.DRAFTED: Step((*_HANDLED, State.CORRECTING), State.DRAFTED),
    Act.DENIED: Step((State.APPROVED,), State.CLOSED),
    Act.CORRECTION_ASKED: Step((State.ANSWERED,), State.CORRECTING),
    Act.ERROR_FOUND: Step((State.ANSWERED,), State.CORRECTING),
}
_REMOVING: Steps = {Act.REMOVED: Step((*_NOT_SETTLED, State.DRAFTED))}

MACHINES: Mapping[CaseKind, Steps] = {
    CaseKind.QUESTION: {**_COMMON, **_PUBLISHING},
    CaseKind.PETITION: {**_COMMON, **_PUBLISHING, **_AMONG_AUTHORITIES},
    CaseKind.INFORMATION: {**_COMMON, **_SUPPLYING},
    CaseKind.REPORT: {**_COMMON, **_REMOVING},
}


def allows(kind: str, state: str, act: Act) -> bool:
    """Return whether `act` can be done to a case of a kind in `state`."""
    step = MACHINES[CaseKind(kind)].get(act)
    return step is not None and State(state) in step.states


def after(kind: str, state: str, act: Act) -> State:
    """Return the state after `act`.

    Raises:
        NotNow: it cannot be done to such a case in `state`.
    """
    if not allows(kind, state, act):
        raise NotNow(f"{act.value} is not possible for a {kind} in the state {state}.")
    return MACHINES[CaseKind(kind)][act].to or State(state)


def is_final(state: str) -> bool:
    """Return whether no step leads to an answer any more, unless what was supplied turns out to be wrong."""
    return State(state) not in OPEN_STATES
