"""How the fleet behaves as it grows: `make bench-fleet` (TENANTS=300). A database of its own, on the embedded PostgreSQL or DATABASE_URL.

Prints a table, writes var/bench/fleet.json, and ends with 1 where a bar is not held. Timed inside one process, start-up apart.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
OUTPUT = CHECKOUT / "var" / "bench" / "fleet.json"
DATABASE = "cong_xa_bench"
TODAYS_WAY = 30  # tenants: where today's way takes too long for all
ROUNDS = 7


@dataclass(frozen=True)
class Figure:
    """One measurement, the bar it has to hold, and today's way beside it."""

    name: str
    value: float
    unit: str
    bar: str
    holds: bool
    today: str = ""


class Bench:
    """One run: its tenants, and the figures so far."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.figures: list[Figure] = []

    def add(self, name: str, value: float, unit: str, bar: str, holds: bool, today: str = "") -> None:
        """Note a figure and print it."""
        self.figures.append(Figure(name, round(value, 4), unit, bar, holds, today))
        sys.stdout.write(
            f"{name:<58}{value:>9.3f} {unit:<7}{bar:<26}{'holds' if holds else 'DOES NOT HOLD':<15}{today}\n"
        )
        sys.stdout.flush()

    def run(self) -> None:
        """Measure everything, smallest installation first."""
        codes = self._codes()
        few, many = codes[:11], codes[: self.count]
        self._create(few, "Creating the first 10")
        at_ten = self._creation_time(codes[self.count :])
        alone = self._backup_time()
        latency = self._latency(few)
        self._create(many, f"Creating {self.count}")
        at_all = self._creation_time(codes[self.count :])
        self._report_creation(at_ten, at_all)
        self._tables()
        self._resolver()
        self._memory()
        self._report_latency(latency, self._latency(many))
        self._report_backup(alone, self._backup_time())
        self._migration()

    # --- creating ---------------------------------------------------------------------------------------------------
    def _codes(self) -> list[str]:
        from tenants.models import Unit

        provinces = list(
            Unit.objects.provinces().filter(valid_to=None).order_by("code").values_list("code", flat=True)
        )
        communes = Unit.objects.communes().filter(valid_to=None, parent_code__in=provinces).order_by("code")
        return [*provinces[:1], *communes.filter(parent_code=provinces[0]).values_list("code", flat=True), *provinces[1:],
                *communes.exclude(parent_code=provinces[0]).values_list("code", flat=True)]  # fmt: skip

    def _create(self, codes: list[str], label: str) -> None:
        from tenants.fleet.creating import CreateMany
        from tenants.fleet.unit_list import Line
        from tenants.management.acts.progress import Progress

        lines = tuple(
            Line(number, code, (f"u{code}.bench.localhost",)) for number, code in enumerate(codes, 1)
        )
        created = CreateMany(lines=lines, by="bench").execute(Progress(label))
        if created.failed:
            raise SystemExit(f"{created.failed[0]}")

    def _creation_time(self, spare: list[str]) -> float:
        """The median of creating tenants that are removed again."""
        from django.db import transaction

        from tenants.acts import CreateTenant
        from tenants.models import Tenant, Unit

        hosted = set(Tenant.objects.values_list("identities__code", flat=True))
        units = Unit.objects.filter(code__in=spare).exclude(code__in=hosted)
        codes = [unit.code for unit in units if unit.parent_code in hosted or not unit.parent_code][:ROUNDS]
        times = []
        for code in codes or ["79"]:
            with transaction.atomic():
                begun = time.perf_counter()
                CreateTenant(code=code, hosts=[f"spare{code}.bench.localhost"], by="bench").execute()
                times.append(time.perf_counter() - begun)
                transaction.set_rollback(True)
        return statistics.median(times)

    def _report_creation(self, at_ten: float, at_all: float) -> None:
        from django_tenants.clone import CloneSchema

        from tenants.connection import tenant_connection
        from tenants.models import Tenant
        from tenants.provisioning.migrating import drop_schema, make_empty_schema, migrate_schema

        source = Tenant.objects.order_by("pk").first()
        assert source is not None
        begun = time.perf_counter()
        make_empty_schema("t_00_9001")
        migrate_schema("t_00_9001")
        migrations = time.perf_counter() - begun
        begun = time.perf_counter()
        try:
            CloneSchema().clone_schema(source.schema_name, "t_00_9002", set_connection=False)
            cloned = f"clone_schema {time.perf_counter() - begun:.2f} s"
        except Exception as error:
            cloned = f"clone_schema failed: {str(error).splitlines()[0][:60]}"
        tenant_connection().set_schema_to_public()
        for schema in ("t_00_9001", "t_00_9002"):
            drop_schema(schema)
        today = f"migrations {migrations:.1f} s; {cloned}"
        self.add(f"create a tenant, at {self.count}", at_all, "s", "≤ 0.5 s", at_all <= 0.5, today)
        self.add("… compared with at 10", at_all / at_ten, "times", "≤ 1.3 times", at_all <= 1.3 * at_ten)

    # --- what there is ----------------------------------------------------------------------------------------------
    def _tables(self) -> None:
        from tenants.budget import TABLE_BUDGET, tables_per_tenant

        count = tables_per_tenant()
        self.add("tables per tenant", count, "", f"≤ {TABLE_BUDGET}", count <= TABLE_BUDGET)

    def _resolver(self) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from tenants.resolver import HostResolver

        host = HostResolver()
        asked = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                host.resolve(f"u{self._codes()[5]}.bench.localhost")
            asked.append(len([one for one in queries if "tenants_host" in one["sql"]]))
        self.add("host to tenant, cold", asked[0], "queries", "1", asked[0] == 1)
        self.add("host to tenant, warm", asked[1], "queries", "0", asked[1] == 0)

    def _memory(self) -> None:
        """Private memory of a backend after reading every portal: releases, and the same through each schema's tables."""
        from tenants.connection import tenant_connection
        from tenants.models import Tenant

        def grown(read: Callable[[object, Tenant], None]) -> float:
            connection = tenant_connection().copy()
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    (pid,) = cursor.fetchone()
                    for tenant in Tenant.objects.all():
                        read(cursor, tenant)
                    return private_megabytes(pid)
            finally:
                connection.close()

        def public(cursor: object, tenant: Tenant) -> None:
            cursor.execute(  # type: ignore[attr-defined]
                "SELECT summary FROM public.releases_release WHERE tenant_id = %s ORDER BY published_at DESC LIMIT 20",
                [str(tenant.pk)],
            )

        def each_schema(cursor: object, tenant: Tenant) -> None:
            schema = tenant.schema_name
            cursor.execute(  # type: ignore[attr-defined]
                f"SELECT p.title, a.summary FROM {schema}.wagtailcore_page p JOIN {schema}.content_articlepage a "
                f"ON a.portalpage_ptr_id = p.id JOIN {schema}.wagtailcore_locale l ON l.id = p.locale_id "
                "ORDER BY p.first_published_at DESC LIMIT 20"
                if self._multi_table
                else f"SELECT p.title FROM {schema}.wagtailcore_page p JOIN {schema}.wagtailcore_locale l ON l.id = p.locale_id "
                f"JOIN {schema}.wagtailcore_revision r ON r.id = p.latest_revision_id ORDER BY p.id LIMIT 20"
            )

        self._multi_table = False
        value, today = grown(public), grown(each_schema)
        self.add(
            "private memory of a backend that read every portal", value, "MB", "≤ 30 MB", 0 < value <= 30,
            f"through the schemas {today:.0f} MB",
        )  # fmt: skip

    # --- serving ----------------------------------------------------------------------------------------------------
    def _latency(self, codes: list[str]) -> float:
        """p99 of `GET /api/v1/items/` at a fixed rate, portals at random; seconds."""
        from bench.fleet_serving import p99

        return p99([f"u{code}.bench.localhost" for code in codes])

    def _report_latency(self, at_ten: float, at_all: float) -> None:
        self.add(
            "GET /api/v1/items/ p99, compared with at 10", at_all / at_ten, "times", "≤ 1.5 times", at_all <= 1.5 * at_ten,
            f"{at_ten * 1000:.1f} ms at 10, {at_all * 1000:.1f} ms at {self.count}",
        )  # fmt: skip

    # --- backup -----------------------------------------------------------------------------------------------------
    def _backup_time(self) -> tuple[float, float, float]:
        """Seconds to back a tenant with 200 items up without files, to restore it, and the files' share."""
        from bench.fleet_content import tenant_with_items
        from tenants.backup.restore import RestoreTenant
        from tenants.backup.take import BackUpTenant

        tenant = tenant_with_items(200)
        taken = [BackUpTenant(tenant=tenant, by="bench", files=False).execute() for _ in range(ROUNDS)]
        with_files = BackUpTenant(tenant=tenant, by="bench").execute()
        restores = []
        for backup in taken[:3]:
            begun = time.perf_counter()
            RestoreTenant(name=backup.name, by="bench").execute()
            restores.append(time.perf_counter() - begun)
        plain = statistics.median(one.seconds for one in taken)
        return plain, statistics.median(restores), with_files.seconds - plain

    def _report_backup(self, at_ten: tuple[float, float, float], at_all: tuple[float, float, float]) -> None:
        from tenants.models import Tenant

        schema = Tenant.objects.order_by("pk")[0].schema_name
        dumped = pg_dump_seconds(schema)
        self.add("back up a tenant with 200 items", at_all[0], "s", "≤ 0.5 s", at_all[0] <= 0.5,
                 f"pg_dump -n {dumped:.2f} s; its files {at_all[2]:.2f} s more")  # fmt: skip
        self.add(
            "… compared with at 10",
            at_all[0] / at_ten[0],
            "times",
            "≤ 1.3 times",
            at_all[0] <= 1.3 * at_ten[0],
        )
        self.add("restore it", at_all[1], "s", "≤ 1.5 s", at_all[1] <= 1.5)

    # --- migrating --------------------------------------------------------------------------------------------------
    def _migration(self) -> None:
        from bench.fleet_migration import added_migration, migrate_as_today, same_shape
        from tenants.fleet.migrate import MigrateFleet, outdated_tenants
        from tenants.management.acts.progress import Progress
        from tenants.models import Tenant
        from tenants.provisioning.template import current_template

        nothing = statistics.median(MigrateFleet().execute().seconds for _ in range(ROUNDS))
        some = list(Tenant.objects.order_by("-pk")[:TODAYS_WAY])
        today_nothing = migrate_as_today(some) / len(some)
        self.add("nothing to migrate, all tenants", nothing, "s", "≤ 0.5 s", nothing <= 0.5,
                 f"migrate_schemas {today_nothing * self.count:.0f} s for as many ({len(some)} measured)")  # fmt: skip
        with added_migration():
            current_template()
            today = migrate_as_today(some) / len(some)
            report = MigrateFleet(only=frozenset(
                outdated_tenants().exclude(pk__in=[one.pk for one in some]).values_list("pk", flat=True)
            )).execute(Progress("Migrating"))  # fmt: skip
            if not report.is_complete:
                raise SystemExit(f"Not migrated: {report.failed}")
            each = report.seconds / max(report.count, 1)
            same = same_shape(
                some[0], Tenant.objects.exclude(pk__in=[one.pk for one in some]).order_by("-pk")[0]
            )
            self.add("a column and an index, all tenants, faster than today", today / each, "times", "≥ 20 times",
                     today / each >= 20, f"{each * 1000:.1f} ms a tenant, migrate_schemas {today * 1000:.0f} ms")  # fmt: skip
            self.add("… with the same result", float(same), "", "1", same)


