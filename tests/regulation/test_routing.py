"""The approval matrix: all eighteen rows of the five regulations, and the readings where a regulation is
ambiguous."""

from __future__ import annotations

import pytest

from cms.regulation.layers import Surroundings
from cms.regulation.regulation import Regulation
from cms.regulation.routing import Assignments, ItemFacts, matches
from cms.regulation.schema_editorial import Match
from cms.regulation.vocabulary import Origin, Stage
from tests.regulation.conftest import calendar, regulation

NOBODY = Assignments()


def path(
    slug: str, facts: ItemFacts, assignments: Assignments = NOBODY
) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [
        (stage.stage.value, stage.roles, stage.clauses)
        for stage in regulation(slug).approval_route(facts, assignments)
    ]


CHIEF_OR_DEPUTY = ("final", ("board_chief", "board_deputy"), ("11.3b", "6.5"))


@pytest.mark.parametrize(
    ("slug", "rule", "facts", "assignments", "expected"),
    [
        ("quang-phu", "any", ItemFacts(), NOBODY, [("final", ("board_chief", "board_deputy"), ("7.6",))]),
        (
            "quang-phu",
            "field_of_member",
            ItemFacts(field="culture", review_requested=True),
            Assignments(fields={"board_member": frozenset({"culture"})}),
            [
                ("review_on_request", ("board_member",), ("4.3.1",)),
                ("final", ("board_chief", "board_deputy"), ("7.6",)),
            ],
        ),
        (
            "quang-phu",
            "delegated",
            ItemFacts(field="land"),
            NOBODY,
            [("final", ("board_chief", "board_deputy"), ("7.6",))],
        ),
        ("thanh-dong", "all", ItemFacts(), NOBODY, [CHIEF_OR_DEPUTY]),
        (
            "thanh-dong",
            "default",
            ItemFacts(field="land", origin=Origin.COLLABORATOR),
            NOBODY,
            [CHIEF_OR_DEPUTY],
        ),
        (
            "thanh-dong",
            "economy_security_defence",
            ItemFacts(field="defence", origin=Origin.COLLABORATOR),
            NOBODY,
            [("field_review", ("unit_office",), ("12.5",)), CHIEF_OR_DEPUTY],
        ),
        (
            "thanh-dong",
            "culture_society_ethnic_belief",
            ItemFacts(field="belief", origin=Origin.COLLABORATOR),
            NOBODY,
            [("field_review", ("culture_social_office",), ("13.11",)), CHIEF_OR_DEPUTY],
        ),
        (
            "thanh-dong",
            "propaganda_mass_mobilisation",
            ItemFacts(field="mass_mobilisation"),
            NOBODY,
            [("field_review", ("party_building_committee",), ("14.2",)), CHIEF_OR_DEPUTY],
        ),
        (
            "thanh-dong",
            "hcm_column",
            ItemFacts(column="hoc-tap-va-lam-theo-hcm"),
            NOBODY,
            [("column_main", ("party_building_committee",), ("14.1",)), CHIEF_OR_DEPUTY],
        ),
        (
            "thanh-dong",
            "office_columns",
            ItemFacts(column="chi-dao-dieu-hanh"),
            Assignments(columns={"unit_office": frozenset({"chi-dao-dieu-hanh"})}),
            [("field_review", ("unit_office",), ("12.2",)), CHIEF_OR_DEPUTY],
        ),
        ("tan-cuong", "any", ItemFacts(field="culture"), NOBODY, [("final", ("board_chief",), ("8.p2",))]),
        (
            "nhu-xuan",
            "party_conclusions",
            ItemFacts(body="thuong_truc_huyen_uy", doc_kind="meeting_conclusion"),
            NOBODY,
            [("final", ("board_chief", "board_deputy"), ("14.1.3",))],
        ),
        (
            "nhu-xuan",
            "party_front_unions",
            ItemFacts(body="mttq"),
            NOBODY,
            [("final", ("board_chief", "board_deputy"), ("14.1.3",))],
        ),
        (
            "nhu-xuan",
            "government_conclusions",
            ItemFacts(body="hdnd", doc_kind="meeting_conclusion"),
            NOBODY,
            [("final", ("board_deputy",), ("14.2.2",))],
        ),
        (
            "nhu-xuan",
            "government_news",
            ItemFacts(body="chinh_quyen_co_so"),
            NOBODY,
            [("final", ("board_deputy",), ("14.2.2",))],
        ),
        (
            "nhu-xuan",
            "supplier_signoff",
            ItemFacts(body="chinh_quyen_huyen", origin=Origin.SUPPLYING_UNIT),
            NOBODY,
            [
                ("before_submission", ("supplying_unit_signatory",), ("9.1",)),
                ("final", ("board_deputy",), ("14.2.2",)),
            ],
        ),
        ("thong-nhat", "any", ItemFacts(), NOBODY, [("final", ("board",), ("4.5", "10.2a"))]),
        (
            "thong-nhat",
            "secrecy_quality",
            ItemFacts(field="security"),
            NOBODY,
            [("final", ("board",), ("4.5", "10.2a"))],
        ),
    ],
)
def test_each_row_of_the_matrix(slug, rule, facts, assignments, expected):
    assert path(slug, facts, assignments) == expected
    stages = regulation(slug).approval_route(facts, assignments)
    assert rule in {key for stage in stages for key in stage.rule_keys}


