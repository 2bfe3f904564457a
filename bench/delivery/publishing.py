"""What publishing costs, beside Wagtail's own act:

    python -m bench.delivery.publishing CODE TIMES       # seconds and statements of one, ours and Wagtail's, as JSON
    python -m bench.delivery.publishing CODE statements  # every statement of one of ours, and who asked

The same kind of page with the same content is published both times, the two in turn: once as the product does it, once as Wagtail does
without us. There `PortalPage` has none of the methods by which it differs from `Page`, the gate asks nothing and the writer writes nothing.
"""

import json
import statistics
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from wagtail.models import Page  # noqa: E402

from bench.delivery.fill import article  # noqa: E402
from cms.content import delivery  # noqa: E402
from cms.content.models import PortalImage, PortalPage, SectionPage  # noqa: E402
from cms.moderation.enums import Basis  # noqa: E402
from cms.moderation.publishing import grant  # noqa: E402
from cms.notices.outbox import muted  # noqa: E402
from tenants.context import tenant_context  # noqa: E402
from tenants.models import Tenant  # noqa: E402

ROOMS = ("/cms/", "/sites/", "/search/", "/tenants/", "/wagtail/", "/modelcluster/", "/django_tasks")
KINDS = ("publish", "save", "with_content_json", "_check_slug_is_unique")
"""What `Page` does when it is published, and `PortalPage` otherwise."""


class Nothing:
    """A gate or writer that does nothing, whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


class Statements:
    """Counts what is sent to the database by the acts within it."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, float, str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.sent.append((str(sql), time.perf_counter() - begun, _asker()))


def _asker() -> str:
    """The last three calls outside of Django, the nearest last."""
    frames = [each for each in traceback.extract_stack()[:-2] if any(room in each.filename for room in ROOMS)]
    return " > ".join(f"{each.filename.rsplit('/', 1)[-1]}:{each.lineno} {each.name}" for each in frames[-4:])


@contextmanager
def as_wagtail() -> Iterator[None]:
    """Publish as Wagtail does alone."""
    with ExitStack() as stack:
        for name in KINDS:
            if name in vars(PortalPage):
                stack.enter_context(
                    mock.patch.object(PortalPage, name, vars(Page).get(name) or getattr(Page, name))
                )
        ours = delivery.gate(), delivery.writer()
        stack.callback(delivery.register_gate, ours[0])
        stack.callback(delivery.register_writer, ours[1])
        delivery.register_gate(Nothing())  # type: ignore[arg-type]
        delivery.register_writer(Nothing())  # type: ignore[arg-type]
        yield


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
    """Median seconds of one publication and its statements, by who publishes."""
    spent: dict[str, list[float]] = {"ours": [], "wagtail": []}
    sent: dict[str, int] = {}
    with _portal(code) as (section, image):
        for number in range(times * 2):
            side = "ours" if number % 2 else "wagtail"
            revision = draft(1_000_000 + number, section, image)
            with ExitStack() as stack:
                if side == "wagtail":
                    stack.enter_context(as_wagtail())
                if number < 2:  # counted, and not timed
                    counted = stack.enter_context(_counting())
                begun = time.perf_counter()
                with (
                    transaction.atomic()
                ):  # as in a request of the admin; one by one, Wagtail's steps would commit eleven times
                    revision.publish(skip_permission_checks=True)
                if number < 2:
                    sent[f"{side}_statements"] = len(counted.sent)
                else:
                    spent[side].append(time.perf_counter() - begun)
    return {**{side: statistics.median(each) for side, each in spent.items()}, **sent}


def statements(code: str, wagtail: bool) -> Iterator[str]:
    """A line for each statement of one publication: what it took in the database, what it was, who asked."""
    with _portal(code) as (section, image):
        for number in range(2):
            revision = draft((3 if wagtail else 2) * 1_000_000 + number, section, image)
            with ExitStack() as stack:
                if wagtail:
                    stack.enter_context(as_wagtail())
                counted = stack.enter_context(_counting())
                with transaction.atomic():
                    revision.publish(skip_permission_checks=True)
    for sql, seconds, asker in counted.sent:
        yield f"{seconds * 1000:5.2f} ms  {sql[:110]!r}\n          {asker}"


@contextmanager
def _counting() -> Iterator[Statements]:
    counted = Statements()
    with connection.execute_wrapper(counted):
        yield counted


@contextmanager
def _portal(code: str) -> Iterator[tuple[SectionPage, PortalImage | None]]:
    tenant = Tenant.objects.with_code(code).exclude(state="deleted").get()
    with tenant_context(tenant), muted():
        yield SectionPage.objects.get(slug="tin-tuc"), PortalImage.objects.order_by("pk").first()


if __name__ == "__main__":
    if sys.argv[2].startswith("statements"):
        print("\n".join(statements(sys.argv[1], sys.argv[2].endswith("wagtail"))))
    else:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
