"""The screens: who sees which, what they offer, and that Wagtail's own are closed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.admin.menu import MenuItem, admin_menu

from cms.accounts.models import Appointment, User
from cms.content.models import HomePage
from cms.moderation.models import ModerationRule
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo")]

Browser = Callable[[str], Client]


@pytest.fixture
def browser(person: Callable[[str], User]) -> Browser:
    """A browser in which somebody is signed in."""

    def sign_in(username: str) -> Client:
        client = Client(headers={"host": "quangphu.thanhhoa.localhost"})
        client.force_login(person(username))
        return client

    return sign_in


def items_for(client: Client) -> list[MenuItem]:
    """Return the main menu's items that whoever is signed in is shown."""
    return admin_menu.menu_items_for_request(client.get("/admin/").wsgi_request)


def menu(client: Client) -> list[str]:
    """Return their names, with those of the submenus after a stroke."""
    request = client.get("/admin/").wsgi_request
    names: list[str] = []
    for item in items_for(client):
        names.append(item.name)
        if hasattr(item, "menu"):
            names.extend(f"{item.name}/{inner.name}" for inner in item.menu.menu_items_for_request(request))
    return names


WRITING = ["moderation", "deadlines", "articles", "explorer", "legal-documents", "images", "documents"]
REPORTS = ["reports", "reports/locked-pages", "reports/site-history", "reports/aging-pages"]
HELP = ["help", "help/keyboard-shortcuts-trigger"]
SETTINGS = [
    "settings",
    "settings/portal",
    "settings/moderation-rule",
    "settings/sharing",
    "settings/office-hours",
    "settings/neighbours",
    "settings/webhooks",
]
SHARING = ["received", "offered"]
OFFICE = ["accounts", "appointments", "regulation"]
DESKS = ["engagement", *(f"engagement/engagement_{kind}" for kind in ("petition", "information", "report"))]
"""What citizens send is received by the board; the questions' desk of this portal is off, so that the head alone sees it."""


class TestMenus:
    @pytest.mark.parametrize(
        ("username", "allowed"),
        [
            ("congtacvien", {*WRITING, *REPORTS, *HELP}),
            ("thanhvien", {"board", "offered", *DESKS, *WRITING, *REPORTS, *HELP}),
            ("photruongban", {"board", "offered", *DESKS, *WRITING, *REPORTS, *HELP}),
            (
                "truongban",
                {
                    "board",
                    "engagement/engagement_question",
                    *DESKS,
                    *SHARING,
                    *WRITING,
                    *OFFICE,
                    *SETTINGS,
                    *REPORTS,
                    *HELP,
                },
            ),
            (
                "quantri",
                {"board", *SHARING, "moderation", "deadlines", "images", *OFFICE, *SETTINGS, *REPORTS, *HELP},
            ),
        ],
    )
    def test_hold_what_a_role_uses_and_nothing_else(
        self, browser: Browser, username: str, allowed: set[str]
    ) -> None:
        assert set(menu(browser(username))) <= allowed

    def test_a_contributor_finds_what_is_needed(self, browser: Browser) -> None:
        assert set(WRITING) <= set(menu(browser("congtacvien")))

    def test_the_administrator_does_too(self, browser: Browser) -> None:
        assert {"accounts", "appointments", "settings/portal"} <= set(menu(browser("quantri")))

    def test_files_and_legal_documents_are_told_apart(self, browser: Browser) -> None:
        labels = [str(item.label) for item in items_for(browser("congtacvien"))]
        assert "Tệp đính kèm" in labels
        assert "Văn bản" in labels


class TestScreensOfFiles:
    def test_never_call_a_file_a_legal_document(self, browser: Browser) -> None:
        client = browser("congtacvien")
        for path in ("/admin/documents/", "/admin/documents/multiple/add/", "/admin/documents/chooser/"):
            answer = client.get(path)
            page = (
                answer.json()["html"]
                if answer.headers["content-type"].startswith("application/json")
                else answer.content.decode()
            )
            assert "tệp" in page
            assert not re.search(r"(Chọn|Thêm|Sửa) (một )?văn bản", page)


