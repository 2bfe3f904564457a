"""Removing at once by whom the regulation names: provisional, settled by the office; restoring reuses the same content's approval."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from cms.clocks.enums import ClockState
from cms.clocks.models import Clock
from cms.content.delivery import NotApproved
from cms.moderation.models import Approval, Takedown
from cms.moderation.takedown import (
    confirm,
    may_settle,
    may_take_down,
    may_take_down_for_good,
    restore,
    take_down,
)
from cms.notices.models import Notice
from cms.record.models import RecordEntry
from sites.releases.models import Change
from tests.moderation.office import Office, content_is_covered, fresh, granting

pytestmark = pytest.mark.portal_database("demo")
BOARD = ("truongban", "photruongban", "thuky", "thanhvien")


@pytest.fixture
def office(thong_nhat: Office) -> Office:
    """Xã Thống Nhất, whose dedicated team removes at once (5.2b) and whose office receives reports (5.2a)."""
    from cms.accounts.models import Appointment

    if not Appointment.objects.current().holding("unit_office").exists():
        thong_nhat.appoint("vanphong", "unit_office")
    return thong_nhat


def published(office: Office, title: str = "Có thông tin vi phạm") -> object:
    """A public article, approved by as many of the board as decide."""
    from cms.accounts.models import Appointment

    page = office.write(title=title)
    office.submit(page)
    board = Appointment.objects.current().filter(role_key__startswith="board_").order_by("role_key")
    for post in board:
        if not fresh(page).live:
            office.decide(page, post.user.username)
    assert fresh(page).live
    return fresh(page)


def settler(office: Office) -> str:
    """Who works in the unit's office."""
    from cms.accounts.models import Appointment

    return str(Appointment.objects.current().holding("unit_office").first().user.username)


def removed(office: Office, page: object) -> Takedown:
    """Taken down by the dedicated team."""
    return take_down(page, office.person("tochuyentrach"), "Bị báo vi phạm", "Công an xã", evidence="Đoạn 2")


def test_the_dedicated_team_removes_at_once_and_for_the_time_being(office: Office) -> None:
    page = published(office)
    team = office.person("tochuyentrach")

    takedown = removed(office, page)

    assert may_take_down(team)
    assert not may_take_down_for_good(team)
    assert takedown.state == "provisional"
    assert takedown.clause == "5.2b"
    assert takedown.evidence == "Đoạn 2"
    assert not fresh(page).live
    assert office.released(page) is None


def test_citizens_are_told_that_it_may_come_back_and_then_that_it_is_gone(office: Office) -> None:
    page = published(office)

    takedown = removed(office, page)
    assert (last(page).kind, last(page).final) == ("withdrawn", False)
    confirm(takedown, office.person(settler(office)), "Đúng là vi phạm")

    assert (last(page).kind, last(page).final) == ("withdrawn", True)
    takedown.refresh_from_db()
    assert (takedown.state, takedown.settlement) == ("confirmed", "Đúng là vi phạm")


def test_restoring_reuses_the_approval_of_the_same_content(office: Office) -> None:
    page = published(office)
    before = {approval.pk for approval in granting(page)}
    digest = page.content_digest
    office.edit(page, title="Nháp viết trong lúc chờ")
    takedown = removed(office, page)

    restore(takedown, office.person(settler(office)), "Tin báo không đúng")

    page = fresh(page)
    assert page.live
    assert page.content_digest == digest
    assert {approval.pk for approval in granting(page)} == before
    assert office.released(page) is not None
    assert office.changes(page)[-1] == "released"
    content_is_covered(office, page)


def test_readers_are_told_whether_it_is_gone_for_good(office: Office) -> None:
    page = published(office)
    citizen = Client(headers={"host": office.host})

    def asked() -> int:
        with override_settings(ROOT_URLCONF="cms.urls_delivery"):
            return citizen.get(f"/api/v1/items/{page.item_id}/").status_code  # type: ignore[attr-defined]

    assert asked() == 200
    takedown = removed(office, page)
    assert asked() == 404
    confirm(takedown, office.person(settler(office)), "Đúng là vi phạm")
    assert asked() == 410


