"""Creating a tenant: everything or nothing, and every refusal says what, where and what is allowed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction
from django_tenants.utils import schema_exists

from tenants.acts import CreateTenant
from tenants.context import current_tenant, tenant_context
from tenants.enums import TenantKind, TenantState
from tenants.errors import ActRefused
from tenants.models import Host, Template, Tenant, TenantIdentity, Unit
from tenants.provisioning import registry
from tenants.provisioning import template as templates
from tenants.provisioning.fingerprint import tenant_fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Create = Callable[..., Tenant]


@pytest.fixture(autouse=True)
def _no_other_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other rooms add is theirs to test."""
    monkeypatch.setattr(registry, "_entries", {})


@pytest.fixture
def province() -> Tenant:
    return CreateTenant(code="38", hosts=["thanhhoa.test"], by="test").execute()


def refused(act: CreateTenant) -> ActRefused:
    """The refusal of an act, which must have left nothing behind."""
    before = snapshot()
    with pytest.raises(ActRefused) as caught:
        act.execute()
    assert snapshot() == before
    assert connection.schema_name == "public"  # type: ignore[attr-defined]
    return caught.value


def snapshot() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%' ORDER BY 1")
        schemas = cursor.fetchall()
    return (
        schemas,
        *(
            list(model.objects.order_by("pk").values_list("pk", flat=True))
            for model in (Tenant, TenantIdentity, Host)
        ),
    )


class TestWhatIsMade:
    def test_a_commune_with_its_name_province_hosts_and_schema(self, province: Tenant) -> None:
        tenant = CreateTenant(
            code="16522",
            hosts=["QuangPhu.test", "old.test"],
            by="lan",
            reason="Quyết định 15",
            on=date(2026, 1, 5),
        ).execute()
        stored = Tenant.objects.get(pk=tenant.pk)
        assert (stored.kind, stored.state, stored.schema_name) == ("commune", "active", "t_16522_2025")
        assert (stored.state_changed_by, stored.state_reason) == ("lan", "Quyết định 15")
        assert stored.fingerprint == tenant_fingerprint()
        identity = stored.identity()
        assert (identity.name, identity.short_name, identity.unit_type) == (
            "Phường Quảng Phú",
            "Quảng Phú",
            "phuong",
        )
        assert (identity.valid_from, identity.valid_to) == (date(2025, 7, 1), None)
        assert identity.parent == province
        hosts = {host.name: (host.is_canonical, host.valid_from) for host in stored.hosts.all()}
        assert hosts == {"quangphu.test": (True, date(2026, 1, 5)), "old.test": (False, date(2026, 1, 5))}
        with tenant_context(stored), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM wagtailcore_page WHERE depth = 1")
            assert cursor.fetchone() == (1,)

    def test_a_province_has_no_parent(self, province: Tenant) -> None:
        assert (province.kind, province.schema_name, province.parent()) == (
            TenantKind.PROVINCE,
            "t_38_2025",
            None,
        )

    def test_a_former_district_is_an_archive_with_its_end_and_successors(self, province: Tenant) -> None:
        tenant = CreateTenant(code="402", hosts=["nhuxuan.test"]).execute()
        assert (tenant.kind, tenant.state) == (TenantKind.FORMER_UNIT, TenantState.ARCHIVED)
        assert tenant.abolished_on == date(2025, 7, 1)
        assert tenant.parent() == province
        assert [one.code for one in tenant.successors()] == [
            "16174",
            "16177",
            "16186",
            "16213",
            "16222",
            "16225",
        ]
        assert {one.instrument for one in tenant.successions.all()} == {"1686/NQ-UBTVQH15"}

    def test_other_rooms_write_in_it_before_it_becomes_an_archive(self, province: Tenant) -> None:
        seen: list[bool] = []
        registry.register(lambda tenant: seen.append(current_tenant().is_writable), order=1)
        tenant = CreateTenant(code="402", hosts=["nhuxuan.test"]).execute()
        assert seen == [True]
        assert Tenant.objects.get(pk=tenant.pk).state == TenantState.ARCHIVED

    def test_it_can_begin_as_a_draft(self, province: Tenant) -> None:
        tenant = CreateTenant(code="402", hosts=["nhuxuan.test"], state=TenantState.DRAFT).execute()
        assert tenant.is_writable

    def test_a_schema_of_its_own_for_each_and_the_same_key_for_none(self, province: Tenant) -> None:
        first = CreateTenant(code="16522", hosts=["a.test"]).execute()
        second = CreateTenant(code="16543", hosts=["b.test"]).execute()
        assert len({province.pk, first.pk, second.pk}) == 3
        for tenant in (first, second):
            assert schema_exists(tenant.schema_name)