class TestWagtailsOwnScreens:
    @pytest.mark.parametrize(
        "path",
        [
            "users/",
            "users/new/",
            "groups/",
            "groups/new/",
            "bulk/accounts/user/assign_role/",
            "bulk/auth/group/delete/",
        ],
    )
    def test_of_users_and_groups_are_closed_to_everybody(
        self, browser: Browser, quang_phu: Tenant, path: str
    ) -> None:
        operator = User.objects.create(username="operator", is_superuser=True, must_change_password=False)
        client = Client(headers={"host": "quangphu.thanhhoa.localhost"})
        client.force_login(operator)
        assert client.get(f"/admin/{path}").status_code == 404
        assert browser("quantri").get(f"/admin/{path}").status_code in {302, 404}

    def test_no_screen_makes_a_superuser(self, browser: Browser, person: Callable[[str], User]) -> None:
        client, account = browser("truongban"), person("congtacvien")
        data = {
            "full_name": "Đỗ Thị Lan Anh",
            "email": account.email,
            "is_superuser": "on",
            "password": "x",
            "groups": "1",
        }
        client.post(f"/admin/tai-khoan/edit/{account.pk}/", data)
        account.refresh_from_db()
        assert not account.is_superuser
        assert account.check_password("Cong-Xa-Demo-2026")

    def test_nobody_changes_name_or_address_on_the_account_page(
        self, browser: Browser, person: Callable[[str], User]
    ) -> None:
        client = browser("congtacvien")
        page = client.get("/admin/account/").content.decode()
        assert "name_email" not in page
        assert "preferred_language" not in page
        client.post("/admin/account/", {"name_email-email": "x@example.org", "name_email-first_name": "X"})
        assert person("congtacvien").email == "congtacvien@quang-phu.example"


class TestAccountScreens:
    @pytest.mark.parametrize("path", ["tai-khoan/", "tai-khoan/new/", "phan-cong/", "phan-cong/new/"])
    @pytest.mark.parametrize(
        ("username", "may"),
        [("truongban", True), ("quantri", True), ("thanhvien", False), ("congtacvien", False)],
    )
    def test_are_for_the_head_and_the_administrator(
        self, browser: Browser, path: str, username: str, may: bool
    ) -> None:
        assert (browser(username).get(f"/admin/{path}").status_code == 200) is may

    def test_open_an_account(self, browser: Browser) -> None:
        data = {
            "full_name": "Trần Thị Hoa",
            "email": "hoa.tran@quangphu.example",
            "username": "",
            "job_title": "Công chức",
            "telephone": "",
        }
        answer = browser("quantri").post("/admin/tai-khoan/new/", data, follow=True)
        assert User.objects.get(username="hoa.tran").job_title == "Công chức"
        assert "hoa.tran@quangphu.example" in answer.content.decode()

    def test_show_what_an_act_refuses_beside_its_field(self, browser: Browser) -> None:
        data = {"full_name": "Hoa", "email": "hoa.tran@quangphu.example"}
        page = browser("quantri").post("/admin/tai-khoan/new/", data).content.decode()
        assert (
            "họ và tên"
            in page.split('id="panel-child-content-full_name' if "panel-child" in page else "full_name", 1)[1]
        )
        assert not User.objects.filter(email="hoa.tran@quangphu.example").exists()

    @pytest.mark.parametrize(("act", "state"), [("khoa", False), ("lien-ket", True)])
    def test_act_after_a_question(
        self, browser: Browser, person: Callable[[str], User], act: str, state: bool
    ) -> None:
        client, account = browser("quantri"), person("congtacvien")
        path = f"/admin/tai-khoan/{account.pk}/{act}/"
        assert (
            account.email in client.get(path).content.decode()
            or account.full_name in client.get(path).content.decode()
        )
        client.post(path)
        account.refresh_from_db()
        assert account.is_active is state

    def test_there_is_no_deleting(self, browser: Browser, person: Callable[[str], User]) -> None:
        assert (
            browser("truongban").post(f"/admin/tai-khoan/delete/{person('congtacvien').pk}/").status_code
            == 404
        )


def appointment_data(person: User, **more: Any) -> dict[str, Any]:
    return {
        "user": str(person.pk),
        "role_key": "collaborator",
        "post_title": "",
        "decision_number": "45/QĐ-UBND",
        "decision_date": "02/03/2026",
        "valid_from": "03/03/2026",
        "valid_to": "",
        **more,
    }


