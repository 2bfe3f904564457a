"""What each tenant uses, measured from time to time; and its quotas."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from tenants.backup.private_files import PrivateFiles
from tenants.connection import tenant_connection
from tenants.enums import TenantState
from tenants.models import Tenant, TenantUsage
from tenants.provisioning.definitions import quoted

WARN_AT = 0.9
"""The share of a quota from which on its people are warned."""

_DATABASE = """SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = %s::regnamespace AND d.classid = 'pg_class'::regclass
AND c.relkind = 'r'"""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a quota is used; `limit` is None where there is none."""

    used: int
    limit: int | None

    @property
    def is_full(self) -> bool:
        """Whether nothing more fits."""
        return self.limit is not None and self.used >= self.limit

    @property
    def is_nearly_full(self) -> bool:
        """Whether people should be warned."""
        return self.limit is not None and self.used >= WARN_AT * self.limit


def storage_share(tenant: Tenant) -> Share:
    """Files and database of a tenant, as last measured, against its quota in bytes."""
    usage = TenantUsage.objects.filter(tenant=tenant).first()
    return Share(usage.file_bytes + usage.database_bytes if usage else 0, tenant.storage_quota)


def account_share(tenant: Tenant, accounts: int) -> Share:
    """A tenant's accounts, counted by the caller in its schema, against its quota."""
    return Share(accounts, tenant.account_quota)


def measure(tenant: Tenant) -> TenantUsage:
    """Measure a tenant anew and keep it."""
    store = PrivateFiles()
    folder = store.folder(tenant)
    size = sum(_size(folder / name) for name in store.names(tenant))
    schema = quoted(tenant.schema_name)
    with tenant_connection().cursor() as cursor:
        cursor.execute(_DATABASE, [tenant.schema_name])
        database = int(cursor.fetchone()[0])
        cursor.execute(f"SELECT count(*) FROM {schema}.accounts_user WHERE is_active")  # noqa: S608
        accounts = int(cursor.fetchone()[0])
        cursor.execute(f"SELECT max(last_published_at) FROM {schema}.wagtailcore_page WHERE live")  # noqa: S608
        (published,) = cursor.fetchone()
    usage, _made = TenantUsage.objects.update_or_create(
        tenant=tenant,
        defaults={
            "file_bytes": size,
            "database_bytes": database,
            "accounts": accounts,
            "published_at": published,
            "measured_at": timezone.now(),
        },
    )
    return usage


def next_to_measure(before: object) -> Tenant | None:
    """A tenant that was not measured since an instant; those never measured first."""
    rows = Tenant.objects.exclude(state=TenantState.DELETED)
    never = rows.filter(usage__isnull=True).first()
    return never or rows.filter(usage__measured_at__lt=before).order_by("usage__measured_at").first()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
