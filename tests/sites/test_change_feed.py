"""Whoever reads the change feed never misses, and never sees out of order, the last state of an item."""

import random
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from sites.releases import changes, signals
from sites.releases.announcer import announcer
from sites.releases.changes import KEEP_WITHDRAWN
from sites.releases.enums import ChangeKind, ReleaseType
from sites.releases.models import Change
from tests.sites.conftest import Portal

committing = pytest.mark.django_db(transaction=True)
WRITERS, ACTS, ITEMS = 16, 12, 5


def change(item: UUID | None = None, tenant: UUID | None = None, **fields: Any) -> Change:
    """A change of some item."""
    values: dict[str, Any] = {"kind": ChangeKind.RELEASED, "type": ReleaseType.ARTICLE, "language": "vi"}
    return Change(item_id=item or uuid4(), tenant_id=tenant or uuid4(), **{**values, **fields})


def in_threads(number: int, work: Callable[[int], None]) -> None:
    """Run `work` in so many threads, each with connections of its own; the first failure is raised."""
    failures: list[BaseException] = []

    def run(index: int) -> None:
        try:
            work(index)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@committing
def test_a_change_gets_its_position_as_soon_as_its_transaction_has_committed() -> None:
    with transaction.atomic():
        changes.record(change())
        assert changes.after(0, 10) == []

    assert [row.kind for row in changes.after(0, 10)] == [ChangeKind.RELEASED]


@committing
def test_many_changes_of_one_transaction_are_stamped_together() -> None:
    told: list[dict[str, Any]] = []

    def hear(**said: Any) -> None:
        told.append(said)

    signals.positions_assigned.connect(hear)
    try:
        with transaction.atomic():
            for _number in range(5):
                changes.record(change())
    finally:
        signals.positions_assigned.disconnect(hear)

    assert [(each["count"], each["last"] - each["first"]) for each in told] == [(5, 4)]


@committing
def test_a_receiver_that_fails_harms_nobody() -> None:
    def fail(**said: Any) -> None:
        raise RuntimeError("index is down")

    signals.positions_assigned.connect(fail)
    try:
        with transaction.atomic():
            changes.record(change())
    finally:
        signals.positions_assigned.disconnect(fail)

    assert len(changes.after(0, 10)) == 1


@committing
def test_a_change_that_is_rolled_back_is_told_to_nobody() -> None:
    class Stop(Exception):
        pass

    def act() -> None:
        with transaction.atomic():
            changes.record(change())
            raise Stop

    with pytest.raises(Stop):
        act()

    assert changes.assign_positions() == 0


@committing
def test_a_change_recorded_after_a_rolled_back_savepoint_is_still_stamped() -> None:
    with transaction.atomic():
        sid = transaction.savepoint()
        changes.record(change())
        transaction.savepoint_rollback(sid)
        changes.record(change())

    assert len(changes.after(0, 10)) == 1


