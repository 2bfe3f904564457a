"""The regulation page: values with their clauses, to which one can link; older versions by date."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from frontend.regulation import Parameter, ParameterGroup
from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream


def answering(body: Any) -> Callable[[httpx.Request], httpx.Response]:
    """Return an answer of the API with this body."""
    return lambda request: httpx.Response(200, json=body, request=request)


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


def test_a_date_of_issue_is_shown_as_far_as_it_is_known(citizen: Citizen, upstream: Upstream) -> None:
    for issued, shown in (("2023", "2023"), ("2023-08", "08/2023"), ("2023-08-11", "11/08/2023")):
        upstream.answers["/api/v1/regulation/"] = answering(content.REGULATION | {"issued_on": issued})
        rows = {
            row.dt.get_text(): row.dd.get_text()
            for row in citizen.read("/quy-che/").select(".document-facts div")
        }  # type: ignore[union-attr]
        assert rows["Ngày ban hành"] == shown


def test_a_portal_without_a_regulation_says_so(citizen: Citizen, upstream: Upstream) -> None:
    upstream.answers["/api/v1/regulation/"] = lambda request: httpx.Response(404, request=request)
    page = citizen.read("/quy-che/", content.PROVINCE)
    assert "chưa ban hành quy chế riêng" in page.get_text()
    assert page.select_one(".document-facts") is None
    assert citizen.get("/quy-che/?ngay=1999-01-01", content.PROVINCE).status_code == 404


def test_rules_of_the_same_name_in_two_groups_have_their_own_anchors() -> None:
    groups = [ParameterGroup(key=key, title=key, parameters=[Parameter(key="unit")]) for key in ("a", "b_c")]
    assert [group.anchor_of(group.parameters[0]) for group in groups] == ["a-unit", "b-c-unit"]
