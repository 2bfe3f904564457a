"""Bringing an installation to the state of its code: public schema, register, template, tenants."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenants.connection import tenant_connection
from tenants.context import no_tenant
from tenants.fleet.migrate import MigrateFleet, outdated_tenants
from tenants.locks import advisory_lock
from tenants.models import RegistryState, Template, Unit
from tenants.provisioning.fingerprint import public_fingerprint, tenant_fingerprint
from tenants.provisioning.migrating import migrate_public
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
    tenants_failed: dict[str, str]


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
            return SetUp(False, False, False, 0, {})
        with advisory_lock("tenants.setup"):
            public = _bring_public_up(tell)
            loaded = _bring_register_up(tell, public)
            built = not Template.objects.filter(pk=tenant_fingerprint()).exists()
            if built:
                tell(_("Building the template of the tenants' schema"))
                current_template()
            report = MigrateFleet().execute(
                lambda done, total, line: tell(
                    _("Migrated {done} of {total}: {line}").format(done=done, total=total, line=line)
                )
            )
            return SetUp(public, loaded, built, report.count, report.failed)


def is_up_to_date() -> bool:
    """Whether there is nothing to do."""
    return (
        _has_registry()
        and RegistryState.objects.filter(public_fingerprint=public_fingerprint()).exists()
        and Unit.objects.exists()
        and Template.objects.filter(pk=tenant_fingerprint()).exists()
        and not outdated_tenants().exists()
    )


def _has_registry() -> bool:
    with tenant_connection().cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.tenants_registrystate') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def _bring_public_up(tell: Tell) -> bool:
    fingerprint = public_fingerprint()
    if _has_registry() and RegistryState.objects.filter(public_fingerprint=fingerprint).exists():
        return False
    tell(_("Migrating the public schema"))
    migrate_public()
    RegistryState.objects.update(public_fingerprint=fingerprint)
    return True


def _bring_register_up(tell: Tell, public_migrated: bool) -> bool:
    if not public_migrated and Unit.objects.exists():
        return False
    tell(_("Loading the register of units"))
    load_register()
    return True
