"""Moving a tenant from one state to another, with who, when and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.backup.parts import merge_shared
from tenants.backup.private_files import PrivateFiles
from tenants.calendar_day import today
from tenants.connection import tenant_connection
from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.errors import ActRefused
from tenants.models import Backup, Interruption, StateChange, Tenant
from tenants.protection import close_schema, open_schema
from tenants.provisioning.migrating import drop_schema

RETENTION = timedelta(days=365)
"""How long an archived or suspended portal is kept before it may be deleted."""


@dataclass(frozen=True, kw_only=True)
class _StateAct:
    """What all of them share: the tenant, who acts and why."""

    tenant: Tenant
    by: str
    reason: str

    allowed_from: ClassVar[frozenset[TenantState]] = frozenset()

    def target(self, tenant: Tenant) -> TenantState:
        """The state that the tenant is to be in."""
        raise NotImplementedError

    def execute(self) -> Tenant:
        """The tenant in its new state; the schema's rights go with it.

        Raises:
            ActRefused: the tenant's present state does not allow it, or no reason is given.
        """
        if not self.reason.strip():
            raise ActRefused("reason", _("Say why: the reason is kept with the state."))
        with no_tenant(), transaction.atomic():
            tenant = Tenant.objects.select_for_update().get(pk=self.tenant.pk)
            state = TenantState(tenant.state)
            if state not in self.allowed_from:
                raise ActRefused("tenant", self._not_from(tenant, state))
            tenant.state = self.target(tenant)
            self.refuse(tenant, state)
            tenant.state_changed_at = timezone.now()
            tenant.state_changed_by = self.by
            tenant.state_reason = self.reason.strip()
            self.amend(tenant)
            tenant.save()
            StateChange.objects.create(
                tenant=tenant, from_state=state, to_state=tenant.state, by=self.by, reason=self.reason.strip()
            )
            if tenant.state == TenantState.DELETED:
                return tenant
            if state.is_writable and not tenant.is_writable:
                close_schema(tenant)
            elif tenant.is_writable and not state.is_writable:
                open_schema(tenant)
        return tenant

    def amend(self, tenant: Tenant) -> None:
        """What else changes with the state."""

    def refuse(self, tenant: Tenant, before: TenantState) -> None:
        """What else stands in the way; raises `ActRefused`."""

    def _not_from(self, tenant: Tenant, state: TenantState) -> str:
        allowed = ", ".join(str(TenantState(one).label) for one in sorted(self.allowed_from))
        return _("%(tenant)s is in the state “%(state)s”; this is possible from: %(allowed)s.") % {
            "tenant": tenant.identity(),
            "state": state.label,
            "allowed": allowed,
        }


@dataclass(frozen=True, kw_only=True)
class SuspendTenant(_StateAct):
    """Take a portal out of service: citizens and editors get a sentence within a second."""

    allowed_from = frozenset(
        {
            TenantState.DRAFT,
            TenantState.ACTIVE,
            TenantState.READ_ONLY,
            TenantState.ARCHIVED,
            TenantState.MAINTENANCE,
        }
    )

    def target(self, tenant: Tenant) -> TenantState:
        """Suspended."""
        return TenantState.SUSPENDED


@dataclass(frozen=True, kw_only=True)
class ResumeTenant(_StateAct):
    """Put a portal (back) into service: what it was, for an abolished unit an archive, else active."""

    allowed_from = frozenset(
        {TenantState.DRAFT, TenantState.SUSPENDED, TenantState.READ_ONLY, TenantState.MAINTENANCE}
    )

    def target(self, tenant: Tenant) -> TenantState:
        """Archived where the unit is no more, else active."""
        return TenantState.ARCHIVED if tenant.abolished_on else TenantState.ACTIVE


@dataclass(frozen=True, kw_only=True)
class ArchiveTenant(_StateAct):
    """Keep a portal as it is: it can be read, and the database refuses every write to its content.

    `abolished_on` is the day the unit ceased to exist, if it did and the register does not say so.
    """

    abolished_on: date | None = None

    allowed_from = frozenset(
        {TenantState.DRAFT, TenantState.ACTIVE, TenantState.READ_ONLY, TenantState.MAINTENANCE}
    )

    def target(self, tenant: Tenant) -> TenantState:
        """Archived."""
        return TenantState.ARCHIVED

    def amend(self, tenant: Tenant) -> None:
        """Note the unit's end, and with it the end of its name."""
        if self.abolished_on is None:
            return
        tenant.abolished_on = self.abolished_on
        tenant.identities.filter(valid_to__isnull=True).update(valid_to=self.abolished_on)


