"""A backup that an older version took, restored by one that has migrations since: in place and beside."""

import pytest
from django.db import connection, transaction

from sites.releases.models import Release
from tenants.backup.restore import RestoreBeside, RestoreTenant
from tenants.backup.take import BackUpTenant
from tenants.models import Tenant
from tenants.provisioning.fingerprint import tenant_fingerprint
from tests.tenants.fleet.conftest import NewMigration, new_migration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.portal_database("demo", role="owner")]
__all__ = ["new_migration"]

COLUMN_AND_ROWS = """
migrations.AddField("notice", "colour", models.CharField(max_length=20, default="xanh")),
migrations.CreateModel("Seal", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))]),
migrations.RunPython(lambda apps, editor: apps.get_model("notices", "Seal").objects.create(name="Đỏ 100%")),
"""
BREAKS = 'migrations.RunSQL("SELECT 1 / 0"),'


def asked(schema: str, sql: str) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL search_path = {schema}")
        cursor.execute(sql)
        rows = cursor.fetchall()
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    return rows


def releases_of(tenant: Tenant) -> set[tuple[object, ...]]:
    return set(Release.objects.of(tenant.pk).values_list("item_id", "language", "etag", "path"))


def notices(schema: str) -> list[tuple[object, ...]]:
    return asked(schema, "SELECT id, subject FROM notices_notice ORDER BY id")


def test_it_is_brought_to_the_state_of_the_code(ward: Tenant, new_migration: NewMigration) -> None:
    older = tenant_fingerprint()
    backup = BackUpTenant(tenant=ward).execute()
    before, public = notices(ward.schema_name), releases_of(ward)
    new_migration(COLUMN_AND_ROWS)
    assert tenant_fingerprint() != older

    restored = RestoreTenant(name=backup.name, by="lan", reason="nhầm").execute()

    assert restored.migrated
    ward.refresh_from_db()
    assert (ward.fingerprint, ward.migration_error) == (tenant_fingerprint(), "")
    assert notices(ward.schema_name) == before
    assert releases_of(ward) == public
    assert asked(ward.schema_name, "SELECT DISTINCT colour FROM notices_notice") in ([("xanh",)], [])
    assert asked(ward.schema_name, "SELECT name FROM notices_seal") == [("Đỏ 100%",)]


def test_so_is_a_copy_beside_and_the_portal_itself_stays_as_it_is(
    ward: Tenant, new_migration: NewMigration
) -> None:
    backup = BackUpTenant(tenant=ward).execute()
    new_migration(COLUMN_AND_ROWS)

    beside = RestoreBeside(name=backup.name, host="ban-sao.test", by="lan").execute()

    copy = Tenant.objects.get(pk=beside.tenant.pk)
    assert copy.fingerprint == tenant_fingerprint()
    assert asked(copy.schema_name, "SELECT name FROM notices_seal") == [("Đỏ 100%",)]
    with pytest.raises(Exception, match="notices_seal"):
        asked(ward.schema_name, "SELECT name FROM notices_seal")


def test_a_migration_that_fails_leaves_the_portal_as_it_was(
    ward: Tenant, new_migration: NewMigration
) -> None:
    backup = BackUpTenant(tenant=ward).execute()
    before, public = notices(ward.schema_name), releases_of(ward)
    new_migration(BREAKS)

    with pytest.raises(Exception, match=r"division by zero|not restored"):
        RestoreTenant(name=backup.name, by="lan", reason="nhầm").execute()

    assert notices(ward.schema_name) == before
    assert releases_of(ward) == public