class TestStepsOfOtherRooms:
    @pytest.fixture
    def steps(self) -> list[str]:
        done: list[str] = []

        def late(tenant: Tenant) -> None:
            done.append(f"late {current_tenant().schema_name}")

        def early(tenant: Tenant) -> None:
            assert tenant == current_tenant()
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_schema()")
                done.append(f"early {cursor.fetchone()[0]}")

        registry.register(late, order=20)
        registry.register(early, order=10)
        return done

    def test_they_run_in_their_order_in_the_tenant(self, steps: list[str], province: Tenant) -> None:
        assert steps == ["early t_38_2025", "late t_38_2025"]

    def test_registering_twice_runs_once(self, steps: list[str]) -> None:
        for step in registry.registered_steps():
            registry.register(step, order=5)
        CreateTenant(code="38", hosts=["thanhhoa.test"]).execute()
        assert len(steps) == 2

    def test_one_that_fails_undoes_everything(self, province: Tenant) -> None:
        def broken(tenant: Tenant) -> None:
            raise ZeroDivisionError

        registry.register(broken, order=99)
        before = snapshot()
        with pytest.raises(ZeroDivisionError):
            CreateTenant(code="16522", hosts=["quangphu.test"]).execute()
        assert snapshot() == before
        registry.unregister(broken)
        CreateTenant(code="16522", hosts=["quangphu.test"]).execute()


