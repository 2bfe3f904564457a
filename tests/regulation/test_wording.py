"""A regulation in Vietnamese words, and what changed between two of them."""

from __future__ import annotations

import re

import pytest
import yaml

from cms.regulation.differences import differences
from cms.regulation.references import read_regulation
from cms.regulation.wording import date_words, statements
from tests.regulation.conftest import TODAY, file_text, regulation_file

SLUGS = ["quang-phu", "thanh-dong", "tan-cuong", "nhu-xuan", "thong-nhat"]


def said(slug: str) -> dict[str, tuple[str, str]]:
    return {
        f"{one.group}.{one.key}": (one.value, one.clause_text)
        for one in statements(regulation_file(slug), on=TODAY)
    }


@pytest.mark.parametrize(
    ("slug", "key", "value", "place"),
    [
        ("quang-phu", "portal.kind", "Trang thông tin điện tử", "Đoạn 4 Điều 1"),
        ("quang-phu", "regulation.number", "Để trống trong bản in", "Tiêu đề"),
        ("quang-phu", "regulation.issued_on", "Năm 2023 (bản in để trống ngày, tháng)", "Tiêu đề"),
        ("tan-cuong", "regulation.issued_on", "Tháng 5 năm 2024 (bản in để trống ngày)", "Tiêu đề"),
        ("nhu-xuan", "regulation.issued_on", "12/09/2022", "Tiêu đề"),
        ("nhu-xuan", "regulation.effective_from", "12/09/2022", "Điều 2 quyết định ban hành"),
        ("quang-phu", "regulation.effective_from", "Từ ngày ký", "Điều 2 quyết định ban hành"),
        (
            "quang-phu",
            "approval.default_approver",
            "Trưởng ban biên tập, Phó (Trưởng) ban biên tập",
            "Gạch đầu dòng thứ 6 Điều 7",
        ),
        ("quang-phu", "approval.prior_approval_required", "Có", "Gạch đầu dòng thứ 3 khoản 2 Điều 3"),
        ("quang-phu", "collaborators.required", "Không", "Đoạn 1 Điều 5"),
        ("quang-phu", "rewards.reward_month", "Tháng 12", "Gạch đầu dòng thứ 1 Điều 11"),
        (
            "quang-phu",
            "deadlines.news_event",
            "Không quá 01 ngày làm việc từ khi diễn ra sự kiện",
            "Gạch đầu dòng thứ 1 Điều 7",
        ),
        (
            "thanh-dong",
            "deadlines.news_event",
            "Không quá 08 giờ hành chính từ khi diễn ra sự kiện",
            "Khoản 1 Điều 7",
        ),
        ("thanh-dong", "deadlines.directive_info", "Thường xuyên", "Khoản 1 Điều 7"),
        (
            "thanh-dong",
            "deadlines.incident_report",
            "Ngay khi sự cố không tự khắc phục được; báo Trưởng Ban biên tập",
            "Khoản 2 Điều 13",
        ),
        (
            "thanh-dong",
            "calendar.working_week",
            "Thứ Hai, thứ Ba, thứ Tư, thứ Năm, thứ Sáu",
            "Khoản 4 Điều 6",
        ),
        (
            "thanh-dong",
            "approval.rules.economy_security_defence",
            "Thẩm định theo lĩnh vực: Văn phòng HĐND và UBND phường",
            "Khoản 5 Điều 12",
        ),
        (
            "thanh-dong",
            "reporting.reports.board_results",
            "Hằng tháng, hằng quý, hằng năm: Ban biên tập gửi UBND phường",
            "Điểm c khoản 2 Điều 11",
        ),
        ("thong-nhat", "operations.backup_min_per_week", "3 lần/tuần", "Điểm d khoản 1 Điều 10"),
        (
            "thong-nhat",
            "reporting.reports.risk_yearly",
            "Hằng năm: Tổ chuyên trách, Quy chế không nêu nơi nhận",
            "Điểm e khoản 1 Điều 10",
        ),
        (
            "thong-nhat",
            "legal_bases.items.luat_cntt_2006",
            "Luật Công nghệ thông tin ngày 29/6/2006 (nay đọc theo Luật Chuyển đổi số 148/2025/QH15)",
            "Căn cứ thứ 2 của quyết định ban hành",
        ),
        ("nhu-xuan", "standards.primary_language", "Tiếng Việt", "Điều 11"),
        ("nhu-xuan", "roles.items.technical_officer", "Quy chế không nêu nhiệm vụ", "Điều 14"),
        ("nhu-xuan", "qa.receiver", "Cán bộ, công chức các phòng ban", "Điều 10"),
        (
            "thong-nhat",
            "attribution.outbound_strings",
            "Nguồn: Trang thông tin điện tử xã; Nguồn https://xathongnhat.langson.gov.vn",
            "Khoản 1 Điều 12",
        ),
    ],
)
def test_what_a_regulation_says(slug, key, value, place):
    assert said(slug)[key] == (value, place)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_key_of_the_model_is_left_untranslated(slug):
    raw = re.compile(r"\b[a-z]+_[a-z_]+\b")
    assert {
        key: value for key, (value, _) in said(slug).items() if key != "tenant.slug" and raw.search(value)
    } == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_no_english_is_left(slug):
    english = re.compile(r"\b(the|of|and|with|yearly|board|unit|by|or)\b")
    shown = [(one.key, one.value, one.label) for one in statements(regulation_file(slug), on=TODAY)]
    assert [entry for entry in shown if english.search(entry[1]) or english.search(entry[2])] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_statement_has_a_clause(slug):
    assert [
        one.key
        for one in statements(regulation_file(slug), on=TODAY)
        if not one.clause or not one.clause_text
    ] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-05-27", "27/05/2024"),
        ("2024-05", "tháng 5 năm 2024 (bản in để trống ngày)"),
        ("2023", "năm 2023 (bản in để trống ngày, tháng)"),
    ],
)
def test_dates_as_officials_write_them(text, words):
    assert date_words(text) == words


