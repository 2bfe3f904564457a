"""Wagtail admin's own search, within a portal and without regard to accents."""

import pytest
from wagtail.models import Page

from tenants.context import tenant_context
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo")]


def titles(code: str, query: str, *, autocomplete: bool = False) -> list[str]:
    with tenant_context(Tenant.objects.with_code(code).get()):
        pages = Page.objects.all()
        found = pages.autocomplete(query) if autocomplete else pages.search(query)
        return [page.title for page in found]


@pytest.mark.parametrize("query", ["đăng ký khai sinh", "dang ky khai sinh", "Đăng Ký KHAI sinh"])
def test_accents_do_not_matter(query: str) -> None:
    assert "Đăng ký khai sinh: cha mẹ cần chuẩn bị gì" in titles("16522", query)


@pytest.mark.parametrize("query", ["đăng ký kh", "dang ky kh"])
def test_nor_do_they_while_typing(query: str) -> None:
    assert "Đăng ký khai sinh: cha mẹ cần chuẩn bị gì" in titles("16522", query, autocomplete=True)


def test_a_portal_finds_its_own_pages_only() -> None:
    assert not [title for title in titles("05503", "khai sinh cha me can chuan bi") if "chuẩn bị gì" in title]