class TestRefusals:
    def test_a_code_that_the_register_does_not_have(self) -> None:
        refusal = refused(CreateTenant(code="16523", hosts=["x.test"]))
        assert refusal.field == "code"
        assert "“16523”" in refusal.sentence
        assert "Xã Quảng Bình" in refusal.sentence

    @pytest.mark.parametrize("typed", ["Như Xuân", "nhu xuan", "nhu-xuan"])
    def test_a_name_in_the_place_of_the_code_shows_the_codes(self, typed: str) -> None:
        sentence = refused(CreateTenant(code=typed, hosts=["x.test"])).sentence
        assert "16174 Xã Như Xuân" in sentence
        assert "402 Huyện Như Xuân" in sentence

    def test_an_empty_register_says_how_to_load_it(self) -> None:
        Unit.objects.all().delete()
        assert "register load" in refused(CreateTenant(code="38", hosts=["x.test"])).sentence

    def test_a_unit_that_has_its_portal(self, province: Tenant) -> None:
        refusal = refused(CreateTenant(code="38", hosts=["x.test"]))
        assert refusal.field == "code"
        assert "thanhhoa.test" in refusal.sentence

    def test_a_commune_whose_province_has_no_portal(self) -> None:
        refusal = refused(CreateTenant(code="16522", hosts=["x.test"]))
        assert "38" in refusal.sentence

    def test_a_commune_of_another_province(self, province: Tenant) -> None:
        refusal = refused(CreateTenant(code="16522", hosts=["x.test"], province="31"))
        assert "16522 Phường Quảng Phú" in refusal.sentence
        assert "31" in refusal.sentence

    def test_a_host_that_leads_elsewhere(self, province: Tenant) -> None:
        refusal = refused(CreateTenant(code="16522", hosts=["quangphu.test", "ThanhHoa.test"]))
        assert refusal.field == "hosts"
        assert "thanhhoa.test" in refusal.sentence
        assert "Tỉnh Thanh Hóa" in refusal.sentence

    def test_a_host_that_will_lead_elsewhere(self, province: Tenant) -> None:
        Host.objects.create(name="soon.test", tenant=province, valid_from=date(2099, 1, 1))
        assert "soon.test" in refused(CreateTenant(code="16522", hosts=["soon.test"])).sentence

    def test_a_host_that_led_elsewhere_is_free(self, province: Tenant) -> None:
        Host.objects.create(
            name="past.test", tenant=province, valid_from=date(2025, 7, 1), valid_to=date(2025, 12, 1)
        )
        tenant = CreateTenant(code="16522", hosts=["past.test"]).execute()
        assert Host.objects.previous_tenants("past.test") == [province]
        assert str(tenant.canonical_host()) == "past.test"

    @pytest.mark.parametrize(
        "host", ["quang phu.test", "http://quangphu.test", "quangphu.test:8080", "a_b.test", ""]
    )
    def test_what_is_no_host(self, province: Tenant, host: str) -> None:
        assert refused(CreateTenant(code="16522", hosts=[host])).field == "hosts"

    def test_no_host_at_all(self, province: Tenant) -> None:
        assert refused(CreateTenant(code="16522", hosts=[])).field == "hosts"

    def test_a_host_given_twice_is_given_once(self, province: Tenant) -> None:
        tenant = CreateTenant(code="16522", hosts=["a.test", "A.test."]).execute()
        assert tenant.hosts.count() == 1

    def test_too_long_a_schema_name(self, province: Tenant) -> None:
        refusal = refused(CreateTenant(code="16522", hosts=["x.test"], schema_suffix="x" * 60))
        assert refusal.field == "schema_suffix"
        assert "63" in refusal.sentence

    def test_a_schema_that_belongs_to_nobody(self, province: Tenant) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA t_16522_2025")
        assert "t_16522_2025" in refused(CreateTenant(code="16522", hosts=["x.test"])).sentence


@pytest.mark.django_db(transaction=True)
def test_of_two_that_race_for_a_host_one_wins_and_the_other_is_told(
    province: Tenant, connect: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_meanwhile(tenant: Tenant) -> None:
        raise AssertionError("The host was free.")

    from tenants.acts import create

    def look_and_lose(name: str, day: date) -> None:
        with connect("owner").cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(
                "INSERT INTO tenants_host (name, tenant_id, is_canonical, valid_from)"
                " VALUES (%s, %s, false, '2025-07-01')",
                [name, str(province.pk)],
            )

    registry.register(taken_meanwhile, order=1)
    monkeypatch.setattr(create, "refuse_taken_host", look_and_lose)
    with pytest.raises(ActRefused, match=r"a moment ago|vừa"):
        CreateTenant(code="16522", hosts=["quangphu.test"]).execute()
    assert not Tenant.objects.with_code("16522").exists()
    assert not schema_exists("t_16522_2025")


@pytest.mark.django_db(transaction=True)
def test_a_template_that_is_missing_is_built_before_the_callers_transaction_is_in_its_way(
    province: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside a transaction that has written, migrations fail ("pending trigger events")."""
    asked: list[bool] = []

    def build(fingerprint: str) -> Template:
        asked.append(connection.in_atomic_block)
        return Template.objects.create(fingerprint=fingerprint, tables="", data=[], rules="")

    Template.objects.all().delete()
    monkeypatch.setattr(templates, "_build", build)
    with transaction.atomic():
        Tenant.objects.update(state_reason="a write that leaves a trigger waiting")
        assert templates.current_template().fingerprint == tenant_fingerprint()
    assert asked == [False]