def test_until_it_is_settled_nobody_publishes_it_again(office: Office) -> None:
    page = published(office)
    removed(office, page)

    with pytest.raises(NotApproved):
        fresh(page).latest_revision.publish(skip_permission_checks=True)


def test_a_confirmed_takedown_gives_no_approval_back(office: Office) -> None:
    page = published(office)
    takedown = confirm(removed(office, page), office.person(settler(office)), "Vi phạm")

    assert not granting(page)
    with pytest.raises(ValidationError):
        restore(takedown, office.person(settler(office)), "Đổi ý")


def test_new_content_with_its_own_approval_ends_the_wait(office: Office) -> None:
    page = published(office)
    office.edit(page, title="Bản đã bỏ phần vi phạm")
    takedown = removed(office, page)
    office.submit(page)
    for who in [
        approval.decided_by.username for approval in Approval.objects.filter(pk__in=approvers(takedown))
    ]:
        if not fresh(page).live:
            office.decide(page, who)

    takedown.refresh_from_db()
    assert fresh(page).live
    assert takedown.state == "replaced"


def test_who_removed_does_not_settle_and_neither_does_anybody_else(office: Office) -> None:
    page = published(office)
    takedown = removed(office, page)

    for who in ("tochuyentrach", "congtacvien", "quantri"):
        assert not may_settle(office.person(who), takedown)
        with pytest.raises(PermissionDenied):
            restore(takedown, office.person(who), "Không sao")
    assert not fresh(page).live


