"""Making a tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import schema_exists

from tenants.acts.hosts import checked_host, refuse_taken_host, refused_by_constraint
from tenants.calendar_day import today
from tenants.context import no_tenant, tenant_context
from tenants.enums import TenantKind, TenantState, UnitLevel
from tenants.errors import ActRefused
from tenants.models import Host, Tenant, TenantIdentity, TenantSuccession, Unit
from tenants.protection import close_schema
from tenants.provisioning.registry import run_steps
from tenants.provisioning.replay import replay
from tenants.provisioning.template import current_template
from tenants.register.ascii import ascii_slug

MAX_SCHEMA_BYTES = 63  # PostgreSQL's NAMEDATALEN - 1
NEAR_MISSES = 5


@dataclass(frozen=True, kw_only=True)
class CreateTenant:
    """Make a tenant for a unit of the register: row, identity, hosts, schema and what other rooms add, in
    one transaction.

    Parameters:
        code: the unit's code in the register.
        hosts: the names under which the portal is reached; the first is canonical, the others redirect to
            it.
        by: who does it.
        reason: why, for the record.
        state: `active`; for a former unit `archived`. `draft` leaves it unpublished (and an archive
            writable) until `ResumeTenant` or `ArchiveTenant`.
        province: the code of the province that the unit must belong to, where the caller acts for one.
        schema_suffix: tells the schema from another of the same unit and era; needed for a copy beside the
            original only.
        on: the day from which the hosts lead to it; today unless given.
    """

    code: str
    hosts: Sequence[str]
    by: str = ""
    reason: str = ""
    state: TenantState | None = None
    province: str | None = None
    schema_suffix: str = ""
    on: date | None = None

    def execute(self) -> Tenant:
        """The new tenant, ready to serve.

        Raises:
            ActRefused: something cannot be; nothing was made.
        """
        with no_tenant():
            unit, names, schema, parent = self._checked()
            template = current_template()
            try:
                with transaction.atomic():
                    tenant = self._register(unit, schema, parent, names, template.fingerprint)
                    replay(template, schema)
                    with tenant_context(tenant):
                        run_steps(tenant)
                    self._put_into_service(tenant)
            except IntegrityError as error:
                raise refused_by_constraint(error, schema) from error
        return tenant

    def refuse(self) -> None:
        """See whether it can be made, without making it.

        Raises:
            ActRefused: something cannot be.
        """
        self._checked()

    def _checked(self) -> tuple[Unit, list[str], str, Tenant | None]:
        unit = self._unit()
        return unit, self._host_names(), self._schema_name(unit), self._parent(unit)

    def _register(
        self, unit: Unit, schema: str, parent: Tenant | None, names: list[str], fingerprint: str
    ) -> Tenant:
        tenant = Tenant(
            schema_name=schema,
            kind=unit.kind,
            state=TenantState.DRAFT,  # other rooms write in it before it may become an archive
            state_changed_at=timezone.now(),
            state_changed_by=self.by,
            state_reason=self.reason,
            abolished_on=unit.valid_to,
            fingerprint=fingerprint,
        )
        tenant.save(force_insert=True)
        identity = TenantIdentity.objects.create(
            tenant=tenant,
            code=unit.code,
            unit_type=unit.unit_type,
            name=unit.name,
            short_name=unit.short_name,
            parent=parent,
            instrument=unit.instrument,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        tenant.remember_identity(identity)
        since = self.on or today()
        Host.objects.bulk_create(
            Host(name=name, tenant=tenant, is_canonical=position == 0, valid_from=since)
            for position, name in enumerate(names)
        )
        TenantSuccession.objects.bulk_create(
            TenantSuccession(
                tenant=tenant, successor_code=code, instrument=unit.ended_by, effective_on=unit.valid_to
            )
            for code in unit.successor_codes
            if unit.valid_to
        )
        return tenant

    def _put_into_service(self, tenant: Tenant) -> None:
        is_former = tenant.kind == TenantKind.FORMER_UNIT
        tenant.state = self.state or (TenantState.ARCHIVED if is_former else TenantState.ACTIVE)
        tenant.save(update_fields=["state"])
        if not tenant.is_writable:
            close_schema(tenant)

    def _unit(self) -> Unit:
        unit = Unit.objects.latest_of(self.code)
        if unit is None:
            raise ActRefused("code", unknown_code(self.code))
        if self.province is not None and self.province not in {unit.parent_code, unit.code}:
            raise ActRefused(
                "code",
                _("%(unit)s belongs to province %(parent)s, not to province %(province)s.")
                % {"unit": unit, "parent": unit.parent_code or unit.code, "province": self.province},
            )
        return unit

    def _host_names(self) -> list[str]:
        if not self.hosts:
            raise ActRefused(
                "hosts", _("A tenant needs at least one host; the first one given is canonical.")
            )
        names = list(dict.fromkeys(checked_host(host) for host in self.hosts))
        for name in names:
            refuse_taken_host(name, self.on or today())
        return names

    def _schema_name(self, unit: Unit) -> str:
        suffix = f"_{self.schema_suffix}" if self.schema_suffix else ""
        schema = unit.schema_name + suffix
        size = len(schema.encode())
        if size > MAX_SCHEMA_BYTES:
            raise ActRefused(
                "schema_suffix",
                _("The schema's name “%(schema)s” is too long: %(size)d bytes; PostgreSQL allows %(limit)d.")
                % {"schema": schema, "size": size, "limit": MAX_SCHEMA_BYTES},
            )
        if Tenant.objects.filter(schema_name=schema).exists():
            raise ActRefused("code", taken_code(unit))
        if schema_exists(schema):
            raise ActRefused(
                "code",
                _(
                    "There is a schema %(schema)s that belongs to no tenant. Look into it, then drop or "
                    "rename it."
                )
                % {"schema": schema},
            )
        return schema

    def _parent(self, unit: Unit) -> Tenant | None:
        if unit.level == UnitLevel.PROVINCE:
            return None
        parent = Tenant.objects.with_code(unit.parent_code, today()).filter(kind=TenantKind.PROVINCE).first()
        if parent is None:
            raise ActRefused(
                "code",
                _(
                    "%(unit)s belongs to province %(parent)s, which has no portal here. Create the "
                    "province's first."
                )
                % {"unit": unit, "parent": unit.parent_code},
            )
        return parent


def unknown_code(code: str) -> str:
    """The sentence for a code that the register does not have, with what was perhaps meant."""
    if not Unit.objects.exists():
        return _("The register of units is empty. Run “manage.py register load” first.")
    by_name = list(Unit.objects.filter(slug=ascii_slug(code) or "-").order_by("code")[:NEAR_MISSES])
    codes = get_close_matches(code, Unit.objects.values_list("code", flat=True), n=NEAR_MISSES, cutoff=0.75)
    near = by_name or list(Unit.objects.filter(code__in=codes).order_by("code")[:NEAR_MISSES])
    sentence = _("There is no unit with the code “%(code)s” in the register.") % {"code": code}
    if near:
        sentence += " " + _("Near it: %(units)s.") % {"units": "; ".join(str(unit) for unit in near)}
    return sentence


def taken_code(unit: Unit) -> str:
    """The sentence for a unit that has its tenant already."""
    tenant = Tenant.objects.filter(schema_name__startswith=unit.schema_name).first()
    host = tenant.canonical_host() if tenant else None
    return _("%(unit)s has a portal already: %(host)s.") % {
        "unit": unit,
        "host": host or (tenant.schema_name if tenant else "?"),
    }
