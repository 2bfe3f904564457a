"""States: who may move where, with a reason; and an archive that the database itself keeps closed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tenants import protection
from tenants.acts import ArchiveTenant, ResumeTenant, SuspendTenant
from tenants.context import tenant_context
from tenants.enums import TenantKind, TenantState
from tenants.errors import ActRefused, TenantReadOnly
from tenants.guards import ensure_writable
from tenants.models import Tenant
from tenants.protection import keep_writable

OWNER = pytest.mark.portal_database(role="owner")
Register = Callable[..., Tenant]
Create = Callable[..., Tenant]

MOVES = {
    SuspendTenant: ({"draft", "active", "read_only", "archived", "maintenance"}, "suspended"),
    ResumeTenant: ({"draft", "suspended", "read_only", "maintenance"}, "active"),
    ArchiveTenant: ({"draft", "active", "read_only", "maintenance"}, "archived"),
}


@OWNER
@pytest.mark.django_db
class TestMoves:
    @pytest.fixture(autouse=True)
    def _no_schema(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from tenants.acts import states

        monkeypatch.setattr(states, "close_schema", lambda tenant: None)
        monkeypatch.setattr(states, "open_schema", lambda tenant: None)

    @pytest.mark.parametrize("act", MOVES)
    @pytest.mark.parametrize("state", TenantState)
    def test_each_act_moves_from_where_it_may(
        self, act: Any, state: TenantState, register_tenant: Register
    ) -> None:
        tenant = register_tenant(state=state)
        allowed, target = MOVES[act]
        if state in allowed:
            assert act(tenant=tenant, by="lan", reason="vì").execute().state == target
        else:
            with pytest.raises(ActRefused, match="Phường Quảng Phú") as refused:
                act(tenant=tenant, by="lan", reason="vì").execute()
            assert refused.value.field == "tenant"
        tenant.refresh_from_db()
        assert tenant.state == (target if state in allowed else state)

    def test_who_when_and_why_are_kept(self, register_tenant: Register) -> None:
        tenant = register_tenant()
        before = tenant.state_changed_at
        SuspendTenant(tenant=tenant, by="lan", reason=" Sự cố an toàn thông tin ").execute()
        tenant.refresh_from_db()
        assert (tenant.state_changed_by, tenant.state_reason) == ("lan", "Sự cố an toàn thông tin")
        assert tenant.state_changed_at > before

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_reason_is_needed(self, register_tenant: Register, reason: str) -> None:
        with pytest.raises(ActRefused) as refused:
            SuspendTenant(tenant=register_tenant(), by="lan", reason=reason).execute()
        assert refused.value.field == "reason"

    def test_an_abolished_unit_comes_back_as_an_archive(self, register_tenant: Register) -> None:
        tenant = register_tenant(state=TenantState.ARCHIVED)
        Tenant.objects.filter(pk=tenant.pk).update(kind=TenantKind.FORMER_UNIT, abolished_on=date(2025, 7, 1))
        SuspendTenant(tenant=tenant, by="lan", reason="vì").execute()
        assert ResumeTenant(tenant=tenant, by="lan", reason="hết").execute().state == TenantState.ARCHIVED

    def test_archiving_for_the_end_of_a_unit_ends_its_name_too(self, register_tenant: Register) -> None:
        tenant = register_tenant()
        ArchiveTenant(tenant=tenant, by="lan", reason="Nghị quyết", abolished_on=date(2026, 6, 1)).execute()
        tenant.refresh_from_db()
        assert tenant.abolished_on == date(2026, 6, 1)
        assert tenant.identities.get().valid_to == date(2026, 6, 1)
        assert tenant.identity().name == "Phường Quảng Phú"

    def test_the_state_is_read_anew_before_it_is_changed(self, register_tenant: Register) -> None:
        tenant = register_tenant()
        stale = Tenant.objects.get(pk=tenant.pk)
        SuspendTenant(tenant=tenant, by="lan", reason="vì").execute()
        with pytest.raises(ActRefused):
            SuspendTenant(tenant=stale, by="lan", reason="vì").execute()


class Database:
    """A plain session of the application in a tenant's schema."""

    def __init__(self, connected: Any, schema: str) -> None:
        self.cursor = connected.cursor()
        self.cursor.execute(f"SET search_path = {schema}, public")

    def may(self, statement: str) -> bool:
        import psycopg2

        try:
            self.cursor.execute(statement)
        except psycopg2.errors.InsufficientPrivilege:
            return False
        return True


