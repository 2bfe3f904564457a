"""Many who decide at once make one chain for each tenant, and do not hold each other up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from cms.record.chain import START
from cms.record.enums import Act
from cms.record.models import RecordEntry, RecordLink

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ACTS = 8, 6


def decide(tenant: UUID) -> None:
    """An entry of some tenant's record; what tells the chain apart is the tenant's key alone."""
    RecordEntry.objects.create(tenant_id=tenant, act=Act.APPROVED, post="board_chief", clause="7.3đ")


def in_threads(*works: Callable[[], None]) -> None:
    """Run each in a thread with a connection of its own; the first failure is raised."""
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_many_writers_make_one_chain_for_each_tenant_and_no_lock_is_held_before_the_commit() -> None:
    tenants = [uuid4(), uuid4()]

    def writer(tenant: UUID) -> Callable[[], None]:
        def work() -> None:
            for act in range(ACTS):
                with transaction.atomic():
                    for _entry in range(1 + act % 3):
                        decide(tenant)

        return work

    in_threads(*(writer(tenants[number % 2]) for number in range(WRITERS)))

    written = WRITERS // 2 * sum(1 + act % 3 for act in range(ACTS))
    for tenant in tenants:
        entries = list(RecordLink.objects.of(tenant).entries())
        assert [entry.number for entry in entries] == list(range(1, written + 1))
        assert [entry.previous for entry in entries] == [START, *(entry.hash for entry in entries[:-1])]
        assert all(entry.hash == entry.expected_hash() for entry in entries)
    _opposite_orders(tenants[0])


def _opposite_orders(tenant: UUID) -> None:
    """One records first and locks a row then, another the other way round: both commit."""
    recorded, locked = threading.Event(), threading.Event()

    def record_then_lock() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            decide(tenant)
            recorded.set()
            assert locked.wait(60)
            cursor.execute("SELECT pg_advisory_xact_lock(42)")

    def lock_then_record() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(42)")
            locked.set()
            assert recorded.wait(60)
            decide(tenant)

    before = RecordLink.objects.of(tenant).count()
    in_threads(record_then_lock, lock_then_record)

    assert RecordLink.objects.of(tenant).count() == before + 2
