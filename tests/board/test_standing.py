"""Who may act at an instant: posts, delegations, absences, vacancies, authors."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.board.standing import (
    BOARD_POSTS,
    ESCALATION,
    Ground,
    Holder,
    Need,
    Power,
    Rules,
    Standing,
)

FINAL = Need(stage="final", roles=("board_chief",), delegable=("board_deputy",))
BOARD = Need(stage="final", roles=("board",), collective=True)
WAIT = Rules(escalation=())


def holder(person: str, role: str, fields: str = "", columns: str = "") -> Holder:
    return Holder(person, role, f"{person}-{role}", frozenset(fields.split()), frozenset(columns.split()))


HEAD, DEPUTY, MEMBER = (
    holder("head", "board_chief"),
    holder("deputy", "board_deputy"),
    holder("member", "board_member", "culture"),
)
OFFICE = (HEAD, DEPUTY, MEMBER)
POWER = Power("p1", "head", "deputy")


def who(standing: Standing, need: Need = FINAL, *authors: str) -> dict[str, Ground]:
    return {right.holder.person: right.ground for right in standing.rights(need, authors)}


class TestPosts:
    def test_the_holder_of_the_post_may(self) -> None:
        assert who(Standing(OFFICE)) == {"head": Ground.POST}

    def test_a_post_outside_the_stage_gives_nothing(self) -> None:
        assert Standing(OFFICE).right("member", FINAL) is None
        assert Standing(OFFICE).right("stranger", FINAL) is None

    def test_any_of_several_posts_may(self) -> None:
        need = replace(FINAL, roles=("board_chief", "board_deputy"), delegable=())
        assert who(Standing(OFFICE), need) == {"head": Ground.POST, "deputy": Ground.POST}

    def test_the_board_is_every_post_of_it(self) -> None:
        everybody = tuple(holder(role, role) for role in BOARD_POSTS)
        assert set(who(Standing((*everybody, holder("x", "unit_office"))), BOARD)) == set(BOARD_POSTS)

    def test_a_person_with_two_posts_stands_once(self) -> None:
        standing = Standing((HEAD, holder("head", "board_member")))
        assert len(standing.rights(BOARD)) == 1

    @pytest.mark.parametrize(
        ("need", "people"),
        [
            (Need("review_on_request", ("board_member",), in_charge="field", field="culture"), {"member"}),
            (Need("review_on_request", ("board_member",), in_charge="field", field="land"), set()),
            (Need("field_review", ("unit_office",), in_charge="column", column="chi-dao"), {"clerk"}),
            (Need("field_review", ("unit_office",), in_charge="column", column="other"), set()),
            (Need("field_review", ("unit_office",), field="land", column="other"), {"clerk", "clerk2"}),
        ],
    )
    def test_where_those_in_charge_decide_others_of_the_post_do_not(
        self, need: Need, people: set[str]
    ) -> None:
        others = (holder("member2", "board_member", "economy"), holder("clerk2", "unit_office"))
        standing = Standing((MEMBER, holder("clerk", "unit_office", columns="chi-dao"), *others), rules=WAIT)
        assert set(who(standing, need)) == people


class TestDelegation:
    def test_a_deputy_decides_while_empowered(self) -> None:
        assert who(Standing(OFFICE, (POWER,))) == {"deputy": Ground.DELEGATION, "head": Ground.POST}

    def test_not_without(self) -> None:
        assert "deputy" not in who(Standing(OFFICE))

    @pytest.mark.parametrize(
        ("power", "counts"),
        [
            (replace(POWER, fields=frozenset({"land"})), True),
            (replace(POWER, fields=frozenset({"culture"})), False),
            (replace(POWER, columns=frozenset({"tin"})), True),
            (replace(POWER, columns=frozenset({"other"})), False),
            (replace(POWER, stages=frozenset({"final"})), True),
            (replace(POWER, stages=frozenset({"field_review"})), False),
            (replace(POWER, fields=frozenset({"land"}), stages=frozenset({"field_review"})), False),
            (replace(POWER, role="unit_office"), False),
        ],
    )
    def test_it_counts_within_its_scope_alone(self, power: Power, counts: bool) -> None:
        need = replace(FINAL, field="land", column="tin")
        assert (Standing(OFFICE, (power,)).right("deputy", need) is not None) is counts

    def test_a_scope_leaves_out_what_has_no_field(self) -> None:
        standing = Standing(OFFICE, (replace(POWER, fields=frozenset({"land"})),))
        assert standing.right("deputy", FINAL) is None

    def test_never_to_oneself(self) -> None:
        both = (HEAD, holder("head", "board_deputy"))
        assert who(Standing(both, (replace(POWER, taker="head"),))) == {"head": Ground.POST}

    def test_it_is_the_power_of_one_post_alone(self) -> None:
        power = replace(POWER, role="unit_office")
        standing = Standing((*OFFICE, holder("head", "unit_office")), (power,))
        assert standing.right("deputy", FINAL) is None

    def test_it_ends_with_the_givers_post(self) -> None:
        assert "deputy" not in who(Standing((DEPUTY, MEMBER), (POWER,), rules=WAIT))

    def test_it_ends_with_the_takers_post(self) -> None:
        assert who(Standing((HEAD, MEMBER), (replace(POWER, taker="member"),))) == {"head": Ground.POST}

    def test_it_holds_while_the_giver_is_away(self) -> None:
        standing = Standing(OFFICE, (POWER,), frozenset({"head"}), WAIT)
        assert who(standing) == {"deputy": Ground.DELEGATION}

    def test_not_while_the_taker_is_away(self) -> None:
        assert who(Standing(OFFICE, (POWER,), frozenset({"deputy"}))) == {"head": Ground.POST}

    def test_the_board_as_a_whole_is_delegated_to_nobody(self) -> None:
        standing = Standing((HEAD, MEMBER, holder("x", "unit_office")), (replace(POWER, taker="x"),))
        assert "x" not in who(standing, replace(BOARD, delegable=("unit_office",)))


class TestVacancy:
    def test_a_vacant_post_goes_to_the_next_in_order(self) -> None:
        assert who(Standing((DEPUTY, MEMBER))) == {"deputy": Ground.ESCALATION}

    def test_an_absent_holder_too(self) -> None:
        assert who(Standing(OFFICE, away=frozenset({"head"}))) == {"deputy": Ground.ESCALATION}

    def test_the_first_of_the_order_that_is_there(self) -> None:
        people = (holder("chair", "chairman"), holder("secretary", "board_secretary"))
        assert who(Standing(people)) == {"chair": Ground.ESCALATION}
        assert who(Standing(people, away=frozenset({"chair"}))) == {"secretary": Ground.ESCALATION}

    def test_a_review_goes_to_the_head_first(self) -> None:
        need = Need("field_review", ("unit_office",))
        assert ESCALATION[0] == "board_chief"
        assert who(Standing(OFFICE), need) == {"head": Ground.ESCALATION}

    def test_whoever_acts_for_it_is_no_author(self) -> None:
        assert who(Standing((DEPUTY, holder("chair", "chairman"))), FINAL, "deputy") == {
            "chair": Ground.ESCALATION
        }
        assert who(Standing((DEPUTY,)), FINAL, "deputy") == {}

    def test_the_portal_may_rather_wait(self) -> None:
        assert who(Standing((DEPUTY, MEMBER), rules=WAIT)) == {}
        assert Standing((DEPUTY,), rules=WAIT).is_vacant(FINAL)

    def test_a_post_that_is_filled_does_not_escalate(self) -> None:
        assert who(Standing(OFFICE), FINAL, "head") == {}


class TestAuthors:
    def test_an_author_never_decides(self) -> None:
        assert who(Standing(OFFICE, (POWER,)), FINAL, "head") == {"deputy": Ground.DELEGATION}
        assert who(Standing(OFFICE, (POWER,)), FINAL, "head", "deputy") == {}

    def test_where_the_portal_says_so_the_only_one_does(self) -> None:
        rules = Rules(authors_may=True)
        assert who(Standing(OFFICE, rules=rules), FINAL, "head") == {"head": Ground.SOLE_AUTHOR}
        assert who(Standing(OFFICE, (POWER,), rules=rules), FINAL, "head") == {"deputy": Ground.DELEGATION}


class TestTheBoardAsAWhole:
    MEMBERS = tuple(holder(f"m{number}", "board_member") for number in range(5))

    @pytest.mark.parametrize(("quorum", "voices"), [(None, 3), (1, 1), (2, 2), (5, 5), (9, 5)])
    def test_the_quorum_or_a_majority(self, quorum: int | None, voices: int) -> None:
        assert Standing(self.MEMBERS, rules=Rules(quorum=quorum)).voices(BOARD) == voices

    @pytest.mark.parametrize(("size", "majority"), [(1, 1), (2, 2), (3, 2), (4, 3)])
    def test_more_than_half(self, size: int, majority: int) -> None:
        assert Standing(self.MEMBERS[:size]).voices(BOARD) == majority

    def test_one_voice_where_it_is_no_collective(self) -> None:
        assert Standing(self.MEMBERS).voices(FINAL) == 1

    def test_absences_do_not_block_it_but_where_it_waits(self) -> None:
        away = frozenset({"m0", "m1", "m2"})
        assert Standing(self.MEMBERS, away=away).voices(BOARD) == 2
        assert Standing(self.MEMBERS, away=away, rules=WAIT).voices(BOARD) == 3

    def test_authors_may_where_too_few_others_are_left(self) -> None:
        rules = Rules(authors_may=True)
        assert set(who(Standing(self.MEMBERS[:3], rules=rules), BOARD, "m0")) == {"m1", "m2"}
        assert set(who(Standing(self.MEMBERS[:3], rules=rules), BOARD, "m0", "m1")) == {"m0", "m1", "m2"}


people = st.sampled_from(["a", "b", "c", "d"])
roles = st.sampled_from(["board_chief", "board_deputy", "board_member", "chairman", "unit_office"])
holders = st.lists(st.builds(holder, people, roles), max_size=8).map(tuple)
powers = st.lists(
    st.builds(
        Power, st.uuids().map(str), people, people, fields=st.frozensets(st.sampled_from(["land", "culture"]))
    ),
    max_size=4,
).map(tuple)
needs = st.builds(
    Need,
    stage=st.sampled_from(["final", "field_review"]),
    roles=st.lists(roles, min_size=1, max_size=2, unique=True).map(tuple),
    delegable=st.sampled_from([(), ("board_deputy",)]),
    collective=st.booleans(),
    field=st.sampled_from(["", "land", "culture"]),
)
standings = st.builds(
    Standing,
    holders=holders,
    powers=powers,
    away=st.frozensets(people),
    rules=st.sampled_from([Rules(), WAIT, Rules(quorum=2)]),
)


class TestWhateverThePosts:
    @given(standings, needs, st.frozensets(people))
    def test_no_author_and_nobody_away_acts_and_nobody_without_a_post(
        self, standing: Standing, need: Need, authors: frozenset[str]
    ) -> None:
        acting = who(standing, need, *authors)
        assert not set(acting) & authors
        assert not set(acting) & standing.away
        assert set(acting) <= {one.person for one in standing.holders}

    @given(standings, needs)
    def test_without_the_delegation_nobody_acts_by_one(self, standing: Standing, need: Need) -> None:
        without = replace(standing, powers=())
        assert Ground.DELEGATION not in who(without, need).values()

    @given(standings, needs, st.frozensets(people))
    def test_one_of_two_lists_decides(self, standing: Standing, need: Need, authors: frozenset[str]) -> None:
        """Nobody acts for a post that somebody fills."""
        grounds = set(who(standing, need, *authors).values())
        assert Ground.ESCALATION not in grounds or standing.is_vacant(need)

    @given(standings, needs)
    def test_right_is_one_of_rights(self, standing: Standing, need: Need) -> None:
        for person in "abcd":
            right = standing.right(person, need)
            assert (right is not None) == (person in who(standing, need))
