"""Putting a sealed envelope into the inbox, as the role that can do nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connections

from cms.inbox.enums import EnvelopeKind
from cms.inbox.models import PublicKey
from cms.inbox.receipts import Receipt
from cms.inbox.sealing import as_bytes, seal
from sites.api.scopes import READER
from tenants.identity import new_id

INTAKE = "intake"
# Without naming the constraint, and without RETURNING: both would need the right to read.
_ADD = (
    "INSERT INTO public.engagement_inbox (id, tenant_id, idempotency, kind, key_id, payload)"
    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)


def key_of(tenant_id: UUID) -> PublicKey | None:
    """Return the key that a portal's envelopes are sealed to; None where it has none, so that it can take nothing."""
    return PublicKey.objects.using(READER).filter(tenant_id=tenant_id).order_by("-made_at").first()


def put(
    tenant_id: UUID, key: PublicKey, kind: EnvelopeKind, receipt: Receipt, content: dict[str, Any]
) -> bool:
    """Seal what was sent and put it into the inbox; when this returns it is committed.

    Returns whether it is new; False where the same form was sent before and still lies there.

    Raises:
        OperationalError: the database does not answer; nothing was kept.
    """
    payload = seal(as_bytes({**content, "code": receipt.code, "token": receipt.token}), key.public)
    with connections[INTAKE].cursor() as cursor:
        cursor.execute(_ADD, [new_id(), tenant_id, receipt.idempotency, kind.value, key.key_id, payload])
        return bool(cursor.rowcount == 1)