def changed(slug: str, change):
    data = yaml.safe_load(file_text(slug))
    change(data["parameters"])
    return read_regulation(yaml.safe_dump(data, allow_unicode=True), "changed.yaml")


def test_a_changed_value_is_told_with_both_clauses():
    new = changed("quang-phu", lambda given: given["deadlines"]["news_event"].update(amount=2, clause="7.2"))
    (change,) = differences(regulation_file("quang-phu"), new, on=TODAY)
    assert change.group_title == "Thời hạn"
    assert change.sentence == (
        "Tin tức, sự kiện: từ “Không quá 01 ngày làm việc từ khi diễn ra sự kiện” "
        "(gạch đầu dòng thứ 1 Điều 7) "
        "thành “Không quá 02 ngày làm việc từ khi diễn ra sự kiện” (gạch đầu dòng thứ 2 Điều 7)."
    )


def test_what_is_new_and_what_is_gone_is_told():
    def change(given):
        given["deadlines"]["qa_answer"] = {
            "amount": 10,
            "unit": "working_day",
            "start": "question_received",
            "provenance": "stated",
            "clause": "9",
        }
        del given["rewards"]["reward_month"]

    sentences = [
        one.sentence
        for one in differences(regulation_file("quang-phu"), changed("quang-phu", change), on=TODAY)
    ]
    assert sentences == [
        "Trả lời câu hỏi: quy định mới “Không quá 10 ngày làm việc từ khi tiếp nhận câu hỏi” (Điều 9).",
        "Tháng xét khen thưởng: không còn quy định; trước đây là “Tháng 12” (gạch đầu dòng thứ 1 Điều 11).",
    ]


def test_a_moved_clause_is_told():
    new = changed("quang-phu", lambda given: given["rewards"]["reward_month"].update(clause="12"))
    (change,) = differences(regulation_file("quang-phu"), new, on=TODAY)
    assert change.sentence == (
        "Tháng xét khen thưởng: nội dung giữ nguyên, điều khoản từ gạch đầu dòng thứ 1 Điều 11 thành Điều 12."
    )


def test_an_entry_of_a_list_is_told_by_itself():
    def change(given):
        given["approval"]["rules"]["items"][0]["approver"] = ["board_chief"]
        given["approval"]["rules"]["items"][0]["approver_label"] = "Trưởng ban"

    (only,) = differences(regulation_file("quang-phu"), changed("quang-phu", change), on=TODAY)
    assert only.label == "Mọi tin bài"


def test_nothing_differs_from_itself():
    assert differences(regulation_file("thanh-dong"), regulation_file("thanh-dong"), on=TODAY) == []