@dataclass(frozen=True, kw_only=True)
class CloseToWriting(_StateAct):
    """Let a portal be read and not written in, as before a merger or while something is looked into."""

    allowed_from = frozenset({TenantState.DRAFT, TenantState.ACTIVE, TenantState.MAINTENANCE})

    def target(self, tenant: Tenant) -> TenantState:
        """Read-only."""
        return TenantState.READ_ONLY


@dataclass(frozen=True, kw_only=True)
class BeginMaintenance(_StateAct):
    """Take a portal's administration out of use for a time; what is public goes on.

    An interruption has to have been announced for now, at least 7 working days ahead unless force majeure
    did not allow it (Nghị định 224/2026/NĐ-CP, Điều 13).
    """

    allowed_from = frozenset({TenantState.DRAFT, TenantState.ACTIVE, TenantState.READ_ONLY})

    def target(self, tenant: Tenant) -> TenantState:
        """Under maintenance."""
        return TenantState.MAINTENANCE

    def refuse(self, tenant: Tenant, before: TenantState) -> None:
        """Nobody may be surprised by it."""
        now = timezone.now()
        if not before.is_public:
            return
        if not Interruption.objects.to_announce(tenant.pk, now).filter(starts_at__lte=now).exists():
            raise ActRefused(
                "tenant",
                _("No interruption was announced for now. Announce it first, or give the force majeure."),
            )


@dataclass(frozen=True, kw_only=True)
class DeleteTenant(_StateAct):
    """Remove a portal for good: its schema and files go, its registry row and history stay.

    Allowed once it has been archived or suspended for `RETENTION`, and a backup younger than that state was
    handed out as its export.
    """

    allowed_from = frozenset({TenantState.ARCHIVED, TenantState.SUSPENDED})

    def target(self, tenant: Tenant) -> TenantState:
        """Deleted."""
        return TenantState.DELETED

    def refuse(self, tenant: Tenant, before: TenantState) -> None:
        """Neither too early nor without an export."""
        until = tenant.state_changed_at + RETENTION
        if until > timezone.now() and not tenant.is_copy:
            raise ActRefused(
                "tenant",
                _(
                    "%(tenant)s is kept until %(day)s: an archived portal is deleted %(days)d days after at the earliest."
                )
                % {"tenant": tenant.identity(), "day": until.strftime("%d/%m/%Y"), "days": RETENTION.days},
            )
        exported = Backup.objects.kept().filter(tenant=tenant, taken_at__gte=tenant.state_changed_at)
        if not tenant.is_copy and not exported.exists():
            raise ActRefused(
                "tenant",
                _("There is no backup of it in this state. Take one and hand it out as its export first."),
            )

    def amend(self, tenant: Tenant) -> None:
        """The schema goes in this transaction, and what other rooms have of it is withdrawn; hosts end today, files go after it."""
        drop_schema(tenant.schema_name)
        with tenant_connection().cursor() as cursor:
            merge_shared(cursor, tenant)
        transaction.on_commit(lambda: PrivateFiles().remove(tenant))
        day = today()
        tenant.hosts.filter(valid_from__gte=day).delete()
        tenant.hosts.filter(valid_to__isnull=True).update(valid_to=day)
