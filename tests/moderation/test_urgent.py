"""Publishing at once where the rule is *immediate*: one authorised person, a reason, and a review that follows in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cms.moderation.enums import Basis, Point
from cms.moderation.models import Approval, Takedown, UrgentPublication
from cms.moderation.points import StagePoints
from cms.moderation.urgent import publish_at_once, see_to_unreviewed
from cms.notices.models import Notice
from cms.record.models import RecordEntry
from tests.moderation.office import Office, content_is_covered, fresh, granting, submission_of

pytestmark = pytest.mark.portal_database("demo")

REASON = "Nước lũ lên nhanh, phải báo cho dân ngay"

# Thống Nhất 3.5: news of an event at once.


def urgent_item(office: Office, **fields: Any) -> Any:
    return office.write(category="news", event_at=timezone.now(), **fields)


def publish(
    office: Office,
    page: Any,
    by: str = "thuky",
    reason: str = REASON,
    checked: Iterable[str] = tuple(Point.values),
) -> UrgentPublication:
    return publish_at_once(fresh(page), office.person(by), reason, checked)


def acts(page: Any) -> list[str]:
    entries = RecordEntry.objects.filter(item_id=page.item_id).order_by("pk")
    return list(entries.values_list("act", flat=True))


class TestPublishing:
    def test_one_authorised_person_publishes_and_the_review_begins(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)

        urgent = publish(thong_nhat, page)

        assert fresh(page).live
        assert thong_nhat.released(page) is not None
        content_is_covered(thong_nhat, page)
        assert urgent.approval.basis == Basis.URGENT
        assert urgent.approval.comment == REASON
        assert fresh(page).workflow_in_progress
        assert urgent.review_due_at - timezone.now() > dt.timedelta(hours=23)
        assert "published_urgently" in acts(page)

    def test_head_and_reviewers_are_told(self, thong_nhat: Office) -> None:
        publish(thong_nhat, urgent_item(thong_nhat))

        told = Notice.objects.filter(kind="urgent").values_list("recipient__username", flat=True)
        assert set(told) == {"truongban", "thanhvien1"}

    @pytest.mark.parametrize("who", ["congtacvien", "tochuyentrach", "quantri"])
    def test_nobody_else_does(self, thong_nhat: Office, who: str) -> None:
        page = urgent_item(thong_nhat)
        with pytest.raises(PermissionDenied):
            publish(thong_nhat, page, by=who)
        client = thong_nhat.client(who)
        address = reverse("moderation_urgent", args=[page.pk])
        assert client.get(address).status_code in {302, 403}
        client.post(address, {"reason": REASON, "checked": Point.values})
        assert not fresh(page).live

    def test_the_author_does_not(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat, by="thuky")
        with pytest.raises(PermissionDenied):
            publish(thong_nhat, page)

    def test_only_where_the_rule_is_immediate(self, thong_nhat: Office, quang_phu: Office) -> None:
        page = quang_phu.write()
        with pytest.raises(ValidationError):
            publish(quang_phu, page, by="truongban")
        address = reverse("moderation_review", args=[page.pk])
        assert "dang-khan" not in quang_phu.client("truongban").get(address).content.decode()

    def test_a_reason_is_needed(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        with pytest.raises(ValidationError):
            publish(thong_nhat, page, reason="gấp")
        assert not fresh(page).live

    @pytest.mark.parametrize("left_open", Point.values)
    def test_who_publishes_answers_for_all_three_points(self, thong_nhat: Office, left_open: str) -> None:
        page = urgent_item(thong_nhat)
        with pytest.raises(ValidationError) as refusal:
            publish(thong_nhat, page, checked=set(Point.values) - {left_open})
        assert list(refusal.value.message_dict) == ["checked"]
        assert not fresh(page).live

    def test_and_the_review_answers_for_them_again(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        urgent = publish(thong_nhat, page)
        assert sorted(urgent.approval.checked) == sorted(Point.values)
        task, _state = thong_nhat.task(page)
        assert StagePoints.of(task, urgent.review).missing == list(Point)

    def test_the_portal_names_who_may(self, thong_nhat: Office) -> None:
        thong_nhat.rule(urgent_posts=["dedicated_team"])
        page = urgent_item(thong_nhat)
        with pytest.raises(PermissionDenied):
            publish(thong_nhat, page)
        publish(thong_nhat, page, by="tochuyentrach")
        assert fresh(page).live

    def test_what_is_under_way_goes_on_as_its_review(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        thong_nhat.submit(page)
        thong_nhat.decide(page, "truongban")

        publish(thong_nhat, page)
        thong_nhat.decide(page, "thanhvien1")

        assert UrgentPublication.objects.get().reviewed_at is not None

    def test_on_the_screen(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        client = thong_nhat.client("thuky")
        assert "dang-khan" in client.get(reverse("moderation_review", args=[page.pk])).content.decode()
        address = reverse("moderation_urgent", args=[page.pk])
        assert client.post(address, {"reason": "gấp", "checked": Point.values}).status_code == 200
        unchecked = client.post(address, {"reason": REASON})
        assert unchecked.context["form"].errors["checked"]
        assert not fresh(page).live

        assert client.post(address, {"reason": REASON, "checked": Point.values}).status_code == 302

        shown = client.get(reverse("moderation_review", args=[page.pk])).content.decode()
        assert "phải kiểm duyệt trước" in shown
        assert REASON in shown


class TestReview:
    def test_held_in_time_it_stays_public_with_the_boards_approval(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        publish(thong_nhat, page)
        published = fresh(page).last_published_at

        thong_nhat.approve(page, "truongban", "thanhvien1")

        assert fresh(page).last_published_at == published
        assert not fresh(page).workflow_in_progress
        assert {one.basis for one in granting(page)} == {Basis.URGENT, Basis.REGULATION}
        assert "reviewed_afterwards" in acts(page)
        UrgentPublication.objects.update(review_due_at=timezone.now())
        see_to_unreviewed()
        assert UrgentPublication.objects.get().lapsed_at is None

    def test_the_one_who_published_gives_no_voice_by_that(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        publish(thong_nhat, page)

        thong_nhat.decide(page, "truongban")

        assert fresh(page).workflow_in_progress

    def test_returned_it_is_withdrawn(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        publish(thong_nhat, page)

        thong_nhat.decide(page, "truongban", "reject", comment="Sai mực nước")

        assert not fresh(page).live
        assert thong_nhat.released(page) is None
        assert not granting(page)
        assert Takedown.objects.get().reason == "Sai mực nước"
        assert "taken_down" in acts(page)

    def test_the_author_cannot_take_it_back(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        publish(thong_nhat, page)
        with pytest.raises(PermissionDenied):
            thong_nhat.recall(page)


class TestNotReviewed:
    def lapse(self, office: Office, **rule: str) -> Any:
        office.rule(**rule)
        page = urgent_item(office)
        publish(office, page)
        UrgentPublication.objects.update(review_due_at=timezone.now())
        see_to_unreviewed()
        see_to_unreviewed()
        return page

    def test_it_is_put_before_the_head_and_stays(self, thong_nhat: Office) -> None:
        page = self.lapse(thong_nhat, unreviewed="escalate")

        assert fresh(page).live
        told = Notice.objects.filter(kind="not_reviewed").values_list("recipient__username", flat=True)
        assert sorted(told) == ["thanhvien1", "thuky", "truongban"]
        assert acts(page).count("review_not_held") == 1

    def test_or_it_is_taken_down(self, thong_nhat: Office) -> None:
        page = self.lapse(thong_nhat, unreviewed="take_down")

        assert not fresh(page).live
        assert thong_nhat.released(page) is None
        assert Takedown.objects.get().taken_down_by is None
        assert {"review_not_held", "taken_down"} <= set(acts(page))

    def test_taken_down_it_can_still_be_reviewed_and_is_public_again(self, thong_nhat: Office) -> None:
        page = self.lapse(thong_nhat, unreviewed="take_down")

        thong_nhat.approve(page, "truongban", "thanhvien1")

        assert fresh(page).live
        content_is_covered(thong_nhat, page)

    def test_before_its_hour_nothing_happens(self, thong_nhat: Office) -> None:
        page = urgent_item(thong_nhat)
        publish(thong_nhat, page)
        see_to_unreviewed()
        assert UrgentPublication.objects.get().lapsed_at is None
        assert fresh(page).live


def test_the_portal_sets_the_hours(thong_nhat: Office) -> None:
    thong_nhat.rule(urgent_review_hours=2)
    urgent = publish(thong_nhat, urgent_item(thong_nhat))
    assert urgent.review_due_at - timezone.now() <= dt.timedelta(hours=2)
    assert submission_of(fresh(urgent.review.page)).pk == urgent.review_id
    assert Approval.objects.filter(basis=Basis.URGENT).count() == 1
