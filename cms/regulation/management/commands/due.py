"""`manage.py due`: until when something is due at a portal, as one line of JSON."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.regulation import queries
from cms.regulation.calendar import FIRST_YEAR, LAST_YEAR, CalendarError
from cms.regulation.events import EventDates, as_instant
from cms.regulation.explanation import DeadlineAnswer
from cms.regulation.layers import tenant_finding
from cms.regulation.regulation import Regulation
from cms.regulation.tenant_lookup import TenantNotFound, find_tenant
from cms.regulation.vocabulary import DeadlineKey, Layer
from tenants.context import no_tenant, tenant_context

WRONG_ARGUMENT = 2


class Command(BaseCommand):
    """Prints due, unit, amount, layer, citation and calendar_certain; exit 0 also where nothing is due, 2 on
    a wrong argument."""

    help = "Say until when something is due at a portal: one line of JSON. Times are Asia/Ho_Chi_Minh."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the tenant, the deadline key and the start."""
        parser.add_argument("tenant", metavar="TENANT", help="code (16522) or name in ASCII (quang-phu)")
        parser.add_argument("key", metavar="DEADLINE_KEY", help=", ".join(DeadlineKey))
        parser.add_argument(
            "start", metavar="START", help="ISO 8601: a date or a time; without an offset it is Vietnamese"
        )
        parser.add_argument(
            "--layer", choices=["tenant"], help="the portal's own rule alone, whatever the law says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer."""
        key, start = _key(options["key"]), _start(options["start"])
        try:
            with no_tenant():
                tenant = find_tenant(options["tenant"])
            with tenant_context(tenant):
                regulation = queries.in_force(start)
                own = options["layer"] == "tenant"
                answer = (
                    _own_answer(regulation, key, start)
                    if own
                    else regulation.answer(key, EventDates.all_at(start))
                )
        except TenantNotFound as error:
            raise CommandError(str(error), returncode=WRONG_ARGUMENT) from error
        except CalendarError as error:
            raise CommandError(str(error), returncode=WRONG_ARGUMENT) from error
        layer = Layer.TENANT if own else answer.layer
        self.stdout.write(json.dumps(_shape(answer, layer), ensure_ascii=False))


def _key(text: str) -> DeadlineKey:
    try:
        return DeadlineKey(text)
    except ValueError:
        known = ", ".join(DeadlineKey)
        raise CommandError(
            f"{text!r} is not a deadline; expected one of: {known}", returncode=WRONG_ARGUMENT
        ) from None


def _start(text: str) -> dt.datetime:
    try:
        start = (
            dt.date.fromisoformat(text)
            if "T" not in text and len(text) == 10
            else dt.datetime.fromisoformat(text)
        )
    except ValueError:
        message = (
            f"{text!r} is not a date or time of ISO 8601; expected for example 2026-11-20 or 2026-11-20T15:00"
        )
        raise CommandError(message, returncode=WRONG_ARGUMENT) from None
    if not FIRST_YEAR < start.year < LAST_YEAR:
        message = (
            f"{text!r} is outside the calendar; expected a year between {FIRST_YEAR + 1} and {LAST_YEAR - 1}"
        )
        raise CommandError(message, returncode=WRONG_ARGUMENT)
    return as_instant(start)


def _own_answer(regulation: Regulation, key: DeadlineKey, start: dt.datetime) -> DeadlineAnswer:
    versions = [regulation] if regulation.has_own_rules else []
    finding = tenant_finding(
        key, versions, EventDates.all_at(start), regulation.around, asked_on=start.date(), targets=False
    )
    return DeadlineAnswer(key=key, decided=finding, findings=(finding,) if finding else ())


def _shape(answer: DeadlineAnswer, layer: Layer | None) -> dict[str, Any]:
    return {
        "due": answer.due.isoformat(timespec="seconds") if answer.due else None,
        "unit": answer.unit.value if answer.unit else None,
        "amount": answer.amount,
        "layer": layer.value if layer else None,
        "citation": answer.citation,
        "calendar_certain": answer.calendar_certain,
    }
