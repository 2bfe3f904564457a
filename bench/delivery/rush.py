"""Publishing at a fixed rate, and looking for each item as its readers do. Programs of `bench.delivery.visible`:

    python -m bench.delivery.rush portals CODE HOST …        # make these portals (as the owner)
    python -m bench.delivery.rush publish < JSON             # publish each at its turn; JSON of when each was
    python -m bench.delivery.rush look < JSON                # look for them; JSON of when each was seen

What is published goes through the product's own action, gate and writer. An item's time begins when its turn has come, whether the
program is ready for it or not: who cannot keep up with the rate has long times and not few.
"""

import http.client
import json
import resource
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from bench.delivery.publishing import as_wagtail, draft  # noqa: E402
from cms.content.models import SectionPage  # noqa: E402
from cms.moderation.publishing import grant_provisioned  # noqa: E402
from cms.notices.outbox import muted  # noqa: E402
from tenants.context import tenant_context  # noqa: E402
from tenants.fleet.creating import CreateMany  # noqa: E402
from tenants.fleet.unit_list import Line  # noqa: E402
from tenants.models import Tenant  # noqa: E402

LONGEST = 20.0
"""Seconds after the last turn at which what is not seen is given up."""
PAUSE = 0.1
"""Seconds between two looks: what looks works on the same processors as what publishes."""
LISTED = 40
"""Items that are looked through in the province's list: those of most of a second."""


@dataclass(frozen=True)
class Turn:
    """One publication."""

    tenant: Tenant
    revision: Any
    item_id: str


class Reader:
    """Asks the API over one connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)

    def read(self, host: str, path: str) -> str:
        """What an address answers; empty for an error."""
        self._connection.request("GET", path, headers={"Host": host})
        answer = self._connection.getresponse()
        body = answer.read()
        return body.decode() if answer.status == 200 else ""


def make_portals(units: list[str]) -> None:
    """Make the portals of these codes and hosts."""
    pairs = zip(units[::2], units[1::2], strict=True)
    lines = tuple(Line(number, code, (host,)) for number, (code, host) in enumerate(pairs, 1))
    created = CreateMany(lines=lines, by="bench").execute()
    if created.failed:
        raise SystemExit(f"{created.failed[0]}")


def prepared(codes: list[str], number: int, first: int, step: int) -> list[Turn]:
    """As many drafts as will be published, one portal after the other; a later one is newer, whoever publishes it."""
    turns = []
    tenants = [Tenant.objects.with_code(code).exclude(state="deleted").get() for code in codes]
    sections: dict[Any, Any] = {}
    for count in range(number):
        tenant = tenants[count % len(tenants)]
        with tenant_context(tenant), muted():
            section = sections.get(tenant.pk) or sections.setdefault(tenant.pk, _section())
            revision = draft(first + count * step, section, None)
            turns.append(Turn(tenant, revision, str(revision.content["item_id"])))
    return turns


@transaction.atomic
def _section() -> Any:
    found = SectionPage.objects.filter(slug="tin-tuc").first()
    if found is not None:
        return found
    section = SectionPage(title="Tin tức", slug="tin-tuc", live=True)
    grant_provisioned(section, "benchmark")
    home = Site.objects.get(is_default_site=True).root_page
    Page.objects.get(pk=home.pk).specific.add_child(instance=section)
    return section


def publish_one(turn: Turn) -> None:
    """The product's own act."""
    with tenant_context(turn.tenant), muted(), transaction.atomic():
        turn.revision.publish(skip_permission_checks=True)


def publish(told: dict[str, Any]) -> dict[str, Any]:
    """Publish each at its turn. Before that each portal publishes once, as one does that is at work."""
    codes = told["codes"]
    with ExitStack() as stack:
        if told["wagtail"]:
            stack.enter_context(as_wagtail())
        turns = prepared(codes, told["number"] + len(codes), told["first"], told["step"])
        for turn in turns[: len(codes)]:
            publish_one(turn)
        del turns[: len(codes)]
        begin = _begun([turn.item_id for turn in turns])
        whole, act, ended = _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_THREAD), []
        for number, turn in enumerate(turns):
            due = begin + told["offset"] + number / told["rate"]
            time.sleep(max(0.0, due - time.time()))
            publish_one(turn)
            ended.append(time.time() - due)
    return {
        "seconds": ended,
        "cpu": (_cpu(resource.RUSAGE_SELF) - whole) / len(turns),
        "act": (_cpu(resource.RUSAGE_THREAD) - act) / len(turns),
    }


def look(told: dict[str, Any]) -> dict[str, Any]:
    """Look for each item from its turn on: in its province's list, in its portal's feed, by its own address. Seconds until all three had it.

    `items` are (seconds after the beginning, host, key); None for an item that was not seen.
    """
    reader, province = Reader(told["port"]), told["province"]
    begin = _begun([])
    waiting = sorted(told["items"])
    seen: dict[str, float] = {}
    until = begin + waiting[-1][0] + LONGEST
    while len(seen) < len(told["items"]) and time.time() < until:
        due = [each for each in waiting if begin + each[0] <= time.time()]
        listed = due and reader.read(province, f"/api/v1/items/?scope=province&page_size={LISTED}")
        feeds: dict[str, str] = {}
        for offset, host, key in due:
            if key not in listed:
                continue
            if host not in feeds:
                feeds[host] = reader.read(host, "/feed.atom")
            if key in feeds[host] and reader.read(host, f"/api/v1/items/{key}/"):
                seen[key] = time.time() - begin - offset
        waiting = [each for each in waiting if each[2] not in seen]
        time.sleep(PAUSE)
    return {"seconds": [seen.get(key) for _offset, _host, key in told["items"]]}


def _begun(items: list[str]) -> float:
    """Say that all is ready, with the keys of the items, and hear when to begin."""
    sys.stdout.write(json.dumps(items) + "\n")
    sys.stdout.flush()
    return float(sys.stdin.readline())


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


PROGRAMS = {"publish": publish, "look": look}

if __name__ == "__main__":
    if sys.argv[1] == "portals":
        make_portals(sys.argv[2:])
    else:
        print(json.dumps(PROGRAMS[sys.argv[1]](json.loads(sys.stdin.readline()))))
