"""Editors see their draft beside what is public and give links to others: to a person with an account, or to a named reader."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.accounts.models import User
from cms.accounts.posts import HEAD
from cms.notices.models import Notice
from sites.preview.models import PreviewLink
from sites.preview.wagtail_hooks import register_header_button
from tenants.context import tenant_context
from tests.sites.conftest import QUANG_PHU, THANH_DONG, Desk, Portal
from tests.sites.preview.conftest import Read, draft_of
from tests.sites.test_sharing_admin import admin, signed_in

__all__ = ["admin", "signed_in"]

pytestmark = pytest.mark.portal_database("demo")
Enter = Callable[[str, Any], Client]


@pytest.fixture
def head(admin: Callable[[str], Portal], signed_in: Callable[[Portal, Any], Client]) -> Client:
    """Quảng Phú's head, signed in."""
    portal = admin(QUANG_PHU)
    with tenant_context(portal.tenant):
        return signed_in(portal, HEAD)


@pytest.fixture
def draft(desk: Desk) -> Any:
    """A public article with a draft."""
    return draft_of(desk, desk.article("Bản đã đăng"), title="Bản nháp mới")


def frames(client: Client, page: Any, query: str = "") -> list[str]:
    shown = client.get(f"/admin/xem-truoc/{page.pk}/{query}")
    assert shown.status_code == 200
    return re.findall(r'<iframe src="([^"]+)"', shown.content.decode())


def test_the_draft_and_what_is_public_stand_side_by_side(head: Client, draft: Any, read: Read) -> None:
    first, second = frames(head, draft)
    assert "Bản nháp mới" in read(first).text
    assert "Bản đã đăng" in read(second).text
    assert len(frames(head, draft, "?be-rong=dien-thoai")) == 2


def test_the_moderation_screen_and_the_editor_offer_it(head: Client, draft: Any) -> None:
    screen = f"/admin/xem-truoc/{draft.pk}/"
    assert screen in head.get(f"/admin/kiem-duyet/{draft.pk}/").content.decode()
    (button,) = register_header_button(draft, None, "edit")
    assert button.url == screen


def test_a_reader_without_an_account_is_given_a_link_and_loses_it(
    head: Client, draft: Any, read: Read
) -> None:
    screen = f"/admin/xem-truoc/{draft.pk}/"
    head.post(screen, {"name": "Ông Nguyễn Văn Bình", "lasting": "24"})
    shown = head.get(screen).content.decode()
    address = re.search(r'class="preview-address">([^<]+)<', shown)
    assert address is not None
    assert "Bản nháp mới" in read(address[1]).text

    link = PreviewLink.objects.for_others().get()
    head.post(screen, {"revoke": str(link.pk)})
    assert read(address[1]).status_code == 410
    assert 'preview-address">' not in head.get(screen).content.decode()


def test_a_person_with_an_account_has_to_be_that_person(
    head: Client, draft: Any, desk: Desk, read: Read, admin: Callable[[str], Portal]
) -> None:
    portal = admin(QUANG_PHU)
    person, stranger = User.objects.filter(is_active=True).order_by("-username")[:2]
    head.post(f"/admin/xem-truoc/{draft.pk}/", {"account": str(person.pk), "lasting": "24"})
    link = PreviewLink.objects.for_others().get()
    (notice,) = Notice.objects.filter(kind="preview")
    assert notice.recipient_id == person.pk
    assert notice.url.endswith(f"/admin/xem-truoc/mo/{link.pk}/")

    def opens(user: Any) -> Any:
        User.objects.filter(pk=user.pk).update(must_change_password=False)
        client = Client(headers={"host": portal.host})
        client.force_login(user)
        return client.get(f"/admin/xem-truoc/mo/{link.pk}/")

    assert opens(stranger).headers["location"].endswith("/admin/")
    answer = opens(person)
    assert "Bản nháp mới" in read(answer.headers["location"]).text
    assert Client(headers={"host": portal.host}).get(f"/admin/xem-truoc/mo/{link.pk}/").status_code == 302


@pytest.mark.parametrize("given", [{}, {"name": "   "}])
def test_a_link_is_for_somebody(head: Client, draft: Any, given: dict[str, str]) -> None:
    answer = head.post(f"/admin/xem-truoc/{draft.pk}/", {**given, "lasting": "24"})
    assert "Hãy chọn một người có tài khoản" in answer.content.decode()
    assert not PreviewLink.objects.for_others().exists()


def test_who_has_nothing_to_do_with_it_does_not_get_in(
    draft: Any, admin: Callable[[str], Portal], signed_in: Callable[[Portal, Any], Client]
) -> None:
    other = admin(THANH_DONG)
    with tenant_context(other.tenant):
        stranger = signed_in(other, HEAD)
    assert draft.title not in stranger.get(f"/admin/xem-truoc/{draft.pk}/").content.decode()
    assert (
        Client(headers={"host": admin(QUANG_PHU).host}).get(f"/admin/xem-truoc/{draft.pk}/").status_code
        == 302
    )


def test_the_home_page_has_none(head: Client, desk: Desk) -> None:
    from cms.content.models import HomePage

    home = HomePage.objects.first()
    assert home is not None
    assert head.get(f"/admin/xem-truoc/{home.pk}/").status_code == 302
