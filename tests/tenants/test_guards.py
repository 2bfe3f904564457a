"""Queries in the wrong place fail loudly, with an error that says why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection, connections, transaction

from tenants.acts import ArchiveTenant
from tenants.context import no_tenant, tenant_context
from tenants.errors import NoTenant, NoTenantForQuery, TenantReadOnly, TenantReadOnlyForQuery
from tenants.guards import explain_database_errors, tenant_tables, watch_open_connections
from tenants.models import Tenant

Create = Callable[..., Tenant]


@pytest.mark.django_db
class TestWithoutATenant:
    def test_a_tenants_table_is_not_there_and_the_error_says_why(self) -> None:
        with pytest.raises(NoTenant, match="auth_group belongs to tenants") as caught, transaction.atomic():
            Group.objects.count()
        assert isinstance(caught.value, NoTenantForQuery)
        assert isinstance(caught.value, ProgrammingError)

    def test_writing_too(self) -> None:
        with pytest.raises(NoTenant), transaction.atomic():
            Group.objects.create(name="x")

    def test_a_table_that_nobody_has_stays_djangos_error(self) -> None:
        refused = pytest.raises(ProgrammingError, match="no_such_table")
        with refused as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        assert not isinstance(caught.value, NoTenant)

    def test_public_tables_can_be_read(self) -> None:
        assert Tenant.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_tenants_connection_is_watched_once_and_the_plain_readers_never() -> None:
    for _ in range(2):
        watch_open_connections()
        connection.close()
        Tenant.objects.exists()
        Tenant.objects.using("reader").exists()
    assert connection.execute_wrappers.count(explain_database_errors) == 1
    assert explain_database_errors not in connections["reader"].execute_wrappers


def test_the_tables_of_tenants_are_those_of_their_apps() -> None:
    tables = tenant_tables()
    assert {
        "wagtailcore_page",
        "auth_group",
        "auth_group_permissions",
        "django_session",
        "django_content_type",
    } <= tables
    assert not {table for table in tables if table.startswith(("tenants_", "django_tasks"))}


@pytest.mark.django_db(transaction=True)
@pytest.mark.portal_database(role="owner")
def test_a_write_that_an_archive_refuses_is_told_as_such(
    create_tenant: Create, database_addresses: Any, settings: Any
) -> None:
    tenant = create_tenant("16522")
    ArchiveTenant(tenant=tenant, by="lan", reason="vì").execute()
    tenant.refresh_from_db()
    as_application(database_addresses)
    with tenant_context(tenant):
        assert Group.objects.exists()
        with pytest.raises(TenantReadOnly) as caught:
            Group.objects.create(name="x")
    assert isinstance(caught.value, TenantReadOnlyForQuery)


@pytest.mark.django_db(transaction=True)
@pytest.mark.portal_database(role="owner")
def test_a_right_that_is_missing_elsewhere_is_not_called_an_archive(
    create_tenant: Create, database_addresses: Any
) -> None:
    tenant = create_tenant("16522")
    as_application(database_addresses)
    with tenant_context(tenant), pytest.raises(ProgrammingError, match="permission denied") as caught:
        Tenant.objects.update(state="archived")
    assert not isinstance(caught.value, TenantReadOnly)
    with no_tenant(), pytest.raises(ProgrammingError, match="permission denied"):
        Tenant.objects.update(state="archived")


def as_application(addresses: Any) -> None:
    """Let the default connection of this test go on as the application."""
    connection.close()
    kept = dict(connection.settings_dict)
    connection.settings_dict.update(USER=addresses.application.user, PASSWORD=addresses.application.password)
    assert kept["USER"] != connection.settings_dict["USER"]


@pytest.fixture(autouse=True)
def _same_user_afterwards() -> Any:
    kept = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    yield
    changed = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    if changed != kept:
        connection.close()
        connection.settings_dict.update(kept)
