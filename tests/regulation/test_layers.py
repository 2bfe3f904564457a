"""Whose rule decides: the tenant's, the province's, the law's, the platform's; and how the answer explains
itself."""

from __future__ import annotations

import datetime as dt

import pytest

from cms.regulation.calendar import ZONE
from cms.regulation.events import EventDates, as_instant
from cms.regulation.layer_data import LayerValue, Rulebook
from cms.regulation.layers import Surroundings
from cms.regulation.parameter_types import is_deadline
from cms.regulation.regulation import Regulation
from cms.regulation.schema import parameter_names
from cms.regulation.vocabulary import DeadlineKey, Layer, StartEvent, Unit
from tests.regulation.conftest import CODES, TODAY, calendar, regulation

NOVEMBER = dt.date(2026, 11, 20)


def ask(slug: str, key: str, start: str):
    given = regulation(slug)
    return given.answer(DeadlineKey(key), EventDates.all_at(as_instant(dt.datetime.fromisoformat(start))))


@pytest.mark.parametrize(
    ("slug", "key", "start", "layer", "due"),
    [
        # the law's five working days are stricter than 10 and 15
        ("thanh-dong", "law_dissemination", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        ("thanh-dong", "applicable_document", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        ("thanh-dong", "strategy_plan", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        ("thanh-dong", "statistics", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        ("thong-nhat", "law_dissemination", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        ("thong-nhat", "other", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        # one and two working days are stricter than five
        ("quang-phu", "own_document", "2026-11-20", Layer.TENANT, "2026-11-23T23:59:59+07:00"),
        ("thanh-dong", "own_document", "2026-11-20", Layer.TENANT, "2026-11-25T23:59:59+07:00"),
        # the day before the law
        ("thanh-dong", "law_dissemination", "2026-08-31", Layer.TENANT, "2026-09-23T23:59:59+07:00"),
        ("thanh-dong", "law_dissemination", "2026-09-01", Layer.NATIONAL, "2026-09-09T23:59:59+07:00"),
        # news is not information of the access law
        ("tan-cuong", "news_event", "2026-11-20", Layer.TENANT, "2026-11-26T23:59:59+07:00"),
        # continuous and timely never decide against a figure
        ("quang-phu", "other", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        ("thanh-dong", "introduction_contact", "2026-11-20", Layer.NATIONAL, "2026-11-30T23:59:59+07:00"),
        ("thong-nhat", "content_change", "2026-11-20T09:00", Layer.NATIONAL, "2026-11-20T10:00:00+07:00"),
        ("quang-phu", "content_change", "2026-11-20T09:00", Layer.NATIONAL, "2026-11-20T10:00:00+07:00"),
        # at once: the regulation's rule, the platform's minutes
        ("thong-nhat", "news_event", "2026-11-20T09:00", Layer.TENANT, "2026-11-20T10:00:00+07:00"),
        ("thanh-dong", "content_change", "2026-11-20T09:00", Layer.TENANT, "2026-11-20T10:00:00+07:00"),
        ("thong-nhat", "violation_takedown", "2026-11-21T22:50", Layer.TENANT, "2026-11-21T23:05:00+07:00"),
        ("quang-phu", "statistics", "2026-11-20T09:00", Layer.TENANT, "2026-11-20T10:00:00+07:00"),
        # silent: the platform's
        ("quang-phu", "qa_answer", "2026-11-02", Layer.PLATFORM, "2026-11-23T23:59:59+07:00"),
        ("quang-phu", "violation_takedown", "2026-11-21T22:50", Layer.PLATFORM, "2026-11-21T23:05:00+07:00"),
        ("tan-cuong", "incident_report", "2026-11-20T09:00", Layer.PLATFORM, "2026-11-20T09:30:00+07:00"),
        # the tenant says *timely*: the platform does not speak over it
        ("quang-phu", "password_theft_report", "2026-11-20T09:00", Layer.TENANT, None),
        (
            "thong-nhat",
            "password_theft_report",
            "2026-11-20T09:00",
            Layer.PLATFORM,
            "2026-11-20T09:15:00+07:00",
        ),
        # nobody speaks
        ("thong-nhat", "major_event", "2026-11-20", Layer.PLATFORM, None),
        # before the tenant's regulation, and after its end
        ("quang-phu", "news_event", "2023-08-10", Layer.PLATFORM, None),
        ("quang-phu", "news_event", "2023-08-11", Layer.TENANT, "2023-08-14T23:59:59+07:00"),
        ("nhu-xuan", "other", "2025-06-30", Layer.TENANT, None),
        ("nhu-xuan", "other", "2025-07-01", Layer.PLATFORM, None),
        # the expired decree, in its own days
        ("quang-phu", "own_document", "2022-08-12", Layer.NATIONAL, "2022-08-16T23:59:59+07:00"),
    ],
)
def test_who_decides(slug, key, start, layer, due):
    answer = ask(slug, key, start)
    assert answer.layer is layer
    assert (answer.due.isoformat() if answer.due else None) == due


def test_the_seeds_own_figure_stays_visible(thanh_dong):
    answer = thanh_dong.deadline_for("law_dissemination", {"source_issued_on": NOVEMBER})
    assert (answer.amount, answer.unit, answer.layer) == (5, Unit.WORKING_DAY, Layer.NATIONAL)
    assert answer.citation == "Luật Tiếp cận thông tin 01/2026/QH16 Đ18.4"
    (own,) = answer.overridden
    assert (own.amount, own.source.clause, own.source.layer) == (15, "7.2", Layer.TENANT)
    assert own.due.isoformat() == "2026-12-14T23:59:59+07:00"
    assert "Khoản 4 Điều 18, Luật Tiếp cận thông tin 01/2026/QH16" in answer.sentence
    assert "Không áp dụng: không quá 15 ngày làm việc" in answer.sentence
    assert (
        "Khoản 2 Điều 7, Quy chế quản lý, vận hành, khai thác Cổng thông tin điện tử phường Thành Đông"
        in answer.sentence
    )


def test_each_layer_counts_from_its_own_event(thanh_dong):
    dates = {"issued_on": dt.date(2026, 11, 20), "information_created_on": dt.date(2026, 11, 10)}
    answer = thanh_dong.deadline_for("documents", dates)
    national = next(finding for finding in answer.findings if finding.source.layer is Layer.NATIONAL)
    assert national.due.isoformat() == "2026-11-17T23:59:59+07:00"
    assert answer.layer is Layer.NATIONAL
    assert national.stands_in is None


def test_a_date_that_stands_in_is_said(thanh_dong):
    answer = thanh_dong.deadline_for("law_dissemination", {"source_issued_on": NOVEMBER})
    assert answer.decided.stands_in is StartEvent.SOURCE_DOCUMENT_ISSUED
    assert "tạm tính từ ngày văn bản được ban hành chính thức" in answer.sentence


def test_a_missing_date_is_said_and_sets_no_time(quang_phu):
    answer = quang_phu.deadline_for("news", {"event_at": None})
    assert answer.due is None
    assert answer.missing_event is StartEvent.EVENT_OCCURRED
    assert answer.amount == 1
    assert "Chưa có mốc tính: từ khi diễn ra sự kiện." in answer.sentence


def test_with_one_clock_waiting_the_other_one_runs(thong_nhat):
    answer = thong_nhat.deadline_for("activity_reports", {"report_sent_at": dt.datetime(2026, 11, 20, 9)})
    assert answer.layer is Layer.NATIONAL
    assert [finding.misses_event for finding in answer.overridden] == [True]


def test_information_that_the_access_law_does_not_name_has_no_five_days(quang_phu):
    dates = {"event_at": dt.datetime(2026, 11, 20, 9)}
    assert quang_phu.deadline_for("business_directory", dates).layer is Layer.TENANT
    assert quang_phu.deadline_for("activity_reports", dates).layer is Layer.NATIONAL


def test_a_field_law_is_named(thanh_dong):
    answer = thanh_dong.deadline_for("project_procurement", {"approved_on": NOVEMBER})
    assert "Pháp luật về đấu thầu" in answer.sentence
    assert "pháp luật chuyên ngành quy định thời điểm khác" in answer.sentence


def test_a_rulebook_without_text_is_said_to_be_uncounted(thanh_dong, quang_phu):
    dates = {"event_at": dt.datetime(2026, 11, 20, 9)}
    assert "Quyết định 204/2025/QĐ-UBND" in thanh_dong.deadline_for("news", dates).sentence
    assert "chưa có toàn văn" not in quang_phu.deadline_for("news", dates).sentence


def test_an_assumed_version_is_said_in_every_answer(quang_phu, nhu_xuan):
    dates = {"event_at": dt.datetime(2026, 11, 20, 9)}
    assert "tạm coi là đang có hiệu lực" in quang_phu.deadline_for("news", dates).sentence
    assert quang_phu.deadline_for("news", dates).decided.source.assumed
    assert not nhu_xuan.source("9.1").assumed


def test_an_undecided_year_is_said(quang_phu):
    answer = quang_phu.deadline_for("news", {"event_at": dt.datetime(2026, 12, 31, 9)})
    assert not answer.calendar_certain
    assert "chưa được quyết định" in answer.sentence


def test_the_minutes_are_never_the_regulations(thong_nhat):
    answer = thong_nhat.deadline_for("news", {"event_at": dt.datetime(2026, 11, 20, 9)})
    assert answer.amount is None
    assert answer.decided.target_minutes == 60
    assert "Mục tiêu 60 phút là của nền tảng, không phải của Quy chế." in answer.sentence


def test_a_dash_is_cited_as_a_dash(quang_phu):
    answer = quang_phu.deadline_for("news", {"event_at": dt.datetime(2026, 11, 20, 9)})
    assert answer.citation == "7.1"
    assert answer.decided.source.clause_text == "Gạch đầu dòng thứ 1 Điều 7"


def test_a_new_version_counts_from_its_day_on(quang_phu):
    new = regulation("tan-cuong").file.model_copy(update={"unit": quang_phu.file.unit})
    facts = quang_phu.facts.__class__("new", dt.date(2026, 12, 1))
    old_facts = quang_phu.facts.__class__("old", dt.date(2023, 8, 11), dt.date(2026, 11, 30))
    old = Regulation(quang_phu.file, old_facts, quang_phu.around)
    both = Regulation(new, facts, quang_phu.around, earlier=(old,), asked_on=dt.date(2026, 12, 2))
    before = both.deadline_for("news", {"event_at": dt.datetime(2026, 11, 30, 9)})
    after = both.deadline_for("news", {"event_at": dt.datetime(2026, 12, 1, 9)})
    assert (before.amount, before.decided.source.version) == (1, "old")
    assert (after.amount, after.decided.source.version) == (3, "new")


@pytest.mark.parametrize(
    ("slug", "category", "options", "key"),
    [
        ("quang-phu", "news", {}, "news_event"),
        ("quang-phu", "news", {"major": True}, "major_event"),
        ("thanh-dong", "news", {"major": True}, "news_event"),  # silent on major events: they are events
        ("thanh-dong", "major_events", {}, "news_event"),
        ("tan-cuong", "major_events", {}, "major_event"),
        ("quang-phu", "documents", {"own": False}, "other"),  # documents of others: the other items
        ("thanh-dong", "documents", {"own": False}, "applicable_document"),
        ("thong-nhat", "documents", {"own": False}, "other"),
        ("thong-nhat", "documents", {}, "own_document"),
        ("nhu-xuan", "documents", {}, "other"),
        ("nhu-xuan", "news", {}, "other"),
        ("quang-phu", "directive", {}, "other"),
        ("thong-nhat", "directive", {}, "directive_info"),
        ("thong-nhat", "statistics", {}, "other"),
        ("quang-phu", "qa", {}, "qa_answer"),
    ],
)
def test_a_category_follows_the_first_deadline_the_regulation_speaks_of(slug, category, options, key):
    assert regulation(slug).deadline_key(category, **options) == key


def test_an_unknown_category_is_an_error(quang_phu):
    with pytest.raises(KeyError):
        quang_phu.deadline_for("gossip", {})


def test_all_stated_parameters_answer_with_value_layer_and_clause():
    for slug in ("quang-phu", "thanh-dong", "tan-cuong", "thong-nhat"):
        given = regulation(slug)
        for group, key, leaf in given.file.parameters.leaves():
            if given.scalar(f"{group}.{key}") is None or leaf.value is None:
                continue
            answer = given.value(f"{group}.{key}")
            stated = answer.value == leaf.value and answer.source.clause == leaf.clause
            overridden = any(value == leaf.value for value, _ in answer.overridden)
            assert stated or overridden, f"{slug} {group}.{key}"


def test_silent_values_are_the_platforms_or_nobodys(quang_phu):
    backups = quang_phu.value("operations.backup_min_per_week")
    assert (backups.value, backups.source.layer) == (3, Layer.PLATFORM)
    nothing = quang_phu.value("remuneration.amounts")
    assert nothing.is_silent
    assert nothing.source.layer is Layer.PLATFORM, "that nothing is set is an answer, and says whose"
    assert quang_phu.value("standards.sharing_forms").value == ("api", "feed")


def test_the_strictest_rule_on_secrets_wins(tan_cuong):
    secrecy = tan_cuong.secrecy()
    assert (secrecy.value, secrecy.source.layer) == ("hard_block", Layer.NATIONAL)
    assert [(str(value), source.clause) for value, source in secrecy.overridden] == [
        ("follow_state_rules", "6.4")
    ]
    before = regulation("tan-cuong", on=dt.date(2026, 8, 31)).secrecy()
    assert (str(before.value), before.source.layer) == ("follow_state_rules", Layer.TENANT)


def test_a_tenants_own_strict_rule_is_not_replaced(quang_phu):
    secrecy = quang_phu.secrecy()
    assert (secrecy.source.layer, secrecy.source.clause) == (Layer.TENANT, "6.4")


def test_a_portal_without_a_regulation_lives_by_law_and_platform():
    province = Regulation(None, None, Surroundings(calendar()), asked_on=TODAY)
    assert not province.has_own_rules
    assert province.default_approvers() == ("board_chief",)
    assert province.deadline_for("documents", {"issued_on": NOVEMBER}).layer is Layer.NATIONAL
    news = province.deadline_for("news", {"event_at": NOVEMBER})
    assert (news.layer, news.citation, news.due) == (Layer.PLATFORM, "platform default", None)
    assert news.sentence.startswith("Không quy định thời hạn")
    assert province.answering(DeadlineKey.QA_ANSWER).layer is Layer.PLATFORM
    assert province.identity().portal_name == ""
    assert {role.key for role in province.roles()} >= {"board_chief", "board_member", "collaborator"}
    assert all(role.source.layer is Layer.PLATFORM for role in province.roles())


@pytest.mark.parametrize("slug", list(CODES))
def test_every_silent_parameter_answers_with_its_layer(slug):
    given = regulation(slug, on=dt.date(2024, 3, 1) if slug == "nhu-xuan" else TODAY)
    stated = {(group, key) for group, key, _leaf in given.file.parameters.leaves()}
    start = EventDates.all_at(dt.datetime(2026, 11, 20, 9, tzinfo=ZONE))
    for group, key in parameter_names():
        if (group, key) in stated:
            continue
        timed = is_deadline(group, key)
        value = None if timed else given.value(f"{group}.{key}")
        layer = value.source.layer if value else given.answer(DeadlineKey(key), start).layer
        assert layer in set(Layer) - {Layer.TENANT}, f"{slug} {group}.{key}"


def under_rulebook(slug: str, parameter: str, value: object) -> Regulation:
    """A regulation beneath a province's rulebook that sets one value."""
    given = regulation(slug)
    book = Rulebook(
        province="38",
        title="Quy định của tỉnh",
        text_supplied=True,
        effective_from="2026-01-01",
        values=(LayerValue(parameter=parameter, value=value, effective_from="2026-01-01"),),
    )
    around = Surroundings(calendar(), given.around.province, (book,))
    return Regulation(given.file, given.facts, around, asked_on=TODAY)


@pytest.mark.parametrize(
    ("parameter", "of_province", "value", "layer"),
    [
        # floors: the larger number, the longer list, the further in the order
        ("operations.backup_min_per_week", 5, 5, Layer.PROVINCE),
        ("operations.backup_min_per_week", 2, 3, Layer.TENANT),
        ("operations.backup_levels", ["user"], ("user", "system"), Layer.TENANT),
        ("operations.backup_verification", ["readiness"], ("readiness", "integrity"), Layer.TENANT),
        ("operations.risk_review", "monthly", "monthly", Layer.PROVINCE),
        ("operations.risk_review", "as_prescribed", "yearly", Layer.TENANT),
        # neither ordered nor counted: the nearest layer's
        (
            "operations.account_revocation_trigger",
            "end_of_work_or_collaboration",
            "end_of_work_or_collaboration",
            Layer.TENANT,
        ),
        # no floor at all: the nearest layer's
        ("operations.availability", "hours_24", "every_day_of_week", Layer.TENANT),
    ],
)
def test_for_a_floor_the_strictest_layer_counts(parameter, of_province, value, layer):
    answer = under_rulebook("thong-nhat", parameter, of_province).value(parameter)
    said = answer.value if isinstance(answer.value, tuple) else getattr(answer.value, "value", answer.value)
    assert (said, answer.source.layer) == (value, layer)
    ((_other, source),) = answer.overridden
    assert source.layer is (Layer.PROVINCE if layer is Layer.TENANT else Layer.TENANT)


def test_what_only_the_province_says_is_the_provinces(quang_phu):
    answer = under_rulebook("quang-phu", "operations.backup_levels", ["user"]).value(
        "operations.backup_levels"
    )
    assert (answer.value, answer.source.layer, answer.overridden) == (("user",), Layer.PROVINCE, ())
