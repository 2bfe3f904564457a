"""Bringing all tenants to the state of the code's migrations."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from queue import Empty, SimpleQueue
from threading import Lock
from uuid import UUID

from django.core.checks import CheckMessage
from django.db import transaction
from django.db.utils import Error, OperationalError
from django_tenants.utils import get_tenant_database_alias

from tenants.connection import tenant_connection
from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.errors import TenantError
from tenants.fleet.aside import bring_back, set_aside
from tenants.fleet.recording import migrate_with_django
from tenants.fleet.replaying import NotTheSameState, Script, refuse_other_shape
from tenants.fleet.rules import check_migrations
from tenants.fleet.shape import Shape, read_shape, shape_digest
from tenants.locks import try_advisory_lock
from tenants.models import Template, Tenant
from tenants.models.tenant import TenantQuerySet
from tenants.protection import close_schema
from tenants.provisioning.fingerprint import tenant_fingerprint
from tenants.provisioning.replay import replay
from tenants.provisioning.template import current_template

logger = logging.getLogger(__name__)

LEADER = "tenants.migrate"
LOCK_TIMEOUT = "5s"
ATTEMPTS = 3
LOCK_NOT_AVAILABLE = "55P03"
LOOK_SCHEMA = "t_00_0000_look"
"""Made and rolled back again within one transaction, to read what the template's shape is."""


class Way(StrEnum):
    """How a tenant was migrated."""

    DJANGO = "Django"
    REPLAYED = "SQL"
    DONE_BEFORE = "was done"


