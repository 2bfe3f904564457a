"""The page that lists what the portal has put right."""

from __future__ import annotations

from tests.frontend.conftest import Citizen


def test_each_correction_leads_to_its_item(citizen: Citizen) -> None:
    page = citizen.read("/dinh-chinh/")

    entry = page.select_one(".entries .entry")
    assert entry is not None
    assert "con số đúng là 120 cây" in entry.get_text()
    assert entry.a is not None
    assert entry.a["href"] == "/tin-tuc/trong-cay/"
    assert entry.time is not None
    assert entry.time["datetime"].startswith("2026-11-20T19:05")


def test_every_page_leads_to_it(citizen: Citizen) -> None:
    assert 'href="/dinh-chinh/"' in citizen.get("/").text
