"""What each tenant uses, measured from time to time; and its quotas."""

from dataclasses import dataclass
from pathlib import Path

from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.backup.private_files import PrivateFiles
from tenants.connection import tenant_connection
from tenants.enums import TenantState
from tenants.errors import ActRefused
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
    def percent(self) -> int | None:
        """How much of 100 is used, never more than 999; None where there is no limit."""
        return min(999, round(100 * self.used / self.limit)) if self.limit else None

    @property
    def is_full(self) -> bool:
        """Whether nothing more fits."""
        return self.limit is not None and self.used >= self.limit

    @property
    def is_nearly_full(self) -> bool:
        """Whether people should be warned."""
        return self.limit is not None and self.used >= WARN_AT * self.limit


def storage_share(tenant: Tenant) -> Share:
    """Files and database of a tenant, as last measured and with the files stored since, against its quota in bytes."""
    usage = TenantUsage.objects.filter(tenant=tenant).first()
    limit = limits_of(tenant)[0]
    return Share(usage.file_bytes + usage.database_bytes if usage else 0, limit)


def account_share(tenant: Tenant, accounts: int) -> Share:
    """A tenant's accounts, counted by the caller in its schema, against its quota."""
    return Share(accounts, limits_of(tenant)[1])


def refuse_file(tenant: Tenant, size: int) -> None:
    """See whether a file of so many bytes still fits.

    Raises:
        ActRefused: it does not; the sentence says how much is used of how much.
    """
    share = storage_share(tenant)
    if share.limit is not None and share.used + size > share.limit:
        raise ActRefused(
            "file",
            _(
                "The portal's storage is full: %(used)s of %(limit)s are used, and this file has %(size)s. Delete pictures and files "
                "that nothing needs, or ask the province's IT for more. Nothing was stored."
            )
            % {
                "used": filesizeformat(share.used),
                "limit": filesizeformat(share.limit),
                "size": filesizeformat(size),
            },
        )


def refuse_account(tenant: Tenant, accounts: int) -> None:
    """See whether one more account may be opened.

    Parameters:
        accounts: how many are open, counted by the caller.

    Raises:
        ActRefused: as many as may be are open.
    """
    share = account_share(tenant, accounts)
    if share.is_full:
        raise ActRefused(
            "account",
            _(
                "The portal has %(used)d open accounts, and %(limit)d are allowed. Close one that nobody needs, or ask the province's "
                "IT for more."
            )
            % {"used": share.used, "limit": share.limit},
        )


def count_file(tenant: Tenant, size: int) -> None:
    """Add a file's bytes to what is known of a tenant, or take them off (a negative size), until it is measured again."""
    TenantUsage.objects.filter(tenant=tenant).update(file_bytes=F("file_bytes") + size)


def limits_of(tenant: Tenant) -> tuple[int | None, int | None]:
    """Bytes and accounts at most, as the registry has them now: a process remembers a tenant for a minute."""
    found = Tenant.objects.filter(pk=tenant.pk).values_list("storage_quota", "account_quota").first()
    return found or (None, None)


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
