"""Sending what is due, and keeping what came of it.

A message is claimed before it is sent and settled after: whoever is killed in between leaves a claim that runs out, and the message
goes again under the same `webhook-id`, by which receivers know it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from sites.webhooks import pausing, retrying, signing
from sites.webhooks.enums import DeliveryState, EndpointState, Outcome, PauseReason
from sites.webhooks.guard import Guard
from sites.webhooks.models import Attempt, Delivery, Endpoint
from sites.webhooks.sending import Outgoing, Result, send
from tenants.context import tenant_context
from tenants.tasks.running import OUT_OF_SERVICE

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=3)
"""Longer than a batch can take; then a message of a process that died is sent again."""

A_TIME = 8  # messages to one address in a batch
BATCH = 128
TURN_SECONDS = 20.0  # of one turn of the worker

# Addresses that fail have a lane of their own, or the others would wait for their time-outs, and are asked with one message at
# a time. The outer conditions are those of the row itself, so that of two processes that chose the same row the second finds it taken.
_CLAIM = """
UPDATE public.webhooks_delivery taken SET claimed_until = %(until)s
WHERE taken.id IN (
    SELECT id FROM (
        SELECT d.id, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.due_at, d.position, d.id) AS place
        FROM public.webhooks_delivery d
        JOIN public.webhooks_endpoint e ON e.id = d.endpoint_id AND e.state = %(active)s
             AND (e.failing_since IS NOT NULL) = %(failing)s
        JOIN public.tenants_tenant t ON t.id = d.tenant_id AND t.state <> ALL(%(out)s)
        WHERE d.state = %(waiting)s AND d.due_at <= %(now)s
          AND (d.claimed_until IS NULL OR d.claimed_until < %(now)s)
    ) due
    WHERE place <= %(a_time)s
    ORDER BY place LIMIT %(batch)s
)
AND taken.state = %(waiting)s AND (taken.claimed_until IS NULL OR taken.claimed_until < %(now)s)
RETURNING taken.id"""


def deliver_due(seconds: float = TURN_SECONDS, *, failing: bool = False) -> int:
    """Send what is due until nothing is, or so many seconds are over; returns how many attempts were made.

    Parameters:
        failing: to the addresses that did not accept the last message; else to the others.
    """
    deadline = time.monotonic() + seconds
    made = 0
    while (left := deadline - time.monotonic()) > 0:
        results = deliver_batch(left, failing=failing)
        if not results:
            break
        made += len(results)
    return made


def deliver_batch(seconds: float = TURN_SECONDS, *, failing: bool = False) -> list[Result]:
    """Claim one batch, send it, keep what came of it."""
    claimed = claim(timezone.now(), failing=failing)
    if not claimed:
        return []
    groups = [list(group) for _key, group in groupby(claimed, attrgetter("endpoint_id"))]
    guard = Guard.of(settings.PORTAL_WEBHOOK_NETWORKS)
    results = send([[_outgoing(message) for message in group] for group in groups], guard, seconds)
    by_key = {message.pk: message for message in claimed}
    for result in results:
        settle(by_key[result.key], result)
    tried = {result.key for result in results}
    _give_back([message.pk for message in claimed if message.pk not in tried])
    return results


def claim(now: datetime, *, failing: bool = False) -> list[Delivery]:
    """Take what is due for ourselves, a few of each address, one of each that fails; by address, in the order in which it is to be sent."""
    values: dict[str, Any] = {
        "now": now,
        "until": now + CLAIM,
        "active": EndpointState.ACTIVE.value,
        "waiting": DeliveryState.WAITING.value,
        "out": [state.value for state in OUT_OF_SERVICE],
        "failing": failing,
        "a_time": 1 if failing else A_TIME,
        "batch": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        keys = [row[0] for row in cursor.fetchall()]
    taken = Delivery.objects.filter(pk__in=keys).select_related("endpoint__tenant")
    return list(taken.order_by("endpoint_id", "due_at", "position", "id"))


def settle(message: Delivery, result: Result) -> None:
    """Keep what came of an attempt: of the message and of its address, which may be paused by it."""
    now = timezone.now()
    with tenant_context(message.endpoint.tenant), transaction.atomic():
        endpoint = Endpoint.objects.select_for_update(of=("self",)).filter(pk=message.endpoint_id).first()
        held = Delivery.objects.select_for_update(of=("self",)).filter(pk=message.pk).first()
        if endpoint is None or held is None:
            return  # removed meanwhile
        Attempt.objects.create(
            delivery=held,
            at=now,
            outcome=result.outcome,
            status=result.status,
            milliseconds=result.milliseconds,
            said=result.said,
        )
        held.attempts_made += 1
        held.claimed_until = None
        if result.outcome is Outcome.ACCEPTED:
            held.state, held.settled_at = DeliveryState.DELIVERED, now
            endpoint.accepted_at, endpoint.failing_since = now, None
        else:
            _wait_or_give_up(held, result, now)
            endpoint.failing_since = endpoint.failing_since or now
        held.save(update_fields=["attempts_made", "claimed_until", "state", "settled_at", "due_at"])
        endpoint.save(update_fields=["accepted_at", "failing_since"])
        reason = pause_reason(endpoint, result, now)
        if reason is not None:
            pausing.pause_and_tell(endpoint, reason, now)


def pause_reason(endpoint: Endpoint, result: Result, now: datetime) -> PauseReason | None:
    """Why an address is to be paused after an attempt; None where it is not."""
    if endpoint.state != EndpointState.ACTIVE or result.outcome is Outcome.ACCEPTED:
        return None
    if result.outcome is Outcome.GONE:
        return PauseReason.GONE
    return PauseReason.FAILURES if retrying.has_failed_too_long(endpoint.failing_since, now) else None


def _wait_or_give_up(message: Delivery, result: Result, now: datetime) -> None:
    asked = retrying.read_retry_after(result.retry_after, now) if result.retry_after else None
    due = retrying.next_attempt(message.attempts_made, now, asked)
    if _is_overtaken(message):
        message.state, message.settled_at = DeliveryState.SUPERSEDED, now
    elif due is None:
        message.state, message.settled_at = DeliveryState.FAILED, now
    else:
        message.state, message.due_at = DeliveryState.WAITING, due


def _is_overtaken(message: Delivery) -> bool:
    """Whether a newer state of the same item is on its way or there: telling the older one again would be wrong."""
    if message.item_id is None or message.position is None:
        return False
    newer = Delivery.objects.filter(
        endpoint_id=message.endpoint_id,
        item_id=message.item_id,
        language=message.language,
        position__gt=message.position,
    )
    return newer.exists()


def _outgoing(message: Delivery) -> Outgoing:
    body = message.body.encode()

    def headers() -> dict[str, str]:
        return signing.headers(message.endpoint, str(message.pk), body)

    return Outgoing(message.pk, message.endpoint.url, body, headers)


def _give_back(keys: Sequence[UUID]) -> None:
    """Free what was claimed and not tried."""
    Delivery.objects.filter(pk__in=keys).update(claimed_until=None)
