"""Several at once, given to somebody, taken back, signed for, asked for, looked at again: each by its act, with its record."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.board.acts import EndAbsence
from cms.content.delivery import NotApproved
from cms.content.models import Attachment, PortalPage
from cms.moderation.assigning import assign
from cms.moderation.enums import Point
from cms.moderation.looking_again import tell_of_due
from cms.moderation.models import Approval, Preparation, Submission
from cms.moderation.preparing import RecordSignature, RequestReview, SetReviewBy
from cms.moderation.recall import recall
from cms.notices.models import Notice
from cms.record.models import RecordEntry
from tenants.calendar_day import today
from tests.moderation.office import Office, content_is_covered, fresh, submission_of
from tests.moderation.other_regulation import carry

pytestmark = pytest.mark.portal_database("demo")


def acts(page: PortalPage) -> list[str]:
    return list(RecordEntry.objects.filter(item_id=page.item_id).values_list("act", flat=True))


def review(client: Client, page: PortalPage) -> str:
    return client.get(reverse("moderation_review", args=[page.pk])).content.decode()


class TestSeveralAtOnce:
    def three(self, office: Office) -> list[PortalPage]:
        pages = [office.write(title=f"Bài {number}") for number in range(3)]
        for page in pages:
            office.submit(page)
        return pages

    def chosen(self, *pages: PortalPage) -> list[str]:
        return [f"{page.pk}:{submission_of(page).digest}" for page in pages]

    def test_each_is_approved_by_itself_with_its_own_record(self, quang_phu: Office) -> None:
        pages = self.three(quang_phu)

        quang_phu.client("truongban").post(
            reverse("moderation_batch"), {"item": self.chosen(*pages[:2]), "checked": Point.values}
        )

        assert [fresh(page).live for page in pages] == [True, True, False]
        for page in pages[:2]:
            content_is_covered(quang_phu, page)
            assert acts(page) == ["submitted", "approved"]
        assert Approval.objects.filter(item_id__in=[page.item_id for page in pages]).count() == 2

    def test_the_list_offers_it_and_the_screen_shows_what_is_approved(self, quang_phu: Office) -> None:
        pages = self.three(quang_phu)
        client = quang_phu.client("truongban")
        assert reverse("moderation_batch") in client.get(reverse("moderation_waiting")).content.decode()

        shown = client.get(reverse("moderation_batch"), {"item": [pages[0].pk, pages[1].pk]}).content.decode()

        assert "Bài 0" in shown
        assert "Bài 1" in shown
        assert "Bài 2" not in shown
        assert submission_of(pages[0]).digest in shown

    def test_one_that_may_not_be_is_said_and_leaves_the_others_alone(self, quang_phu: Office) -> None:
        own = quang_phu.write(by="truongban", title="Bài của Trưởng ban")
        quang_phu.submit(own, by="truongban")
        other = quang_phu.write(title="Bài khác")
        quang_phu.submit(other)
        client = quang_phu.client("truongban")

        answer = client.post(
            reverse("moderation_batch"),
            {"item": self.chosen(own, other), "checked": Point.values},
            follow=True,
        )

        assert [fresh(own).live, fresh(other).live] == [False, True]
        said = [str(message) for message in answer.context["messages"]]
        assert any("Bài của Trưởng ban" in text and "tác giả" in text for text in said)

    def test_content_that_changed_meanwhile_is_not_approved(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        seen = self.chosen(page)
        recall(page, quang_phu.person("congtacvien"))
        quang_phu.edit(page, title="Tựa khác")
        quang_phu.submit(page)

        quang_phu.client("truongban").post(
            reverse("moderation_batch"), {"item": seen, "checked": Point.values}
        )

        assert not fresh(page).live

    @pytest.mark.parametrize("item", ["", "x:y", "999999:abc", "1:"])
    def test_nonsense_does_nothing(self, quang_phu: Office, item: str) -> None:
        answer = quang_phu.client("truongban").post(
            reverse("moderation_batch"), {"item": item, "checked": Point.values}
        )
        assert answer.status_code == 302


class TestTakenBack:
    def test_by_its_author_on_the_screen(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        client = quang_phu.client("congtacvien")
        assert "Rút lại" in review(client, page)

        client.post(reverse("moderation_recall", args=[page.pk]))

        assert not fresh(page).workflow_in_progress
        assert acts(page) == ["submitted", "recalled"]
        assert Notice.objects.get(kind="recalled").recipient.username == "truongban"
        assert Submission.objects.get(page=page).voided_at is not None

    def test_it_can_be_changed_and_submitted_again(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        recall(page, quang_phu.person("congtacvien"))
        quang_phu.edit(page, title="Tựa mới")
        quang_phu.submit(page)

        quang_phu.approve(page, "truongban")

        assert fresh(page).title == "Tựa mới"

    @pytest.mark.parametrize("who", ["truongban", "photruongban", "thanhvien", "quantri"])
    def test_nobody_else_takes_it_back(self, quang_phu: Office, who: str) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        client = quang_phu.client(who)

        assert "Rút lại" not in review(client, page)
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "action-cancel-workflow" not in editor
        client.post(reverse("moderation_recall", args=[page.pk]))
        client.post(
            reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[page.pk]),
        )
        with pytest.raises(PermissionDenied), transaction.atomic():
            fresh(page).current_workflow_state.cancel(user=quang_phu.person(who))

        assert fresh(page).workflow_in_progress

    def test_what_is_decided_is_not_taken_back(self, quang_phu: Office) -> None:
        page = quang_phu.published("truongban")
        with pytest.raises(PermissionDenied):
            recall(page, quang_phu.person("congtacvien"))
        assert fresh(page).live


class TestGivenToSomebody:
    def test_it_waits_for_that_person_alone(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(field="land")
        thanh_dong.submit(page)

        assign(fresh(page), thanh_dong.person("truongban"), thanh_dong.person("photruongban"))

        with pytest.raises(PermissionDenied):
            thanh_dong.decide(page, "truongban")
        assert 'value="approve"' not in review(thanh_dong.client("truongban"), page)
        thanh_dong.decide(page, "photruongban")
        assert fresh(page).live
        assert "reassigned" in acts(page)
        assert Notice.objects.get(kind="assigned").recipient.username == "photruongban"

    def test_it_can_be_given_on(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(field="land")
        thanh_dong.submit(page)
        head, deputy = thanh_dong.person("truongban"), thanh_dong.person("photruongban")
        assign(fresh(page), head, deputy)
        assign(fresh(page), deputy, head)

        thanh_dong.decide(page, "truongban")

        assert fresh(page).live

    def test_the_secretary_gives_it_and_a_contributor_does_not(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(field="land")
        thanh_dong.submit(page)
        deputy = thanh_dong.person("photruongban")
        with pytest.raises(PermissionDenied):
            assign(fresh(page), thanh_dong.person("congtacvien"), deputy)
        with pytest.raises(PermissionDenied):
            assign(fresh(page), thanh_dong.person("vanphong"), deputy)
        assign(fresh(page), thanh_dong.person("tothuky"), deputy)

    def test_only_to_who_may_decide(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(by="photruongban", field="land")
        thanh_dong.submit(page, by="photruongban")
        for username in ("vanphong", "congtacvien", "photruongban"):
            with pytest.raises(ValidationError):
                assign(fresh(page), thanh_dong.person("truongban"), thanh_dong.person(username))

    def test_it_goes_back_to_all_when_that_person_can_no_more(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(field="land")
        thanh_dong.submit(page)
        assign(fresh(page), thanh_dong.person("truongban"), thanh_dong.person("photruongban"))
        away = thanh_dong.away("photruongban")
        assert 'value="approve"' in review(thanh_dong.client("truongban"), page)
        EndAbsence(by=thanh_dong.person("truongban"), absence=away).execute()
        assert 'value="approve"' not in review(thanh_dong.client("truongban"), page)

    def test_on_the_screen(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(field="land")
        thanh_dong.submit(page)
        client = thanh_dong.client("truongban")
        assert "Giao cho người quyết định" in review(client, page)

        client.post(
            reverse("moderation_assign", args=[page.pk]), {"person": thanh_dong.person("photruongban").pk}
        )

        assert submission_of(page).assigned_to == thanh_dong.person("photruongban")
        client.post(reverse("moderation_assign", args=[page.pk]), {"person": "x"})
        assert submission_of(page).assigned_to == thanh_dong.person("photruongban")

    def test_the_next_stage_begins_with_everybody(self, thanh_dong: Office) -> None:
        thanh_dong.appoint("vanphong2", "unit_office")
        page = thanh_dong.write(field="economy")
        thanh_dong.submit(page)
        assign(fresh(page), thanh_dong.person("truongban"), thanh_dong.person("vanphong2"))

        thanh_dong.approve(page, "vanphong2", "truongban")

        assert fresh(page).live

    def test_the_board_as_a_whole_is_not_divided(self, thong_nhat: Office) -> None:
        page = thong_nhat.write()
        thong_nhat.submit(page)
        with pytest.raises(PermissionDenied):
            assign(fresh(page), thong_nhat.person("truongban"), thong_nhat.person("thuky"))


class TestSignature:
    """Như Xuân 9.1: what a unit supplies, its head has signed before it is submitted."""

    @pytest.fixture
    def office(self, tan_cuong: Office) -> Office:
        tan_cuong.appoint("photruongban", "board_deputy")
        tan_cuong.appoint("bientap", "civil_servant")
        carry(tan_cuong, "nhu-xuan", "402")
        return tan_cuong

    def supplied(self, office: Office) -> PortalPage:
        return office.write("bientap", origin="supplying_unit", body_key="chinh_quyen_huyen")

    def sign(self, office: Office, page: PortalPage, **changes: object) -> Preparation:
        values = {
            "unit": "UBND xã Bãi Trành",
            "signatory": "Lê Văn A, Chủ tịch",
            "signed_on": today(),
            "scan": Attachment.objects.first(),
        }
        return RecordSignature(by=office.person("bientap"), page=page, **{**values, **changes}).execute()  # type: ignore[arg-type]

    def test_without_it_nothing_is_submitted(self, office: Office) -> None:
        page = self.supplied(office)
        with pytest.raises(NotApproved):
            office.submit(page, "bientap")
        assert not Submission.objects.filter(page=page).exists()
        assert not fresh(page).workflow_in_progress

    def test_the_editor_offers_to_record_it_in_the_place_of_submitting(self, office: Office) -> None:
        page = self.supplied(office)
        client = office.client("bientap")
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert 'name="action-submit"' not in client.get(address).content.decode()
        assert reverse("moderation_signature", args=[page.pk]) in client.get(address).content.decode()
        self.sign(office, page)
        assert 'name="action-submit"' in client.get(address).content.decode()

    def test_it_stands_in_the_history_with_unit_signatory_and_date(self, office: Office) -> None:
        page = self.supplied(office)
        self.sign(office, page)
        office.submit(page, "bientap")

        signed = Approval.objects.get(item_id=page.item_id)

        assert (signed.stage, signed.clause) == ("before_submission", "9.1")
        assert "Bãi Trành" in signed.post_title
        assert not signed.grants_publication
        shown = review(office.client("photruongban"), page)
        assert "Lê Văn A" in shown

    @pytest.mark.parametrize("missing", ["unit", "signatory", "scan"])
    def test_unit_signatory_and_scan_are_needed(self, office: Office, missing: str) -> None:
        page = self.supplied(office)
        with pytest.raises(ValidationError) as caught:
            self.sign(office, page, **{missing: None if missing == "scan" else " "})
        assert missing in caught.value.message_dict
        with pytest.raises(ValidationError):
            self.sign(office, page, signed_on=today() + dt.timedelta(days=1))

    def test_who_may_not_edit_does_not_record_it(self, office: Office) -> None:
        page = self.supplied(office)
        with pytest.raises(PermissionDenied):
            RecordSignature(
                by=office.person("congtacvien"),
                page=page,
                unit="x",
                signatory="y",
                signed_on=today(),
                scan=Attachment.objects.first(),
            ).execute()

    def test_on_the_screen_errors_stand_beside_their_fields(self, office: Office) -> None:
        page = self.supplied(office)
        client = office.client("bientap")
        answer = client.post(reverse("moderation_signature", args=[page.pk]), {"unit": "UBND"})
        assert set(answer.context["form"].errors) == {"signatory", "signed_on", "scan"}

    def test_items_of_the_office_need_none(self, office: Office) -> None:
        page = office.write("bientap", body_key="chinh_quyen_huyen")
        office.submit(page, "bientap")
        office.approve(page, "photruongban")
        assert fresh(page).live


class TestAskingTheMemberInCharge:
    def test_asked_for_on_the_screen_it_is_the_first_step(self, quang_phu: Office) -> None:
        page = quang_phu.write(field="culture")
        client = quang_phu.client("congtacvien")
        assert "Xin ý kiến thành viên" in review(client, page)

        client.post(reverse("moderation_request_review", args=[page.pk]), {"wanted": "1"})

        assert "4.3.1" in str([task.specific.clause for task in fresh(page).get_workflow().tasks])
        client.post(reverse("moderation_request_review", args=[page.pk]), {})
        assert not Preparation.of(page).review_is_requested

    def test_not_offered_where_nobody_is_in_charge_of_the_field(self, quang_phu: Office) -> None:
        page = quang_phu.write(field="land")
        assert "Xin ý kiến thành viên" not in review(quang_phu.client("congtacvien"), page)

    def test_not_while_it_is_under_way_and_not_by_others(self, quang_phu: Office) -> None:
        page = quang_phu.write(field="culture")
        with pytest.raises(PermissionDenied):
            RequestReview(by=quang_phu.person("quantri"), page=page).execute()
        quang_phu.submit(page)
        with pytest.raises((ValidationError, PermissionDenied)):
            RequestReview(by=quang_phu.person("congtacvien"), page=fresh(page)).execute()


class TestLookingAgain:
    def test_the_author_is_told_on_the_day_and_once(self, quang_phu: Office) -> None:
        page = quang_phu.published("truongban")
        day = today() + dt.timedelta(days=1)
        SetReviewBy(by=quang_phu.person("congtacvien"), page=page, day=day).execute()
        tell_of_due()
        assert not Notice.objects.filter(kind="review_by").exists()
        Preparation.objects.update(review_by=timezone.localdate())

        tell_of_due()
        tell_of_due()

        notice = Notice.objects.get(kind="review_by")
        assert notice.recipient.username == "congtacvien"
        assert fresh(page).live

    def test_a_day_that_is_past_is_refused(self, quang_phu: Office) -> None:
        page = quang_phu.published("truongban")
        with pytest.raises(ValidationError):
            SetReviewBy(by=quang_phu.person("congtacvien"), page=page, day=today()).execute()

    def test_what_is_not_public_is_let_be(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        SetReviewBy(
            by=quang_phu.person("congtacvien"), page=page, day=today() + dt.timedelta(days=1)
        ).execute()
        Preparation.objects.update(review_by=timezone.localdate())
        tell_of_due()
        assert not Notice.objects.filter(kind="review_by").exists()


class TestItsHour:
    def test_approval_first_then_the_hour_then_the_end(self, quang_phu: Office) -> None:
        from cms.moderation.schedule import follow_the_clock

        soon = timezone.now() + dt.timedelta(hours=1)
        page = quang_phu.write(go_live_at=soon, expire_at=soon + dt.timedelta(hours=1))
        quang_phu.submit(page)
        shown = review(quang_phu.client("truongban"), page)
        assert timezone.localtime(soon).strftime("%H:%M %d/%m/%Y") in shown
        follow_the_clock()
        assert not fresh(page).live

        quang_phu.approve(page, "truongban")

        assert not fresh(page).live
        assert fresh(page).approved_schedule
