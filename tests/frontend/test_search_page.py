"""The search page beyond its list: order, long facets, estimates, and a search as a feed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from frontend.pages.search import FACETS, SHOWN_AT_ONCE, facet_groups
from frontend.shapes import FacetValue
from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream

RESULTS = "/tim-kiem/?q=ph%C6%B0%E1%BB%9Dng"


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_order_is_a_field_of_the_form_and_stays_chosen(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read(f"{RESULTS}&sort=newest")
    assert upstream.asked("/api/v1/search/")["sort"] == "newest"
    chosen = page.select("#tim-sort option[selected]")
    assert [option["value"] for option in chosen] == ["newest"]
    assert page.select_one("label[for=tim-sort]")


@pytest.mark.parametrize("sort", ["", "cheapest", "<b>"])
def test_an_order_that_is_none_is_left_out(citizen: Citizen, upstream: Upstream, sort: str) -> None:
    citizen.read(f"{RESULTS}&sort={sort}")
    assert "sort" not in upstream.asked("/api/v1/search/")


def test_the_order_alone_asks_nothing(citizen: Citizen, upstream: Upstream) -> None:
    citizen.read("/tim-kiem/?sort=newest")
    assert "/api/v1/search/" not in upstream.paths


def test_a_search_can_be_subscribed_to(citizen: Citizen) -> None:
    link = citizen.read(f"{RESULTS}&category=news&sort=oldest&from=1/11/2026").select_one(".subscribe a")
    assert link is not None
    assert urlsplit(str(link["href"])).path == "/api/v1/search/feed.atom"
    assert query_of(str(link["href"])) == {"q": "phường", "category": "news", "from": "2026-11-01"}


def test_a_provinces_feed_has_its_communes_too(citizen: Citizen) -> None:
    link = citizen.read(RESULTS, content.PROVINCE).select_one(".subscribe a")
    assert link is not None
    assert query_of(str(link["href"]))["scope"] == "province"


def test_every_facet_of_the_call_has_a_title() -> None:
    class Province:
        is_province = True

    names = list(FACETS)
    values = [FacetValue(key="a", label="A", count=2), FacetValue(key="b", label="B", count=1)]
    filters = dict.fromkeys(names, "")
    groups = facet_groups(dict.fromkeys(names, values), filters, Province())  # type: ignore[arg-type]
    assert [group.name for group in groups] == names
    assert len({group.title for group in groups}) == len(names)
    assert SHOWN_AT_ONCE >= 5


class TestCommuneByCommune:
    def test_a_province_shows_each_commune_with_its_number_and_a_way_to_all(
        self, citizen: Citizen, upstream: Upstream
    ) -> None:
        page = citizen.read(f"{RESULTS}&group=commune", content.PROVINCE)
        asked = upstream.asked("/api/v1/search/")
        assert (asked["group"], asked["scope"]) == ("commune", "province")
        headings = page.select(".of-commune > h2")
        assert headings
        assert all(heading.select_one(".count") for heading in headings)
        assert len(page.select(".of-commune h3.hit-title")) == len(page.select(".hit-title"))
        for link in page.select(".of-commune .more a"):
            assert query_of(str(link["href"])).keys() == {"q", "commune"}

    def test_the_way_there_and_back(self, citizen: Citizen) -> None:
        there = citizen.read(f"{RESULTS}&category=news", content.PROVINCE).select_one(".grouping a")
        assert there is not None
        assert query_of(str(there["href"])) == {"q": "phường", "category": "news", "group": "commune"}
        back = citizen.read(f"{RESULTS}&group=commune", content.PROVINCE).select_one(".grouping a")
        assert back is not None
        assert query_of(str(back["href"])) == {"q": "phường"}

    def test_a_commune_has_none_of_it(self, citizen: Citizen, upstream: Upstream) -> None:
        page = citizen.read(f"{RESULTS}&group=commune")
        assert "group" not in upstream.asked("/api/v1/search/")
        assert not page.select(".grouping, .of-commune")
        assert page.select("h2.hit-title")
