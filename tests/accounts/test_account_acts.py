"""Opening, changing and closing accounts: nobody but the person ever has the password, and nobody becomes a decider by a side door."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from cms.accounts.acts import ChangeAccount, DisableAccount, EnableAccount, OpenAccount, SendPasswordLink
from cms.accounts.models import Appointment, User
from cms.notices.enums import NoticeKind
from cms.notices.models import Notice
from cms.notices.outbox import send_notice
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo")]

HOST = {"host": "quangphu.thanhhoa.localhost"}
LINK = re.compile(r"https?://\S+/admin/password_reset/confirm/\S+")


def open_account(by: User, **more: str) -> User:
    given = {"full_name": "Trần Thị Hoa", "email": "hoa.tran@quangphu.example", **more}
    return OpenAccount(by=by, **given).execute()


def change(by: User, account: User, **more: str) -> User:
    given = {"full_name": account.full_name, "email": account.email, **more}
    return ChangeAccount(by=by, account=account, **given).execute()


def letters(mailoutbox: list, kind: NoticeKind) -> list:
    """Send what waits in the outbox, and return the letters of a kind."""
    for notice in Notice.objects.filter(kind=kind, state="waiting"):
        send_notice.func(str(notice.pk))
    subjects = set(Notice.objects.filter(kind=kind).values_list("subject", flat=True))
    return [letter for letter in mailoutbox if letter.subject in subjects]


class TestOpening:
    @pytest.mark.parametrize("username", ["truongban", "quantri"])
    def test_the_head_and_the_administrator_may(self, person: Callable[[str], User], username: str) -> None:
        account = open_account(person(username))
        assert (account.username, account.get_full_name()) == ("hoa.tran", "Trần Thị Hoa")

    @pytest.mark.parametrize("username", ["congtacvien", "thanhvien", "photruongban"])
    def test_nobody_else_may(self, person: Callable[[str], User], username: str) -> None:
        with pytest.raises(PermissionDenied):
            open_account(person(username))

    def test_no_password_is_set_by_anybody(self, administrator: User) -> None:
        account = open_account(administrator)
        assert not account.has_usable_password()
        assert not account.must_change_password

    def test_a_link_goes_to_the_person_alone(self, administrator: User, mailoutbox: list) -> None:
        open_account(administrator)
        (letter,) = letters(mailoutbox, NoticeKind.PASSWORD_LINK)
        assert letter.to == ["hoa.tran@quangphu.example"]
        assert LINK.search(letter.body)

    def test_no_valid_link_lies_in_the_outbox(self, administrator: User) -> None:
        open_account(administrator)
        notice = Notice.objects.get(kind=NoticeKind.PASSWORD_LINK)
        assert "http" not in notice.body + notice.url

    def test_it_opens_nothing_before_an_appointment(self, administrator: User) -> None:
        browser = Client(headers=HOST)
        browser.force_login(open_account(administrator))
        assert browser.get("/admin/").status_code == 302

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"full_name": "Hoa"}, "full_name"),
            ({"email": "hoa@"}, "email"),
            ({"email": "CongTacVien@quang-phu.example"}, "email"),
            ({"username": "Hoa Trần"}, "username"),
            ({"username": "truongban"}, "username"),
            ({"username": "ab"}, "username"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, administrator: User, given: dict[str, str], field: str
    ) -> None:
        with pytest.raises(ValidationError) as refusal:
            open_account(administrator, **given)
        assert list(refusal.value.message_dict) == [field]


class TestChoosingThePassword:
    def choose(self, letter: object, password: str) -> Client:
        found = LINK.search(letter.body)  # type: ignore[attr-defined]
        assert found
        browser = Client(headers=HOST)
        form = browser.get(
            found.group().split("localhost", 1)[1].partition("/")[2].join(["/", ""]), follow=True
        )
        browser.post(form.request["PATH_INFO"], {"new_password1": password, "new_password2": password})
        return browser

    def test_by_the_link_the_person_gets_in(self, administrator: User, mailoutbox: list) -> None:
        account = open_account(administrator)
        self.choose(letters(mailoutbox, NoticeKind.PASSWORD_LINK)[0], "Mat-Khau-Rieng-77")
        account.refresh_from_db()
        assert account.check_password("Mat-Khau-Rieng-77")

    def test_a_weak_one_is_not_taken(self, administrator: User, mailoutbox: list) -> None:
        account = open_account(administrator)
        self.choose(letters(mailoutbox, NoticeKind.PASSWORD_LINK)[0], "matkhau")
        account.refresh_from_db()
        assert not account.has_usable_password()

    def test_it_ends_a_lock_after_wrong_passwords(
        self, head: User, contributor: User, mailoutbox: list
    ) -> None:
        browser = Client(headers=HOST)
        for _ in range(5):
            browser.post("/admin/login/", {"username": "congtacvien", "password": "sai"})
        contributor.refresh_from_db()
        assert contributor.locked_until
        SendPasswordLink(account=contributor, by=head).execute()
        self.choose(letters(mailoutbox, NoticeKind.PASSWORD_LINK)[0], "Mat-Khau-Rieng-77")
        assert (
            browser.post(
                "/admin/login/", {"username": "congtacvien", "password": "Mat-Khau-Rieng-77"}
            ).status_code
            == 302
        )

    def test_the_link_works_once(self, administrator: User) -> None:
        account = open_account(administrator)
        token = default_token_generator.make_token(account)
        account.set_password("Mat-Khau-Rieng-77")
        account.save()
        assert not default_token_generator.check_token(account, token)


class TestTheAddress:
    def test_of_who_does_not_decide_the_administrator_may_change(
        self, administrator: User, contributor: User
    ) -> None:
        assert (
            change(administrator, contributor, email="moi@quangphu.example").email == "moi@quangphu.example"
        )

    @pytest.mark.parametrize("username", ["truongban", "photruongban", "thanhvien"])
    def test_of_a_decider_the_administrator_may_not(
        self, administrator: User, person: Callable[[str], User], username: str
    ) -> None:
        """Who reads the mailbox can choose the password: it would be an appointment by the back door."""
        with pytest.raises(ValidationError) as refusal:
            change(administrator, person(username), email="ke.gian@quangphu.example")
        assert "email" in refusal.value.message_dict

    def test_of_who_will_decide_neither(self, administrator: User, contributor: User) -> None:
        Appointment.objects.create(
            user=contributor,
            role_key="board_member",
            post_title="x",
            decision="1/QĐ, 1/1/2026",
            valid_from="2999-01-01",
        )
        with pytest.raises(ValidationError):
            change(administrator, contributor, email="moi@quangphu.example")

    def test_of_a_decider_the_head_may(self, head: User, person: Callable[[str], User]) -> None:
        assert change(head, person("thanhvien"), email="moi@quangphu.example").email == "moi@quangphu.example"

    @pytest.mark.parametrize("username", ["truongban", "quantri"])
    def test_nobody_changes_their_own(self, person: Callable[[str], User], username: str) -> None:
        with pytest.raises(ValidationError):
            change(person(username), person(username), email="moi@quangphu.example")

    def test_a_new_one_is_told_to_the_head_and_signs_out(
        self, head: User, administrator: User, contributor: User
    ) -> None:
        browser = Client(headers=HOST)
        browser.force_login(contributor)
        change(administrator, contributor, email="moi@quangphu.example")
        assert Notice.objects.filter(kind=NoticeKind.ACCOUNT_CHANGED, recipient=head).exists()
        assert browser.get("/admin/").status_code == 302

    def test_the_rest_changes_without_a_word(self, administrator: User, head: User) -> None:
        change(administrator, head, telephone="0237 000 0099")
        assert not Notice.objects.filter(kind=NoticeKind.ACCOUNT_CHANGED).exists()


class TestClosing:
    def test_signs_out_at_once_and_takes_the_password(self, administrator: User, contributor: User) -> None:
        browser = Client(headers=HOST)
        browser.force_login(contributor)
        DisableAccount(by=administrator, account=contributor).execute()
        contributor.refresh_from_db()
        assert browser.get("/admin/").status_code == 302
        assert not contributor.has_usable_password()
        assert not Appointment.objects.current().filter(user=contributor).exists()

    def test_a_decider_may_be_closed_by_the_administrator(
        self, administrator: User, person: Callable[[str], User]
    ) -> None:
        """An account in wrong hands is closed at once, whoever's it is; opening it again is the head's."""
        deputy = person("photruongban")
        DisableAccount(by=administrator, account=deputy).execute()
        with pytest.raises(PermissionDenied):
            EnableAccount(by=administrator, account=deputy).execute()

    @pytest.mark.parametrize(
        ("by", "whose"), [("quantri", "truongban"), ("truongban", "truongban"), ("quantri", "quantri")]
    )
    def test_not_the_heads_and_not_ones_own(self, person: Callable[[str], User], by: str, whose: str) -> None:
        with pytest.raises(PermissionDenied):
            DisableAccount(by=person(by), account=person(whose)).execute()

    def test_is_told_to_the_head(self, head: User, administrator: User, contributor: User) -> None:
        DisableAccount(by=administrator, account=contributor).execute()
        (notice,) = Notice.objects.filter(kind=NoticeKind.ACCOUNT_CHANGED)
        assert notice.recipient == head

    def test_opened_again_by_a_new_link_with_the_posts_of_before(
        self, administrator: User, contributor: User, mailoutbox: list
    ) -> None:
        DisableAccount(by=administrator, account=contributor).execute()
        EnableAccount(by=administrator, account=contributor).execute()
        contributor.refresh_from_db()
        assert contributor.is_active
        assert contributor.groups.exists()
        assert len(letters(mailoutbox, NoticeKind.PASSWORD_LINK)) == 1


class TestLinks:
    def test_nobody_without_powers_has_one_sent(self, contributor: User, head: User) -> None:
        with pytest.raises(PermissionDenied):
            SendPasswordLink(by=contributor, account=head).execute()

    def test_none_goes_to_a_closed_account(self, head: User, contributor: User) -> None:
        contributor.is_active = False
        contributor.save()
        with pytest.raises(PermissionDenied):
            SendPasswordLink(by=head, account=contributor).execute()

    def test_a_superusers_account_is_nobodys_here(self, head: User, quang_phu: Tenant) -> None:
        operator = User.objects.create(username="operator", email="operator@example.org", is_superuser=True)
        with pytest.raises(PermissionDenied):
            SendPasswordLink(by=head, account=operator).execute()
        with pytest.raises(PermissionDenied):
            change(head, operator, email="x@quangphu.example")
