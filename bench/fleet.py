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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.fleet_places import Place, in_turn, large_place, small_place
from tenants.embedded import Profile
from tenants.server import Server, administered_server

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

    def __init__(self, count: int, server: Server, large: Place) -> None:
        self.count = count
        self.server, self.large = server, large
        self.figures: list[Figure] = []

    def add(self, name: str, value: float, unit: str, bar: str, holds: bool, today: str = "") -> None:
        """Note a figure and print it."""
        self.figures.append(Figure(name, round(value, 4), unit, bar, holds, today))
        sys.stdout.write(
            f"{name:<58}{value:>9.3f} {unit:<7}{bar:<26}{'holds' if holds else 'DOES NOT HOLD':<15}{today}\n"
        )
        sys.stdout.flush()

    def run(self) -> None:
        """Make a small installation and a large one, then measure in both in turn."""
        from bench.fleet_content import tenant_with_items

        codes = self._codes()
        few, many = codes[:10], codes[: self.count]
        self._create(few, "Creating the first 10")
        tenant_with_items(200)
        small = small_place(self.server, self.large)
        self.large.enter()
        self._create(many, f"Creating {self.count}")
        places = (small, self.large)
        self._creation(places, codes[self.count :])
        self.large.enter()
        self._tables()
        self._resolver()
        self._memory()
        self._latency((small, few), (self.large, many))
        self._backup(places)
        self.large.enter()
        self._migration()

    # --- creating ---------------------------------------------------------------------------------------------------
    def _codes(self) -> list[str]:
        from tenants.models import Unit

        provinces = list(
            Unit.objects.provinces().filter(valid_to=None).order_by("code").values_list("code", flat=True)
        )
        communes = Unit.objects.communes().filter(valid_to=None, parent_code__in=provinces).order_by("code")
        of_first = communes.filter(parent_code=provinces[0]).exclude(code="16522")
        others = communes.exclude(parent_code=provinces[0]).exclude(code="16522")
        provinces.remove("38")  # the demo's ward and its province come with their content
        return [
            provinces[0],
            *of_first.values_list("code", flat=True),
            *provinces[1:],
            *others.values_list("code", flat=True),
        ]

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

    def _creation(self, places: tuple[Place, Place], spare: list[str]) -> None:
        """Create tenants, commit and all, and remove each again; in the small and in the large installation in turn."""
        chosen = spare[:1] or ["06577"]
        few, many = in_turn(places, ROUNDS, lambda turn: self._create_one(chosen[turn % len(chosen)]))
        today = self._todays_creation()
        at_all, at_ten = statistics.median(many), statistics.median(few)
        self.add(f"create a tenant, at {self.count}", at_all, "s", "≤ 0.5 s", at_all <= 0.5, today)
        self.add("… compared with at 10", at_all / at_ten, "times", "≤ 1.3 times", at_all <= 1.3 * at_ten)

    @staticmethod
    def _create_one(code: str) -> float:
        from tenants.acts import CreateTenant
        from tenants.models import Tenant, Unit
        from tenants.provisioning.migrating import drop_schema
        from tenants.provisioning.template import current_template

        unit = Unit.objects.latest_of(code)
        assert unit is not None
        if unit.parent_code and not Tenant.objects.with_code(unit.parent_code).exists():
            CreateTenant(
                code=unit.parent_code, hosts=[f"u{unit.parent_code}.bench.localhost"], by="bench"
            ).execute()
        current_template()
        begun = time.perf_counter()
        tenant = CreateTenant(code=code, hosts=[f"spare{code}.bench.localhost"], by="bench").execute()
        seconds = time.perf_counter() - begun
        drop_schema(tenant.schema_name)
        tenant.delete(force_drop=False)
        return seconds

    @staticmethod
    def _todays_creation() -> str:
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
            reason = getattr(getattr(error.__cause__, "diag", None), "message_primary", None) or str(error)
            cloned = f"clone_schema fails ({type(error).__name__}: {reason.strip()[:90]})"
        tenant_connection().set_schema_to_public()
        for schema in ("t_00_9001", "t_00_9002"):
            drop_schema(schema)
        return f"migrations {migrations:.1f} s; {cloned}"

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
        """Private memory of a backend after reading every portal: its releases, and its pages by the ORM as a shared Wagtail would."""
        from django.db import connection

        from cms.content.models import ArticlePage
        from sites.releases.models import Release
        from tenants.context import no_tenant, tenant_context
        from tenants.models import Tenant

        def grown(read: Callable[[Tenant], None]) -> float:
            connection.close()
            tenants = list(Tenant.objects.all())
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (pid,) = cursor.fetchone()
            for tenant in tenants:
                read(tenant)
            return private_megabytes(pid)

        def public(tenant: Tenant) -> None:
            with no_tenant():
                list(Release.objects.of(tenant.pk).items().order_by("-published_at")[:20])

        def by_pages(tenant: Tenant) -> None:
            with tenant_context(tenant):
                list(
                    ArticlePage.objects.live()
                    .select_related("locale", "owner")
                    .order_by("-first_published_at")[:20]
                )

        value, today = grown(public), grown(by_pages)
        self.add(
            "private memory of a backend that read every portal", value, "MB", "≤ 30 MB", 0 < value <= 30,
            f"by the ORM through the schemas {today:.0f} MB",
        )  # fmt: skip

    # --- serving ----------------------------------------------------------------------------------------------------
    def _latency(self, *asked: tuple[Place, list[str]]) -> None:
        """p99 of `GET /api/v1/items/` at a fixed rate, portals at random."""
        from bench.fleet_serving import RATE, latencies

        hosts = [(place, [f"u{code}.bench.localhost" for code in codes]) for place, codes in asked]
        at_ten, at_all = latencies(hosts)
        self.add(
            "GET /api/v1/items/ p99, compared with at 10", at_all / at_ten, "times", "≤ 1.5 times", at_all <= 1.5 * at_ten,
            f"{at_ten * 1000:.1f} ms at 10, {at_all * 1000:.1f} ms at {self.count}; {RATE} a second",
        )  # fmt: skip

    # --- backup -----------------------------------------------------------------------------------------------------
    def _backup(self, places: tuple[Place, Place]) -> None:
        """Back a tenant with 200 items up without files, and restore it; in both installations in turn."""
        from bench.fleet_content import tenant_with_items
        from tenants.backup.restore import RestoreTenant
        from tenants.backup.take import BackUpTenant

        def back_up(turn: int) -> float:
            return BackUpTenant(tenant=tenant_with_items(200), by="bench", files=False).execute().seconds

        def restore(turn: int) -> float:
            from tenants.models import Backup

            last = Backup.objects.kept()[0]
            begun = time.perf_counter()
            RestoreTenant(name=last.name, by="bench").execute()
            return time.perf_counter() - begun

        few, many = (statistics.median(found) for found in in_turn(places, ROUNDS, back_up))
        restored = statistics.median(in_turn(places, 3, restore)[1])
        tenant = tenant_with_items(200)
        files = BackUpTenant(tenant=tenant, by="bench").execute().seconds - many
        dumped = pg_dump_seconds(tenant.schema_name)
        self.add("back up a tenant with 200 items", many, "s", "≤ 0.5 s", many <= 0.5,
                 f"pg_dump -n {dumped:.2f} s; its files {files:.2f} s more")  # fmt: skip
        self.add("… compared with at 10", many / few, "times", "≤ 1.3 times", many <= 1.3 * few)
        self.add("restore it", restored, "s", "≤ 1.5 s", restored <= 1.5)

    # --- migrating --------------------------------------------------------------------------------------------------
    def _migration(self) -> None:
        from bench.fleet_migration import added_migration, migrate_as_today, same_shape
        from tenants.fleet.migrate import MigrateFleet, outdated_tenants
        from tenants.management.acts.progress import Progress
        from tenants.models import Tenant
        from tenants.provisioning.template import current_template

        nothing = statistics.median(MigrateFleet().execute().seconds for _ in range(ROUNDS))
        some = list(Tenant.objects.order_by("-pk")[: min(TODAYS_WAY, self.count // 3)])
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


def _recorded(one: Figure) -> dict[str, object]:
    """A figure as all benchmarks write theirs."""
    return {
        "name": one.name,
        "value": one.value,
        "unit": one.unit,
        "baseline": one.today,
        "ratio": one.value if one.unit == "times" else None,
        "bar": one.bar,
        "holds": one.holds,
    }


def main() -> int:
    """Measure, print, write; 1 where a bar is not held."""
    import tempfile

    count = int(os.environ.get("TENANTS", "300"))
    with (
        tempfile.TemporaryDirectory(prefix="cong-xa-bench-") as files,
        administered_server(Profile.TEST) as server,
        large_place(server) as large,
    ):
        os.environ.update(large.addresses.environment())
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
        bench = Bench(count, server, large)
        bench.run()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}"
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"{bench.count} tenants, {machine}\n")
    record = [_recorded(one) for one in bench.figures]
    OUTPUT.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(one.holds for one in bench.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
