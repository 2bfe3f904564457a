"""The shared registers: everything has a word, every category a deadline, every instrument a successor that
exists."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pytest

from cms.regulation import registers, vocabulary
from cms.regulation.layer_data import national_law, platform, rulebook
from cms.regulation.parameter_types import is_deadline, is_list, value_adapter
from cms.regulation.schema import parameter_names
from cms.regulation.vocabulary import DeadlineKey, Permission, Stage, StartEvent, Unit
from tests.regulation.conftest import regulation_file

SLUGS = ["quang-phu", "thanh-dong", "tan-cuong", "nhu-xuan", "thong-nhat"]


def test_every_parameter_has_its_words_in_the_order_of_the_model():
    assert list(registers.parameters()) == list(parameter_names())


def test_every_parameter_is_shown_as_its_type_allows():
    for (group, key), info in registers.parameters().items():
        assert (info.show == "deadline") == is_deadline(group, key), key
        assert (info.show in {"roles", "rules", "categories", "entries", "reports"}) == is_list(group, key), (
            key
        )


def test_every_deadline_is_a_ceiling():
    assert {key for (group, key), info in registers.parameters().items() if info.limit == "ceiling"} == set(
        DeadlineKey
    )


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        ("unit", Unit),
        ("start_event", StartEvent),
        ("permission", Permission),
        ("stage", Stage),
        ("layer", vocabulary.Layer),
        ("provenance", vocabulary.Provenance),
        ("weekday", vocabulary.Weekday),
        ("cadence", vocabulary.Cadence),
        ("origin", vocabulary.Origin),
        ("role_kind", vocabulary.RoleKind),
        ("prohibition_kind", vocabulary.ProhibitionKind),
    ],
)
def test_every_key_of_a_closed_list_has_a_word(labels, values):
    assert [value for value in values if not registers.has_word(labels, value.value)] == []


def test_every_choice_of_every_parameter_has_a_word():
    missing = []
    for (group, key), info in registers.parameters().items():
        if info.show not in {"choice", "choices"} or info.labels == "role":
            continue
        for name in enum_values(value_adapter(group, key).json_schema()):
            if not registers.has_word(info.labels or "", name):
                missing.append(f"{group}.{key}: {name}")
    assert missing == []


def enum_values(schema: object) -> list[str]:
    if isinstance(schema, dict):
        own = list(schema.get("enum", [])) + ([schema["const"]] if "const" in schema else [])
        return own + [name for part in schema.values() for name in enum_values(part)]
    if isinstance(schema, list):
        return [name for part in schema for name in enum_values(part)]
    return []


def test_every_category_of_the_five_regulations_is_in_the_register():
    listed = {
        entry.key for slug in SLUGS for entry in regulation_file(slug).parameters.content.categories.items
    }
    assert listed == set(registers.categories())


@pytest.mark.parametrize(
    ("category", "key"),
    [
        ("news", "news_event"),
        ("documents", "own_document"),
        ("law_dissemination", "law_dissemination"),
        ("policy_dissemination", "law_dissemination"),
        ("statistics", "statistics"),
        ("strategy_plan", "strategy_plan"),
        ("project_procurement", "project_procurement"),
        ("directive", "directive_info"),
        ("introduction", "introduction_contact"),
        ("contacts", "introduction_contact"),
        ("major_events", "major_event"),
        ("qa", "qa_answer"),
        ("activity_reports", "other"),
        ("other", "other"),
    ],
)
def test_each_category_names_its_deadline(category, key):
    assert registers.category(category).deadlines[0] == key


def test_a_category_ends_with_the_other_items_except_questions():
    for category in registers.categories().values():
        expected = DeadlineKey.QA_ANSWER if category.key == "qa" else DeadlineKey.OTHER
        for keys in (category.deadlines, category.major, category.not_own):
            assert not keys or keys[-1] is expected, category.key


def test_a_document_of_another_body_and_a_major_event_have_their_own_deadline():
    assert registers.category("documents").deadline_keys(own=False)[0] is DeadlineKey.APPLICABLE_DOCUMENT
    assert registers.category("news").deadline_keys(major=True)[0] is DeadlineKey.MAJOR_EVENT
    assert registers.category("qa").deadline_keys(major=True, own=False) == (DeadlineKey.QA_ANSWER,)


def test_news_and_documents_are_shared_upward_unless_the_head_decides_otherwise():
    assert {entry.key for entry in registers.categories().values() if entry.shared_upward} == {
        "news",
        "documents",
    }


def test_choices_are_offered_in_vietnamese():
    assert ("news", "Tin tức, sự kiện") in registers.category_choices()
    assert ("economy", "Kinh tế") in registers.field_choices()
    assert registers.category_label("news") == "Tin tức, sự kiện"
    assert registers.field_label("nothing") == "nothing"
    assert registers.category_label("nothing") == "nothing"


def test_fields_of_the_approval_rules_are_in_the_register():
    rules = regulation_file("thanh-dong").parameters.approval.rules.items
    named = {name for rule in rules if isinstance(rule.match.field, tuple) for name in rule.match.field}
    assert named <= set(registers.fields())


def test_every_cited_instrument_is_in_the_register_with_successors_that_exist():
    cited = {
        entry.key for slug in SLUGS for entry in regulation_file(slug).parameters.legal_bases.items.items
    }
    known = registers.instruments()
    assert cited <= set(known)
    assert [name for entry in known.values() for name in entry.successors if name not in known] == []


@pytest.mark.parametrize(
    ("key", "day", "read_as"),
    [
        ("luat_cntt_2006", dt.date(2026, 6, 30), ["luat_cntt_2006"]),
        ("luat_cntt_2006", dt.date(2026, 7, 1), ["luat_cds_2025"]),
        ("nd_43_2011", dt.date(2024, 1, 1), ["nd_42_2022"]),
        ("nd_43_2011", dt.date(2026, 11, 21), ["nd_224_2026"]),
        ("nd_47_2020", dt.date(2026, 11, 21), ["nd_278_2025", "nd_165_2025"]),
        ("luat_tccqdp_2015", dt.date(2026, 11, 21), ["luat_tccqdp_2025"]),
        ("no_such_key", dt.date(2026, 11, 21), []),
    ],
)
def test_an_instrument_is_read_as_what_replaced_it(key, day, read_as):
    assert [entry.key for entry in registers.instrument_as_read(key, day)] == read_as


def test_the_access_law_speaks_from_its_first_day():
    law = national_law()
    assert law.deadline(DeadlineKey.STATISTICS, dt.date(2026, 8, 31)) is None
    rule = law.deadline(DeadlineKey.STATISTICS, dt.date(2026, 9, 1))
    assert (rule.amount, rule.unit, rule.start, rule.clause) == (
        5,
        Unit.WORKING_DAY,
        StartEvent.INFORMATION_CREATED,
        "18.4",
    )
    assert law.deadline(DeadlineKey.NEWS_EVENT, dt.date(2026, 9, 1)) is None


def test_the_expired_decree_answers_for_its_own_days_only():
    law = national_law()
    assert law.deadline(DeadlineKey.OWN_DOCUMENT, dt.date(2022, 8, 14)).amount == 2
    assert law.deadline(DeadlineKey.OWN_DOCUMENT, dt.date(2022, 8, 15)) is None


def test_the_platform_gives_minutes_to_at_once():
    day = dt.date(2026, 11, 21)
    assert platform().immediate_minutes(DeadlineKey.NEWS_EVENT, day) == 60
    assert platform().immediate_minutes(DeadlineKey.VIOLATION_TAKEDOWN, day) == 15


def test_a_rulebook_is_a_provinces_and_has_a_first_day():
    assert rulebook("31", dt.date(2025, 11, 5)) is None
    assert rulebook("31", dt.date(2025, 11, 6)).instrument == "qd_204_2025_hp"
    assert rulebook("38", dt.date(2026, 1, 1)) is None
    assert rulebook(None, dt.date(2026, 1, 1)) is None


def test_closed_lists_are_strings():
    lists = [
        one
        for one in vars(vocabulary).values()
        if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
    ]
    assert len(lists) > 40
    assert all(value == value.value for one in lists for value in one)
