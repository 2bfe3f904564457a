"""The states of each kind of case, sealing and receipts: whatever order things come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.engagement.enums import OPEN_STATES, Act, CaseKind, State
from cms.engagement.machine import MACHINES, NotNow, after, allows, is_final
from cms.inbox.enums import EnvelopeKind
from cms.inbox.receipts import ALPHABET, Receipt, as_code
from cms.inbox.sealing import Unreadable, new_pair, pair_of, seal, unseal

PAIR, OTHER = new_pair(), new_pair()
ENDING = {Act.OUT_OF_SCOPE, Act.REFUSED, Act.WITHDRAWN, Act.MERGED, Act.HANDED_OVER, Act.DENIED}


@given(st.sampled_from(CaseKind), st.lists(st.sampled_from(Act), max_size=40))
def test_any_sequence_of_steps_keeps_what_must_hold(kind: CaseKind, steps: list[Act]) -> None:
    state, seen = State.RECEIVED, [Act.RECEIVED]
    for act in steps:
        if not allows(kind, state, act):
            try:
                after(kind, state, act)
            except NotNow:
                continue
            raise AssertionError(f"{act} is not allowed in {state} and went through")
        state = after(kind, state, act)
        seen.append(act)
    if Act.ANSWERED in seen:
        order = [seen.index(act) for act in (Act.CLASSIFIED, Act.DRAFTED, Act.APPROVED, Act.ANSWERED)]
        assert order == sorted(order), "nothing is answered that was not taken on, put forward and approved"
    if ENDING & set(seen):
        assert state is State.CLOSED, "what was closed is never opened again"
    if state is State.CORRECTING:
        assert Act.ANSWERED in seen, "only what was supplied is corrected"
    assert is_final(state) == (state not in OPEN_STATES)


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (CaseKind.QUESTION, set()),
        (CaseKind.PETITION, {Act.MERGED, Act.HANDED_OVER}),
        (CaseKind.REPORT, {Act.REMOVED}),
        (CaseKind.INFORMATION, {Act.EXTENDED, Act.DENIED, Act.CORRECTION_ASKED, Act.ERROR_FOUND}),
    ],
)
def test_a_desk_knows_its_own_steps_and_no_other_desks(kind: CaseKind, own: set[Act]) -> None:
    others = {act for steps in MACHINES.values() for act in steps} - set(MACHINES[CaseKind.QUESTION])
    assert set(MACHINES[kind]) & others == own
    assert (Act.PUBLISHED in MACHINES[kind]) == (kind in (CaseKind.QUESTION, CaseKind.PETITION))


def test_every_state_of_every_desk_can_be_left_or_is_an_end() -> None:
    for kind, steps in MACHINES.items():
        reached = {State.RECEIVED} | {step.to for step in steps.values() if step.to}
        stuck = {state for state in reached if not any(state in step.states for step in steps.values())}
        assert stuck == {State.CLOSED}, kind


@given(st.binary(max_size=500))
def test_sealing_gives_back_what_was_sealed_to_its_holder_alone(content: bytes) -> None:
    sealed = seal(content, PAIR.public)
    assert unseal(sealed, [OTHER.secret, PAIR.secret]) == content
    assert sealed != seal(content, PAIR.public), "equal texts cannot be told"
    assert len(content) < 8 or content not in sealed
    for broken, secret in ((sealed, OTHER.secret), (sealed[:-1] + bytes([sealed[-1] ^ 1]), PAIR.secret)):
        try:
            unseal(broken, [secret])
        except Unreadable:
            continue
        raise AssertionError("opened by the wrong key, or changed")


@given(st.text(min_size=1), st.text(min_size=1), st.sampled_from(EnvelopeKind))
def test_a_receipt_is_its_forms_alone_and_says_nothing_of_the_others(
    one: str, other: str, kind: EnvelopeKind
) -> None:
    first, second = Receipt.of(one, kind), Receipt.of(other, kind)
    assert (first == second) == (one == other)
    assert len({first.token, first.idempotency, first.token_hash}) == 3
    assert as_code(first.code) == first.code
    assert set(first.code[3:].replace("-", "")) <= set(ALPHABET)


def test_a_pair_is_known_by_its_secret() -> None:
    assert pair_of(PAIR.secret) == PAIR
