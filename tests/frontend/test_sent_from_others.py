"""What other portals sent: the emergency band on every page, placed notices, neighbours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen

SOURCE = {"code": "38", "name": "Tỉnh Thanh Hóa", "url": "http://thanhhoa.localhost/x/"}
EVERY_PAGE = (
    "/",
    "/tin-tuc/",
    "/tin-tuc/hoi-nghi-tong-ket/",
    "/tim-kiem/",
    "/quy-che/",
    "/so-do-cong/",
    "/khong-co/",
)


def urgent(minutes: float = 60, **more: Any) -> dict[str, Any]:
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    said = {"title": "Bão số 5", "text": "Không ra khơi", "url": "http://thanhhoa.localhost/x/", "level": 4}
    return {**said, "until": until.isoformat(), "source": SOURCE, **more}


def notice(title: str, placed: str) -> dict[str, Any]:
    return {"id": title, "type": "article", "title": title, "path": "/x/", "source": SOURCE, "placed": placed}


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_an_emergency_is_on_every_page(
    citizen: Citizen, altered_portal: Callable[..., None], path: str
) -> None:
    altered_portal(content.WARD, emergency=[urgent()])
    page = citizen.get(path).text
    assert 'role="alert"' in page
    for said in (
        "Bão số 5",
        "Không ra khơi",
        "Rủi ro thiên tai cấp 4",
        "Tỉnh Thanh Hóa",
        "http://thanhhoa.localhost/x/",
    ):
        assert said in page


def test_it_is_gone_at_its_end_though_the_identity_is_old(
    citizen: Citizen, altered_portal: Callable[..., None]
) -> None:
    altered_portal(content.WARD, emergency=[urgent(minutes=-0.01)])
    assert citizen.read("/").select_one(".emergency") is None


def test_a_province_shows_its_own(citizen: Citizen, altered_portal: Callable[..., None]) -> None:
    altered_portal(content.PROVINCE, emergency=[urgent(level=None)])
    band = citizen.read("/", content.PROVINCE).select_one(".emergency")
    assert band is not None
    assert "cấp" not in band.get_text()


def test_what_is_placed_at_the_top_stands_before_the_rest(
    citizen: Citizen, altered_portal: Callable[..., None]
) -> None:
    altered_portal(
        content.WARD,
        province_notices=[notice("Trên đầu", "top"), notice("Bình thường", "normal")],
        offered_by_neighbours=[notice("Hội làng", "normal")],
        neighbours=[{"code": "16543", "name": "Phường Quảng Bình", "url": "http://quangbinh.localhost/"}],
    )
    page = citizen.read("/")
    text = page.get_text()
    assert text.index("Trên đầu") < text.index("Bình thường")
    assert text.count("Trên đầu") == text.count("Bình thường") == 1
    near = page.select_one("#xa-lan-can").parent  # type: ignore[union-attr]
    assert near is not None
    assert [link.get_text(strip=True) for link in near.select("a")] == ["Hội làng", "Phường Quảng Bình"]
    assert near.select("a")[-1]["href"] == "http://quangbinh.localhost/"


def test_without_any_there_is_nothing_of_it(citizen: Citizen) -> None:
    page = citizen.read("/")
    for part in (".emergency", "#tin-noi-bat", "#xa-lan-can"):
        assert page.select_one(part) is None


def test_all_of_it_has_a_page_of_its_own(citizen: Citizen, altered_portal: Callable[..., None]) -> None:
    page = citizen.read("/tin-cua-tinh/")
    links = [link["href"] for link in page.select(".entry-title a")]
    assert links
    assert all(str(link).startswith(content.origin(content.PROVINCE)) for link in links), (
        "It leads to its sender."
    )
    assert citizen.get("/tin-cua-tinh/", content.PROVINCE).status_code == 404
    assert "/tin-cua-tinh/" in citizen.get("/so-do-cong/").text

    assert 'href="/tin-cua-tinh/"' not in str(citizen.read("/").main)
    altered_portal(content.WARD, province_notices=[notice(f"Tin {n}", "normal") for n in range(5)])
    assert 'href="/tin-cua-tinh/"' in str(citizen.read("/").main)
