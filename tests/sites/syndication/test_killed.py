"""Processes that are killed at any moment in the middle of sending, answering and writing letters: nothing is lost, halved or doubled."""

import multiprocessing
import os
import random
import signal
import time
from uuid import UUID

import pytest
from django.db import connections
from django.test import override_settings

from cms.notices.enums import NoticeKind
from cms.notices.models import Notice
from cms.record.models import RecordEntry
from sites.syndication import letters, receiving, sending
from sites.syndication.enums import Answer, Kind
from sites.syndication.models import Dispatch, Receipt, ReceiptEntry, SentLetter
from tenants.context import no_tenant
from tenants.identity import new_id
from tests.sites.syndication.conftest import Unit

pytestmark = [pytest.mark.portal_database("demo"), pytest.mark.django_db(transaction=True)]
SENDINGS, KILLS = 12, 6


def work(province: Unit, commune: Unit, item: UUID, keys: list[UUID]) -> None:
    """Send everything, answer everything, write the letters: whatever of it is not done yet."""
    with override_settings(ROOT_URLCONF="cms.urls"):
        heads = {unit.portal.host: unit.head for unit in (province, commune)}
        for key in keys:
            with province.at_work():
                sending.send(item, sending.Wishes(Kind.OFFERED), heads[province.portal.host], key)
            with commune.at_work():
                if not Receipt.objects.filter(dispatch_id=key, answer=Answer.ACCEPTED).exists():
                    receiving.accept(key, heads[commune.portal.host])
            with no_tenant():
                letters.tell_new()


def test_kill_9_loses_and_doubles_nothing(province: Unit, commune: Unit) -> None:
    item = province.article().item_id
    keys = [new_id() for _number in range(SENDINGS)]
    chance = random.Random(7)
    fork = multiprocessing.get_context("fork")
    for _kill in range(KILLS):
        connections.close_all()
        process = fork.Process(target=work, args=(province, commune, item, keys))
        process.start()
        time.sleep(chance.uniform(0.05, 0.4))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    done = Dispatch.objects.count()
    work(province, commune, item, keys)

    assert done > 0, "Every process was killed before it did anything."
    assert set(Dispatch.objects.values_list("pk", flat=True)) == set(keys)
    recorded = RecordEntry.objects.filter(about_id__in=keys).values_list("about_id", "act")
    assert sorted(recorded) == sorted(
        (key, act) for key in keys for act in ("offer_answered", "sent_to_units")
    )
    acts = ReceiptEntry.objects.values_list("dispatch_id", "act")
    assert sorted(acts) == sorted((key, act) for key in keys for act in ("accepted", "seen"))
    assert SentLetter.objects.count() == SENDINGS
    with commune.at_work():
        written = Notice.objects.filter(kind=NoticeKind.SENT_TO_YOU).count()
        assert written == SENDINGS * len(letters.administrators())