class TestAppointmentScreens:
    def test_record_an_appointment(self, browser: Browser, newcomer: User) -> None:
        browser("quantri").post("/admin/phan-cong/new/", appointment_data(newcomer))
        post = Appointment.objects.get(user=newcomer)
        assert (post.post_title, post.decision, str(post.valid_from)) == (
            "Cộng tác viên",
            "45/QĐ-UBND, 2/3/2026",
            "2026-03-03",
        )

    def test_offer_deciding_posts_to_the_head_alone(self, browser: Browser) -> None:
        assert 'value="board_member"' in browser("truongban").get("/admin/phan-cong/new/").content.decode()
        assert 'value="board_member"' not in browser("quantri").get("/admin/phan-cong/new/").content.decode()

    def test_refuse_one_that_was_not_offered(self, browser: Browser, newcomer: User) -> None:
        browser("quantri").post("/admin/phan-cong/new/", appointment_data(newcomer, role_key="board_chief"))
        assert not Appointment.objects.filter(user=newcomer).exists()

    def test_ask_for_the_decision(self, browser: Browser, newcomer: User) -> None:
        browser("truongban").post(
            "/admin/phan-cong/new/", appointment_data(newcomer, decision_number="", decision_date="")
        )
        assert not Appointment.objects.filter(user=newcomer).exists()

    def test_end_one(self, browser: Browser, person: Callable[[str], User]) -> None:
        post = Appointment.objects.get(user=person("congtacvien"))
        browser("quantri").post(
            f"/admin/phan-cong/edit/{post.pk}/", {"reason": "Chuyển công tác", "last_day": ""}
        )
        post.refresh_from_db()
        assert post.ended_at is not None

    def test_offer_no_end_to_who_may_not(self, browser: Browser, person: Callable[[str], User]) -> None:
        post = Appointment.objects.get(user=person("photruongban"))
        path = f"/admin/phan-cong/edit/{post.pk}/"
        client = browser("quantri")
        assert 'name="reason"' not in client.get(path).content.decode()
        client.post(path, {"reason": "x", "last_day": ""})
        post.refresh_from_db()
        assert post.ended_at is None


class TestPortalSettings:
    DATA = {
        "address": "Số 1 đường Mới",
        "telephone": "0237 111 222",
        "email": "lienhe@quangphu.example",
        "person_responsible": "Ông Lê Đình Khải",
        "accent": "#1d4f91",
        "emblem": "",
    }

    def test_are_put_forward_and_not_public_before_approval(self, browser: Browser) -> None:
        before = HomePage.objects.get().address
        browser("quantri").post("/admin/thong-tin-cong/", self.DATA)
        home = HomePage.objects.get()
        assert home.address == before
        assert home.workflow_in_progress
        assert home.get_latest_revision_as_object().address == "Số 1 đường Mới"

    def test_a_colour_that_cannot_be_read_is_refused(self, browser: Browser) -> None:
        browser("quantri").post("/admin/thong-tin-cong/", {**self.DATA, "accent": "#ffff00"})
        assert not HomePage.objects.get().workflow_in_progress

    def test_nothing_changed_is_nothing_submitted(self, browser: Browser) -> None:
        home = HomePage.objects.get()
        data = {name: getattr(home, name) for name in self.DATA if name != "emblem"}
        browser("quantri").post("/admin/thong-tin-cong/", {**data, "emblem": home.emblem_id or ""})
        assert not HomePage.objects.get().workflow_in_progress

    def test_are_not_everybodys(self, browser: Browser) -> None:
        assert browser("congtacvien").get("/admin/thong-tin-cong/").status_code == 302


class TestModerationRule:
    def test_the_head_decides(self, browser: Browser) -> None:
        answers = {
            "sole_approver": "allow_recorded",
            "board_quorum": "2",
            "vacancy": "escalate",
            "escalation_0": "board_deputy",
            "escalation_1": "board_member",
            "urgent_posts": ["board_chief"],
            "urgent_review_hours": "4",
            "unreviewed": "take_down",
        }
        browser("truongban").post("/admin/quy-tac-kiem-duyet/", answers)
        rule = ModerationRule.of_tenant()
        assert (rule.sole_approver, rule.board_quorum) == ("allow_recorded", 2)
        assert rule.escalation == ["board_deputy", "board_member"]
        assert rule.as_rules().escalation == ("board_deputy", "board_member")
        assert (rule.urgent_posts, rule.urgent_review_hours) == (["board_chief"], 4)
        assert rule.unreviewed == "take_down"

    def test_the_administrator_reads(self, browser: Browser) -> None:
        client = browser("quantri")
        assert client.get("/admin/quy-tac-kiem-duyet/").status_code == 200
        client.post("/admin/quy-tac-kiem-duyet/", {"sole_approver": "allow_recorded", "board_quorum": "1"})
        assert ModerationRule.of_tenant().sole_approver == "wait"

    def test_a_quorum_is_one_that_the_board_can_reach(self, browser: Browser) -> None:
        browser("truongban").post(
            "/admin/quy-tac-kiem-duyet/", {"sole_approver": "wait", "board_quorum": "9"}
        )
        assert ModerationRule.of_tenant().board_quorum is None
