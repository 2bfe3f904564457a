"""Giving a tenant a host, renaming it, handing it over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tenants.calendar_day import today
from tenants.context import no_tenant
from tenants.errors import ActRefused
from tenants.hosts import InvalidHost, normalise
from tenants.models import Host, Tenant

HOST_TAKEN = "host_one_tenant_per_day"


@dataclass(frozen=True, kw_only=True)
class AddHost:
    """Let another name lead to a tenant; it redirects to the canonical one."""

    tenant: Tenant
    name: str
    on: date | None = None

    def execute(self) -> Host:
        """The new host.

        Raises:
            ActRefused: it is no host name, or leads elsewhere.
        """
        day = self.on or today()
        name = checked_host(self.name)
        with no_tenant(), _one_transaction():
            refuse_taken_host(name, day)
            return Host.objects.create(name=name, tenant=self.tenant, valid_from=day)


@dataclass(frozen=True, kw_only=True)
class RenameHost:
    """Make another name canonical; the one that was goes on redirecting to it."""

    tenant: Tenant
    name: str
    on: date | None = None

    def execute(self) -> Host:
        """The tenant's new canonical host.

        Raises:
            ActRefused: it is no host name, leads elsewhere, or is canonical already.
        """
        day = self.on or today()
        name = checked_host(self.name)
        with no_tenant(), _one_transaction():
            own = Host.objects.on(day).filter(tenant=self.tenant, name=name).first()
            if own is not None and own.is_canonical:
                raise ActRefused(
                    "name", _("%(host)s is the tenant's canonical host already.") % {"host": name}
                )
            if own is None:
                refuse_taken_host(name, day)
            else:
                _end(own, day)
            for former in Host.objects.on(day).filter(tenant=self.tenant, is_canonical=True):
                _end(former, day)
                Host.objects.create(name=former.name, tenant=self.tenant, valid_from=day)
            return Host.objects.create(name=name, tenant=self.tenant, is_canonical=True, valid_from=day)


@dataclass(frozen=True, kw_only=True)
class HandOverHost:
    """Let a host lead to another tenant from a day on, as to a merged unit's successor.

    The earlier row stays with its end, so that old paths can be sent to the tenant they were of.
    """

    name: str
    to: Tenant
    on: date | None = None

    def execute(self) -> Host:
        """The host's new row.

        Raises:
            ActRefused: the host is unknown, or leads to that tenant already, or the one that loses it would
                have none.
        """
        day = self.on or today()
        name = checked_host(self.name)
        with no_tenant(), _one_transaction():
            present = Host.objects.on(day).filter(name=name).select_related("tenant").first()
            if present is None:
                raise ActRefused("name", _("No tenant has the host %(host)s.") % {"host": name})
            if present.tenant_id == self.to.pk:
                raise ActRefused("name", _("%(host)s leads to this tenant already.") % {"host": name})
            if present.is_canonical:
                raise ActRefused(
                    "name",
                    _(
                        "%(host)s is the canonical host of %(tenant)s. Give that one another canonical host "
                        "first."
                    )
                    % {"host": name, "tenant": present.tenant.identity(day)},
                )
            _end(present, day)
            return Host.objects.create(name=name, tenant=self.to, valid_from=day)


def checked_host(name: str) -> str:
    """A host's one spelling.

    Raises:
        ActRefused: it is no host name.
    """
    try:
        return normalise(name)
    except InvalidHost as error:
        raise ActRefused("hosts", str(error)) from error


def refuse_taken_host(name: str, day: date) -> None:
    """Refuse a host that leads to a tenant on or after a day.

    Raises:
        ActRefused: it does; the sentence names the tenant.
    """
    taken = (
        Host.objects.filter(name=name)
        .exclude(valid_to__isnull=False, valid_to__lte=day)
        .select_related("tenant")
        .first()
    )
    if taken is not None:
        raise ActRefused("hosts", host_taken(name, str(taken.tenant.identity())))


def host_taken(name: str, whose: str) -> str:
    """The sentence for a host that leads to somebody else."""
    return _("The host %(host)s is taken: it leads to %(tenant)s.") % {"host": name, "tenant": whose}


def refused_by_constraint(error: IntegrityError, schema: str) -> ActRefused:
    """What the database refused because somebody else was faster, as a sentence."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if name == HOST_TAKEN:
        return ActRefused("hosts", _("One of the hosts was given to another tenant a moment ago."))
    if "schema_name" in name:
        return ActRefused(
            "code", _("A tenant with the schema %(schema)s was made a moment ago.") % {"schema": schema}
        )
    raise error


@contextmanager
def _one_transaction() -> Iterator[None]:
    """A transaction in which a lost race reads as a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refused_by_constraint(error, "") from error


def _end(host: Host, day: date) -> None:
    """End a row on a day; one that would have held for no day at all is deleted."""
    if host.valid_from >= day:
        host.delete()
    else:
        host.valid_to = day
        host.save(update_fields=["valid_to"])
