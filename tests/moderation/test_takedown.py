"""Taking down: at once, with a reason, told to owner and head; public again by a new approval alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cms.content.delivery import NotApproved
from cms.moderation.models import Takedown
from cms.moderation.takedown import may_take_down
from cms.notices.models import Notice
from sites.releases.models import Change
from tests.moderation.conftest import QUANG_PHU, TAN_CUONG, THANH_DONG, THONG_NHAT
from tests.moderation.office import Office, content_is_covered, fresh, granting

pytestmark = pytest.mark.portal_database("demo")


def test_it_is_gone_and_recorded_and_the_change_feed_says_so(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Có thông tin cá nhân")

    takedown = quang_phu.take_down(
        page, "truongban", reason="Lộ số điện thoại", requested_by="Bà Lê Thị A, đơn ngày 20/11"
    )

    page = fresh(page)
    assert not page.live
    assert quang_phu.released(page) is None
    assert not granting(page)
    assert quang_phu.changes(page)[-1] == "withdrawn"
    assert (takedown.reason, takedown.requested_by, takedown.taken_down_by) == (
        "Lộ số điện thoại",
        "Bà Lê Thị A, đơn ngày 20/11",
        quang_phu.person("truongban"),
    )


def test_all_of_it_is_one_transaction(quang_phu: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    page = quang_phu.published("truongban")

    def fail(*args: object, **kwargs: object) -> None:
        raise IntegrityError("the record cannot be written")

    monkeypatch.setattr(Takedown.objects, "create", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        quang_phu.take_down(page, "truongban")

    assert fresh(page).live
    assert quang_phu.released(page) is not None
    assert len(granting(page)) == 1
    assert not Notice.objects.filter(kind="taken_down").exists()


def test_the_tombstone_says_nothing_of_the_content(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Điều không được nhắc lại")

    quang_phu.take_down(page, "truongban", reason="Bí mật đời tư")

    last = Change.objects.filter(item_id=page.item_id).latest("pk")
    said = " ".join(str(value) for value in vars(last).values())
    assert "Điều không được nhắc lại" not in said
    assert "Bí mật đời tư" not in said


def test_the_same_content_needs_a_new_approval(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    quang_phu.take_down(page, "truongban")

    with pytest.raises(NotApproved):
        fresh(page).latest_revision.publish(skip_permission_checks=True)
    again = fresh(page)
    again.live = True
    with pytest.raises(NotApproved), transaction.atomic():
        again.save()
    assert not fresh(page).live

    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")

    assert fresh(page).live
    content_is_covered(quang_phu, page)


@pytest.mark.parametrize(
    ("reason", "requested_by"), [("", "UBND"), ("  ", "UBND"), ("Sai", ""), ("Sai", "   ")]
)
def test_a_reason_and_who_asked_are_needed(quang_phu: Office, reason: str, requested_by: str) -> None:
    page = quang_phu.published("truongban")

    with pytest.raises(ValidationError):
        quang_phu.take_down(page, "truongban", reason, requested_by)

    assert fresh(page).live


def test_what_is_not_public_cannot_be_taken_down(quang_phu: Office) -> None:
    page = quang_phu.write()

    with pytest.raises(ValidationError, match="Ngày hội đọc sách"):
        quang_phu.take_down(page, "truongban")


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        (QUANG_PHU, {"truongban", "photruongban"}),
        (THANH_DONG, {"truongban", "photruongban"}),
        (TAN_CUONG, {"truongban"}),
        (THONG_NHAT, {"truongban", "tochuyentrach"}),
    ],
)
def test_who_may_is_read_from_the_regulation(office_of: object, code: str, allowed: set[str]) -> None:
    """Thống Nhất 5.2b names the dedicated team as the one that removes."""
    from cms.accounts.models import User

    office_of(code)  # type: ignore[operator]

    assert {
        user.username for user in User.objects.filter(is_superuser=False) if may_take_down(user)
    } >= allowed
    assert not {"congtacvien", "quantri"} & {
        user.username for user in User.objects.all() if may_take_down(user)
    }


@pytest.mark.parametrize("who", ["congtacvien", "quantri", "thanhvien"])
def test_nobody_else_may_and_sees_no_form(quang_phu: Office, who: str) -> None:
    page = quang_phu.published("truongban")
    address = reverse("moderation_take_down", args=[page.pk])
    client = quang_phu.client(who)

    with pytest.raises(PermissionDenied):
        quang_phu.take_down(page, who)
    shown = client.get(address)
    client.post(address, {"reason": "Sai", "requested_by": "Tôi"})

    assert shown.status_code in {302, 403}
    assert fresh(page).live


def test_the_screen_takes_down_and_shows_what_is_missing(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    address = reverse("moderation_take_down", args=[page.pk])
    client = quang_phu.client("truongban")

    missing = client.post(address, {"reason": "", "requested_by": "UBND"})
    assert missing.context["form"].errors["reason"]
    assert fresh(page).live
    done = client.post(address, {"reason": "Sai số liệu", "requested_by": "UBND"}, follow=True)

    assert done.status_code == 200
    assert "Sai số liệu" in done.content.decode()
    assert not fresh(page).live


def test_owner_and_head_are_told_but_not_who_did_it(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Tin cũ")

    quang_phu.take_down(page, "photruongban", reason="Hết giá trị")

    told = Notice.objects.filter(kind="taken_down")
    assert set(told.values_list("recipient__username", flat=True)) == {"congtacvien", "truongban"}
    assert all("Tin cũ" in notice.subject and "Hết giá trị" in notice.body for notice in told)


def test_wagtails_own_unpublishing_leads_to_the_act(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    client = quang_phu.client(quang_phu.superuser())

    answer = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    assert answer.status_code == 302
    assert answer["Location"] == reverse("moderation_take_down", args=[page.pk])
    assert fresh(page).live


def test_a_draft_under_moderation_survives_and_goes_live_by_its_own_approval(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Bản sai")
    quang_phu.edit(page, title="Bản đúng")
    quang_phu.submit(page)

    quang_phu.take_down(page, "truongban")
    assert not fresh(page).live
    quang_phu.decide(page, "truongban")

    assert fresh(page).title == "Bản đúng"
    content_is_covered(quang_phu, page)


def test_what_was_scheduled_does_not_come_back(quang_phu: Office) -> None:
    import datetime as dt

    from django.utils import timezone
    from wagtail.models import Revision

    from cms.moderation.schedule import follow_the_clock

    page = quang_phu.published("truongban", title="Đang đăng")
    quang_phu.edit(page, title="Hẹn giờ", go_live_at=timezone.now() + dt.timedelta(hours=1))
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")
    assert Revision.objects.filter(approved_go_live_at__isnull=False).exists()

    quang_phu.take_down(page, "truongban")
    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - dt.timedelta(minutes=1)
    )
    follow_the_clock()

    assert not fresh(page).live
    assert quang_phu.released(page) is None


def test_its_aliases_go_with_it(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    alias = page.create_alias(update_slug="bi-danh")
    assert quang_phu.released(alias) is not None

    quang_phu.take_down(page, "truongban")

    assert not fresh(alias).live
    assert quang_phu.released(alias) is None
