"""Bringing an installation to the state of its code: public schema, register, template, tenants."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from tenants.connection import tenant_connection
from tenants.context import no_tenant
from tenants.locks import advisory_lock
from tenants.models import RegistryState, Template, Tenant, Unit
from tenants.models.tenant import TenantQuerySet
from tenants.protection import close_schema
from tenants.provisioning.fingerprint import public_fingerprint, tenant_fingerprint
from tenants.provisioning.migrating import migrate_public, migrate_schema
from tenants.provisioning.template import current_template
from tenants.register.loading import load_register

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SetUp:
    """What there was to do."""

    public_migrated: bool
    register_loaded: bool
    template_built: bool
    tenants_migrated: int


def set_up(tell: Tell) -> SetUp:
    """Bring everything to the state of the code; a few queries when nothing is to be done.

    One process does it at a time; others wait and find it done. `tell` is given a line for each longer
    step.

    Raises:
        Whatever a migration or the register's loader raises; what was done before stays, doing it again
            goes on.
    """
    with no_tenant():
        if is_up_to_date():
            return SetUp(False, False, False, 0)
        with advisory_lock("tenants.setup"):
            public = _bring_public_up(tell)
            loaded = _bring_register_up(tell, public)
            built = not Template.objects.filter(pk=tenant_fingerprint()).exists()
            if built:
                tell("Building the template of the tenants' schema")
                current_template()
            return SetUp(public, loaded, built, _bring_tenants_up(tell))


def is_up_to_date() -> bool:
    """Whether there is nothing to do."""
    return (
        _has_registry()
        and RegistryState.objects.filter(public_fingerprint=public_fingerprint()).exists()
        and Unit.objects.exists()
        and Template.objects.filter(pk=tenant_fingerprint()).exists()
        and not outdated_tenants().exists()
    )


def outdated_tenants() -> TenantQuerySet:
    """The tenants whose schema is not in the state of the code's migrations: one query, however many there
    are.
    """
    return Tenant.objects.exclude(fingerprint=tenant_fingerprint())


def _has_registry() -> bool:
    with tenant_connection().cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.tenants_registrystate') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def _bring_public_up(tell: Tell) -> bool:
    fingerprint = public_fingerprint()
    if _has_registry() and RegistryState.objects.filter(public_fingerprint=fingerprint).exists():
        return False
    tell("Migrating the public schema")
    migrate_public()
    RegistryState.objects.update(public_fingerprint=fingerprint)
    return True


def _bring_register_up(tell: Tell, public_migrated: bool) -> bool:
    if not public_migrated and Unit.objects.exists():
        return False
    tell("Loading the register of units")
    load_register()
    return True


def _bring_tenants_up(tell: Tell) -> int:
    count = 0
    for tenant in outdated_tenants():
        tell(f"Migrating {tenant.schema_name}")
        migrate_schema(tenant.schema_name)
        with transaction.atomic():
            # The row is read anew: a state set meanwhile must not be overwritten.
            present = Tenant.objects.select_for_update().get(pk=tenant.pk)
            present.fingerprint = tenant_fingerprint()
            present.save(update_fields=["fingerprint"])
            if not present.is_writable:
                close_schema(present)  # tables that the migrations added came with the usual rights
        count += 1
    return count
