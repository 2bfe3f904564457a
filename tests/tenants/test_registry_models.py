"""The registry's rows: what holds when, and what the database itself refuses."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tenants.calendar_day import today
from tenants.enums import TenantKind, TenantState, UnitType
from tenants.models import Host, Tenant, TenantIdentity, TenantSuccession, Unit
from tenants.models.tenant import IdentityUnknown

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Register = Callable[..., Tenant]
SPLIT = date(2026, 4, 30)


@pytest.fixture
def province(register_tenant: Register) -> Tenant:
    return register_tenant(
        "38", "thanhhoa.test", name="Tỉnh Thanh Hóa", unit_type=UnitType.TINH, kind=TenantKind.PROVINCE
    )


@pytest.fixture
def commune(register_tenant: Register, province: Tenant) -> Tenant:
    return register_tenant("16522", "quangphu.test", parent=province)


class TestIdentity:
    @pytest.fixture(autouse=True)
    def _renamed(self, commune: Tenant) -> None:
        commune.identities.update(valid_to=SPLIT)
        TenantIdentity.objects.create(
            tenant=commune,
            code="16522",
            unit_type=UnitType.XA,
            name="Xã Quảng Phú Mới",
            short_name="Quảng Phú Mới",
            valid_from=SPLIT,
        )

    @pytest.mark.parametrize(
        ("day", "name"),
        [
            (date(2025, 7, 1), "Phường Quảng Phú"),
            (date(2026, 4, 29), "Phường Quảng Phú"),
            (SPLIT, "Xã Quảng Phú Mới"),
            (date(2040, 1, 1), "Xã Quảng Phú Mới"),
        ],
    )
    def test_a_name_holds_from_its_first_day_until_the_next_ones(
        self, commune: Tenant, day: date, name: str
    ) -> None:
        assert commune.identity(day).name == name

    def test_the_present_name_is_todays(self, commune: Tenant) -> None:
        assert commune.identity().holds(today())

    def test_before_its_beginning_a_tenant_has_no_name(self, commune: Tenant) -> None:
        with pytest.raises(IdentityUnknown, match=r"t_16522_2025.*2025-06-30"):
            commune.identity(date(2025, 6, 30))

    def test_a_unit_that_ended_keeps_its_last_name(self, commune: Tenant) -> None:
        commune.identities.filter(valid_to=None).update(valid_to=date(2026, 6, 1))
        assert commune.identity(date(2030, 1, 1)).name == "Xã Quảng Phú Mới"

    def test_a_remembered_name_is_not_used_for_another_day(self, commune: Tenant) -> None:
        commune.identity(date(2025, 8, 1))
        assert commune.identity(SPLIT).name == "Xã Quảng Phú Mới"

    def test_two_names_on_one_day_are_refused(self, commune: Tenant) -> None:
        with pytest.raises(IntegrityError, match="identity_one_per_tenant_and_day"):
            TenantIdentity.objects.create(
                tenant=commune,
                code="1",
                unit_type=UnitType.XA,
                name="x",
                short_name="x",
                valid_from=date(2026, 1, 1),
            )

    def test_a_tenant_is_not_its_own_province(self, commune: Tenant) -> None:
        with pytest.raises(IntegrityError, match="identity_is_not_its_own_parent"):
            commune.identities.filter(valid_to=None).update(parent=commune)

    def test_a_name_that_ends_before_it_begins_is_refused(self, commune: Tenant) -> None:
        with pytest.raises(IntegrityError, match=r"identity_ends_after_start|range lower bound"):
            commune.identities.filter(valid_to=None).update(valid_to=date(2020, 1, 1))


class TestParents:
    def test_a_commune_has_its_province_and_the_province_its_communes(
        self, province: Tenant, commune: Tenant
    ) -> None:
        assert commune.parent() == province
        assert province.parent() is None
        assert list(province.communes()) == [commune]
        assert list(commune.communes()) == []

    def test_a_commune_that_moves_belongs_to_each_in_its_time(
        self, register_tenant: Register, province: Tenant, commune: Tenant
    ) -> None:
        other = register_tenant("37", name="Tỉnh Ninh Bình", kind=TenantKind.PROVINCE)
        commune.identities.update(valid_to=SPLIT)
        TenantIdentity.objects.create(
            tenant=commune,
            code="16522",
            unit_type="phuong",
            name="P",
            short_name="P",
            parent=other,
            valid_from=SPLIT,
        )
        assert list(province.communes(date(2026, 4, 29))) == [commune]
        assert list(province.communes(SPLIT)) == []
        assert list(other.communes(SPLIT)) == [commune]
        assert commune.parent(SPLIT) == other

    def test_former_units_are_no_communes_of_their_province(
        self, register_tenant: Register, province: Tenant
    ) -> None:
        district = register_tenant("402", name="Huyện Như Xuân", parent=province)
        Tenant.objects.filter(pk=district.pk).update(kind=TenantKind.FORMER_UNIT, abolished_on=SPLIT)
        assert list(province.communes()) == []

    def test_tenants_are_found_by_code_and_day(self, commune: Tenant) -> None:
        commune.identities.update(valid_to=SPLIT)
        assert list(Tenant.objects.with_code("16522")) == [commune]
        assert list(Tenant.objects.with_code("16522", date(2025, 8, 1))) == [commune]
        assert list(Tenant.objects.with_code("16522", SPLIT)) == []


class TestHosts:
    def test_a_host_leads_to_one_tenant_on_a_day(self, province: Tenant, commune: Tenant) -> None:
        with pytest.raises(IntegrityError, match="host_one_tenant_per_day"):
            Host.objects.create(name="quangphu.test", tenant=province, valid_from=SPLIT)

    def test_a_tenant_has_one_canonical_host_on_a_day(self, commune: Tenant) -> None:
        with pytest.raises(IntegrityError, match="host_one_canonical_per_tenant_and_day"):
            Host.objects.create(name="b.test", tenant=commune, is_canonical=True, valid_from=SPLIT)

    def test_redirecting_hosts_may_be_many(self, commune: Tenant) -> None:
        for name in ("b.test", "c.test"):
            Host.objects.create(name=name, tenant=commune, valid_from=SPLIT)
        assert commune.hosts.count() == 3
        assert commune.canonical_host().name == "quangphu.test"  # type: ignore[union-attr]

    def test_canonical_hosts_follow_each_other(self, commune: Tenant) -> None:
        commune.hosts.update(valid_to=SPLIT)
        Host.objects.create(name="b.test", tenant=commune, is_canonical=True, valid_from=SPLIT)
        assert str(commune.canonical_host(date(2026, 4, 29))) == "quangphu.test"
        assert str(commune.canonical_host(SPLIT)) == "b.test"

    @pytest.mark.parametrize("name", ["Quangphu.test", "quảngphú.vn", "a b", "a:80", "-a", "a/b", ""])
    def test_a_host_in_another_spelling_is_refused_by_the_database(self, commune: Tenant, name: str) -> None:
        with pytest.raises(IntegrityError, match="host_name_is_plain"):
            Host.objects.create(name=name, tenant=commune, valid_from=SPLIT)

    def test_a_host_that_passed_on_tells_whose_its_old_paths_are(
        self, register_tenant: Register, province: Tenant, commune: Tenant
    ) -> None:
        third = register_tenant("16543", name="Xã Quảng Bình")
        Host.objects.filter(name="quangphu.test").update(valid_to=date(2025, 12, 1))
        Host.objects.create(
            name="quangphu.test", tenant=province, valid_from=date(2025, 12, 1), valid_to=SPLIT
        )
        latest = Host.objects.create(name="quangphu.test", tenant=third, valid_from=SPLIT)
        assert latest.previous_tenants() == [province, commune]
        assert Host.objects.previous_tenants("quangphu.test") == [province, commune]
        assert Host.objects.previous_tenants("quangphu.test", date(2026, 1, 1)) == [commune]
        assert Host.objects.previous_tenants("thanhhoa.test") == []

    def test_django_tenants_finds_the_names_it_knows(self, commune: Tenant) -> None:
        host = commune.get_primary_domain()
        assert host is not None
        assert (host.domain, host.is_primary) == ("quangphu.test", True)


class TestTenants:
    @pytest.mark.parametrize(
        "schema",
        [
            "public",
            "t_quang-phu_2025",
            "t_16522",
            "16522_2025",
            "t_16522_2025_X",
            "pg_16522_2025",
            "t_1_2025",
        ],
    )
    def test_a_schema_is_named_by_code_and_era(self, schema: str) -> None:
        with pytest.raises(IntegrityError, match="tenant_schema_name_is_code_and_era"):
            Tenant.objects.bulk_create([Tenant(schema_name=schema, kind=TenantKind.COMMUNE)])

    def test_a_schema_belongs_to_one_tenant(self, commune: Tenant) -> None:
        with pytest.raises(IntegrityError, match="schema_name"):
            Tenant.objects.bulk_create([Tenant(schema_name=commune.schema_name, kind=TenantKind.COMMUNE)])

    def test_a_former_unit_tells_its_end(self) -> None:
        with pytest.raises(IntegrityError, match="tenant_former_unit_has_its_end"):
            Tenant.objects.create(schema_name="t_402_1996", kind=TenantKind.FORMER_UNIT)

    @pytest.mark.parametrize("field", ["kind", "state"])
    def test_unknown_kinds_and_states_are_refused(self, commune: Tenant, field: str) -> None:
        with pytest.raises(IntegrityError, match=f"tenant_{field}_is_known"), transaction.atomic():
            Tenant.objects.filter(pk=commune.pk).update(**{field: "invented"})

    def test_saving_makes_no_schema(self, commune: Tenant, django_assert_num_queries: Callable) -> None:
        from django_tenants.utils import schema_exists

        commune.save()
        assert not schema_exists(commune.schema_name)

    def test_the_public_sees_what_is_in_service(self, register_tenant: Register) -> None:
        for number, state in enumerate(TenantState):
            register_tenant(f"1000{number}", state=state)
        shown = {tenant.state for tenant in Tenant.objects.public()}
        assert shown == {"active", "maintenance", "read_only", "archived"}

    def test_only_drafts_and_active_tenants_are_written_in(self) -> None:
        assert {state for state in TenantState if state.is_writable} == {
            TenantState.DRAFT,
            TenantState.ACTIVE,
        }


def test_successors_are_named_by_the_register_and_linked_where_hosted(
    register_tenant: Register, province: Tenant
) -> None:
    district = register_tenant("402", name="Huyện Như Xuân", parent=province)
    for code in ("16177", "16174", "99999"):
        TenantSuccession.objects.create(
            tenant=district, successor_code=code, instrument="1686/NQ-UBTVQH15", effective_on=date(2025, 7, 1)
        )
    hosted = register_tenant("16174", "nhuxuan.test", name="Xã Như Xuân", parent=province)
    found = district.successors()
    assert [(one.code, one.name, one.tenant) for one in found] == [
        ("16174", "Xã Như Xuân", hosted),
        ("16177", "Xã Xuân Bình", None),
        ("99999", "99999", None),
    ]


def test_a_units_schema_comes_from_code_and_era() -> None:
    assert Unit.objects.get(code="16522").schema_name == "t_16522_2025"
    assert Unit.objects.get(code="402").schema_name == "t_402_1996"


def test_every_unit_of_the_register_has_a_schema_name_of_its_own() -> None:
    names = [unit.schema_name for unit in Unit.objects.all()]
    assert len(set(names)) == len(names)
    assert max(len(name) for name in names) <= 63
