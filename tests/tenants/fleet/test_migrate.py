"""Migrating the fleet: once with Django, then replayed; a tenant that fails is set aside and the others go on."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tenants.acts import ArchiveTenant, CreateTenant
from tenants.enums import TenantState
from tenants.fleet import migrate as fleet
from tenants.fleet.migrate import AnotherLeads, MigrateFleet, MigrationsRefused, Way, outdated_tenants
from tenants.fleet.recording import migrate_with_django
from tenants.fleet.shape import differences, read_shape
from tenants.locks import advisory_lock
from tenants.models import Tenant
from tenants.provisioning.replay import replay
from tenants.provisioning.template import current_template
from tests.tenants.fleet.conftest import NewMigration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.portal_database(role="owner")]

COLUMN_AND_INDEX = """
migrations.AddField("notice", "colour", models.CharField(max_length=20, default="xanh")),
migrations.AddIndex("notice", models.Index(fields=["colour"], name="notice_colour_idx")),
migrations.CreateModel("Seal", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))]),
migrations.RunSQL("INSERT INTO notices_seal (name) VALUES ('Đỏ 100%')"),
migrations.AlterField("seal", "name", models.CharField(max_length=12, unique=True)),
"""
CODES = {"16522": "a.test", "16543": "b.test", "16174": "c.test"}

Create = Callable[..., Tenant]


@pytest.fixture
def tenants(create_tenant: Create) -> list[Tenant]:
    made = [create_tenant(code, host) for code, host in CODES.items()]
    return [Tenant.objects.get(schema_name="t_38_2025"), *made]


def query(schema: str, sql: str) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL search_path = {schema}")
        cursor.execute(sql)
        rows = cursor.fetchall()
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    return rows


def test_there_is_nothing_to_do_and_one_query_tells(tenants: list[Tenant]) -> None:
    with CaptureQueriesContext(connection) as asked:
        report = MigrateFleet().execute()
    assert len([one for one in asked if "search_path" not in one["sql"]]) == 1
    assert (report.count, report.is_complete) == (0, True)


def test_what_is_replayed_is_what_django_makes(tenants: list[Tenant], new_migration: NewMigration) -> None:
    last_template = current_template()
    new_migration(COLUMN_AND_INDEX)
    assert outdated_tenants().count() == 4
    report = MigrateFleet(threads=2).execute()
    assert report.migrated == {Way.DJANGO: 1, Way.REPLAYED: 3}
    assert report.is_complete
    assert not outdated_tenants().exists()

    with transaction.atomic():
        replay(last_template, "t_00001_2025")
        migrate_with_django("t_00001_2025")
    replayed = "t_16543_2025"
    with transaction.atomic(), connection.cursor() as cursor:
        shapes = [read_shape(cursor, schema) for schema in ("t_00001_2025", replayed)]
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    assert differences(shapes[1], shapes[0]) == []
    for sql in (
        "SELECT name FROM notices_seal",
        "SELECT app, name FROM django_migrations ORDER BY 1, 2",
        "SELECT app_label, model FROM django_content_type ORDER BY 1, 2",
        "SELECT c.model, p.codename, p.name FROM auth_permission p JOIN django_content_type c "
        "ON c.id = p.content_type_id ORDER BY 1, 2, 3",
    ):
        assert query(replayed, sql) == query("t_00001_2025", sql), sql
    assert query(replayed, "SELECT name FROM notices_seal") == [("Đỏ 100%",)]


def test_a_migration_in_python_is_run_by_django_in_each(
    tenants: list[Tenant], new_migration: NewMigration
) -> None:
    new_migration(
        'migrations.AddField("notice", "era", models.IntegerField(default=0)),\nmigrations.RunPython(fill),',
        head="""
        def fill(apps, schema_editor):
            page = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).get()
            page.title = schema_editor.connection.schema_name
            page.save(update_fields=["title"])
        """,
    )
    report = MigrateFleet(threads=2).execute()
    assert report.migrated == {Way.DJANGO: 4}
    for tenant in tenants:
        rows = query(tenant.schema_name, "SELECT title FROM wagtailcore_page WHERE depth = 1")
        assert rows == [(tenant.schema_name,)]


def test_one_that_fails_is_set_aside_and_comes_back_when_it_is_mended(
    tenants: list[Tenant], new_migration: NewMigration
) -> None:
    broken = tenants[2]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {broken.schema_name}.notices_notice ADD colour text")
    new_migration(COLUMN_AND_INDEX)
    report = MigrateFleet().execute()
    assert set(report.failed) == {broken.schema_name}
    assert report.count == 3
    broken.refresh_from_db()
    assert broken.state == TenantState.MAINTENANCE
    assert "colour" in broken.migration_error
    assert (
        query(
            broken.schema_name,
            "SELECT 1 FROM pg_class WHERE relname = 'notices_seal' AND relnamespace = "
            f"'{broken.schema_name}'::regnamespace",
        )
        == []
    ), "It is as before, not half migrated."
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {broken.schema_name}.notices_notice DROP colour")
    assert MigrateFleet().execute().migrated == {Way.DJANGO: 1}
    broken.refresh_from_db()
    assert (broken.state, broken.migration_error) == (TenantState.ACTIVE, "")
    moves = [(one.from_state, one.to_state) for one in broken.state_changes.order_by("pk")]
    assert moves[-2:] == [("active", "maintenance"), ("maintenance", "active")]


def test_a_schema_that_somebody_changed_by_hand_is_not_passed_off_as_migrated(
    tenants: list[Tenant], new_migration: NewMigration
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {tenants[3].schema_name}.notices_notice ADD by_hand int")
    new_migration(COLUMN_AND_INDEX)
    report = MigrateFleet().execute()
    assert "has too much: column notices_notice by_hand" in report.failed[tenants[3].schema_name]


def test_a_canary_that_fails_stops_the_rest(tenants: list[Tenant], new_migration: NewMigration) -> None:
    first = sorted(tenants, key=lambda one: one.schema_name)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {first.schema_name}.notices_notice ADD colour text")
    new_migration(COLUMN_AND_INDEX)
    report = MigrateFleet(canaries=1).execute()
    assert (list(report.failed), report.count, report.not_begun) == ([first.schema_name], 0, 3)
    assert not report.is_complete
    assert Tenant.objects.filter(state=TenantState.ACTIVE).count() == 3


def test_an_archive_stays_closed_and_archived(create_tenant: Create, new_migration: NewMigration) -> None:
    archive = create_tenant("402", "nhuxuan.test")
    new_migration(COLUMN_AND_INDEX)
    assert MigrateFleet().execute().is_complete
    archive.refresh_from_db()
    assert archive.state == TenantState.ARCHIVED
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('portal_app', %s, 'INSERT'), has_table_privilege('portal_app', %s, 'SELECT')",
            [f"{archive.schema_name}.notices_seal"] * 2,
        )
        assert cursor.fetchone() == (False, True)


def test_one_process_leads(tenants: list[Tenant], new_migration: NewMigration) -> None:
    new_migration(COLUMN_AND_INDEX)
    with advisory_lock(fleet.LEADER), pytest.raises(AnotherLeads):
        MigrateFleet().execute()
    assert outdated_tenants().count() == 4


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ('migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON notices_notice (id)")', "outside a transaction"),
        ("migrations.RunSQL(\"UPDATE public.tenants_tenant SET state = 'active'\")", "names a schema"),
        ('migrations.RunSQL("CREATE VIEW v AS SELECT 1")', "makes a view"),
        ('migrations.RunSQL("CREATE EXTENSION hstore")', "makes an extension"),
    ],
)
def test_a_migration_that_cannot_work_per_tenant_is_refused_with_its_mend(
    operation: str, said: str, tenants: list[Tenant], new_migration: NewMigration
) -> None:
    new_migration(operation)
    with pytest.raises(MigrationsRefused, match=said):
        MigrateFleet().execute()
    assert outdated_tenants().count() == 4
    assert not Tenant.objects.exclude(migration_error="").exists()


def test_public_reading_goes_on_while_tenants_are_migrated(
    tenants: list[Tenant], new_migration: NewMigration
) -> None:
    """What citizens read stands in the public schema: a lock on a tenant's table does not stop it."""
    new_migration(COLUMN_AND_INDEX)
    seen: list[int] = []

    def read(done: int, total: int, line: str) -> None:
        with connections["reader"].cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
            cursor.execute("SELECT count(*) FROM public.releases_release")
            seen.append(done)

    with transaction.atomic():  # another version's editor is at work in one of the tenants
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {tenants[0].schema_name}.wagtailcore_page")
        read(0, 0, "")
    MigrateFleet(threads=2).execute(read)
    assert len(seen) == 5