def test_the_eighteen_rows_are_these():
    rows = [
        rule.key
        for slug in ("quang-phu", "thanh-dong", "tan-cuong", "nhu-xuan", "thong-nhat")
        for rule in regulation(slug).approval_rules()
    ]
    assert len(rows) == 18


def needing(slug: str, facts: ItemFacts = ItemFacts()) -> dict[str, bool]:  # noqa: B008 - frozen
    return {
        approver.role: approver.needs_delegation
        for approver in regulation(slug).approval_route(facts)[-1].approvers
    }


def test_a_deputy_of_quang_phu_decides_only_while_delegated():
    assert needing("quang-phu") == {"board_chief": False, "board_deputy": True}
    deputy = regulation("quang-phu").approval_route(ItemFacts())[-1].approvers[1]
    assert deputy.clauses == ("7.6", "4.2")


def test_a_deputy_of_thanh_dong_decides_without_delegation():
    assert needing("thanh-dong") == {"board_chief": False, "board_deputy": False}


def test_a_deputy_of_nhu_xuan_decides_the_listed_fields_and_else_while_delegated():
    assert needing("nhu-xuan", ItemFacts(body="chinh_quyen_huyen")) == {"board_deputy": False}
    assert needing("nhu-xuan", ItemFacts(body="cap_uy")) == {"board_chief": False, "board_deputy": True}
    assert needing("nhu-xuan") == {"board_chief": False, "board_deputy": True}


def test_where_no_deputy_is_named_there_is_none():
    assert needing("tan-cuong") == {"board_chief": False}
    assert needing("thong-nhat") == {"board": False}


def test_outside_the_lists_the_default_approver_decides():
    stage = regulation("nhu-xuan").approval_route(ItemFacts(field="tourism"))[-1]
    assert stage.rule_keys == ()
    assert stage.approvers[0].role == "board_chief"
    assert stage.clauses == ("14.1.1",)


def test_the_board_of_thong_nhat_decides_as_a_whole():
    (stage,) = regulation("thong-nhat").approval_route(ItemFacts())
    assert stage.collective
    assert stage.rule_keys == ("any", "secrecy_quality")
    assert not regulation("thanh-dong").approval_route(ItemFacts())[-1].collective


def test_the_two_final_rows_of_thanh_dong_are_one_decision():
    stages = regulation("thanh-dong").approval_route(ItemFacts())
    assert [stage.stage for stage in stages] == [Stage.FINAL]
    assert stages[0].rule_keys == ("default", "all")


