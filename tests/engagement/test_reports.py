"""Reports of wrong or unlawful content: who may remove at once, confirmed or restored by the office, and the reply in the law's time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cms.accounts.models import User
from cms.clocks.models import Clock
from cms.demo.builder import decide_all
from cms.engagement import acts, rules
from cms.engagement.enums import Act, CaseKind, State
from cms.engagement.exchange import said_in
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers, receivers
from cms.engagement.timing import clock_of
from cms.moderation import takedown as takedowns
from cms.moderation.enums import TakedownState
from cms.moderation.rules import executing_roles
from cms.regulation.vocabulary import DeadlineKey
from sites.releases.models import Release
from tests.engagement.conftest import NAME, approve_all, author_of, classified
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")
Ask = Callable[..., Case]
TEXT = "Bài viết ghi sai ngày tổ chức; ảnh trong bài xúc phạm một gia đình trong xóm."
REPLY = "Tin đã được kiểm tra, đính chính ngày tổ chức và thay ảnh minh họa."


@pytest.fixture(params=["quang_phu", "thanh_dong", "tan_cuong", "thong_nhat"])
def office(request: pytest.FixtureRequest) -> Office:
    """Each of the four portals that are in service."""
    found: Office = request.getfixturevalue(request.param)
    return found


def public_item(office: Office) -> Release:
    """An article that the portal has released, approved by its own route."""
    page = office.write()
    office.submit(page)
    decide_all(fresh(page))
    return Release.objects.of(office.tenant.pk).get(item_id=page.item_id)


def report(ask: Ask, item: Release, nature: str = "unlawful") -> Case:
    return ask(TEXT, kind=CaseKind.REPORT, item=str(item.item_id), nature=nature, name=NAME)


def is_public(office: Office, item: Release) -> bool:
    return Release.objects.of(office.tenant.pk).filter(item_id=item.item_id).exists()


def test_wrong_information_is_replied_to_within_ten_days(office: Office, ask: Ask) -> None:
    assert rules.is_open(CaseKind.REPORT), "the law lets everybody say so, whatever the regulation says"
    case = report(ask, public_item(office), "wrong")
    clock = clock_of(case)
    assert clock is not None
    assert clock.due_at is not None
    assert (clock.answer["amount"], clock.answer["unit"], clock.answer["clause"]) == (10, "day", "22.4")
    due = timezone.localtime(clock.due_at).date()
    assert due == timezone.localtime(case.received_at).date() + dt.timedelta(days=10)

    classified(office, case, topic="Sai ngày tổ chức")
    acts.put_forward(case, by=author_of(office), text=REPLY)
    approve_all(case)
    case.refresh_from_db()
    assert case.state == State.ANSWERED
    assert said_in(case, sent_only=True)[-1].text == REPLY


def executor_of(office: Office) -> User:
    """Whom Thống Nhất 5.2b lets remove at once, and decide on nothing else."""
    (role, *_others) = sorted(executing_roles())
    return office.appoint("kythuat", role)


@pytest.mark.parametrize("finding", ["confirmed", "restored"])
def test_who_removes_at_once_does_and_the_office_decides(thong_nhat: Office, ask: Ask, finding: str) -> None:
    item = public_item(thong_nhat)
    executor = executor_of(thong_nhat)
    assert executor in receivers(CaseKind.REPORT)
    case = report(ask, item)
    powers = DeskPowers.of(executor)
    assert powers.reads(case)
    assert not powers.receives
    with pytest.raises(PermissionDenied):
        acts.remove(case, by=thong_nhat.person("congtacvien"), reason="Ảnh xúc phạm danh dự.")

    takedown = acts.remove(case, by=executor, reason="Ảnh xúc phạm danh dự.")
    assert takedown.state == TakedownState.PROVISIONAL
    assert case.code in takedown.requested_by
    assert NAME not in takedown.requested_by + takedown.reason
    assert not is_public(thong_nhat, item)
    removal = Clock.objects.get(subject_id=takedown.pk, key=DeadlineKey.VIOLATION_TAKEDOWN)
    assert removal.begun_at == case.received_at, "the time for removing counts from the report"
    entry = case.history.get(act=Act.REMOVED)
    assert (entry.by, bool(entry.clause)) == (executor, True)
    with pytest.raises(ValidationError):
        acts.remove(case, by=executor, reason="Gỡ lần nữa.")

    head = thong_nhat.person("truongban")
    if finding == "confirmed":
        takedowns.confirm(takedown, head, "Ảnh đúng là xúc phạm danh dự.")
    else:
        takedowns.restore(takedown, head, "Ảnh được người trong ảnh đồng ý.")
    assert is_public(thong_nhat, item) == (finding == "restored")
    page = acts.reported_page(case)
    assert page is not None
    found = acts.takedown_of(case, page)
    assert found is not None
    assert found.state == finding


def test_the_screens(thong_nhat: Office, ask: Ask) -> None:
    case = report(ask, public_item(thong_nhat))
    client = thong_nhat.client("truongban")
    shown = client.get(f"/admin/bao-noi-dung/{case.pk}/").content.decode()
    assert "Ngày hội đọc sách" in shown
    assert "Nội dung vi phạm pháp luật" in shown
    assert "/go-tam/" in shown
    done = client.post(f"/admin/bao-noi-dung/{case.pk}/go-tam/", {"reason": "Ảnh xúc phạm danh dự."})
    assert done.status_code == 302
    again = client.get(f"/admin/bao-noi-dung/{case.pk}/").content.decode()
    assert "/go-tam/" not in again
