"""Writing a decision into the record, in the transaction that makes it."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.transaction import TransactionManagementError

from cms.record.enums import Act
from cms.record.models import RecordEntry
from cms.salts.models import Salt
from tenants.context import current_tenant


def write(
    act: Act,
    *,
    account: UUID | None,
    post: str = "",
    item: UUID | None = None,
    digest: str = "",
    about: UUID | None = None,
    version: UUID | None = None,
    clause: str = "",
) -> RecordEntry:
    """Record a decision of the current tenant. It gets its place in the chain when the transaction commits.

    Keys alone are written, never a name, a title or a reason: those stand in the tenant's own rows, which `about` names.

    Parameters:
        account: key of the account that decided; None where the platform did by itself.
        post: key of the post that gave the right (`board_chief`).
        item: key of the item decided on (`PortalPage.item_id`).
        digest: SHA-256 of the content decided on; the record gets it salted (`cms.salts`). For facts that are no item's content, see `facts_digest`.
        about: key of the row that the decision made.
        version: key of the version of the regulation; `clause` as it is cited (`7.3a`).

    Raises:
        TransactionManagementError: no transaction is running, so the decision and its entry could part.
        ValueError: a digest of nothing: neither an item nor a row is named.
        NoTenant: no tenant is current.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            f"{act}: a decision and its entry in the record are one transaction."
        )
    subject = item or about
    if digest and subject is None:
        raise ValueError("A digest needs the item, or the row, whose content it is of.")
    return RecordEntry.objects.create(
        tenant_id=current_tenant().pk,
        act=act,
        account_id=account,
        post=post,
        item_id=item,
        about_id=about,
        seal=Salt.objects.seal_for(subject, digest) if digest and subject else "",
        version_id=version,
        clause=clause[:200],
    )


def facts_digest(**facts: Any) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of the facts of a decision that is about no item, such as an appointment."""
    said = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(said.encode()).hexdigest()
