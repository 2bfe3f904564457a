"""The regulation page: values with their clauses, to which one can link; older versions by date."""

import pytest

from frontend.regulation import Parameter
from tests.frontend.conftest import Citizen, Upstream


def test_every_value_names_its_clause(citizen: Citizen) -> None:
    rule = citizen.read("/quy-che/").select_one("#deadlines-news")
    assert rule is not None
    assert rule.dt is not None
    assert rule.dt.get_text() == "Tin về hoạt động, sự kiện"
    assert rule.select_one(".rule-value").get_text() == "01 ngày làm việc kể từ khi diễn ra"  # type: ignore[union-attr]
    link = rule.select_one(".rule-source a")
    assert link is not None
    assert link.get_text() == "Điều khoản 7.1"
    assert link["href"] == "#deadlines-news"


def test_anchors_are_unique_and_the_contents_lead_to_them(citizen: Citizen) -> None:
    page = citizen.read("/quy-che/")
    anchors = [element["id"] for element in page.select("[id]")]
    assert len(anchors) == len(set(anchors))
    for link in page.select(".on-this-page a"):
        assert link["href"].removeprefix("#") in anchors


def test_how_a_value_was_found_is_said_unless_it_is_printed(citizen: Citizen) -> None:
    page = citizen.read("/quy-che/")
    assert "Suy ra từ cách diễn đạt" in page.select_one("#deadlines-major-event").get_text()  # type: ignore[union-attr]
    assert page.select_one("#deadlines-news .rule-source span") is None


def test_what_the_copy_leaves_blank_is_said(citizen: Citizen) -> None:
    page = citizen.read("/quy-che/")
    assert page.select_one("#approval-issued-number .rule-value").get_text() == "bản sao để trống"  # type: ignore[union-attr]


def test_assumed_dates_and_the_older_unit_are_told(citizen: Citizen) -> None:
    page = citizen.read("/quy-che/")
    notice = page.select_one(".notice-strong")
    assert notice is not None
    assert "sáp nhập ngày 01/07/2025" in notice.get_text()
    assert "giả định" in page.select_one(".document-facts").get_text()  # type: ignore[union-attr]


def test_an_older_version_is_read_by_its_day(citizen: Citizen, upstream: Upstream) -> None:
    links = [link["href"] for link in citizen.read("/quy-che/").select(".versions a")]
    assert links == ["/quy-che/?ngay=2023-01-01", "/quy-che/?ngay=2019-05-02"]
    page = citizen.read(links[1])
    assert upstream.asked("/api/v1/regulation/") == {"on": "2019-05-02"}
    assert "bản quy chế có hiệu lực vào ngày 02/05/2019" in page.get_text(" ")
    assert page.select_one("link[rel=canonical]")["href"].endswith("/quy-che/?ngay=2019-05-02")  # type: ignore[index]


def test_the_version_in_force_has_no_remark_about_age(citizen: Citizen) -> None:
    assert "Đọc bản đang có hiệu lực" not in citizen.read("/quy-che/?ngay=2024-01-01").get_text()


def test_a_day_that_is_none_is_not_found(citizen: Citizen) -> None:
    assert citizen.get("/quy-che/?ngay=hom-qua").status_code == 404


@pytest.mark.parametrize(
    ("value", "words"), [(["a", "b"], "a; b"), (None, ""), (3, "3"), ("x", "x"), ([], "")]
)
def test_values_of_any_kind_become_words(value: object, words: str) -> None:
    assert Parameter.model_validate({"key": "k", "value": value}).value == words
