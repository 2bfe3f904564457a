"""From the inbox of the public schema into the portal's own: each envelope becomes one case, exactly once.

Opening, the case and the envelope's end are one transaction: killed at any point, the envelope is there or the case is. A form sent again after its
envelope has gone finds the case by the same key, and makes no second one.
"""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction

from cms.engagement.acts.receiving import receive
from cms.engagement.enums import CaseKind
from cms.engagement.exchange import Contact
from cms.engagement.keys import NoInstallationKey, opened
from cms.engagement.models import Case
from cms.inbox.models import Envelope
from cms.inbox.sealing import Unreadable, as_shape
from tenants.context import current_tenant, tenant_context
from tenants.models import Tenant

logger = logging.getLogger(__name__)
AT_MOST = 500
"""Envelopes of a portal in one turn, so that a flood at one delays no other for long."""


def take_in_everywhere() -> int:
    """Take in what waits for any portal that can be written to; returns how many cases were made."""
    waiting = list(Envelope.objects.order_by().values_list("tenant_id", flat=True).distinct())
    made = 0
    for tenant in Tenant.objects.filter(pk__in=waiting):
        if not tenant.is_writable:
            continue
        try:
            with tenant_context(tenant):
                made += take_in()
        except Exception:
            logger.exception("What citizens sent to %s could not be taken in", tenant.pk)
    return made


def job() -> None:
    """Take in what waits, as periodic work of the installation."""
    take_in_everywhere()


def take_in() -> int:
    """Take in what waits for the current tenant, the first first; returns how many cases were made."""
    made, passed = 0, set[UUID]()
    for _turn in range(AT_MOST):
        with transaction.atomic():
            waiting = Envelope.objects.select_for_update(skip_locked=True, of=("self",))
            envelope = (
                waiting.filter(tenant_id=current_tenant().pk)
                .exclude(pk__in=passed)
                .order_by("received_at")
                .first()
            )
            if envelope is None:
                break
            try:
                made += _open(envelope) is not None
            except (Unreadable, NoInstallationKey) as error:
                logger.error("Envelope %s stays: %s", envelope.pk, error)
                passed.add(envelope.pk)
                continue
            envelope.delete()
    return made


def _open(envelope: Envelope) -> Case | None:
    if envelope.kind not in CaseKind.values:
        raise Unreadable(f"No desk takes envelopes of the kind {envelope.kind}.")
    shape = as_shape(opened(envelope.payload, envelope.key_id))
    came_from = str(shape.get("came_from") or "")
    return receive(
        kind=CaseKind(envelope.kind),
        idempotency=envelope.idempotency,
        code=str(shape["code"]),
        text=str(shape["text"]),
        contact=Contact.of(shape),
        received_at=envelope.received_at,
        field=str(shape.get("field") or ""),
        suspicious=bool(shape.get("suspicious")),
        came_from=UUID(came_from) if came_from else None,
    )
