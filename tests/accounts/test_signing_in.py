"""Signing in: lockout that tells nothing, the forgotten password, the end of an idle session, the first password."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cms.accounts.middleware import LAST_SEEN
from cms.accounts.models import User
from cms.demo.people import PASSWORD
from cms.notices.enums import NoticeKind
from cms.notices.models import Notice
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo")]


@pytest.fixture
def browser(quang_phu: Tenant) -> Client:
    return Client(headers={"host": "quangphu.thanhhoa.localhost"})


@pytest.fixture
def signed_in(browser: Client, contributor: User) -> Client:
    browser.force_login(contributor)
    return browser


def sign_in(browser: Client, username: str = "congtacvien", password: str = PASSWORD) -> object:
    return browser.post("/admin/login/", {"username": username, "password": password})


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def idle(browser: Client, minutes: int) -> None:
    session = browser.session
    session[LAST_SEEN] = (timezone.now() - dt.timedelta(minutes=minutes)).isoformat()
    session.save()


class TestLockout:
    def test_the_fifth_wrong_password_locks_even_the_right_one_out(self, browser: Client) -> None:
        for _ in range(5):
            sign_in(browser, password="sai")
        assert sign_in(browser).status_code == 200  # type: ignore[attr-defined]

    def test_after_a_while_it_opens_again(self, browser: Client, contributor: User) -> None:
        for _ in range(5):
            sign_in(browser, password="sai")
        User.objects.filter(pk=contributor.pk).update(locked_until=timezone.now() - dt.timedelta(seconds=1))
        assert sign_in(browser).status_code == 302  # type: ignore[attr-defined]

    def test_four_wrong_ones_do_not_lock(self, browser: Client) -> None:
        for _ in range(4):
            sign_in(browser, password="sai")
        assert sign_in(browser).status_code == 302  # type: ignore[attr-defined]

    def test_the_answer_is_the_same_for_wrong_locked_and_unknown(self, browser: Client) -> None:
        def error(username: str, password: str) -> str:
            page = text(sign_in(browser, username, password))
            return page.split('<li class="error">')[1].split("</li>")[0]

        wrong = error("congtacvien", "sai")
        unknown = error("khongco", "sai")
        for _ in range(5):
            sign_in(browser, password="sai")
        assert wrong == unknown == error("congtacvien", PASSWORD)
        assert "tạm khóa 15 phút" in wrong


class TestForgottenPassword:
    @pytest.mark.parametrize("address", ["congtacvien@quang-phu.example", "CongTacVien@Quang-Phu.example"])
    def test_a_link_is_sent_to_the_account(self, browser: Client, contributor: User, address: str) -> None:
        browser.post("/admin/password_reset/", {"email": address})
        assert Notice.objects.get(kind=NoticeKind.PASSWORD_LINK).recipient == contributor

    def test_an_unknown_address_gets_the_same_answer_and_no_letter(self, browser: Client) -> None:
        known = browser.post(
            "/admin/password_reset/", {"email": "congtacvien@quang-phu.example"}, follow=True
        )
        unknown = browser.post("/admin/password_reset/", {"email": "ai.do@example.org"}, follow=True)
        assert text(known).split("<main")[1] == text(unknown).split("<main")[1]
        assert Notice.objects.filter(kind=NoticeKind.PASSWORD_LINK).count() == 1

    def test_a_closed_account_gets_none(self, browser: Client, contributor: User) -> None:
        User.objects.filter(pk=contributor.pk).update(is_active=False)
        browser.post("/admin/password_reset/", {"email": contributor.email})
        assert not Notice.objects.filter(kind=NoticeKind.PASSWORD_LINK).exists()


class TestIdleSession:
    def test_ends_and_says_so_on_the_way_in(self, signed_in: Client) -> None:
        idle(signed_in, 16)
        answer = signed_in.get("/admin/tin-bai/", follow=True)
        assert answer.redirect_chain[-1][0] == "/admin/login/?next=%2Fadmin%2Ftin-bai%2F&idle=1"
        assert "không thao tác trong 15 phút" in text(answer)

    def test_a_used_one_goes_on(self, signed_in: Client) -> None:
        idle(signed_in, 14)
        assert signed_in.get("/admin/tin-bai/").status_code == 200

    def test_what_the_browser_asks_by_itself_is_no_use(self, signed_in: Client) -> None:
        """An editor left open asks every few seconds who else is there, and would never be idle."""
        signed_in.get("/admin/")
        idle(signed_in, 10)
        before = signed_in.session[LAST_SEEN]
        signed_in.post("/admin/editing-sessions/ping/content/articlepage/1/1/")
        assert signed_in.session[LAST_SEEN] == before
        signed_in.get("/admin/")
        assert signed_in.session[LAST_SEEN] != before


class TestFirstPassword:
    @pytest.fixture
    def newly(self, signed_in: Client, contributor: User) -> Client:
        User.objects.filter(pk=contributor.pk).update(must_change_password=True)
        return signed_in

    def test_comes_before_anything_else(self, newly: Client) -> None:
        assert newly.get("/admin/tin-bai/").headers["location"] == "/admin/mat-khau-lan-dau/"

    def test_once_chosen_the_admin_opens(self, newly: Client) -> None:
        new = "Mat-Khau-Rieng-77"
        answer = newly.post(
            "/admin/mat-khau-lan-dau/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        )
        assert answer.headers["location"] == "/admin/"
        assert newly.get("/admin/").status_code == 200

    @pytest.mark.parametrize(
        "weak", ["Ngan-1a", "khongcochuhoa-1234", "KhongCoKyTuKhac1234", "Cong-Xa-Demo-Khong-So"]
    )
    def test_a_weak_one_is_refused(self, newly: Client, contributor: User, weak: str) -> None:
        newly.post(
            "/admin/mat-khau-lan-dau/",
            {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak},
        )
        contributor.refresh_from_db()
        assert contributor.must_change_password


class TestOutsideTheDemo:
    def test_demo_accounts_are_refused(self, browser: Client, settings: object) -> None:
        settings.PORTAL_DEMO = False  # type: ignore[attr-defined]
        assert sign_in(browser).status_code == 200  # type: ignore[attr-defined]

    def test_others_get_in(self, browser: Client, newcomer: User, settings: object) -> None:
        settings.PORTAL_DEMO = False  # type: ignore[attr-defined]
        assert sign_in(browser, "moi", "Mat-Khau-Cua-Moi-2026").status_code == 302  # type: ignore[attr-defined]


def test_groups_follow_the_posts_of_the_day_at_sign_in(
    browser: Client, person: Callable[[str], User]
) -> None:
    contributor = person("congtacvien")
    contributor.groups.clear()
    sign_in(browser)
    assert contributor.groups.exists()