def test_all_matching_reviews_run_before_one_decision():
    facts = ItemFacts(field="party_propaganda", column="hoc-tap-va-lam-theo-hcm", origin=Origin.COLLABORATOR)
    assignments = Assignments(columns={"unit_office": frozenset({"hoc-tap-va-lam-theo-hcm"})})
    stages = path("thanh-dong", facts, assignments)
    assert [(stage, roles) for stage, roles, _ in stages] == [
        ("field_review", ("party_building_committee",)),
        ("column_main", ("party_building_committee",)),
        ("field_review", ("unit_office",)),
        ("final", ("board_chief", "board_deputy")),
    ]


def test_a_review_on_request_runs_only_when_asked_for():
    assignments = Assignments(fields={"board_member": frozenset({"culture"})})
    assert len(path("quang-phu", ItemFacts(field="culture"), assignments)) == 1
    assert len(path("quang-phu", ItemFacts(field="culture", review_requested=True), assignments)) == 2
    assert len(path("quang-phu", ItemFacts(field="land", review_requested=True), assignments)) == 1


def test_items_of_the_staff_pass_by_reviews_of_collaborators_items():
    assert path("thanh-dong", ItemFacts(field="economy", origin=Origin.STAFF)) == [CHIEF_OR_DEPUTY]


def test_the_more_specific_rule_decides_first():
    facts = ItemFacts(body="ubnd", doc_kind="meeting_conclusion")
    (stage,) = regulation("nhu-xuan").approval_route(facts)
    assert stage.rule_keys == ("government_conclusions",)
    assert Match(body=("ubnd",), doc_kind=("meeting_conclusion",)).specificity == 2
    assert Match().specificity == 0


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        (Match(), ItemFacts(), True),
        (Match(field=("economy",)), ItemFacts(field="economy"), True),
        (Match(field=("economy",)), ItemFacts(field="culture"), False),
        (Match(field=("economy",)), ItemFacts(), False),
        (Match(body=("mttq",)), ItemFacts(body="mttq"), True),
        (Match(body=("mttq",)), ItemFacts(), False),
        (Match(origin=Origin.COLLABORATOR), ItemFacts(origin=Origin.COLLABORATOR), True),
        (Match(origin=Origin.COLLABORATOR), ItemFacts(), False),
        (Match(doc_kind=("meeting_conclusion",)), ItemFacts(doc_kind="meeting_conclusion"), True),
        (Match(doc_kind=("meeting_conclusion",)), ItemFacts(doc_kind="quyet-dinh"), False),
        (Match(column=("a",)), ItemFacts(column="a"), True),
        (Match(column=("a",)), ItemFacts(column="b"), False),
        (Match(column="assigned_to_unit_office"), ItemFacts(column="a"), True),
        (Match(column="assigned_to_unit_office"), ItemFacts(), False),
        (Match(field="assigned_to_member"), ItemFacts(field="culture"), True),
        (Match(field="assigned_to_unit_office"), ItemFacts(field="culture"), False),
        (Match(field=("economy",), origin=Origin.COLLABORATOR), ItemFacts(field="economy"), False),
    ],
)
def test_every_condition_has_to_hold(condition, facts, holds):
    assignments = Assignments(
        fields={"board_member": frozenset({"culture"})}, columns={"unit_office": frozenset({"a"})}
    )
    assert matches(condition, facts, assignments) is holds


def test_a_route_says_why():
    stage = regulation("thanh-dong").approval_route(ItemFacts(field="security", origin=Origin.COLLABORATOR))[
        0
    ]
    assert stage.reason.startswith("lĩnh vực kinh tế, an ninh, quốc phòng")
    assert stage.sources[0].clause_text == "Khoản 5 Điều 12"
    assert stage.approvers[0].label == "Văn phòng HĐND và UBND phường"


def test_a_province_is_decided_by_its_head_or_a_delegated_deputy():
    province = Regulation(None, None, Surroundings(calendar()))
    (stage,) = province.approval_route(ItemFacts(field="economy"))
    assert [(approver.role, approver.needs_delegation) for approver in stage.approvers] == [
        ("board_chief", False),
        ("board_deputy", True),
    ]
