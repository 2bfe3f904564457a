"""What publishing costs: `python -m bench.delivery.publishing CODE TIMES` prints seconds for one, ours and Wagtail's own, as JSON.

The same revision of the same kind of page is published by Wagtail's own action both times: once with our gate and writer, as the
product does it, once with a gate that asks nothing and a writer that writes nothing. The two take turns.
"""

import json
import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from wagtail.models import Page  # noqa: E402

from bench.delivery.fill import article  # noqa: E402
from cms.content import delivery  # noqa: E402
from cms.content.models import PortalImage, SectionPage  # noqa: E402
from cms.moderation.enums import Basis  # noqa: E402
from cms.moderation.publishing import grant  # noqa: E402
from cms.notices.outbox import muted  # noqa: E402
from tenants.context import tenant_context  # noqa: E402
from tenants.models import Tenant  # noqa: E402


class Nothing:
    """A gate or writer that does nothing, whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


@transaction.atomic
def draft(number: int, section: SectionPage, image: PortalImage | None) -> Any:
    """A draft with a revision that may be published."""
    page = article(number, image)
    page.live = False
    Page.objects.get(pk=section.pk).specific.add_child(instance=page)
    revision = page.save_revision()
    grant(page, revision, Basis.OVERRIDE, "benchmark of publishing")
    return revision


def measure(code: str, times: int) -> dict[str, float]:
    """Median seconds of one publication, by who publishes."""
    tenant = Tenant.objects.with_code(code).exclude(state="deleted").get()
    ours = (delivery.gate(), delivery.writer())
    spent: dict[str, list[float]] = {"ours": [], "wagtail": []}
    with tenant_context(tenant), muted():
        section = SectionPage.objects.get(slug="tin-tuc")
        image = PortalImage.objects.order_by("pk").first()
        for number in range(times * 2):
            side = "ours" if number % 2 else "wagtail"
            revision = draft(1_000_000 + number, section, image)
            gate, writer = ours if side == "ours" else (Nothing(), Nothing())
            delivery.register_gate(gate)  # type: ignore[arg-type]
            delivery.register_writer(writer)  # type: ignore[arg-type]
            begun = time.perf_counter()
            revision.publish(skip_permission_checks=True)
            spent[side].append(time.perf_counter() - begun)
            delivery.register_gate(ours[0])
            delivery.register_writer(ours[1])
    return {side: statistics.median(each[1:]) for side, each in spent.items()}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