def test_an_approver_may_choose_to_wait_for_the_office(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")

    takedown = take_down(page, quang_phu.person("truongban"), "Chờ xác minh", "Bà A", provisional=True)

    assert takedown.waits
    with pytest.raises(PermissionDenied):
        restore(takedown, quang_phu.person("truongban"), "Đã xác minh")


def test_a_finding_is_needed(office: Office) -> None:
    takedown = removed(office, published(office))

    with pytest.raises(ValidationError) as refused:
        confirm(takedown, office.person(settler(office)), "  ")

    assert "finding" in refused.value.message_dict


def test_one_item_waits_once(office: Office) -> None:
    takedown = removed(office, published(office))

    with pytest.raises(IntegrityError), transaction.atomic():
        Takedown.objects.create(
            item_id=takedown.item_id, digest="", state="provisional", reason="x", requested_by="y", taken_down_by=takedown.taken_down_by
        )  # fmt: skip


def test_each_step_is_in_the_record(office: Office) -> None:
    page = published(office)
    restore(removed(office, page), office.person(settler(office)), "Không vi phạm")

    acts = list(
        RecordEntry.objects.filter(item_id=page.item_id).order_by("at").values_list("act", "post", "clause")
    )
    assert acts[-2:] == [
        ("taken_down_provisionally", "dedicated_team", "5.2b"),
        ("restored", "unit_office", "5.2b"),
    ]
    seals = set(RecordEntry.objects.filter(item_id=page.item_id).values_list("seal", flat=True))
    assert len(seals) == 1, "what was taken down and restored is the content that was approved"


def test_the_office_is_told(office: Office) -> None:
    removed(office, published(office))

    told = Notice.objects.filter(kind="taken_down").values_list("recipient__username", flat=True)
    assert {settler(office), "truongban"} <= set(told)
    assert "tochuyentrach" not in told


def test_the_screens(office: Office) -> None:
    page = published(office)
    team, desk = office.client("tochuyentrach"), office.client(settler(office))
    form = team.get(reverse("moderation_take_down", args=[page.pk]))
    assert "provisional" not in form.context["form"].fields

    file = ContentFile(b"%PDF-1.4 bang chung", name="bang-chung.pdf")
    team.post(
        reverse("moderation_take_down", args=[page.pk]),
        {
            "reason": "Bị báo vi phạm",
            "requested_by": "Công an xã",
            "evidence": "Đoạn 2",
            "evidence_file": file,
        },
    )
    takedown = Takedown.objects.get(item_id=page.item_id)
    assert takedown.evidence_file.read() == b"%PDF-1.4 bang chung"
    assert page.title in desk.get(reverse("wagtailadmin_home")).content.decode()
    assert team.get(reverse("moderation_settle", args=[page.pk])).status_code in {302, 403}
    missing = desk.post(reverse("moderation_settle", args=[page.pk]), {"decision": "restore", "finding": ""})
    assert missing.context["form"].errors["finding"]
    shown = desk.get(reverse("moderation_settle", args=[page.pk])).content.decode()
    assert "Bị báo vi phạm" in shown
    assert "Đoạn 2" in shown
    done = desk.post(
        reverse("moderation_settle", args=[page.pk]),
        {"decision": "restore", "finding": "Không vi phạm"},
        follow=True,
    )

    assert fresh(page).live
    assert "Không vi phạm" in done.content.decode()
    assert desk.get(reverse("moderation_settle", args=[page.pk])).status_code == 404


@pytest.mark.parametrize("name", ["virus.exe", "trang.html", "khong-duoi"])
def test_a_file_of_another_kind_is_refused_beside_its_field(quang_phu: Office, name: str) -> None:
    page = quang_phu.published("truongban")

    answer = quang_phu.client("truongban").post(
        reverse("moderation_take_down", args=[page.pk]),
        {"reason": "Sai", "requested_by": "UBND", "evidence_file": io.BytesIO(b"MZ")}
        | {"evidence_file": ContentFile(b"MZ", name=name)},
    )

    assert "evidence_file" in answer.context["form"].errors
    assert fresh(page).live


def last(page: object) -> Change:
    """The last that citizens' systems are told of an item."""
    return Change.objects.filter(item_id=page.item_id).latest("pk")  # type: ignore[attr-defined]


def approvers(takedown: Takedown) -> list[str]:
    """Everybody's approvals of the content that was taken down."""
    return list(
        Approval.objects.filter(item_id=takedown.item_id, decided_by__isnull=False).values_list(
            "pk", flat=True
        )
    )


# --- how long it took, and who hears of the outcome


def clock_of(takedown: Takedown) -> Clock:
    """The clock of the removal that was asked for."""
    clock: Clock = Clock.objects.of_subject(takedown.pk).get()
    return clock


@pytest.mark.parametrize(("minutes", "state"), [(5, ClockState.MET), (120, ClockState.MET_LATE)])
def test_the_time_for_removing_counts_from_when_the_portal_was_told(
    office: Office, minutes: int, state: ClockState
) -> None:
    told = timezone.now() - dt.timedelta(minutes=minutes)

    takedown = take_down(
        published(office), office.person("tochuyentrach"), "Vi phạm", "Công an xã", notified_at=told
    )

    clock = clock_of(takedown)
    assert clock.state == state
    assert clock.answer["clause"] == "5.2b"
    assert clock.dates["notified_at"].startswith(told.isoformat()[:16])
    assert clock.subject_kind == "report"


def test_what_was_found_just_now_is_in_time(office: Office) -> None:
    assert clock_of(removed(office, published(office))).state == ClockState.MET


def test_nobody_is_told_of_it_in_the_future(office: Office) -> None:
    page = published(office)
    client = office.client("tochuyentrach")
    address = reverse("moderation_take_down", args=[page.pk])
    tomorrow = timezone.localtime(timezone.now() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    answer = client.post(
        address, {"reason": "Vi phạm", "requested_by": "Công an xã", "notified_at": tomorrow}
    )

    assert answer.context["form"].errors["notified_at"]
    assert fresh(page).live
    assert not Clock.objects.filter(subject_kind="report").exists()


@pytest.mark.parametrize(("settle", "words"), [(confirm, "Gỡ bỏ hẳn"), (restore, "Đã đăng lại")])
def test_who_took_it_down_the_owner_and_the_head_hear_what_became_of_it(
    office: Office, settle: Callable[..., Takedown], words: str
) -> None:
    takedown = removed(office, published(office))

    settle(takedown, office.person(settler(office)), "Đã đối chiếu với hồ sơ")

    told = Notice.objects.filter(kind="takedown_settled")
    assert set(told.values_list("recipient__username", flat=True)) == {
        "tochuyentrach",
        "congtacvien",
        "truongban",
    }
    notice = told.first()
    assert words in notice.subject
    assert "Đã đối chiếu với hồ sơ" in notice.body