@OWNER
@pytest.mark.django_db(transaction=True)
class TestArchivesInTheDatabase:
    CONTENT = "UPDATE wagtailcore_page SET title = 'Đổi'"

    @pytest.fixture
    def tenant(self, create_tenant: Create) -> Tenant:
        return create_tenant("16522")

    @pytest.fixture
    def application(self, connect: Callable[[str], Any], tenant: Tenant) -> Database:
        return Database(connect("application"), tenant.schema_name)

    def archive(self, tenant: Tenant) -> None:
        ArchiveTenant(tenant=tenant, by="lan", reason="Sáp nhập").execute()

    def test_before_it_content_can_be_written(self, application: Database) -> None:
        assert application.may(self.CONTENT)

    def test_the_application_can_read_everything_and_write_no_content(
        self, tenant: Tenant, application: Database
    ) -> None:
        self.archive(tenant)
        application.cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [tenant.schema_name]
        )
        tables = {name for (name,) in application.cursor.fetchall()}
        writable = {
            table
            for table in tables
            if any(
                self.has(application, tenant, table, right)
                for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
            )
        }
        assert all(self.has(application, tenant, table, "SELECT") for table in tables)
        assert writable == {kept.table for kept in protection._kept.values() if not kept.columns} & tables
        assert not application.may(self.CONTENT)
        assert not application.may("DELETE FROM wagtailcore_page")

    def has(self, application: Database, tenant: Tenant, table: str, right: str) -> bool:
        application.cursor.execute(
            "SELECT has_table_privilege(%s, %s)", [f'{tenant.schema_name}."{table}"', right]
        )
        return bool(application.cursor.fetchone()[0])

    def test_officials_can_still_log_in(self, tenant: Tenant, application: Database) -> None:
        self.archive(tenant)
        assert application.may(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('k', '', now())"
        )
        assert application.may("DELETE FROM django_session")

    def test_a_column_can_be_left_writable(
        self, tenant: Tenant, application: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(protection, "_kept", {})
        keep_writable("auth_group", ("UPDATE",), columns=("name",))
        keep_writable("no_such_table")
        self.archive(tenant)
        assert application.may("UPDATE auth_group SET name = name")
        assert not application.may("UPDATE auth_group SET id = id")
        assert not application.may("DELETE FROM django_session")

    def test_a_suspended_portal_is_closed_and_opened_again(
        self, tenant: Tenant, application: Database
    ) -> None:
        SuspendTenant(tenant=tenant, by="lan", reason="vì").execute()
        assert not application.may(self.CONTENT)
        ResumeTenant(tenant=tenant, by="lan", reason="hết").execute()
        assert application.may(self.CONTENT)

    def test_an_archive_that_was_suspended_stays_closed(self, tenant: Tenant, application: Database) -> None:
        ArchiveTenant(tenant=tenant, by="lan", reason="vì", abolished_on=date(2026, 6, 1)).execute()
        SuspendTenant(tenant=tenant, by="lan", reason="vì").execute()
        ResumeTenant(tenant=tenant, by="lan", reason="hết").execute()
        assert not application.may(self.CONTENT)

    def test_other_tenants_are_not_touched(
        self, create_tenant: Create, connect: Callable[[str], Any]
    ) -> None:
        first, second = create_tenant("16522"), create_tenant("16543", "quangbinh.test")
        self.archive(first)
        assert Database(connect("application"), second.schema_name).may(self.CONTENT)

    def test_a_former_unit_is_closed_from_its_creation(
        self, create_tenant: Create, connect: Callable[[str], Any]
    ) -> None:
        tenant = create_tenant("402", "nhuxuan.test")
        assert not Database(connect("application"), tenant.schema_name).may(self.CONTENT)

    def test_the_owner_still_writes(self, tenant: Tenant) -> None:
        self.archive(tenant)
        with tenant_context(tenant), connection.cursor() as cursor:
            cursor.execute(self.CONTENT)


@pytest.mark.parametrize(
    ("rights", "columns"), [(("TRUNCATE",), ()), (("UPDATE", "DELETE"), ("name",)), (("INSERT",), ("name",))]
)
def test_what_cannot_be_kept_writable_is_refused(rights: tuple[str, ...], columns: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="UPDATE"):
        keep_writable("auth_group", rights, columns)


@OWNER
@pytest.mark.django_db
class TestEnsureWritable:
    @pytest.mark.parametrize("state", TenantState)
    def test_only_a_writable_state_passes(self, state: TenantState, register_tenant: Register) -> None:
        tenant = register_tenant(state=state)
        if state in {TenantState.DRAFT, TenantState.ACTIVE}:
            ensure_writable(tenant)
            with tenant_context(tenant):
                ensure_writable()
        else:
            with pytest.raises(TenantReadOnly) as refused:
                ensure_writable(tenant)
            assert str(refused.value)
            with tenant_context(tenant), pytest.raises(TenantReadOnly):
                ensure_writable()
