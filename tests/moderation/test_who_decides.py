"""Who decides comes from each commune's regulation, and an author never does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from cms.accounts.models import Appointment
from cms.content.enums import Origin
from cms.moderation.enums import Basis, SoleApproverRule
from cms.moderation.models import Approval, ModerationRule, Submission
from cms.notices.models import Notice
from tests.moderation.conftest import LOCAL, Commune

pytestmark = pytest.mark.portal_database("demo", role="application")


class TestQuangPhu:
    def test_the_head_alone_decides(self, quang_phu: Commune) -> None:
        page = quang_phu.submit(quang_phu.draft())
        deciders = [
            u
            for u in ("truongban", "photruongban", "thanhvien", "congtacvien", "quantri")
            if quang_phu.may_decide(page, u)
        ]
        assert deciders == ["truongban"]

    def test_due_at_the_end_of_the_next_working_day_by_clause_7_1(self, quang_phu: Commune) -> None:
        page = quang_phu.submit(quang_phu.draft())  # Friday 20/11/2026
        submission = Submission.objects.get(page=page)
        assert submission.due_at == dt.datetime(2026, 11, 23, 23, 59, 59, tzinfo=LOCAL)
        assert submission.deadline["clause"] == "7.1"

    def test_the_author_cannot_decide_even_as_head(self, quang_phu: Commune) -> None:
        page = quang_phu.submit(quang_phu.draft(author="truongban"), author="congtacvien")
        assert not quang_phu.may_decide(page, "truongban")
        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "truongban")

    def test_whoever_wrote_since_the_last_publication_is_an_author(self, quang_phu: Commune) -> None:
        page = quang_phu.draft()
        page.summary = "Trưởng ban sửa câu này."
        page.save_revision(user=quang_phu.person("truongban"))
        assert not quang_phu.may_decide(quang_phu.submit(page), "truongban")

    def test_the_sole_approver_may_where_the_portals_rule_allows_it_and_it_is_recorded(
        self, quang_phu: Commune
    ) -> None:
        ModerationRule.objects.create(pk=1, sole_approver=SoleApproverRule.ALLOW_RECORDED)
        page = quang_phu.submit(quang_phu.draft(author="truongban"), author="truongban")
        page = quang_phu.decide(page, "truongban")
        assert page.live
        assert Approval.objects.get(item_id=page.item_id).basis == Basis.SOLE_APPROVER

    def test_the_approval_names_post_clause_and_version(self, quang_phu: Commune) -> None:
        page = quang_phu.decide(quang_phu.submit(quang_phu.draft()), "truongban")
        approval = Approval.objects.get(item_id=page.item_id)
        assert (approval.role_key, approval.clause) == (
            "board_chief",
            "7.6; 4.2",
        ) or approval.clause.startswith("7.6")
        assert approval.regulation_version is not None

    def test_the_head_is_told_and_the_author_hears_of_a_return(self, quang_phu: Commune) -> None:
        Notice.objects.all().delete()
        page = quang_phu.submit(quang_phu.draft())
        assert [n.recipient.username for n in Notice.objects.all()] == ["truongban"]
        quang_phu.decide(page, "truongban", "reject", comment="Thiếu địa điểm")
        told = Notice.objects.get(kind="returned")
        assert told.recipient.username == "congtacvien"
        assert "Thiếu địa điểm" in told.body

    def test_an_appointment_that_has_ended_gives_nothing(self, quang_phu: Commune) -> None:
        page = quang_phu.submit(quang_phu.draft())
        Appointment.objects.filter(role_key="board_chief").update(valid_to=dt.date(2023, 1, 1))
        assert not quang_phu.may_decide(page, "truongban")


class TestThanhDong:
    def test_head_or_deputy_decides_what_no_field_is_assigned_for(self, thanh_dong: Commune) -> None:
        page = thanh_dong.submit(thanh_dong.draft(field="environment"))
        assert thanh_dong.may_decide(page, "truongban")
        assert thanh_dong.may_decide(page, "photruongban")
        assert thanh_dong.decide(page, "photruongban").live

    @pytest.mark.parametrize(
        ("field", "reviewer"),
        [("economy", "vanphong"), ("culture", "vanhoaxahoi"), ("party_propaganda", "xaydungdang")],
    )
    def test_a_collaborators_item_is_reviewed_by_field_first(
        self, thanh_dong: Commune, field: str, reviewer: str
    ) -> None:
        page = thanh_dong.submit(thanh_dong.draft(field=field, origin=Origin.COLLABORATOR))
        assert not thanh_dong.may_decide(page, "truongban")
        page = thanh_dong.decide(page, reviewer)
        assert not page.live
        assert thanh_dong.decide(page, "truongban").live

    def test_due_after_eight_office_hours(self, thanh_dong: Commune) -> None:
        page = thanh_dong.submit(thanh_dong.draft(event_at=dt.datetime(2026, 11, 20, 15, 0, tzinfo=LOCAL)))
        submission = Submission.objects.get(page=page)
        assert submission.due_at == dt.datetime(2026, 11, 23, 15, 0, tzinfo=LOCAL)
        assert submission.deadline["clause"] == "7.1"


class TestTanCuong:
    def test_the_head_decides_by_clause_8(self, tan_cuong: Commune) -> None:
        page = tan_cuong.submit(tan_cuong.draft())
        assert not tan_cuong.may_decide(page, "thanhvien")
        assert tan_cuong.decide(page, "truongban").live

    def test_due_after_three_working_days(self, tan_cuong: Commune) -> None:
        page = tan_cuong.submit(tan_cuong.draft())
        assert Submission.objects.get(page=page).due_at == dt.datetime(2026, 11, 26, 23, 59, 59, tzinfo=LOCAL)


class TestThongNhat:
    def test_the_board_decides_by_majority_where_no_number_is_given(self, thong_nhat: Commune) -> None:
        page = thong_nhat.submit(thong_nhat.draft())
        page = thong_nhat.decide(page, "truongban")
        assert not page.live
        page = thong_nhat.decide(page, "thanhvien1")
        assert page.live

    def test_nobody_has_two_voices(self, thong_nhat: Commune) -> None:
        page = thong_nhat.decide(thong_nhat.submit(thong_nhat.draft()), "truongban")
        assert not thong_nhat.may_decide(page, "truongban")
        with pytest.raises(PermissionDenied):
            thong_nhat.decide(page, "truongban")

    def test_the_portals_own_quorum_counts(self, thong_nhat: Commune) -> None:
        ModerationRule.objects.create(pk=1, board_quorum=3)
        page = thong_nhat.submit(thong_nhat.draft())
        for username in ("truongban", "thanhvien1"):
            page = thong_nhat.decide(page, username)
            assert not page.live
        assert thong_nhat.decide(page, "thuky").live

    def test_a_return_wipes_the_voices_given(self, thong_nhat: Commune) -> None:
        page = thong_nhat.decide(thong_nhat.submit(thong_nhat.draft()), "truongban")
        page = thong_nhat.decide(page, "thuky", "reject", comment="Sai số liệu")
        state = page.current_workflow_state
        state.resume(user=thong_nhat.person("congtacvien"))
        assert thong_nhat.may_decide(page, "truongban")