def private_megabytes(pid: int) -> float:
    """What a process holds for itself alone; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def pg_dump_seconds(schema: str) -> float:
    """How long `pg_dump -n` takes for one schema; not a number where there is none."""
    import subprocess

    from tenants.database_url import DatabaseAddress
    from tenants.embedded_programs import EmbeddedError, Programs

    address = DatabaseAddress.from_url(os.environ["DATABASE_OWNER_URL"])
    begun = time.perf_counter()
    try:
        done = Programs.find().run("pg_dump", "-n", schema, "-f", "/dev/null", address.to_url())
        code = done.returncode
    except (EmbeddedError, OSError):
        code = subprocess.run(
            ["pg_dump", "-n", schema, "-f", "/dev/null", address.to_url()], check=False, capture_output=True
        ).returncode
    return time.perf_counter() - begun if not code else float("nan")


@contextmanager
def installation() -> Iterator[None]:
    """A database of its own for the run, with the code's own set-up done."""
    from tenants.embedded import Profile
    from tenants.roles import connection
    from tenants.server import administered_server

    with administered_server(Profile.TEST) as server:
        with connection(server.administrator.with_(name="postgres")) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        os.environ.update(server.prepare(DATABASE).environment())
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
            if not os.environ.get("KEEP"):
                with connection(server.administrator.with_(name="postgres")) as cursor:
                    cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def main() -> int:
    """Measure, print, write; 1 where a bar is not held."""
    import tempfile

    bench = Bench(int(os.environ.get("TENANTS", "300")))
    with tempfile.TemporaryDirectory(prefix="cong-xa-bench-") as files, installation():
        os.environ.update(
            DJANGO_SETTINGS_MODULE="cms.settings.demo", PORTAL_DB_ROLE="owner", PORTAL_STATE_DIR=files,
            PORTAL_LOG_LEVEL="WARNING",
        )  # fmt: skip
        import django

        django.setup()
        from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair
        from tenants.provisioning.setup import set_up

        pair = new_key_pair()
        identity = Path(files) / "identity"
        identity.write_text(pair.identity)
        os.environ.update({RECIPIENTS: pair.recipient, IDENTITY_FILE: str(identity)})
        set_up(lambda line: sys.stderr.write(f"{line} …\n") and None)
        bench.run()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}"
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    record = {"tenants": bench.count, "machine": machine, "figures": [asdict(one) for one in bench.figures]}
    OUTPUT.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(one.holds for one in bench.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
