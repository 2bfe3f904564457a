"""Whose work is running: entered strictly, nested, restored; and everything that is keyed carries it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from pytest_django import Settings

from tenants.cache import make_key
from tenants.context import current_tenant, current_tenant_or_none, no_tenant, tenant_context
from tenants.errors import NoTenant
from tenants.models import Tenant
from tenants.storage import TenantPrivateStorage

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]


@pytest.fixture
def pair(register_tenant: Callable[..., Tenant]) -> tuple[Tenant, Tenant]:
    return register_tenant("16522", "a.test"), register_tenant("16543", "b.test", name="Xã Quảng Bình")


def schema() -> str:
    return str(connection.schema_name)  # type: ignore[attr-defined]


def test_without_a_tenant_the_error_tells_what_to_do() -> None:
    assert current_tenant_or_none() is None
    with pytest.raises(NoTenant, match=r"tenant_context\(tenant\)"):
        current_tenant()


def test_a_tenant_is_current_within_its_block_only(pair: tuple[Tenant, Tenant]) -> None:
    with tenant_context(pair[0]) as entered:
        assert entered is current_tenant() is pair[0]
        assert schema() == "t_16522_2025"
    assert current_tenant_or_none() is None
    assert schema() == "public"


def test_blocks_nest_and_restore(pair: tuple[Tenant, Tenant]) -> None:
    with tenant_context(pair[0]):
        with tenant_context(pair[1]):
            assert (current_tenant(), schema()) == (pair[1], "t_16543_2025")
        assert (current_tenant(), schema()) == (pair[0], "t_16522_2025")
        with no_tenant():
            assert (current_tenant_or_none(), schema()) == (None, "public")
        assert (current_tenant(), schema()) == (pair[0], "t_16522_2025")


def test_an_error_restores_too(pair: tuple[Tenant, Tenant]) -> None:
    with pytest.raises(ZeroDivisionError), tenant_context(pair[0]), tenant_context(pair[1]):
        raise ZeroDivisionError
    assert current_tenant_or_none() is None
    assert schema() == "public"


def test_queries_go_to_the_tenants_schema(pair: tuple[Tenant, Tenant]) -> None:
    with tenant_context(pair[0]), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path')")
        assert cursor.fetchone() == ("t_16522_2025, public",)


def test_a_reader_enters_the_tenant_and_not_its_schema(
    pair: tuple[Tenant, Tenant], settings: Settings
) -> None:
    settings.DB_ROLE = "reader"
    with tenant_context(pair[0]):
        assert current_tenant() == pair[0]
        assert schema() == "public"
    assert current_tenant_or_none() is None


class TestCacheKeys:
    def test_each_tenant_has_keys_of_its_own(self, pair: tuple[Tenant, Tenant]) -> None:
        for tenant in pair:
            with tenant_context(tenant):
                assert cache.get("wagtail_site_root_paths") is None
                cache.set("wagtail_site_root_paths", tenant.schema_name)
        for tenant in pair:
            with tenant_context(tenant):
                assert cache.get("wagtail_site_root_paths") == tenant.schema_name
        assert cache.get("wagtail_site_root_paths") is None

    def test_a_reader_has_them_too(self, pair: tuple[Tenant, Tenant], settings: Settings) -> None:
        settings.DB_ROLE = "reader"
        with tenant_context(pair[0]):
            assert make_key("k", "p", 1) == "t_16522_2025:p:1:k"

    def test_without_a_tenant_the_key_is_the_publics(self) -> None:
        assert make_key("k", "", 1) == "public::1:k"

    def test_a_schema_that_migrations_set_counts(self) -> None:
        connection.set_schema("t_16522_2025")  # type: ignore[attr-defined]
        try:
            assert make_key("k", "", 1) == "t_16522_2025::1:k"
        finally:
            connection.set_schema_to_public()  # type: ignore[attr-defined]


class TestPrivateFiles:
    @pytest.fixture
    def storage(self, settings: Settings, tmp_path: Path) -> TenantPrivateStorage:
        settings.MEDIA_ROOT = tmp_path
        return TenantPrivateStorage()

    def test_each_tenant_has_a_folder_of_its_own(
        self, storage: TenantPrivateStorage, pair: tuple[Tenant, Tenant], tmp_path: Path
    ) -> None:
        for tenant in pair:
            with tenant_context(tenant):
                name = storage.save("images/a.txt", ContentFile(tenant.schema_name.encode()))
                assert name == "images/a.txt"
        for tenant in pair:
            assert (tmp_path / tenant.schema_name / "images" / "a.txt").read_text() == tenant.schema_name
            with tenant_context(tenant), storage.open("images/a.txt") as file:
                assert file.read() == tenant.schema_name.encode()

    def test_without_a_tenant_there_is_no_place(self, storage: TenantPrivateStorage) -> None:
        with pytest.raises(NoTenant):
            storage.save("a.txt", ContentFile(b""))

    def test_a_name_cannot_lead_into_another_tenants_folder(
        self, storage: TenantPrivateStorage, pair: tuple[Tenant, Tenant]
    ) -> None:
        from django.core.exceptions import SuspiciousFileOperation

        with tenant_context(pair[0]), pytest.raises(SuspiciousFileOperation):
            storage.open("../t_16543_2025/images/a.txt")

    @pytest.mark.parametrize(
        ("given", "stored"),
        [
            ("Quyết định số 15.PDF", "quyet-dinh-so-15.pdf"),
            ("ảnh_Đền.jpg", "anh-den.jpg"),
            ("公文.docx", "tep.docx"),
            ("bảng.tổng hợp.xlsx", "bang-tong-hop.xlsx"),
        ],
    )
    def test_names_are_ascii(self, storage: TenantPrivateStorage, given: str, stored: str) -> None:
        assert storage.get_valid_name(given) == stored