class TestCommand:
    def test_its_exit_code_can_be_trusted(self, tenants: list[Tenant], new_migration: NewMigration) -> None:
        def run(*arguments: str) -> tuple[int, str]:
            out = StringIO()
            try:
                call_command("tenant", "migrate", *arguments, stdout=out, stderr=out)
            except SystemExit as ended:
                return int(str(ended.code)), out.getvalue()
            return 0, out.getvalue()

        assert run()[0] == 0
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {tenants[1].schema_name}.notices_notice ADD colour text")
        new_migration(COLUMN_AND_INDEX)
        assert run("--check")[0] == 1
        code, said = run()
        assert code == 1
        assert "3 tenant(s) migrated" in said
        assert f"{tenants[1].schema_name} is under maintenance" in said


def test_a_new_tenant_is_made_in_the_new_state_meanwhile(
    tenants: list[Tenant], new_migration: NewMigration
) -> None:
    new_migration(COLUMN_AND_INDEX)
    made = CreateTenant(code="16177", hosts=["d.test"]).execute()
    assert not outdated_tenants().filter(pk=made.pk).exists()
    assert query(made.schema_name, "SELECT name FROM notices_seal") == [("Đỏ 100%",)]
    assert MigrateFleet().execute().count == 4
    ArchiveTenant(tenant=made, by="test", reason="test").execute()
