"""Absolute addresses carry the public origin."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from tenants.models import Tenant
from tenants.origins import NoCanonicalHost, admin_origin, canonical_host_name, origin_of_host, public_origin

Register = Callable[..., Tenant]


@pytest.mark.parametrize(
    ("scheme", "port", "origin"),
    [
        ("http", "8080", "http://a.test:8080"),
        ("http", 8080, "http://a.test:8080"),
        ("https", "", "https://a.test"),
        ("https", None, "https://a.test"),
        ("https", "443", "https://a.test"),
        ("http", "80", "http://a.test"),
        ("http", "443", "http://a.test:443"),
        ("https", "80", "https://a.test:80"),
    ],
)
def test_a_schemes_own_port_is_left_out(settings: Settings, scheme: str, port: object, origin: str) -> None:
    settings.PORTAL_PUBLIC_SCHEME = scheme
    assert origin_of_host("a.test", port) == origin  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
class TestOfTenants:
    @pytest.fixture(autouse=True)
    def _ports(self, settings: Settings) -> None:
        settings.PORTAL_PUBLIC_SCHEME = "http"
        settings.PORTAL_PUBLIC_PORT = "8080"
        settings.PORTAL_ADMIN_PORT = "8000"

    def test_citizens_and_editors_have_a_port_each(self, register_tenant: Register) -> None:
        tenant = register_tenant("16522", "quangphu.test", "old.test")
        assert public_origin(tenant) == "http://quangphu.test:8080"
        assert admin_origin(tenant) == "http://quangphu.test:8000"

    def test_it_is_asked_for_once(
        self, register_tenant: Register, django_assert_num_queries: Callable
    ) -> None:
        tenant = register_tenant("16522", "quangphu.test")
        Tenant.objects.exists()
        with django_assert_num_queries(1):
            for _ in range(20):
                public_origin(tenant)

    def test_a_tenant_without_a_host_has_no_address(self, register_tenant: Register) -> None:
        with pytest.raises(NoCanonicalHost, match="t_16522_2025"):
            canonical_host_name(register_tenant("16522"))
