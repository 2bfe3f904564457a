"""Numbers of documents, in all the ways people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.document_numbers import MOST_MENTIONS, DocumentNumber, find, keys_of, mentioned, parse


def named(text: str) -> list[str]:
    return [number.key for number, _, _ in find(text)]


class TestOnTheDocument:
    @pytest.mark.parametrize(
        ("written", "parts"),
        [
            ("42/2022/NĐ-CP", ("42", "2022", "nd", "cp")),
            ("15/QĐ-UBND", ("15", "2026", "qd", "ubnd")),
            ("05/KH-UBND", ("5", "2026", "kh", "ubnd")),
            ("1686/NQ-UBTVQH15", ("1686", "2026", "nq", "ubtvqh")),
            ("15-QĐ/TU", ("15", "2026", "qd", "tu")),
            ("31/2024/QH15", ("31", "2024", "", "qh")),
            ("01/2023/TT-BTNMT", ("1", "2023", "tt", "btnmt")),
            ("12/2026/TTLT-BTC-BNV", ("12", "2026", "ttlt", "btc")),
            (" 15 / QĐ - UBND ", ("15", "2026", "qd", "ubnd")),
            ("15", ("15", "2026", "", "")),
        ],
    )
    def test_parts(self, written: str, parts: tuple[str, ...]) -> None:
        assert parse(written, 2026) == DocumentNumber(*parts)

    @pytest.mark.parametrize("written", ["", "không số", "QĐ-UBND", "số 12"])
    def test_what_is_no_number(self, written: str) -> None:
        assert parse(written, 2026) is None

    def test_it_is_found_by_every_selection_of_its_parts(self) -> None:
        number = parse("15/QĐ-UBND", 2026)
        assert number is not None
        keys = set(number.part_keys())
        assert len(keys) == 8
        assert {"#15///", "#15//qd/ubnd", "#15/2026/qd/ubnd", "#15/2026//"} <= keys
        assert not any(key.startswith("#/") for key in keys)


class TestInAQuery:
    @pytest.mark.parametrize(
        "query",
        [
            "42/2022/NĐ-CP",
            "42/2022/nd-cp",
            "42/2022/ND-CP",
            "42-2022-NĐ-CP",
            "42.2022.NĐ.CP",
            "42 2022 nđ cp",
            "nghị định 42/2022/NĐ-CP",
            "  42/2022/NĐ–CP".replace("–", "-"),
        ],
    )
    def test_a_full_number(self, query: str) -> None:
        assert named(query) == ["#42/2022/nd/cp"]

    @pytest.mark.parametrize(
        "query",
        [
            "nghị định 42 năm 2022",
            "nghi dinh 42 2022",
            "nghị định số 42/2022",
            "Nghị định số 42 ngày 20/6/2022",
            "NĐ 42/2022",
            "nd42/2022",
            "nđ-42/2022".replace("-", " "),
        ],
    )
    def test_kind_number_and_year(self, query: str) -> None:
        assert named(query) == ["#42/2022/nd/"]

    @pytest.mark.parametrize(
        "query", ["15/QĐ-UBND", "15 QĐ UBND", "15qd-ubnd", "15/qd-ubnd", "quyết định 15/QĐ-UBND"]
    )
    def test_without_a_year(self, query: str) -> None:
        assert named(query) == ["#15//qd/ubnd"]

    @pytest.mark.parametrize(
        "query", ["15/QĐ-UBND năm 2025", "15/QĐ-UBND 2025", "15/QĐ-UBND ngày 01/03/2025"]
    )
    def test_a_year_said_afterwards(self, query: str) -> None:
        assert named(query) == ["#15/2025/qd/ubnd"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("qd 15", ["#15//qd/"]),
            ("42/2022", ["#42/2022//"]),
            ("số 15", ["#15///"]),
            ("luật 31/2024/QH15", ["#31/2024//qh"]),
            ("1686 nq ubtvqh15", ["#1686//nq/ubtvqh"]),
            ("thay nghị định 42/2022/NĐ-CP bằng 15/2026/NĐ-CP", ["#42/2022/nd/cp", "#15/2026/nd/cp"]),
        ],
    )
    def test_other_ways(self, query: str, expected: list[str]) -> None:
        assert named(query) == expected

    @pytest.mark.parametrize(
        "query",
        [
            "kế hoạch 2026",
            "ngày 20/11/2026",
            "2.530.000 đồng",
            "24/7",
            "lúc 15 giờ 30",
            "đăng ký khai sinh",
            "15",
            "",
            "1.1.1",
        ],
    )
    def test_what_names_no_document(self, query: str) -> None:
        assert named(query) == []

    def test_its_place_is_in_the_text_as_written(self) -> None:
        text = "Theo Quyết định số 15/QĐ-UBND về đất"
        [(_, start, end)] = find(text)
        assert text[start:end] == "15/QĐ-UBND"

    @given(st.text(max_size=400))
    def test_any_text_has_an_answer_in_bounds(self, text: str) -> None:
        for _number, start, end in find(text):
            assert 0 <= start < end <= len(text)

    @pytest.mark.parametrize("text", ["1/" * 1000, "15 " * 700, "qd " * 700, "42/2022/" * 200, "số 1 " * 400])
    def test_nothing_takes_long_or_grows_without_bound(self, text: str) -> None:
        assert len(find(text)) <= MOST_MENTIONS + 10


class TestMentions:
    def test_official_numbers_in_a_text(self) -> None:
        text = "Căn cứ Nghị định số 42/2022/NĐ-CP, 1686/NQ-UBTVQH15, 15-QĐ/TU, 31/2024/QH15 và 42/2022/NĐ-CP."
        assert [number.key for number in mentioned(text)] == [
            "#42/2022/nd/cp",
            "#1686//nq/ubtvqh",
            "#15//qd/tu",
            "#31/2024//qh",
        ]

    def test_dates_and_plates_are_none(self) -> None:
        assert mentioned("Ngày 20/11/2026, xe 36A-12345, QL1A, 24/7, tổ 3") == []

    def test_at_most_fifty(self) -> None:
        assert len(mentioned(" ".join(f"{n}/QĐ-UBND" for n in range(1, 200)))) == MOST_MENTIONS

    def test_keys_are_given_once(self) -> None:
        numbers = mentioned("15/QĐ-UBND 15/QĐ-UBND")
        assert len(keys_of([*numbers, *numbers])) == len(set(keys_of(numbers)))
