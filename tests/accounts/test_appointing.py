"""Appointing and ending: who may, what a decision must say, who is told, what it opens and closes."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from cms.accounts.acts import AppointPerson, EndAppointment
from cms.accounts.decisions import Decision
from cms.accounts.enums import AppointmentState
from cms.accounts.groups import WorkGroup, give_groups, renew_groups
from cms.accounts.models import Appointment, User
from cms.accounts.posts import HEAD, UNIT_ADMINISTRATOR, all_posts, post_of
from cms.accounts.powers import Powers
from cms.notices.enums import NoticeKind
from cms.notices.models import Notice
from tenants.calendar_day import today
from tenants.context import tenant_context
from tenants.errors import TenantReadOnly
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo")]

DECISION = Decision("45/QĐ-UBND", dt.date(2026, 3, 2))
LIST = Decision("Danh sách cộng tác viên", dt.date(2026, 3, 2))
DECIDING = ["board_chief", "board_deputy", "board_member"]


def appoint(by: User, person: User, role_key: str = "supplying_unit", **more: object) -> Appointment:
    return AppointPerson(by=by, person=person, role_key=role_key, **{"decision": DECISION, **more}).execute()  # type: ignore[arg-type]


def post(person: User, role_key: str) -> Appointment:
    return Appointment.objects.current().get(user=person, role_key=role_key)


def groups(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


class TestWhichPostsThereAre:
    def test_the_regulations_with_its_names_then_the_platforms(self, quang_phu: Tenant) -> None:
        posts = all_posts()
        assert posts["board_chief"].label == "Trưởng ban biên tập"
        assert list(posts)[-1] == UNIT_ADMINISTRATOR

    def test_those_that_decide_are_known(self, quang_phu: Tenant) -> None:
        deciding = {key for key, entry in all_posts().items() if entry.decides}
        assert set(DECIDING) <= deciding
        assert deciding.isdisjoint({"collaborator", "supplying_unit", UNIT_ADMINISTRATOR, "chairman"})

    def test_province_it_is_a_post_of_provinces_alone(self, quang_phu: Tenant) -> None:
        assert "province_it" not in all_posts()
        with tenant_context(Tenant.objects.with_code("38").get()):
            assert "province_it" in all_posts()

    def test_a_post_that_the_regulation_lost_counts_as_deciding(self, quang_phu: Tenant) -> None:
        assert post_of("abolished_office").decides


class TestWhoMayAppoint:
    @pytest.mark.parametrize("role_key", [*DECIDING, "collaborator", UNIT_ADMINISTRATOR])
    def test_the_head_to_every_post(self, head: User, newcomer: User, role_key: str) -> None:
        assert appoint(head, newcomer, role_key).appointed_by == head

    @pytest.mark.parametrize("role_key", DECIDING)
    def test_the_administrator_to_no_deciding_post(
        self, administrator: User, newcomer: User, role_key: str
    ) -> None:
        with pytest.raises(PermissionDenied):
            appoint(administrator, newcomer, role_key)
        assert not Appointment.objects.filter(user=newcomer).exists()

    @pytest.mark.parametrize("role_key", ["collaborator", "supplying_unit", UNIT_ADMINISTRATOR])
    def test_the_administrator_to_the_others(
        self, administrator: User, newcomer: User, role_key: str
    ) -> None:
        assert appoint(administrator, newcomer, role_key).role_key == role_key

    @pytest.mark.parametrize("username", ["congtacvien", "thanhvien", "photruongban"])
    def test_nobody_else_to_any(self, person: Callable[[str], User], newcomer: User, username: str) -> None:
        with pytest.raises(PermissionDenied):
            appoint(person(username), newcomer, "collaborator")

    @pytest.mark.parametrize("username", ["truongban", "quantri"])
    def test_nobody_himself(self, person: Callable[[str], User], username: str) -> None:
        with pytest.raises(PermissionDenied):
            appoint(person(username), person(username), "collaborator")

    def test_no_superuser_a_decider(self, head: User, newcomer: User) -> None:
        operator = User.objects.create(username="operator", is_superuser=True)
        with pytest.raises(PermissionDenied):
            appoint(operator, newcomer, "board_member")

    def test_no_head_whose_post_is_over(self, head: User, newcomer: User) -> None:
        Appointment.objects.filter(user=head).update(valid_to=today() - dt.timedelta(days=1))
        with pytest.raises(PermissionDenied):
            appoint(head, newcomer, "collaborator")

    def test_no_closed_account(self, head: User, newcomer: User) -> None:
        User.objects.filter(pk=head.pk).update(is_active=False)
        head.refresh_from_db()
        with pytest.raises(PermissionDenied):
            appoint(head, newcomer, "collaborator")

    def test_province_it_to_no_deciding_post_either(self, quang_phu: Tenant) -> None:
        with tenant_context(Tenant.objects.with_code("38").get()):
            it, writer = User.objects.get(username="kythuat"), User.objects.get(username="congtacvien")
            assert {entry.key for entry in Powers.of(it).offered_posts()}.isdisjoint(DECIDING)
            with pytest.raises(PermissionDenied):
                appoint(it, writer, "board_member")


class TestTheDecision:
    def test_is_kept_with_number_and_date(self, head: User, newcomer: User) -> None:
        assert appoint(head, newcomer).decision == "45/QĐ-UBND, 2/3/2026"

    def test_has_a_number_where_the_post_decides(self, head: User, newcomer: User) -> None:
        with pytest.raises(ValidationError) as refusal:
            appoint(head, newcomer, "board_member", decision=LIST)
        assert "decision_number" in refusal.value.message_dict

    def test_may_be_a_list_where_it_does_not(self, administrator: User, newcomer: User) -> None:
        assert appoint(administrator, newcomer, "collaborator", decision=LIST).decision.startswith(
            "Danh sách"
        )

    @pytest.mark.parametrize(
        ("decision", "field"),
        [
            (Decision(" ", dt.date(2026, 3, 2)), "decision_number"),
            (Decision("45/QĐ-UBND", dt.date(2999, 1, 1)), "decision_date"),
            (Decision("45/QĐ-UBND " * 20, dt.date(2026, 3, 2)), "decision_number"),
        ],
    )
    def test_that_cannot_be_is_refused_at_its_field(
        self, head: User, newcomer: User, decision: Decision, field: str
    ) -> None:
        with pytest.raises(ValidationError) as refusal:
            appoint(head, newcomer, decision=decision)
        assert list(refusal.value.message_dict) == [field]


class TestWhatCannotBe:
    def test_a_post_that_the_regulation_has_not(self, head: User, newcomer: User) -> None:
        with pytest.raises(ValidationError) as refusal:
            appoint(head, newcomer, "secretariat_team")
        assert "role_key" in refusal.value.message_dict

    def test_the_same_post_twice(self, head: User, newcomer: User) -> None:
        appoint(head, newcomer, "collaborator")
        with pytest.raises(ValidationError) as refusal:
            appoint(head, newcomer, "collaborator", valid_from=today() + dt.timedelta(days=3))
        assert "role_key" in refusal.value.message_dict

    def test_a_closed_account(self, head: User, newcomer: User) -> None:
        newcomer.is_active = False
        newcomer.save()
        with pytest.raises(ValidationError) as refusal:
            appoint(head, newcomer)
        assert "user" in refusal.value.message_dict

    @pytest.mark.parametrize("days", [(-10, -2), (5, 4)])
    def test_an_end_before_the_beginning_or_in_the_past(
        self, head: User, newcomer: User, days: tuple[int, int]
    ) -> None:
        first, last = (today() + dt.timedelta(days=each) for each in days)
        with pytest.raises(ValidationError) as refusal:
            appoint(head, newcomer, valid_from=first, valid_to=last)
        assert "valid_to" in refusal.value.message_dict

    def test_anything_in_an_archive(self, quang_phu: Tenant) -> None:
        with tenant_context(Tenant.objects.with_code("402").get()):
            head, other = User.objects.get(username="truongban"), User.objects.get(username="thanhvien")
            with pytest.raises(TenantReadOnly):
                appoint(head, other, "collaborator")


class TestWhoIsTold:
    def test_the_head_and_the_person_with_the_decision(
        self, head: User, administrator: User, newcomer: User
    ) -> None:
        appoint(administrator, newcomer, "collaborator")
        told = {notice.recipient: notice for notice in Notice.objects.filter(kind=NoticeKind.APPOINTED)}
        assert set(told) == {head, newcomer}
        assert administrator.full_name in told[head].body
        assert "45/QĐ-UBND, 2/3/2026" in told[head].body

    def test_the_head_of_his_own_acts_too(self, head: User, newcomer: User) -> None:
        appoint(head, newcomer, "board_member")
        notice = Notice.objects.get(kind=NoticeKind.APPOINTED, recipient=head)
        assert "quyết định việc đăng" in notice.body

    def test_nobody_where_the_appointment_fails(
        self, head: User, newcomer: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: object, **more: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("cms.accounts.acts.appointments.log", fail)
        with pytest.raises(RuntimeError):
            appoint(head, newcomer)
        assert not Notice.objects.filter(kind=NoticeKind.APPOINTED, recipient=newcomer).exists()

    def test_of_an_end_as_well(self, head: User, administrator: User, contributor: User) -> None:
        EndAppointment(
            by=administrator, appointment=post(contributor, "collaborator"), reason="Chuyển công tác"
        ).execute()
        told = Notice.objects.filter(kind=NoticeKind.APPOINTMENT_ENDED)
        assert {notice.recipient for notice in told} == {head, contributor}
        assert all("Chuyển công tác" in notice.body for notice in told)


class TestWhatItOpens:
    def test_the_groups_of_the_post_at_once(self, head: User, newcomer: User) -> None:
        appoint(head, newcomer, "board_member")
        assert groups(newcomer) == {WorkGroup.EDITORS, WorkGroup.CONTRIBUTORS, WorkGroup.DECIDERS}

    def test_nothing_before_the_first_day(self, head: User, newcomer: User) -> None:
        appointment = appoint(head, newcomer, "collaborator", valid_from=today() + dt.timedelta(days=2))
        assert appointment.state == AppointmentState.TO_COME
        assert groups(newcomer) == set()

    def test_when_the_day_comes_the_groups_follow(self, head: User, newcomer: User) -> None:
        appointment = appoint(head, newcomer, "collaborator", valid_from=today() + dt.timedelta(days=2))
        Appointment.objects.filter(pk=appointment.pk).update(valid_from=today())
        renew_groups()
        assert groups(newcomer) == {WorkGroup.CONTRIBUTORS}

    def test_a_budget_holder_decides_on_no_publication(self, head: User, newcomer: User) -> None:
        appoint(head, newcomer, "chairman")
        assert WorkGroup.DECIDERS not in groups(newcomer)

    def test_never_wagtails_publishing(self, quang_phu: Tenant) -> None:
        for user in User.objects.filter(is_superuser=False):
            give_groups(user)
            assert not any("publish" in name for name in user.get_all_permissions())


class TestEnding:
    def test_at_once_takes_the_groups_and_signs_out(self, administrator: User, contributor: User) -> None:
        browser = Client(headers={"host": "quangphu.thanhhoa.localhost"})
        browser.force_login(contributor)
        assert browser.get("/admin/").status_code == 200
        EndAppointment(
            by=administrator, appointment=post(contributor, "collaborator"), reason="Thôi việc"
        ).execute()
        assert groups(contributor) == set()
        assert browser.get("/admin/").status_code == 302

    def test_counts_from_this_moment_not_from_tomorrow(self, administrator: User, contributor: User) -> None:
        ended = EndAppointment(
            by=administrator, appointment=post(contributor, "collaborator"), reason="Thôi việc"
        ).execute()
        assert ended.state == AppointmentState.OVER
        assert not Appointment.objects.current().filter(user=contributor).exists()
        assert ended in Appointment.objects.on(today())
        assert ended not in Appointment.objects.on(today() + dt.timedelta(days=1))

    def test_leaves_whoever_holds_another_post_signed_in(self, head: User, contributor: User) -> None:
        appoint(head, contributor, "supplying_unit")
        browser = Client(headers={"host": "quangphu.thanhhoa.localhost"})
        browser.force_login(contributor)
        EndAppointment(
            by=head, appointment=post(contributor, "collaborator"), reason="Đổi nhiệm vụ"
        ).execute()
        assert browser.get("/admin/").status_code == 200

    def test_with_a_last_day_holds_until_then(self, administrator: User, contributor: User) -> None:
        last = today() + dt.timedelta(days=7)
        ended = EndAppointment(
            by=administrator,
            appointment=post(contributor, "collaborator"),
            reason="Hết nhiệm kỳ",
            last_day=last,
        ).execute()
        assert ended.state == AppointmentState.HOLDS
        assert ended in Appointment.objects.on(last)
        assert ended not in Appointment.objects.on(last + dt.timedelta(days=1))

    def test_of_a_decider_is_the_heads_alone(
        self, head: User, administrator: User, person: Callable[[str], User]
    ) -> None:
        deputy = post(person("photruongban"), "board_deputy")
        with pytest.raises(PermissionDenied):
            EndAppointment(by=administrator, appointment=deputy, reason="x").execute()
        assert (
            EndAppointment(by=head, appointment=deputy, reason="60/QĐ-UBND, 3/3/2026").execute().ended_by
            == head
        )

    @pytest.mark.parametrize(("username", "role_key"), [("truongban", HEAD), ("quantri", UNIT_ADMINISTRATOR)])
    def test_of_ones_own_post_is_nobodys(
        self, person: Callable[[str], User], username: str, role_key: str
    ) -> None:
        with pytest.raises(PermissionDenied):
            EndAppointment(
                by=person(username), appointment=post(person(username), role_key), reason="x"
            ).execute()

    def test_needs_a_reason(self, head: User, contributor: User) -> None:
        with pytest.raises(ValidationError) as refusal:
            EndAppointment(by=head, appointment=post(contributor, "collaborator"), reason=" ").execute()
        assert "reason" in refusal.value.message_dict

    def test_happens_once(self, head: User, contributor: User) -> None:
        holding = post(contributor, "collaborator")
        EndAppointment(by=head, appointment=holding, reason="x").execute()
        with pytest.raises(ValidationError):
            EndAppointment(by=head, appointment=holding, reason="x").execute()

    def test_lets_the_same_post_be_given_again_the_same_day(self, head: User, newcomer: User) -> None:
        EndAppointment(
            by=head, appointment=appoint(head, newcomer, "collaborator"), reason="Ghi nhầm"
        ).execute()
        assert appoint(head, newcomer, "collaborator").state == AppointmentState.HOLDS
