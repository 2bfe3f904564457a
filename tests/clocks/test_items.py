"""The clocks of items on their way through moderation: put forward, returned, published, changed, withdrawn, deleted."""

from __future__ import annotations

import pytest

from cms.clocks.enums import ClockState, Standing
from cms.clocks.models import Clock
from cms.clocks.people import concerned
from cms.moderation.clocks import CHANGE_NOTE
from tests.clocks.conftest import at, end
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")


def clock_of(page: object, **more: object) -> Clock:
    return Clock.objects.get(subject_id=page.item_id, **more)  # type: ignore[attr-defined]


def test_the_clock_runs_from_being_put_forward_until_publication(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=at(20))
    submission = quang_phu.submit(page)
    clock = clock_of(page)
    assert (clock.due_at, clock.due_at) == (end(23), submission.due_at)
    assert (clock.title, clock.responsible) == (page.title, quang_phu.person("congtacvien"))

    quang_phu.approve(page, "truongban")

    clock.refresh_from_db()
    assert clock.state in {ClockState.MET, ClockState.MET_LATE}
    assert clock.stopped_at is not None


def test_a_return_or_a_recall_stops_nothing(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=at(20))
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban", "reject", "Thiếu ảnh")
    returned = clock_of(page)
    assert (returned.is_open, returned.waits_for) == (True, str(quang_phu.person("congtacvien")))

    quang_phu.edit(page, title="Ngày hội đọc sách lần hai")
    quang_phu.submit(page)

    clock = clock_of(page)
    assert (clock.title, clock.history.filter(act="started").count()) == ("Ngày hội đọc sách lần hai", 1)
    assert "duyệt" in clock.waits_for, "it waits for the stage again, and that is shown"
    quang_phu.recall(page)
    assert clock_of(page).is_open


def test_a_change_of_what_is_public_is_another_deadline(thanh_dong: Office) -> None:
    page = thanh_dong.write(event_at=at(20), field="economy")
    thanh_dong.submit(page)
    while not fresh(page).live:
        task, _state = thanh_dong.task(page)
        thanh_dong.decide(page, {"field_review": "vanphong"}.get(task.stage, "truongban"))
    thanh_dong.edit(page, title="Ngày hội đọc sách, đính chính")

    submission = thanh_dong.submit(page)

    change = clock_of(page, key="content_change")
    assert submission.due_at == change.due_at
    assert submission.deadline["key"] == "content_change"
    assert CHANGE_NOTE in change.sentence
    assert change.due_at is not None, "at once: the platform's minutes from being put forward"


def test_a_deleted_item_is_nobodys_delay(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=at(20))
    quang_phu.submit(page)

    fresh(page).delete()

    assert clock_of(page).state == ClockState.ENDED


def test_who_has_to_act_is_the_author_and_whoever_decides_now(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=at(20))
    quang_phu.submit(page)

    clock = clock_of(page)
    people = {person.username for person in concerned([clock])[clock.pk]}

    assert {"congtacvien", "truongban"} <= people


def test_an_item_of_long_ago_is_overdue_at_once(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=at(2, month=3))
    quang_phu.submit(page)
    assert clock_of(page).standing_at(at(21)) is Standing.OVERDUE
