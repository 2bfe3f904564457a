"""Vacant posts and absences: what would wait goes on by the portal's rule, or waits where the portal says so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cms.board.acts import ArrangeOffice, EndAbsence, RecordAbsence
from cms.board.enums import AbsenceKind
from cms.board.models import Absence, OrganisationUnit
from cms.board.now import assignments
from cms.moderation.enums import Basis
from cms.notices.models import Notice
from tenants.calendar_day import today
from tests.moderation.office import Office, fresh, granting, submission_of

pytestmark = pytest.mark.portal_database("demo")


def absence(
    office: Office, by: str = "truongban", of: str = "truongban", **days: dt.date | None
) -> RecordAbsence:
    return RecordAbsence(
        by=office.person(by),
        person=office.person(of),
        kind=AbsenceKind.BUSINESS,
        **{"first_day": today(), **days},  # type: ignore[arg-type]
    )


class TestRecording:
    def test_head_and_secretary_record_everybodys(self, thong_nhat: Office) -> None:
        absence(thong_nhat, "truongban", "thanhvien1").execute()
        absence(thong_nhat, "thuky", "truongban").execute()

        assert Absence.objects.at().count() == 2

    def test_a_member_their_own_alone(self, quang_phu: Office) -> None:
        absence(quang_phu, "thanhvien", "thanhvien").execute()
        with pytest.raises(PermissionDenied):
            absence(quang_phu, "thanhvien", "truongban").execute()
        with pytest.raises(PermissionDenied):
            absence(quang_phu, "congtacvien", "truongban").execute()

    def test_days_have_to_make_sense(self, quang_phu: Office) -> None:
        day = dt.timedelta(days=1)
        for days in ({"first_day": today() - day}, {"last_day": today() - day}):
            with pytest.raises(ValidationError):
                absence(quang_phu, **days).execute()

    def test_no_two_at_a_time(self, quang_phu: Office) -> None:
        next_week = today() + dt.timedelta(days=7)
        absence(quang_phu, first_day=next_week, last_day=next_week + dt.timedelta(days=2)).execute()

        for days in (
            {"first_day": next_week + dt.timedelta(days=2)},
            {"first_day": today(), "last_day": next_week},
            {"first_day": today()},  # until somebody ends it
        ):
            with pytest.raises(ValidationError):
                absence(quang_phu, **days).execute()
        absence(quang_phu, first_day=today(), last_day=next_week - dt.timedelta(days=1)).execute()
        absence(quang_phu, first_day=next_week + dt.timedelta(days=3)).execute()

    def test_it_ends_by_itself_or_by_hand(self, quang_phu: Office) -> None:
        away = absence(quang_phu, last_day=today()).execute()
        assert not Absence.objects.at(away.ends_at).exists()
        EndAbsence(by=quang_phu.person("truongban"), absence=away).execute()
        assert not Absence.objects.at().exists()
        with pytest.raises(ValidationError):
            EndAbsence(by=quang_phu.person("truongban"), absence=away).execute()


class TestEscalating:
    def test_an_absent_head_is_stood_in_for_by_the_portals_rule(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.away("truongban")

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "truongban")
        quang_phu.decide(page, "photruongban")

        assert fresh(page).live
        assert granting(page)[0].basis == Basis.ESCALATION

    def test_the_delegation_goes_first(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.delegate()
        quang_phu.away("truongban")

        quang_phu.decide(page, "photruongban")

        assert granting(page)[0].basis == Basis.DELEGATION

    def test_back_again_the_head_decides_and_the_deputy_no_more(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        away = quang_phu.away("truongban")
        EndAbsence(by=quang_phu.person("truongban"), absence=away).execute()

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")
        quang_phu.decide(page, "truongban")

    def test_the_order_is_the_portals(self, quang_phu: Office) -> None:
        quang_phu.rule(escalation=["board_member"])
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.away("truongban")

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")
        quang_phu.decide(page, "thanhvien")

    def test_the_portal_may_rather_wait(self, quang_phu: Office) -> None:
        quang_phu.rule(vacancy="wait")
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.away("truongban")

        for username in ("truongban", "photruongban", "thanhvien"):
            with pytest.raises(PermissionDenied):
                quang_phu.decide(page, username)

    def test_a_vacant_office_does_not_block_the_review(self, thanh_dong: Office) -> None:
        thanh_dong.dismiss("vanphong")
        page = thanh_dong.write(field="economy")
        thanh_dong.submit(page)
        assert thanh_dong.task(page)[0].stage == "field_review"

        thanh_dong.approve(page, "truongban", "photruongban")

        assert fresh(page).live

    def test_one_person_may_stand_in_at_two_reviews(self, thanh_dong: Office) -> None:
        """The same kind of step twice in one route: each is decided by itself."""
        from cms.content.models import SectionPage

        section = thanh_dong.section()
        SectionPage.objects.filter(pk=section.pk).update(column_key="chi-dao")
        ArrangeOffice(
            by=thanh_dong.person("truongban"),
            office=None,
            name="Văn phòng",
            role_key="unit_office",
            columns=["chi-dao"],
        ).execute()
        thanh_dong.dismiss("vanphong", "vanhoaxahoi")
        page = thanh_dong.write(field="culture")
        thanh_dong.submit(page)

        thanh_dong.approve(page, "truongban", "truongban", "photruongban")

        assert fresh(page).live
        assert submission_of(page).approvals.count() == 3

    def test_the_board_goes_on_without_those_who_are_away(self, thong_nhat: Office) -> None:
        page = thong_nhat.write()
        thong_nhat.submit(page)
        thong_nhat.away("truongban")
        thong_nhat.person("truongban")
        RecordAbsence(
            by=thong_nhat.person("thuky"),
            person=thong_nhat.person("thanhvien1"),
            kind=AbsenceKind.LEAVE,
            first_day=today(),
        ).execute()

        thong_nhat.decide(page, "thuky")

        assert fresh(page).live

    def test_where_nobody_is_left_head_and_administrator_are_told(self, tan_cuong: Office) -> None:
        tan_cuong.dismiss("truongban")
        page = tan_cuong.write()

        tan_cuong.submit(page)

        notice = Notice.objects.get(kind="stuck")
        assert notice.recipient.username == "quantri"


class TestOffices:
    def arrange(self, portal: Office, by: str = "truongban", **values: object) -> OrganisationUnit:
        return ArrangeOffice(
            by=portal.person(by),
            **{"office": None, "name": "Văn phòng", **values},  # type: ignore[arg-type]
        ).execute()

    def test_what_an_office_is_in_charge_of_counts_for_its_people(self, thanh_dong: Office) -> None:
        self.arrange(thanh_dong, role_key="unit_office", fields=["land"], columns=["chi-dao"])

        assert assignments().columns["unit_office"] == {"chi-dao"}
        assert assignments().fields["unit_office"] == {"land"}

    def test_the_secretary_keeps_the_tree_and_not_what_it_is_in_charge_of(self, thanh_dong: Office) -> None:
        office = self.arrange(thanh_dong, by="tothuky", name="UBND phường")
        self.arrange(thanh_dong, by="tothuky", name="Phòng mới", parent=office)
        with pytest.raises(PermissionDenied):
            self.arrange(thanh_dong, by="tothuky", name="Văn phòng", role_key="unit_office")
        with pytest.raises(PermissionDenied):
            self.arrange(thanh_dong, by="congtacvien")

    def test_a_tree_has_no_loops_and_a_role_one_office(self, thanh_dong: Office) -> None:
        above = self.arrange(thanh_dong, name="UBND", role_key="unit_office")
        below = self.arrange(thanh_dong, name="Văn phòng", parent=above)
        with pytest.raises(ValidationError):
            self.arrange(thanh_dong, office=above, name="UBND", role_key="unit_office", parent=below)
        with pytest.raises(ValidationError):
            self.arrange(thanh_dong, name="Khác", role_key="unit_office")
        with pytest.raises(ValidationError):
            self.arrange(thanh_dong, name="  ")


def test_an_absence_says_when_it_is_over(quang_phu: Office) -> None:
    away = quang_phu.away("thanhvien")
    assert away.state == "holds"
    Absence.objects.update(ends_at=timezone.now())
    assert Absence.objects.get().state == "over"