@dataclass(slots=True)
class Report:
    """What came of a run.

    Attributes:
        migrated: how many tenants, by way.
        failed: the tenants set aside, by schema, each with its sentence.
        not_begun: how many were left as they are, because a canary failed.
        seconds: how long it took.
    """

    migrated: dict[Way, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    not_begun: int = 0
    seconds: float = 0.0

    @property
    def count(self) -> int:
        """How many tenants were migrated."""
        return sum(self.migrated.values())

    @property
    def is_complete(self) -> bool:
        """Whether every tenant is in the state of the code now."""
        return not self.failed and not self.not_begun


class AnotherLeads(TenantError):
    """Another process migrates the tenants just now."""


class MigrationsRefused(TenantError):
    """The code has migrations that cannot work per tenant; nothing was begun."""

    def __init__(self, errors: list[CheckMessage]) -> None:
        super().__init__("\n".join(f"{error.msg} {error.hint or ''}".strip() for error in errors))


Tell = Callable[[int, int, str], None]
"""Is told how many are done, of how many, and a line about the last one."""


def outdated_tenants() -> TenantQuerySet:
    """The tenants whose schema is not in the state of the code: one query over the registry, however many there are."""
    return Tenant.objects.exclude(fingerprint=tenant_fingerprint()).exclude(state=TenantState.DELETED)


@dataclass(frozen=True, kw_only=True)
class MigrateFleet:
    """Migrate every tenant that is behind, one transaction each, several at a time.

    Killed at any point it leaves each tenant as it was or as it should be, and run again it goes on.

    Parameters:
        canaries: so many are migrated first, one after another; if one fails the others are not begun.
        threads: how many are migrated at a time after that.
        only: only these tenants.
    """

    canaries: int = 0
    threads: int = 4
    only: frozenset[UUID] | None = None

    def execute(self, tell: Tell = lambda done, total, line: None) -> Report:
        """What came of it.

        Raises:
            AnotherLeads: another process does this.
            MigrationsRefused: a migration cannot work per tenant.
        """
        begun = time.monotonic()
        with no_tenant():
            tenants = self._outdated()
            if not tenants:
                return Report(seconds=time.monotonic() - begun)
            with try_advisory_lock(LEADER) as is_leader:
                if not is_leader:
                    raise AnotherLeads("Another process migrates the tenants just now; this one did nothing.")
                if errors := check_migrations(None, databases=[get_tenant_database_alias()]):
                    raise MigrationsRefused(errors)
                report = _Run(self._outdated(), expected_shape(), tell).execute(self.canaries, self.threads)
        report.seconds = time.monotonic() - begun
        return report

    def _outdated(self) -> list[Tenant]:
        rows = outdated_tenants().order_by("fingerprint", "schema_name")
        return list(rows if self.only is None else rows.filter(pk__in=self.only))


def expected_shape() -> Shape:
    """What the code's migrations make of an empty schema; builds the template if it is not there.

    A process remembers it: a template never changes under its fingerprint, and to replay it costs half a second.
    """
    template = current_template()
    known = _shapes.get(template.fingerprint)
    if known is None:
        _shapes.clear()
        known = _shapes[template.fingerprint] = _shape_of(template)
    return known


_shapes: dict[str, Shape] = {}


def _shape_of(template: Template) -> Shape:
    connection = tenant_connection()
    with transaction.atomic():
        replay(template, LOOK_SCHEMA)
        with connection.cursor() as cursor:
            shape = read_shape(cursor, LOOK_SCHEMA)
        transaction.set_rollback(True)
    connection.set_schema_to_public()
    return shape


class _Run:
    """One run: what it has to do, and what came of it so far."""

    def __init__(self, tenants: list[Tenant], shape: Shape, tell: Tell) -> None:
        self.tenants, self.shape, self.tell = tenants, shape, tell
        self.report = Report()
        self._scripts: dict[str, Script] = {}
        self._django = Lock()  # one at a time: Django's migration states are not made for threads
        self._telling = Lock()

    def execute(self, canaries: int, threads: int) -> Report:
        first, others = self.tenants[:canaries], self.tenants[canaries:]
        for tenant in first:
            self._migrate(tenant)
            if self.report.failed:
                self.report.not_begun = len(self.tenants) - self.report.count - len(self.report.failed)
                return self.report
        for _fingerprint, group in groupby(others, key=lambda tenant: tenant.fingerprint):
            self._migrate_group(list(group), threads)
        return self.report

    def _migrate_group(self, group: list[Tenant], threads: int) -> None:
        """The first that succeeds is recorded; the others replay it side by side."""
        waiting = iter(group)
        for tenant in waiting:
            self._migrate(tenant)
            if tenant.fingerprint in self._scripts or threads == 1:
                break
        rest = SimpleQueue[Tenant]()
        for tenant in waiting:
            rest.put(tenant)
        with ThreadPoolExecutor(max(threads, 1), thread_name_prefix="migrate") as pool:
            for done in [pool.submit(self._work_off, rest) for _ in range(min(threads, rest.qsize()))]:
                done.result()

    def _work_off(self, rest: "SimpleQueue[Tenant]") -> None:
        """One thread's share, on a connection that ends with it."""
        try:
            with no_tenant():
                while True:
                    self._migrate(rest.get_nowait())
        except Empty:
            pass
        finally:
            with suppress(Error):
                tenant_connection().close()

    def _migrate(self, tenant: Tenant) -> None:
        try:
            way = self._attempt(tenant)
        except Exception as error:  # whatever it is: it is this tenant's, and the others go on
            logger.exception("Tenant %s could not be migrated", tenant.schema_name)
            sentence = f"{type(error).__name__}: {error}"
            set_aside(tenant, sentence)
            self._note(tenant, None, sentence)
        else:
            self._note(tenant, way, "")

    def _attempt(self, tenant: Tenant) -> Way:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._in_transaction(tenant)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE or attempt == ATTEMPTS:
                    raise
                logger.warning("Tenant %s is busy, trying again", tenant.schema_name)
        raise AssertionError("unreachable")

    def _in_transaction(self, tenant: Tenant) -> Way:
        script = self._scripts.get(tenant.fingerprint)
        if script is not None:
            try:
                with self._held(tenant) as present:
                    if present is None:
                        return Way.DONE_BEFORE
                    script.replay(present.schema_name)
                    _finish(present)
                return Way.REPLAYED
            except NotTheSameState:
                logger.info("Tenant %s has migrations of its own applied", tenant.schema_name)
        with self._django, self._held(tenant) as present:
            if present is None:
                return Way.DONE_BEFORE
            script = self._by_django(present.schema_name)
            _finish(present)
        if script.recorded.is_replayable:
            self._scripts.setdefault(tenant.fingerprint, script)
        return Way.DJANGO

    def _by_django(self, schema: str) -> Script:
        recorded = migrate_with_django(schema)
        with tenant_connection().cursor() as cursor:
            refuse_other_shape(cursor, schema, self.shape)
            digest = shape_digest(cursor, schema)
        tenant_connection().set_schema_to_public()
        return Script(recorded, digest, self.shape)

    @contextmanager
    def _held(self, tenant: Tenant) -> Iterator[Tenant | None]:
        """The tenant's row, held for the length of a transaction; None where it is migrated or gone meanwhile."""
        connection = tenant_connection()
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                rows = Tenant.objects.select_for_update().filter(pk=tenant.pk, fingerprint=tenant.fingerprint)
                yield rows.first()
        finally:
            connection.set_schema_to_public()

    def _note(self, tenant: Tenant, way: Way | None, sentence: str) -> None:
        with self._telling:
            if way is None:
                self.report.failed[tenant.schema_name] = sentence
            else:
                self.report.migrated[way] = self.report.migrated.get(way, 0) + 1
            done = self.report.count + len(self.report.failed)
            self.tell(done, len(self.tenants), f"{tenant.schema_name}: {sentence or way}")


def _finish(tenant: Tenant) -> None:
    """Note the new state in the registry, in the transaction that made it."""
    tenant.fingerprint = tenant_fingerprint()
    if tenant.migration_error:
        bring_back(tenant)
        tenant.save()
    else:
        tenant.save(update_fields=["fingerprint"])
    if not tenant.is_writable:
        close_schema(tenant)  # tables that the migrations added came with the usual rights
