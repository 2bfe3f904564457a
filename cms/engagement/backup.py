"""What belongs to the desks in a tenant's backup, and what a restore does again: what was deleted stays deleted.

Envelopes that wait in the inbox are no part of a backup: they are sealed to the portal's key and taken in after a restore as before it. The log of
deletions is none either: it lies outside, so that an older backup cannot bring back what it names.
"""

# ruff: noqa: S608 - what is put into the queries are names of our own tables and columns

from __future__ import annotations

from typing import Any

from tenants.backup.parts import SharedPart, SharedRows, register_part
from tenants.models import Tenant
from tenants.provisioning.definitions import quoted

KEYS, FIGURES = "engagement_publickey", "engagement_figures"
_DELETED = "SELECT case_id FROM public.engagement_deletion WHERE tenant_id = %(tenant)s"


def register() -> None:
    """Enter the desks' shared rows in the tenants' backups."""
    register_part(SharedPart("engagement", (SharedRows(KEYS), SharedRows(FIGURES)), merge))


def merge(cursor: Any, tenant: Tenant, staged: dict[str, str]) -> None:
    """Publish the key that the backup's schema holds, put the figures back, and delete again what was deleted since."""
    key = {"tenant": tenant.pk}
    for table in (KEYS, FIGURES):
        cursor.execute(f"UPDATE {staged[table]} SET tenant_id = %(tenant)s", key)
        cursor.execute(f"DELETE FROM public.{table} WHERE tenant_id = %(tenant)s", key)
    cursor.execute(
        f"INSERT INTO public.{KEYS} (id, tenant_id, key_id, public, made_at)"
        f" SELECT gen_random_uuid(), tenant_id, key_id, public, made_at FROM {staged[KEYS]}"
    )
    columns = (
        "tenant_id, kind, month, received, answered, in_time, overdue, refused, median_days, "
        "median_days_without_waiting, released_at"
    )
    cursor.execute(f"INSERT INTO public.{FIGURES} ({columns}) SELECT {columns} FROM {staged[FIGURES]}")
    _delete_again(cursor, tenant)


def _delete_again(cursor: Any, tenant: Tenant) -> None:
    schema, key = quoted(tenant.schema_name), {"tenant": tenant.pk}
    cursor.execute("SELECT to_regclass(%s)", [f"{schema}.engagement_case"])
    if cursor.fetchone()[0] is None:
        return  # the portal was removed: there is nothing any more
    cursor.execute(
        f"UPDATE {schema}.engagement_case SET contact = NULL, contact_key = '', topic = '', purge_at = NULL,"
        f" purged_at = now() WHERE purged_at IS NULL AND id IN ({_DELETED})",
        key,
    )
    cursor.execute(
        f"UPDATE {schema}.engagement_message SET text = NULL, key_id = '' WHERE case_id IN ({_DELETED})", key
    )
    cursor.execute(f"UPDATE {schema}.engagement_caseentry SET note = '' WHERE case_id IN ({_DELETED})", key)
