"""A worker that is killed at any moment loses no message and writes none twice; what it was sending goes again under the same id."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from sites.releases import changes
from sites.releases.enums import ChangeKind, ReleaseType
from sites.releases.models import Change
from sites.webhooks import dispatching, feeding, jobs
from sites.webhooks.enums import DeliveryState
from sites.webhooks.models import Delivery, Endpoint
from tenants.context import no_tenant
from tenants.identity import new_id
from tests.sites.conftest import Portal
from tests.sites.webhooks.conftest import Receiver

pytestmark = [pytest.mark.portal_database("demo"), pytest.mark.django_db(transaction=True)]
ITEMS, KILLS = 60, 8


def work_until_killed() -> None:
    """What the worker does, as often as it can."""
    dispatching.CLAIM = timedelta(milliseconds=200)
    feeding.BATCH = 7
    with no_tenant():
        while True:
            jobs.deliver()


def test_kill_9_loses_and_doubles_nothing(
    quang_phu: Portal, hooked: Callable[..., Endpoint], receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    chance = random.Random(5)
    items = [new_id() for _each in range(ITEMS)]
    fork = multiprocessing.get_context("fork")
    for number in range(KILLS):
        with transaction.atomic():
            for item in items[number::KILLS]:
                changes.record(
                    Change(
                        tenant_id=quang_phu.tenant.pk,
                        item_id=item,
                        language="vi",
                        type=ReleaseType.ARTICLE,
                        kind=ChangeKind.RELEASED,
                        path=f"/{item}/",
                    )
                )
        connections.close_all()
        worker = fork.Process(target=work_until_killed)
        worker.start()
        time.sleep(chance.uniform(0.02, 0.25))
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()

    deadline = time.monotonic() + 20
    with no_tenant():
        while Delivery.objects.waiting().exists() or not Delivery.objects.exists():
            Delivery.objects.update(claimed_until=None, due_at=timezone.now())
            jobs.deliver()
            jobs.retry()
            assert time.monotonic() < deadline

    told = [key for _type, key in receiver.told()]
    ids = {each.id: each.said["data"]["id"] for each in receiver.received}
    assert set(told) == {str(item) for item in items}
    assert len(ids) == ITEMS, "the same change was told under two ids"
    rows = Delivery.objects.filter(endpoint=endpoint)
    assert sorted(rows.values_list("state", flat=True)) == [DeliveryState.DELIVERED] * ITEMS
