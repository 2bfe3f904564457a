"""Publishing at a fixed rate, and looking for each item as its readers do. Two programs of `bench.delivery.visible`:

    python -m bench.delivery.rush portals CODE HOST …        # make these portals (as the owner)
    python -m bench.delivery.rush publish < JSON             # publish, and print seconds from due to seen, as JSON

What is published goes through the product's own action, gate and writer. An item's time begins when its turn has come, whether the
program is ready for it or not: who cannot keep up with the rate has long times and not few.
"""

import http.client
import json
import sys
import time
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from bench.delivery.publishing import draft  # noqa: E402
from cms.content.models import SectionPage  # noqa: E402
from cms.moderation.publishing import grant_provisioned  # noqa: E402
from cms.notices.outbox import muted  # noqa: E402
from tenants.context import tenant_context  # noqa: E402
from tenants.fleet.creating import CreateMany  # noqa: E402
from tenants.fleet.unit_list import Line  # noqa: E402
from tenants.models import Tenant  # noqa: E402

LONGEST = 10.0
"""Seconds after which an item that is not seen is given up."""


@dataclass(frozen=True)
class Turn:
    """One publication."""

    tenant: Tenant
    host: str
    revision: Any
    item_id: str


class Reader:
    """Asks the API over one connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)

    def sees(self, host: str, path: str, needle: str = "") -> bool:
        """Whether an address answers, with a text in it."""
        self._connection.request("GET", path, headers={"Host": host})
        answer = self._connection.getresponse()
        body = answer.read()
        return answer.status == 200 and needle.encode() in body


def make_portals(units: list[str]) -> None:
    """Make the portals of these codes and hosts."""
    pairs = zip(units[::2], units[1::2], strict=True)
    lines = tuple(Line(number, code, (host,)) for number, (code, host) in enumerate(pairs, 1))
    created = CreateMany(lines=lines, by="bench").execute()
    if created.failed:
        raise SystemExit(f"{created.failed[0]}")


def prepared(hosts: dict[str, str], number: int, first: int) -> list[Turn]:
    """As many drafts as will be published, one portal after the other."""
    turns = []
    tenants = {code: Tenant.objects.with_code(code).exclude(state="deleted").get() for code in hosts}
    sections: dict[str, Any] = {}
    for count, code in zip(range(number), cycle(hosts), strict=False):
        with tenant_context(tenants[code]), muted():
            section = sections.get(code) or sections.setdefault(code, _section())
            revision = draft(first + count, section, None)
            turns.append(Turn(tenants[code], hosts[code], revision, str(revision.content["item_id"])))
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


def publish(turn: Turn) -> None:
    """The product's own act."""
    with tenant_context(turn.tenant), muted():
        turn.revision.publish(skip_permission_checks=True)


def seen(reader: Reader, turn: Turn, province: str) -> bool:
    """Wait until the item is in the API, in its portal's feed and in the province's list; whether it came."""
    until = time.perf_counter() + LONGEST
    places = (
        (turn.host, f"/api/v1/items/{turn.item_id}/", ""),
        (turn.host, "/feed.atom", turn.item_id),
        (province, "/api/v1/items/?scope=province&page_size=100", turn.item_id),
    )
    for host, path, needle in places:
        while not reader.sees(host, path, needle):
            if time.perf_counter() > until:
                return False
            time.sleep(0.005)
    return True


def rush(told: dict[str, Any]) -> list[float | None]:
    """Publish each at its turn; seconds from its turn until it was seen, None for what was not."""
    turns = prepared(told["hosts"], told["number"], told["first"])
    reader = Reader(told["port"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    begin = float(sys.stdin.readline())
    times: list[float | None] = []
    for number, turn in enumerate(turns):
        due = begin + number / told["rate"]
        time.sleep(max(0.0, due - time.time()))
        publish(turn)
        times.append(time.time() - due if seen(reader, turn, told["province"]) else None)
    return times


if __name__ == "__main__":
    if sys.argv[1] == "portals":
        make_portals(sys.argv[2:])
    else:
        print(json.dumps(rush(json.loads(sys.stdin.readline()))))