def test_recording_needs_a_transaction_of_the_act(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        changes.record(change())


@committing
def test_a_new_change_takes_the_place_of_the_one_before() -> None:
    item, tenant = uuid4(), uuid4()
    for kind in (ChangeKind.RELEASED, ChangeKind.WITHDRAWN, ChangeKind.RELEASED):
        with transaction.atomic():
            changes.record(change(item, tenant, kind=kind))
    other = change()
    with transaction.atomic():
        changes.record(other)

    seen = changes.after(0, 10)

    assert [row.item_id for row in seen] == [item, other.item_id]
    assert Change.objects.count() == 2


@committing
def test_two_changes_of_one_item_that_wait_together_leave_the_later_one() -> None:
    item, tenant = uuid4(), uuid4()
    with transaction.atomic():
        changes.record(change(item, tenant))
        changes.record(change(item, tenant, kind=ChangeKind.WITHDRAWN))

    assert [row.kind for row in changes.after(0, 10)] == [ChangeKind.WITHDRAWN]


@committing
def test_a_long_transaction_delays_nobody_and_comes_after_all_that_was_seen() -> None:
    started, finish = threading.Event(), threading.Event()
    slow = change()

    def long_act(_index: int) -> None:
        with transaction.atomic():
            changes.record(slow)
            started.set()
            finish.wait(30)

    thread = threading.Thread(target=in_threads, args=(1, long_act))
    thread.start()
    started.wait(30)
    quick = change()
    with transaction.atomic():
        changes.record(quick)
    seen_meanwhile = changes.after(0, 10)
    finish.set()
    thread.join()

    assert [row.item_id for row in seen_meanwhile] == [quick.item_id]
    assert [row.item_id for row in changes.after(seen_meanwhile[-1].position or 0, 10)] == [slow.item_id]


@committing
def test_what_a_crash_left_without_position_the_sweep_finds() -> None:
    Change.objects.bulk_create([change(), change()])

    assert changes.state().waiting == 2
    assert changes.assign_positions() == 2
    assert changes.state().waiting == 0


@committing
def test_sixteen_writers_with_random_delays_never_hide_a_change_from_a_reader() -> None:
    """A reader that follows the feed while sixteen writers commit in any order ends with every item's last state."""
    tenant = uuid4()
    items = [uuid4() for _number in range(WRITERS)]
    shared_items = [uuid4() for _number in range(ITEMS)]
    locks = {
        item: threading.Lock() for item in shared_items
    }  # as a release's row serialises acts on one item
    last: dict[UUID, str] = {}
    done = threading.Event()
    followed: dict[UUID, str] = {}
    positions: list[int] = []

    def act(item: UUID, path: str, rng: random.Random) -> None:
        with transaction.atomic():
            changes.record(change(item, tenant, path=path))
            time.sleep(rng.random() * 0.02)
        last[item] = path

    def write(index: int) -> None:
        rng = random.Random(index)
        for number in range(ACTS):
            if rng.random() < 0.5:
                act(items[index], f"/{index}/{number}/", rng)
            else:
                item = rng.choice(shared_items)
                with locks[item]:
                    act(item, f"/{index}/{number}/", rng)

    def follow() -> int:
        seen = changes.after(positions[-1] if positions else 0, 7)
        for row in seen:
            assert row.position is not None
            positions.append(row.position)
            followed[row.item_id] = row.path
        return len(seen)

    def read() -> None:
        try:
            while not done.is_set():
                follow()
        finally:
            connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    in_threads(WRITERS, write)
    done.set()
    reader.join()
    changes.assign_positions()
    while follow():
        pass

    assert followed == last
    assert positions == sorted(set(positions))


@committing
def test_no_position_is_seen_while_a_lower_one_may_still_come() -> None:
    """A stamper that is slow to commit is waited for, or its rows would come behind a reader's back."""
    stamped, go = threading.Event(), threading.Event()
    given: list[int] = []

    def pause(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.endswith(changes._ASSIGN):
            stamped.set()
            go.wait(30)
        return result

    def slow(_index: int) -> None:
        with transaction.atomic(), connection.execute_wrapper(pause):
            given.append(changes.assign_positions())

    Change.objects.bulk_create([change()])
    first = threading.Thread(target=in_threads, args=(1, slow))
    first.start()
    assert stamped.wait(30)
    Change.objects.bulk_create([change()])
    second = threading.Thread(
        target=in_threads, args=(1, lambda _index: given.append(changes.assign_positions()))
    )
    second.start()
    while second.is_alive() and not somebody_waits():
        time.sleep(0.01)
    seen = changes.after(0, 10)
    go.set()
    first.join()
    second.join()

    seen += changes.after(seen[-1].position or 0 if seen else 0, 10)
    assert len(seen) == 2
    assert given == [1, 1]  # and none was given twice


def somebody_waits() -> bool:
    """Whether a session waits for another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@committing
def test_stampers_at_the_same_time_give_each_row_one_position() -> None:
    Change.objects.bulk_create([change() for _number in range(200)])

    in_threads(6, lambda _index: [changes.assign_positions() for _n in range(3)] and None)

    rows = list(Change.objects.values_list("position", flat=True))
    assert len(set(rows)) == 200
    assert None not in rows


@committing
def test_a_row_committed_while_the_lock_is_waited_for_takes_the_place_of_the_one_before() -> None:
    """What waits for the lock looks afterwards: with what it saw before, an item would have two rows with a position, or none."""
    item, tenant = uuid4(), uuid4()
    Change.objects.bulk_create([change(item, tenant, path="/1/"), change()])
    given: list[int] = []

    waits = threading.Thread(
        target=in_threads, args=(1, lambda _index: given.append(changes.assign_positions()))
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [changes.LOCK])
        waits.start()
        while waits.is_alive() and not somebody_waits():
            time.sleep(0.01)
        Change.objects.bulk_create([change(item, tenant, path="/2/")])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [changes.LOCK])
    waits.join()

    assert given == [2]
    assert Change.objects.get(item_id=item).path == "/2/"
    assert not Change.objects.pending().exists()


@pytest.mark.django_db
def test_only_the_tenants_asked_for_are_told() -> None:
    wanted, other = change(), change()
    Change.objects.bulk_create([wanted, other])
    changes.assign_positions()

    assert [row.item_id for row in changes.after(0, 10, tenants=[wanted.tenant_id])] == [wanted.item_id]
    assert changes.after(0, 10, tenants=[]) == []


@pytest.mark.django_db
def test_withdrawals_are_kept_for_400_days_and_releases_for_good() -> None:
    long_ago = timezone.now() - KEEP_WITHDRAWN * 1.01
    old = change(kind=ChangeKind.WITHDRAWN, at=long_ago)
    recent = change(kind=ChangeKind.WITHDRAWN)
    released = change(at=long_ago)
    Change.objects.bulk_create([old, recent, released])
    changes.assign_positions()

    assert changes.forget_old_withdrawals() == 1
    assert {row.item_id for row in changes.after(0, 10)} == {recent.item_id, released.item_id}


@committing
@pytest.mark.portal_database("demo")
def test_who_was_away_longer_than_withdrawals_are_kept_is_told_to_start_again(quang_phu: Portal) -> None:
    tenant = quang_phu.tenant.pk
    known = quang_phu.json("/api/v1/changes/", since=0, page_size=1)["changes"][0]["position"]
    old = change(tenant=tenant, kind=ChangeKind.WITHDRAWN, at=timezone.now() - KEEP_WITHDRAWN * 1.01)
    Change.objects.bulk_create([old])
    changes.assign_positions()
    forgotten = Change.objects.get(item_id=old.item_id).position
    assert quang_phu.json("/api/v1/changes/", since=known)["changes"]

    changes.forget_old_withdrawals()

    told = quang_phu.json("/api/v1/changes/", 410, since=known)
    assert (told["type"].rsplit(":", 1)[1], told["parameter"]) == ("cursor-expired", "since")
    assert quang_phu.json("/api/v1/changes/", since=0)["changes"]
    assert quang_phu.json("/api/v1/changes/", since=forgotten)["changes"] == []
    assert changes.forget_old_withdrawals() == 0


@committing
def test_who_waits_hears_which_portals_got_positions(connect: Callable[[str], Any]) -> None:
    listening = connect("reader")
    listening.cursor().execute(f"LISTEN {changes.CHANNEL}")
    first, second = change(), change()
    with transaction.atomic():
        changes.record(first)
        changes.record(second)
        listening.poll()
        assert listening.notifies == []
    listening.poll()
    told = {each for notify in listening.notifies for each in notify.payload.split(",")}
    assert told == {str(first.tenant_id), str(second.tenant_id)}


@committing
def test_more_portals_than_a_notification_holds_are_told_as_all(connect: Callable[[str], Any]) -> None:
    listening = connect("reader")
    listening.cursor().execute(f"LISTEN {changes.CHANNEL}")
    Change.objects.bulk_create([change() for _number in range(changes.MOST_NAMED + 1)])
    changes.assign_positions()
    listening.poll()
    assert [notify.payload for notify in listening.notifies] == [changes.EVERYBODY]


@committing
def test_who_publishes_does_not_wait_for_those_who_are_told(settings: Any) -> None:
    settings.RELEASES_TELL_AT_ONCE = False
    begun, go_on, told = threading.Event(), threading.Event(), []

    def slow(**said: Any) -> None:
        begun.set()
        go_on.wait(30)
        told.append(said["count"])

    signals.positions_assigned.connect(slow)
    try:
        for number in (1, 2, 3):
            with transaction.atomic():
                for _each in range(number):
                    changes.record(change())
            assert begun.wait(30)
            assert told == []
        go_on.set()
        announcer.wait()
    finally:
        go_on.set()
        signals.positions_assigned.disconnect(slow)
    assert told == [1, 5]
