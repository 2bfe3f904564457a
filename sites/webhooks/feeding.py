"""From the change feed to messages: one for each change that an address wants, in the feed's order.

An address has its own position in the feed. Messages and the new position are written in one transaction, and a position has one message at
most: whatever is killed in between, nothing is lost and nothing is there twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sites.api.feed import behind, told
from sites.api.output import origin_or_none
from sites.api.scopes import Scope as Readers
from sites.api.scopes import scope_of
from sites.releases import changes
from sites.releases.enums import ChangeKind, ReleaseType
from sites.releases.fields import canonical_json
from sites.releases.models import Change
from sites.releases.moments import instant
from sites.webhooks.enums import DeliveryState, Event, Scope
from sites.webhooks.models import Delivery, Endpoint
from tenants.identity import new_id
from tenants.models import Tenant
from tenants.tasks.running import OUT_OF_SERVICE

logger = logging.getLogger(__name__)

BATCH = 500  # changes turned into messages in one transaction


def feed_all() -> int:
    """Write the messages that the change feed asks for, for every address that is behind; returns how many."""
    written = 0
    for key in list(_behind_feed()):
        while (count := _feed_or_log(key)) is not None:
            written += count[0]
            if count[1]:
                break
    return written


def feed(endpoint_key: UUID) -> tuple[int, bool] | None:
    """Turn the next changes into messages for one address, in a transaction of its own.

    Returns:
        how many messages were written, and whether the end of the feed was reached; None where somebody else feeds
        this address, or it is not told any more.
    """
    with transaction.atomic():
        active = Endpoint.objects.active().select_for_update(skip_locked=True, of=("self",))
        endpoint = active.select_related("tenant").filter(pk=endpoint_key).first()
        if endpoint is None:
            return None
        forgotten = changes.forgotten()
        if 0 < endpoint.position < forgotten:
            _write(endpoint, [_restart(endpoint, forgotten)])
            Endpoint.objects.filter(pk=endpoint.pk).update(position=forgotten)
            return 1, False
        end = changes.last_position()  # asked first: what comes meanwhile is behind it
        readers = scope_of(endpoint.tenant, endpoint.scope)
        rows: list[Change] = list(
            behind(readers, endpoint.position, using="default").filter(position__lte=end)[:BATCH]
        )
        messages = [_message(endpoint, row, readers) for row in rows if _is_wanted(endpoint, row)]
        _overtake(endpoint, messages)
        _write(endpoint, messages)
        reached = len(rows) < BATCH
        position = end if reached else rows[-1].position
        Endpoint.objects.filter(pk=endpoint.pk).update(position=max(position or 0, endpoint.position))
        return len(messages), reached


def test_message(endpoint: Endpoint) -> Delivery:
    """Write a message that tells nothing but that messages arrive."""
    message = _new(endpoint, Event.TEST, {"portal": str(endpoint.tenant_id), "name": endpoint.name})
    message.save(force_insert=True)
    return message


def _behind_feed() -> Any:
    """The addresses for which there is something in the feed; a province's are looked into whenever anything happened."""
    end = changes.last_position()
    own = Change.objects.filter(tenant_id=OuterRef("tenant_id"), position__gt=OuterRef("position"))
    waiting = Exists(own) | Q(scope=Scope.PROVINCE, position__lt=end)
    told_now = Endpoint.objects.active().exclude(tenant__state__in=OUT_OF_SERVICE)
    return told_now.filter(waiting).values_list("pk", flat=True)


def _feed_or_log(key: UUID) -> tuple[int, bool] | None:
    try:
        return feed(key)
    except Exception:  # one portal's trouble, such as a host that is gone, is not the others'
        logger.exception("Webhook %s could not be fed; it is tried again", key)
        return None


def _is_wanted(endpoint: Endpoint, row: Change) -> bool:
    return not endpoint.types or row.type in endpoint.types


def _message(endpoint: Endpoint, row: Change, readers: Readers) -> Delivery:
    data = told(row, readers)
    if not ReleaseType(row.type).is_item:
        event = Event.PORTAL
    else:
        event = Event.RELEASED if data["kind"] == ChangeKind.RELEASED else Event.WITHDRAWN
        data["api"] = f"{_origin(endpoint.tenant)}/api/v1/items/{row.item_id}/?language={row.language}"
    message = _new(endpoint, event, data)
    message.position, message.item_id, message.language = row.position, row.item_id, row.language
    return message


def _restart(endpoint: Endpoint, forgotten: int) -> Delivery:
    again = f"{_origin(endpoint.tenant)}/api/v1/changes/?since=0&scope={endpoint.scope}"
    return _new(endpoint, Event.RESTART, {"position": forgotten, "changes": again})


def _new(endpoint: Endpoint, event: Event, data: dict[str, Any]) -> Delivery:
    """A message whose body is final: what is signed and resent is these bytes."""
    body = {"type": event.value, "timestamp": instant(timezone.now()), "data": data}
    return Delivery(
        id=new_id(), endpoint=endpoint, tenant_id=endpoint.tenant_id, event=event, body=canonical_json(body)
    )


def _write(endpoint: Endpoint, messages: Sequence[Delivery]) -> None:
    Delivery.objects.bulk_create(messages)


def _overtake(endpoint: Endpoint, messages: Sequence[Delivery]) -> None:
    """Let what still waits to tell an older state of the same items go: receivers are told the last one."""
    newer = {(message.item_id, message.language) for message in messages}
    if not newer:
        return
    waiting = endpoint.deliveries.waiting().filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=timezone.now()),
        item_id__in={item_id for item_id, _language in newer},
    )
    older = [
        key
        for key, item_id, language in waiting.values_list("pk", "item_id", "language")
        if (item_id, language) in newer
    ]
    waiting.filter(pk__in=older).update(state=DeliveryState.SUPERSEDED, settled_at=timezone.now())


def _origin(tenant: Tenant) -> str:
    return origin_or_none(tenant) or ""
