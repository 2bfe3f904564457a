"""The fleet's commands: what they tell, and what they refuse."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.enums import TenantState
from tenants.fleet.migrate import outdated_tenants
from tenants.models import Host, RegistryState, Template, Tenant, Unit
from tenants.provisioning import registry, setup
from tenants.resolver import resolver

OWNER = pytest.mark.portal_database(role="owner")


@pytest.fixture(autouse=True)
def _no_other_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_entries", {})


def tell(*arguments: str) -> str:
    out = StringIO()
    call_command("tenant", *arguments, stdout=out)
    return out.getvalue()


@OWNER
@pytest.mark.django_db
class TestTenant:
    @pytest.fixture(autouse=True)
    def _three(self) -> None:
        tell("create", "38", "--host", "thanhhoa.test")
        tell("create", "16522", "--host", "quangphu.test", "--host", "old.test")
        tell("create", "402", "--host", "nhuxuan.test", "--province", "38")

    def test_create_tells_what_there_is_now(self) -> None:
        told = tell("create", "16543", "--host", "quangbinh.test", "--draft")
        for part in ("16543 Xã Quảng Bình", "t_16543_2025", "quangbinh.test", "draft"):
            assert part in told

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("16522", "--host", "x.test"), "code: .*quangphu.test"),
            (("16523", "--host", "x.test"), "code: .*16523"),
            (("16543", "--host", "old.test"), "hosts: .*Phường Quảng Phú"),
            (("16543", "--host", "x.test", "--province", "31"), "code: .*31"),
            (("10507", "--host", "x.test"), "code: .*31"),
            (("16543", "--host", "x.test", "--schema-suffix", "x" * 60), "schema_suffix: .*63"),
        ],
    )
    def test_what_cannot_be_created_is_refused_in_a_sentence(
        self, arguments: tuple[str, ...], told: str
    ) -> None:
        count = Tenant.objects.count()
        with pytest.raises(CommandError, match=told):
            tell("create", *arguments)
        assert Tenant.objects.count() == count

    def test_list_shows_all_by_code(self) -> None:
        lines = tell("list").splitlines()
        assert [line.split()[0] for line in lines[:-1]] == ["16522", "38", "402"]
        assert lines[-1] == "3 tenant(s)."
        assert tell("list", "--state", "archived").splitlines()[-1] == "1 tenant(s)."
        assert tell("list", "--province", "31").splitlines()[-1] == "0 tenant(s)."

    def test_list_is_one_query_however_many_there_are(self) -> None:
        with CaptureQueriesContext(connection) as captured:
            tell("list")
        assert len([query for query in captured if query["sql"].startswith("SELECT")]) == 1

    def test_list_for_programs(self) -> None:
        rows = {row["code"]: row for row in map(json.loads, tell("list", "--json").splitlines())}
        assert rows["16522"]["host"] == "quangphu.test"
        assert (rows["16522"]["parent_code"], rows["38"]["parent_code"]) == ("38", None)
        assert rows["402"]["state"] == "archived"
        assert rows["16522"]["id"] == str(Tenant.objects.with_code("16522").get().pk)

    @pytest.mark.parametrize("name", ["16522", "t_16522_2025", "quangphu.test", "QuangPhu.TEST"])
    def test_show_knows_a_tenant_by_code_schema_and_host(self, name: str) -> None:
        told = tell("show", name)
        for part in ("t_16522_2025", "Phường Quảng Phú", "quangphu.test", "old.test", "active"):
            assert part in told

    def test_show_names_the_successors(self) -> None:
        told = tell("show", "402")
        assert "2025-07-01" in told
        for code in ("16174", "16177", "16186", "16213", "16222", "16225"):
            assert code in told

    def test_an_unknown_tenant_is_refused(self) -> None:
        with pytest.raises(CommandError, match="“99999”"):
            tell("show", "99999")

    def test_suspend_and_resume(self) -> None:
        assert "suspended" in tell("suspend", "16522", "--reason", "Sự cố")
        tenant = Tenant.objects.with_code("16522").get()
        assert (tenant.state, tenant.state_reason) == (TenantState.SUSPENDED, "Sự cố")
        assert tenant.state_changed_by
        assert "active" in tell("resume", "16522", "--reason", "Hết")

    def test_archive(self) -> None:
        tell("archive", "16522", "--reason", "Sáp nhập", "--abolished-on", "2026-06-01")
        tenant = Tenant.objects.with_code("16522").get()
        assert (tenant.state, str(tenant.abolished_on)) == (TenantState.ARCHIVED, "2026-06-01")
        with pytest.raises(CommandError, match="tenant: "):
            tell("archive", "16522", "--reason", "noch einmal")

    def test_quotas(self) -> None:
        assert "tài khoản 40" in tell("quota", "16522", "--storage", "2.5", "--accounts", "40")
        tenant = Tenant.objects.with_code("16522").get()
        assert (tenant.storage_quota, tenant.account_quota) == (int(2.5 * (1 << 30)), 40)
        tell("quota", "16522")
        tenant.refresh_from_db()
        assert (tenant.storage_quota, tenant.account_quota) == (None, None)
        with pytest.raises(CommandError, match="accounts"):
            tell("quota", "16522", "--accounts", "0")

    def test_a_state_needs_its_reason(self) -> None:
        with pytest.raises(CommandError, match="reason"):
            tell("suspend", "16522")

    def test_hosts(self) -> None:
        assert "new.test" in tell("host", "16522", "add", "new.test")
        assert "canonical" in tell("host", "16522", "rename", "new.test")
        tell("host", "38", "take-over", "old.test")
        resolver.clear()
        found = resolver.resolve("old.test")
        assert found is not None
        assert found.canonical_host == "thanhhoa.test"
        with pytest.raises(CommandError, match="hosts: "):
            tell("host", "38", "add", "new.test")

    def test_help_shows_examples(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            call_command("tenant", "--help")
        assert "tenant create 16522 --host" in capsys.readouterr().out


@OWNER
@pytest.mark.django_db
class TestSetup:
    def set_up(self) -> tuple[list[str], str]:
        out = StringIO()
        call_command("tenants_setup", stdout=out)
        lines = out.getvalue().splitlines()
        return lines[:-1], lines[-1]

    def test_doing_it_again_does_nothing_with_a_handful_of_queries(
        self, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(6):
            assert self.set_up() == ([], "Không có gì phải làm.")

    def test_an_empty_register_is_loaded(self) -> None:
        Unit.objects.all().delete()
        steps, _end = self.set_up()
        assert len(steps) == 1
        assert Unit.objects.count() == 34 + 3321 + 1

    def test_another_public_state_migrates(self, monkeypatch: pytest.MonkeyPatch) -> None:
        migrated: list[bool] = []
        monkeypatch.setattr(setup, "migrate_public", lambda: migrated.append(True))
        RegistryState.objects.update(public_fingerprint="x")
        self.set_up()
        assert migrated == [True]
        assert RegistryState.objects.get().public_fingerprint == setup.public_fingerprint()

    def test_a_missing_template_is_built(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept = Template.objects.get()
        Template.objects.all().delete()
        monkeypatch.setattr(setup, "current_template", lambda: kept.save(force_insert=True))
        steps, _end = self.set_up()
        assert len(steps) == 1
        assert self.set_up() == ([], "Không có gì phải làm.")

    @pytest.mark.django_db(transaction=True)  # several are migrated side by side, on connections of their own
    def test_tenants_that_are_behind_are_migrated_and_archives_stay_closed(self) -> None:
        tell("create", "38", "--host", "thanhhoa.test")
        tell("create", "402", "--host", "nhuxuan.test")
        tell("create", "16522", "--host", "quangphu.test")
        with connection.cursor() as cursor:
            cursor.execute("GRANT INSERT ON t_38_2025.auth_group, t_402_1996.auth_group TO portal_app")
        Tenant.objects.exclude(schema_name="t_16522_2025").update(fingerprint="old")
        _steps, end = self.set_up()
        assert end == "Xong; số cổng đã cập nhật: 2."
        assert not outdated_tenants().exists()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege('portal_app', 't_38_2025.auth_group', 'INSERT'),"
                " has_table_privilege('portal_app', 't_402_1996.auth_group', 'INSERT')"
            )
            assert cursor.fetchone() == (True, False)


@OWNER
@pytest.mark.django_db(transaction=True)
def test_a_real_migration_brings_a_tenant_back_to_the_code(create_tenant: Callable[..., Tenant]) -> None:
    tenant = create_tenant("38", "thanhhoa.test")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {tenant.schema_name}.django_session")
        cursor.execute(f"DELETE FROM {tenant.schema_name}.django_migrations WHERE app = 'sessions'")
    Tenant.objects.update(fingerprint="old")
    assert setup.set_up(lambda line: None).tenants_migrated == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{tenant.schema_name}.django_session"])
        assert cursor.fetchone() == (True,)
    assert connection.schema_name == "public"  # type: ignore[attr-defined]
    assert Host.objects.count() == 1
