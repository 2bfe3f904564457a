"""From a host to its tenant: how often the database is asked, and how soon a change is seen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tenants import resolver as module
from tenants.calendar_day import today
from tenants.enums import TenantState
from tenants.models import Host, Tenant, TenantIdentity
from tenants.resolver import CHECK_SECONDS, KEEP_SECONDS, HostResolver

Register = Callable[..., Tenant]
Queries = Callable[[int], Any]


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hosts(clock: Clock) -> HostResolver:
    return HostResolver(clock)


@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
class TestQueries:
    @pytest.fixture(autouse=True)
    def _open_connection(self) -> None:
        Tenant.objects.exists()  # the session's search path is set once; that is no query of the resolver's

    def test_cold_takes_one_query_and_warm_none(
        self, hosts: HostResolver, register_tenant: Register, django_assert_num_queries: Queries
    ) -> None:
        tenant = register_tenant("16522", "quangphu.test")
        with django_assert_num_queries(1):
            found = hosts.resolve("quangphu.test")
        with django_assert_num_queries(0):
            again = [hosts.resolve("quangphu.test") for _ in range(50)]
        assert found is not None
        assert found.tenant_id == tenant.pk
        assert set(again) == {found}

    def test_the_tenant_and_its_name_come_with_it(
        self, hosts: HostResolver, register_tenant: Register, django_assert_num_queries: Queries
    ) -> None:
        parent = register_tenant("38", name="Tỉnh Thanh Hóa")
        tenant = register_tenant("16522", "quangphu.test", parent=parent)
        found = hosts.resolve("quangphu.test")
        assert found is not None
        with django_assert_num_queries(0):
            shown = found.tenant()
            identity = shown.identity()
        assert shown == tenant
        assert shown.state == tenant.state
        assert (identity.name, identity.code, identity.parent_id) == ("Phường Quảng Phú", "16522", parent.pk)

    def test_each_caller_gets_a_tenant_of_its_own(
        self, hosts: HostResolver, register_tenant: Register
    ) -> None:
        register_tenant("16522", "quangphu.test")
        found = hosts.resolve("quangphu.test")
        assert found is not None
        first, second = found.tenant(), found.tenant()
        first.state = "suspended"
        assert second.state == "active"

    def test_an_unknown_host_is_remembered_too(
        self, hosts: HostResolver, django_assert_num_queries: Queries
    ) -> None:
        with django_assert_num_queries(1):
            assert hosts.resolve("nobody.test") is None
        with django_assert_num_queries(0):
            assert hosts.resolve("nobody.test") is None

    def test_hosts_that_somebody_tries_push_out_the_oldest(
        self, hosts: HostResolver, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Queries
    ) -> None:
        monkeypatch.setattr(module, "MAX_ENTRIES", 3)
        for number in range(5):
            hosts.resolve(f"n{number}.test")
        with django_assert_num_queries(0):
            for number in (2, 3, 4):
                hosts.resolve(f"n{number}.test")
        with django_assert_num_queries(1):
            hosts.resolve("n0.test")

    def test_a_redirecting_host_tells_the_canonical_one(
        self, hosts: HostResolver, register_tenant: Register
    ) -> None:
        register_tenant("16522", "quangphu.test", "old.test")
        found = hosts.resolve("old.test")
        assert found is not None
        assert (found.canonical_host, found.is_canonical) == ("quangphu.test", False)
        canonical = hosts.resolve("quangphu.test")
        assert canonical is not None
        assert canonical.is_canonical

    def test_a_host_counts_in_its_time_only(self, hosts: HostResolver, register_tenant: Register) -> None:
        tenant = register_tenant("16522", "quangphu.test")
        Host.objects.create(name="past.test", tenant=tenant, valid_from=date(2025, 7, 1), valid_to=today())
        Host.objects.create(name="future.test", tenant=tenant, valid_from=today() + timedelta(days=1))
        assert hosts.resolve("past.test") is None
        assert hosts.resolve("future.test") is None

    def test_midnight_is_seen_at_once(
        self, hosts: HostResolver, register_tenant: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tenant = register_tenant("16522", "quangphu.test")
        Host.objects.create(name="future.test", tenant=tenant, valid_from=today() + timedelta(days=1))
        assert hosts.resolve("future.test") is None
        tomorrow = today() + timedelta(days=1)
        monkeypatch.setattr(module, "today", lambda: tomorrow)
        assert hosts.resolve("future.test") is not None

    def test_a_new_name_is_that_of_its_day(self, hosts: HostResolver, register_tenant: Register) -> None:
        tenant = register_tenant("16522", "quangphu.test")
        tenant.identities.update(valid_to=today())
        TenantIdentity.objects.create(
            tenant=tenant, code="16522", unit_type="xa", name="Xã Mới", short_name="Mới", valid_from=today()
        )
        found = hosts.resolve("quangphu.test")
        assert found is not None
        assert found.tenant().identity().name == "Xã Mới"

    def test_by_tenant_it_works_alike(
        self, hosts: HostResolver, register_tenant: Register, django_assert_num_queries: Queries
    ) -> None:
        tenant = register_tenant("16522", "quangphu.test")
        with django_assert_num_queries(1):
            found = hosts.of_tenant(tenant.pk)
            assert hosts.of_tenant(tenant.pk) is found
        assert found is not None
        assert found.canonical_host == "quangphu.test"

    def test_an_entry_lives_for_a_minute_at_most(
        self, hosts: HostResolver, clock: Clock, register_tenant: Register, django_assert_num_queries: Queries
    ) -> None:
        register_tenant("16522", "quangphu.test")
        hosts.resolve("quangphu.test")
        clock.now += KEEP_SECONDS
        with django_assert_num_queries(1):
            hosts.resolve("quangphu.test")

    def test_the_generation_is_asked_for_twice_a_second_at_most(
        self, hosts: HostResolver, clock: Clock, register_tenant: Register, django_assert_num_queries: Queries
    ) -> None:
        register_tenant("16522", "quangphu.test")
        hosts.resolve("quangphu.test")
        clock.now += CHECK_SECONDS
        with django_assert_num_queries(1):
            for _ in range(20):
                hosts.resolve("quangphu.test")
        assert CHECK_SECONDS <= 1
        assert KEEP_SECONDS <= 60


@pytest.mark.django_db(transaction=True)
@pytest.mark.portal_database(role="owner")
class TestChanges:
    """Changes are made by other processes: the resolver under test is told nothing."""

    def seen(self, hosts: HostResolver, host: str = "quangphu.test") -> str | None:
        found = hosts.resolve(host)
        return found.state if found else None

    def test_whatever_commits_is_seen_at_the_next_check(
        self, hosts: HostResolver, clock: Clock, register_tenant: Register, connect: Callable[[str], Any]
    ) -> None:
        register_tenant("16522", "quangphu.test")
        assert self.seen(hosts) == TenantState.ACTIVE
        with connect("owner").cursor() as other:
            other.execute("UPDATE tenants_tenant SET state = 'suspended'")
            assert self.seen(hosts) == TenantState.ACTIVE
            clock.now += CHECK_SECONDS
            assert self.seen(hosts) == TenantState.SUSPENDED
            other.execute("DELETE FROM tenants_host")
            clock.now += CHECK_SECONDS
            assert self.seen(hosts) is None

    def test_a_change_that_is_rolled_back_is_not_seen(
        self, hosts: HostResolver, clock: Clock, register_tenant: Register, connect: Callable[[str], Any]
    ) -> None:
        register_tenant("16522", "quangphu.test")
        self.seen(hosts)
        other = connect("owner")
        other.autocommit = False
        with other.cursor() as cursor:
            cursor.execute("UPDATE tenants_tenant SET state = 'suspended'")
            clock.now += CHECK_SECONDS
            assert self.seen(hosts) == TenantState.ACTIVE
        other.rollback()
        clock.now += CHECK_SECONDS
        assert self.seen(hosts) == TenantState.ACTIVE

    def test_of_two_changes_side_by_side_the_later_commit_is_seen_too(
        self, hosts: HostResolver, clock: Clock, register_tenant: Register, connect: Callable[[str], Any]
    ) -> None:
        register_tenant("16522", "quangphu.test")
        register_tenant("16543", "quangbinh.test", name="Xã Quảng Bình")
        first, second = connect("owner"), connect("owner")
        first.autocommit = second.autocommit = False
        first.cursor().execute(
            "UPDATE tenants_tenant SET state = 'suspended' WHERE schema_name = 't_16522_2025'"
        )
        second.cursor().execute(
            "UPDATE tenants_tenant SET state = 'suspended' WHERE schema_name = 't_16543_2025'"
        )
        second.commit()
        assert self.seen(hosts, "quangbinh.test") == TenantState.SUSPENDED
        assert self.seen(hosts) == TenantState.ACTIVE
        first.commit()
        clock.now += CHECK_SECONDS
        assert self.seen(hosts) == TenantState.SUSPENDED

    @pytest.mark.parametrize("table", ["tenants_tenant", "tenants_host", "tenants_tenantidentity"])
    def test_every_table_of_the_registry_counts(
        self, table: str, register_tenant: Register, connect: Callable[[str], Any]
    ) -> None:
        register_tenant("16522", "quangphu.test")
        columns = {"tenants_tenant": "state_reason", "tenants_host": "name", "tenants_tenantidentity": "name"}
        with connect("owner").cursor() as cursor:
            cursor.execute("SELECT generation FROM tenants_registrystate")
            before = cursor.fetchone()[0]
            cursor.execute(f"UPDATE {table} SET {columns[table]} = 'x'")
            cursor.execute("SELECT generation FROM tenants_registrystate")
            assert cursor.fetchone()[0] == before + 1

    def test_the_process_that_changes_sees_it_at_once(self, register_tenant: Register) -> None:
        tenant = register_tenant("16522", "quangphu.test")
        assert self.seen(module.resolver) == TenantState.ACTIVE
        tenant.state = TenantState.DRAFT
        tenant.save()
        assert self.seen(module.resolver) == TenantState.DRAFT
        Host.objects.get(name="quangphu.test").delete()
        assert self.seen(module.resolver) is None

    def test_a_slow_reader_does_not_undo_what_others_learned(
        self, hosts: HostResolver, register_tenant: Register, connect: Callable[[str], Any]
    ) -> None:
        register_tenant("16522", "quangphu.test")
        self.seen(hosts)
        known = hosts._generation
        hosts._generation = known + 5
        hosts._entries.clear()
        assert self.seen(hosts) == TenantState.ACTIVE
        assert hosts._generation == known + 5
        assert not hosts._entries


@pytest.mark.django_db(transaction=True)
@pytest.mark.portal_database(role="reader")
def test_it_works_with_the_readers_rights_and_with_no_search_path(
    hosts: HostResolver, connect: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connections

    with connect("owner").cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenants_tenant (id, schema_name, kind, state, state_changed_at, state_changed_by,"
            " state_reason, created_at, fingerprint)"
            " VALUES (gen_random_uuid(), 't_16522_2025', 'commune', 'active', now(), '', '', now(), '')"
            " RETURNING id"
        )
        tenant_id = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO tenants_host (name, tenant_id, is_canonical, valid_from)"
            " VALUES ('a.test', %s, true, '2025-07-01')",
            [tenant_id],
        )
    with connections["reader"].cursor() as cursor:
        cursor.execute(
            "SET search_path = pg_catalog"
        )  # as a session of a transaction pooler may have been left
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_reader",)
    found = hosts.resolve("a.test")
    assert found is not None
    assert str(found.tenant_id) == str(tenant_id)
