"""Clauses: the short form is checked, and read aloud as a Vietnamese legal text cites it."""

from __future__ import annotations

import pytest

from cms.regulation.clauses import Numbering, article_of, clause_text, is_clause

DASHES = Numbering(dashes={7}, paragraphs={5})


@pytest.mark.parametrize(
    "clause",
    [
        "0",
        "*",
        "7",
        "7.1",
        "7.3a",
        "8đ",
        "11.2bis",
        "11.2e",
        "14.1.3",
        "8.p2",
        "10.1.p3",
        "10.1đ",
        "7.n",
        "20.2a-e",
        "4.3.1",
        "QD",
        "QD.2",
        "QD.NN",
        "CC.14",
        "PL",
        "2.0",
    ],
)
def test_the_short_forms_of_the_five_regulations_are_clauses(clause):
    assert is_clause(clause)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "QP-7.1",
        "Điều 7",
        "7.",
        ".7",
        "7.3A",
        "7.3f",
        "7..3",
        "7.3a.1",
        "CC",
        "CC.x",
        "QD.N",
        "7 .3",
        "7.3a-",
        "7.p",
        "00.1.1.1",
        "7.3j",
        "7.3w",
        "7.3z",
        "7.3â",
        "silent",
        "see items",
        "7.1\n",
    ],
)
def test_anything_else_is_not(text):
    assert not is_clause(text)


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("7.3a", "Điểm a khoản 3 Điều 7"),
        ("8đ", "Điểm đ Điều 8"),
        ("7", "Điều 7"),
        ("12.5", "Khoản 5 Điều 12"),
        ("11.2bis", "Khoản 2 (thứ hai) Điều 11"),
        ("14.1.3", "Gạch đầu dòng thứ 3 khoản 1 Điều 14"),
        ("8.p2", "Đoạn 2 Điều 8"),
        ("10.1.p3", "Đoạn 3 khoản 1 Điều 10"),
        ("7.0", "Đoạn mở đầu Điều 7"),
        ("7.n", "Ghi chú cuối Điều 7"),
        ("20.2a-e", "Điểm a đến điểm e khoản 2 Điều 20"),
        ("0", "Tiêu đề"),
        ("*", "Toàn văn"),
        ("PL", "Phụ lục"),
        ("QD", "Quyết định ban hành"),
        ("QD.2", "Điều 2 quyết định ban hành"),
        ("QD.NN", "Nơi nhận của quyết định ban hành"),
        ("CC.4", "Căn cứ thứ 4 của quyết định ban hành"),
    ],
)
def test_a_clause_is_read_aloud(clause, words):
    assert clause_text(clause) == words


def test_where_only_dashes_are_printed_no_khoan_is_claimed():
    assert clause_text("7.1", DASHES) == "Gạch đầu dòng thứ 1 Điều 7"
    assert clause_text("5.2", DASHES) == "Đoạn 2 Điều 5"
    assert clause_text("7.0", DASHES) == "Đoạn mở đầu Điều 7"
    assert clause_text("4.3.1", Numbering(dashes={4})) == "Gạch đầu dòng thứ 1 gạch đầu dòng thứ 3 Điều 4"


def test_what_is_no_clause_cannot_be_read_aloud():
    with pytest.raises(ValueError, match=r"'QP-7\.1' is not a clause such as"):
        clause_text("QP-7.1")


def test_the_article_of_a_clause():
    assert article_of("7.3a") == 7
    assert article_of("11.2bis") == 11
    assert article_of("CC.3") is None
    assert article_of("*") is None
