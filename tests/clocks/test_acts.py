"""Clocks start, stop, wait and end; each keeps its history. Counted by Quảng Phú's regulation: news, one working day (7.1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.clocks import acts, pausing
from cms.clocks.enums import ClockAct, ClockState, Standing
from cms.clocks.models import Clock, ClockEntry
from cms.regulation import layer_data
from cms.regulation.layer_data import PauseRule
from cms.regulation.registers import stopped_by, stops
from cms.regulation.vocabulary import DeadlineKey, StopEvent
from tests.clocks.conftest import at, end
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
Start = Callable[..., Clock]


def history(clock: Clock) -> list[str]:
    return list(clock.history.values_list("act", flat=True))


def test_a_clock_says_until_when_by_which_clause_and_why(quang_phu: Office, start_clock: Start) -> None:
    clock = start_clock(at(20))

    assert (clock.due_at, clock.key, clock.layer) == (end(23), "news_event", "tenant")
    assert "Điều 7" in clock.clause
    assert "tạm coi là đang có hiệu lực" in clock.sentence, "a confirmed copy is marked in every answer"
    assert clock.answer["assumed"] is True
    assert clock.begun_at == at(20)
    assert clock.certain
    assert history(clock) == [ClockAct.STARTED]


def test_without_its_date_a_clock_runs_without_a_time_and_says_which_date_is_missing(
    quang_phu: Office, start_clock: Start
) -> None:
    clock = start_clock(None)

    assert clock.due_at is None
    assert clock.answer["missing_event"] == "event_occurred"
    assert clock.standing_at(at(30)) is Standing.UNTIMED


@pytest.mark.parametrize(
    ("now", "standing"),
    [
        (at(20), Standing.ON_TIME),
        (at(22, 23, 59), Standing.ON_TIME),
        (at(23, 0, 0), Standing.SOON),
        (end(23), Standing.SOON),
        (at(24, 0, 0), Standing.OVERDUE),
    ],
)
def test_how_a_clock_stands_in_memory_and_in_the_database(
    quang_phu: Office, start_clock: Start, now: object, standing: Standing
) -> None:
    clock = start_clock(at(20))

    assert clock.standing_at(now) is standing  # type: ignore[arg-type]
    assert Clock.objects.with_standing(now).get(pk=clock.pk).standing == standing  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stopped", "state"),
    [(end(23), ClockState.MET), (at(24, 0, 0), ClockState.MET_LATE), (at(19), ClockState.MET)],
)
def test_publication_stops_it_on_time_or_late(
    quang_phu: Office, start_clock: Start, stopped: object, state: ClockState
) -> None:
    clock = start_clock(at(20))

    acts.stop(clock.subject_id, StopEvent.PUBLISHED, at=stopped)  # type: ignore[arg-type]

    clock.refresh_from_db()
    assert (clock.state, clock.stopped_at) == (state, stopped)
    assert history(clock) == [ClockAct.STARTED, ClockAct.STOPPED]


def test_each_clock_of_an_item_stops_at_what_its_rule_asks(thanh_dong: Office, start_clock: Start) -> None:
    """Thành Đông 7.1 asks for publication, 6.7 for the change to be published."""
    first = start_clock(at(20, 15))
    second = start_clock(at(23), DeadlineKey.CONTENT_CHANGE, subject_id=first.subject_id)
    assert Clock.objects.open().of_subject(first.subject_id).count() == 2

    assert [one.pk for one in acts.stop(first.subject_id, StopEvent.CHANGE_PUBLISHED)] == [second.pk]
    first.refresh_from_db()
    assert first.is_open
    assert acts.stop(first.subject_id, StopEvent.REMOVED) == []


def test_every_deadline_has_its_end_and_is_ended_by_that_alone() -> None:
    assert set(stops()) == set(DeadlineKey)
    for event in StopEvent:
        assert stopped_by(event), event
    assert sum(len(stopped_by(event)) for event in StopEvent) == len(DeadlineKey)


def test_putting_forward_again_does_not_start_the_clock_anew(quang_phu: Office, start_clock: Start) -> None:
    clock = start_clock(at(20))

    again = start_clock(at(20), subject_id=clock.subject_id, title="Tên mới")
    assert (again.pk, again.title, history(clock)) == (clock.pk, "Tên mới", [ClockAct.STARTED])

    moved = start_clock(at(23), subject_id=clock.subject_id)
    assert (moved.pk, moved.due_at) == (clock.pk, end(25))
    entry = clock.history.last()
    assert entry is not None
    assert (entry.act, entry.due_before, entry.due_after) == (ClockAct.CHANGED, end(23), end(25))


def test_another_category_is_another_deadline_of_the_same_clock(
    quang_phu: Office, start_clock: Start
) -> None:
    clock = start_clock(at(20), category="news")

    other = start_clock(at(20), subject_id=clock.subject_id, category="introduction")

    assert other.pk == clock.pk
    assert other.key != "news_event"
    assert Clock.objects.of_subject(clock.subject_id).count() == 1


def test_what_was_met_is_not_due_again(quang_phu: Office, start_clock: Start) -> None:
    clock = start_clock(at(20))
    acts.stop(clock.subject_id, StopEvent.PUBLISHED, at=at(21))

    assert start_clock(at(20), subject_id=clock.subject_id).pk == clock.pk
    assert not Clock.objects.open().of_subject(clock.subject_id).exists()


def test_every_change_of_content_has_a_clock_of_its_own(thanh_dong: Office, start_clock: Start) -> None:
    first = start_clock(at(20), DeadlineKey.CONTENT_CHANGE)
    acts.stop(first.subject_id, StopEvent.CHANGE_PUBLISHED)

    second = start_clock(at(23), DeadlineKey.CONTENT_CHANGE, subject_id=first.subject_id)

    assert second.pk != first.pk
    assert second.answer["target_minutes"], "at once is the platform's minutes, and said to be"


def test_the_database_keeps_two_open_clocks_of_one_kind_apart(quang_phu: Office, start_clock: Start) -> None:
    clock = start_clock(at(20))
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(subject_id=clock.subject_id, subject_kind="item", title="x", key=clock.key)


def test_waiting_is_shown_and_the_clock_runs_on(quang_phu: Office, start_clock: Start) -> None:
    clock = start_clock(at(20))

    assert acts.wait(clock.subject_id, "Công an phường") == 1
    assert acts.wait(clock.subject_id, "Công an phường") == 0

    clock.refresh_from_db()
    assert (clock.waits_for, clock.state, clock.due_at) == ("Công an phường", ClockState.RUNNING, end(23))
    assert acts.wait(clock.subject_id, "") == 1
    assert history(clock) == [ClockAct.STARTED, ClockAct.WAITING, ClockAct.RECEIVED]


def test_no_clock_stands_still_where_no_layer_lets_it(quang_phu: Office, start_clock: Start) -> None:
    for key in DeadlineKey:
        clock = start_clock(at(20), key)
        with pytest.raises(ValidationError):
            pausing.pause(clock)


def test_where_a_layer_lets_it_a_clock_stands_still_and_working_days_do_not_count(
    quang_phu: Office, start_clock: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = PauseRule(key=(DeadlineKey.QA_ANSWER,), waiting_for="người hỏi bổ sung", clause="9.2")
    platform = layer_data.platform()
    monkeypatch.setattr(pausing, "platform", lambda: platform.model_copy(update={"pauses": (rule,)}))
    clock = start_clock(at(2), DeadlineKey.QA_ANSWER)
    assert clock.due_at == end(23)

    paused = pausing.pause(clock)
    Clock.objects.filter(pk=clock.pk).update(paused_at=at(4))
    assert (paused.state, paused.waits_for) == (ClockState.PAUSED, "người hỏi bổ sung")
    monkeypatch.setattr(pausing.timezone, "now", lambda: at(5, 16))
    resumed = pausing.resume(clock)

    assert resumed.due_at == end(26), "two working days later; 24/11 is a day off"
    assert start_clock(at(2), DeadlineKey.QA_ANSWER, subject_id=clock.subject_id).due_at == end(26)
    with pytest.raises(ValidationError):
        pausing.resume(resumed)


def test_an_end_without_publication_needs_a_reason_and_an_open_clock(
    quang_phu: Office, start_clock: Start
) -> None:
    clock = start_clock(at(20))
    with pytest.raises(ValidationError):
        acts.end(clock, reason="  ")

    ended = acts.end(clock, by=quang_phu.person("truongban"), reason="Sự kiện bị hoãn.")

    assert (ended.state, ended.history.last().note) == (ClockState.ENDED, "Sự kiện bị hoãn.")  # type: ignore[union-attr]
    with pytest.raises(ValidationError):
        acts.end(clock, reason="Sự kiện bị hoãn.")


def test_what_is_purged_leaves_its_instants_and_no_words(quang_phu: Office, start_clock: Start) -> None:
    clock = start_clock(at(20), title="Bí mật")
    acts.wait(clock.subject_id, "Ông A")

    acts.forget(clock.subject_id)

    clock.refresh_from_db()
    assert (clock.title, clock.waits_for, clock.answer, clock.due_at) == ("", "", {}, end(23))
    assert not ClockEntry.objects.filter(clock=clock).exclude(note="").exists()
