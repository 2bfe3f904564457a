"""The states of a question, sealing and receipts: whatever order things come in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cms.engagement.enums import OPEN_STATES, Act, State
from cms.engagement.machine import STEPS, NotNow, after, allows, is_final
from cms.inbox.receipts import ALPHABET, Receipt, as_code
from cms.inbox.sealing import Unreadable, new_pair, pair_of, seal, unseal

PAIR, OTHER = new_pair(), new_pair()


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=30))
def test_any_sequence_of_steps_keeps_what_must_hold(steps: list[Act]) -> None:
    state, seen = State.RECEIVED, [Act.RECEIVED]
    for act in steps:
        if not allows(state, act):
            try:
                after(state, act)
            except NotNow:
                continue
            raise AssertionError(f"{act} is not allowed in {state} and went through")
        state = after(state, act)
        seen.append(act)
    if state in (State.ANSWERED, State.PUBLISHED):
        assert Act.CLASSIFIED in seen
        assert (
            seen.index(Act.CLASSIFIED)
            < seen.index(Act.DRAFTED)
            < seen.index(Act.APPROVED)
            < seen.index(Act.ANSWERED)
        )
    if {Act.OUT_OF_SCOPE, Act.REFUSED, Act.WITHDRAWN} & set(seen):
        assert state is State.CLOSED, "what was closed is never opened again"
    assert is_final(state) == (state not in OPEN_STATES)


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


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_receipt_is_its_forms_alone_and_says_nothing_of_the_others(one: str, other: str) -> None:
    first, second = Receipt.of(one), Receipt.of(other)
    assert (first == second) == (one == other)
    assert len({first.token, first.idempotency, first.token_hash}) == 3
    assert as_code(first.code) == first.code
    assert set(first.code[3:].replace("-", "")) <= set(ALPHABET)


def test_a_pair_is_known_by_its_secret() -> None:
    assert pair_of(PAIR.secret) == PAIR
