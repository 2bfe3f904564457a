"""Corrections as citizens' systems get them, and how soon a takedown is heard of."""

from __future__ import annotations

import pytest
from django.test import override_settings

from cms.accounts.models import User
from cms.moderation.corrections import correct
from cms.moderation.takedown import confirm, restore, take_down
from tests.sites.conftest import Desk, Portal

in_the_admin = override_settings(
    ROOT_URLCONF="cms.urls"
)  # where people act; the tests of this room ask as citizens

pytestmark = pytest.mark.portal_database("demo")
WORDS = "Bản tin ghi sai số hộ nghèo: đúng là 12 hộ, không phải 21 hộ."


def superuser() -> User:
    """The operator's account."""
    return User.objects.get_or_create(username="dieuhanh", defaults={"is_superuser": True})[0]


def test_the_list_names_each_item_and_the_latest_stands_first(desk: Desk, quang_phu: Portal) -> None:
    assert quang_phu.json("/api/v1/corrections/") == {"corrections": []}
    first, second = desk.article("Tin một"), desk.article("Tin hai")
    with in_the_admin:
        correct(first, superuser(), WORDS)
    with in_the_admin:
        correct(second, superuser(), "Ghi sai tên người ký: đúng là ông Lê Văn A.")

    listed = quang_phu.json("/api/v1/corrections/")["corrections"]

    assert [one["item"]["title"] for one in listed] == ["Tin hai", "Tin một"]
    assert listed[1]["text"] == WORDS
    assert listed[1]["item"]["id"] == str(first.item_id)
    assert listed[1]["item"]["url"].endswith(listed[1]["item"]["path"])
    assert quang_phu.json(f"/api/v1/items/{first.item_id}/")["corrections"][0]["text"] == WORDS


def test_what_is_taken_down_has_none(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Tin bị gỡ")
    with in_the_admin:
        correct(page, superuser(), WORDS)

    with in_the_admin:
        take_down(page, superuser(), "Sai hoàn toàn", "UBND")

    assert quang_phu.json("/api/v1/corrections/") == {"corrections": []}


def test_a_provisional_takedown_is_not_found_and_a_final_one_is_gone(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Tin tạm gỡ")
    path, key = page.public_path, page.item_id

    with in_the_admin:
        takedown = take_down(page, superuser(), "Chờ xác minh", "Công an xã", provisional=True)
    assert page.title not in quang_phu.listed()
    quang_phu.json(f"/api/v1/items/{key}/", 404)
    quang_phu.resolve(path, 404)
    with in_the_admin:
        restore(takedown, superuser(), "Không vi phạm")
    assert page.title in quang_phu.listed()
    page.refresh_from_db()
    with in_the_admin:
        again = take_down(page, superuser(), "Chờ xác minh", "Công an xã", provisional=True)
    with in_the_admin:
        confirm(again, superuser(), "Vi phạm")

    quang_phu.json(f"/api/v1/items/{key}/", 410)
    quang_phu.resolve(path, 410)


def test_nothing_public_shows_it_in_the_next_request(desk: Desk, quang_phu: Portal) -> None:
    """No cache of ours stands between: what the transaction took away is gone for whoever asks next."""
    page = desk.article("Tin phải gỡ ngay")
    assert "Tin phải gỡ ngay" in quang_phu.get("/feed.atom").content.decode()

    with in_the_admin:
        take_down(page, superuser(), "Lộ dữ liệu cá nhân", "Bà A")

    for address in ("/feed.atom", "/sitemap.xml", "/api/v1/items/?page_size=100"):
        said = quang_phu.get(address).content.decode()
        assert "Tin phải gỡ ngay" not in said
        assert page.public_path not in said
