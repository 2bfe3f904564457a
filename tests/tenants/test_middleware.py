"""Requests: which portal they reach, who may say so, and that nothing is left behind."""

import json
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from tenants.context import current_tenant, current_tenant_or_none
from tenants.enums import TenantState
from tenants.errors import TenantReadOnly
from tenants.middleware import TenantMiddleware
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Ask = Callable[..., HttpResponse]
FAR = "203.0.113.9"


def whose(request: HttpRequest) -> HttpResponse:
    """A view that tells which portal it runs for."""
    tenant = request.tenant  # type: ignore[attr-defined]
    assert tenant == current_tenant_or_none()
    return HttpResponse(
        f"{tenant.schema_name} {connection.schema_name} {request.get_host()}" if tenant else "none"
    )  # type: ignore[attr-defined]


def never(request: HttpRequest) -> HttpResponse:
    """A view that must not be reached."""
    raise AssertionError("A request without a portal reached a view.")


@pytest.fixture(autouse=True)
def tenant(register_tenant: Callable[..., Tenant], settings: Settings) -> Tenant:
    settings.ALLOWED_HOSTS = ["*"]
    settings.PORTAL_TRUSTED_PROXIES = ["127.0.0.1", "::1", "10.0.0.0/8"]
    register_tenant("16543", "quangbinh.test", name="Xã Quảng Bình")
    return register_tenant("16522", "quangphu.test", "old.test")


class TestKnownHosts:
    def test_the_host_decides_the_portal(self, ask: Ask) -> None:
        assert ask(whose, HTTP_HOST="quangphu.test").content == b"t_16522_2025 t_16522_2025 quangphu.test"
        assert (
            ask(whose, HTTP_HOST="quangbinh.test:8000").content
            == b"t_16543_2025 t_16543_2025 quangbinh.test:8000"
        )

    @pytest.mark.parametrize("host", ["QuangPhu.TEST", "quangphu.test.", "quangphu.test:443"])
    def test_its_spelling_does_not_matter(self, ask: Ask, host: str) -> None:
        assert ask(whose, HTTP_HOST=host).content.startswith(b"t_16522_2025 ")

    def test_nothing_is_left_after_the_response(self, ask: Ask) -> None:
        ask(whose, HTTP_HOST="quangphu.test")
        assert current_tenant_or_none() is None
        assert connection.schema_name == "public"  # type: ignore[attr-defined]

    def test_nothing_is_left_after_an_error(self, ask: Ask) -> None:
        def broken(request: HttpRequest) -> HttpResponse:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            ask(broken, HTTP_HOST="quangphu.test")
        assert current_tenant_or_none() is None
        assert connection.schema_name == "public"  # type: ignore[attr-defined]

    def test_a_reader_keeps_out_of_the_schema(self, ask: Ask, settings: Settings) -> None:
        settings.DB_ROLE = "reader"
        assert ask(whose, HTTP_HOST="quangphu.test").content == b"t_16522_2025 public quangphu.test"

    def test_a_streamed_body_is_made_in_the_tenant_part_by_part(self, ask: Ask, tenant: Tenant) -> None:
        def parts() -> Iterator[bytes]:
            for _ in range(2):
                yield current_tenant().schema_name.encode()

        response = ask(lambda request: StreamingHttpResponse(parts()), HTTP_HOST="quangphu.test")
        seen = []
        for part in response:  # type: ignore[attr-defined]
            assert current_tenant_or_none() is None
            seen.append(part)
        assert seen == [b"t_16522_2025"] * 2


class TestUnknownHosts:
    @pytest.mark.parametrize(
        "host", ["nobody.test", "", "a b", "[::1]:8000", "quangphu.test:99999", "<script>.test"]
    )
    def test_there_is_no_portal_and_never_another_one(self, ask: Ask, host: str) -> None:
        response = ask(never, HTTP_HOST=host)
        assert response.status_code == 404
        assert b"Qu\xe1\xba\xa3ng" not in response.content
        assert b"<script>" not in response.content
        assert response["Cache-Control"] == "no-store"

    def test_the_page_is_a_sentence_in_html(self, ask: Ask) -> None:
        response = ask(never, HTTP_HOST="nobody.test")
        assert response["Content-Type"].startswith("text/html")
        assert 'lang="vi"' in response.content.decode()
        assert "nobody.test" in response.content.decode()

    def test_the_api_answers_with_a_problem(self, ask: Ask) -> None:
        response = ask(never, "/api/v1/items/", HTTP_HOST="nobody.test")
        assert response["Content-Type"] == "application/problem+json"
        problem = json.loads(response.content)
        assert problem["status"] == response.status_code == 404
        assert "nobody.test" in problem["detail"]

    def test_the_health_check_is_answered_on_any_host(self, ask: Ask) -> None:
        assert ask(whose, "/health/", HTTP_HOST="10.0.0.5:8000").content == b"none"

    def test_on_a_portals_host_the_health_check_knows_it(self, ask: Ask) -> None:
        assert ask(whose, "/health/", HTTP_HOST="quangphu.test").content.startswith(b"t_16522_2025")


class TestRedirects:
    def test_another_host_leads_to_the_canonical_one_with_path_query_and_port(self, ask: Ask) -> None:
        response = ask(never, "/tin-tuc/a%20b/?trang=2&q=%C4%91", HTTP_HOST="old.test:8080")
        assert response.status_code == 301
        assert response["Location"] == "http://quangphu.test:8080/tin-tuc/a%20b/?trang=2&q=%C4%91"

    def test_without_a_port_none_is_added(self, ask: Ask) -> None:
        assert ask(never, "/", HTTP_HOST="old.test")["Location"] == "http://quangphu.test/"

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_a_request_with_a_body_is_to_be_repeated(self, ask: Ask, method: str) -> None:
        response = ask(never, "/x/", method=method, HTTP_HOST="old.test")
        assert (response.status_code, response["Location"]) == (308, "http://quangphu.test/x/")

    def test_a_path_cannot_change_the_host(self, ask: Ask) -> None:
        assert ask(never, "//evil.test/x", HTTP_HOST="old.test")["Location"].startswith(
            "http://quangphu.test/"
        )


class TestStates:
    def state(self, tenant: Tenant, state: TenantState) -> None:
        tenant.state = state
        tenant.save()

    def test_a_suspended_portal_says_so(self, ask: Ask, tenant: Tenant) -> None:
        self.state(tenant, TenantState.SUSPENDED)
        response = ask(never, HTTP_HOST="quangphu.test")
        assert response.status_code == 503
        assert response["Retry-After"]
        problem = json.loads(ask(never, "/api/v1/", HTTP_HOST="old.test").content)
        assert problem["status"] == 503

    @pytest.mark.parametrize("state", [TenantState.DRAFT, TenantState.DELETED])
    def test_what_is_not_published_is_not_there(self, ask: Ask, tenant: Tenant, state: TenantState) -> None:
        self.state(tenant, state)
        assert ask(never, HTTP_HOST="quangphu.test").status_code == 404

    def test_a_draft_is_prepared_in_the_admin_and_nowhere_else(
        self, ask: Ask, tenant: Tenant, settings: Settings
    ) -> None:
        self.state(tenant, TenantState.DRAFT)
        assert ask(whose, "/admin/pages/", HTTP_HOST="quangphu.test").status_code == 200
        assert ask(never, "/api/v1/items/", HTTP_HOST="quangphu.test").status_code == 404
        settings.DB_ROLE = "reader"
        assert ask(never, "/admin/pages/", HTTP_HOST="quangphu.test").status_code == 404

    def test_maintenance_closes_the_admin_and_leaves_what_is_public(self, ask: Ask, tenant: Tenant) -> None:
        self.state(tenant, TenantState.MAINTENANCE)
        answer = ask(never, "/admin/pages/", HTTP_HOST="quangphu.test")
        assert (answer.status_code, answer["Retry-After"] != "") == (503, True)
        assert ask(whose, "/api/v1/items/", HTTP_HOST="quangphu.test").status_code == 200

    @pytest.mark.parametrize("state", [TenantState.ARCHIVED, TenantState.READ_ONLY, TenantState.MAINTENANCE])
    def test_what_is_kept_is_served(self, ask: Ask, tenant: Tenant, state: TenantState) -> None:
        self.state(tenant, state)
        assert ask(whose, HTTP_HOST="quangphu.test").status_code == 200

    def test_a_refused_write_is_told_to_the_editor(self, rf: RequestFactory) -> None:
        middleware = TenantMiddleware(never)
        request = rf.post("/admin/pages/add/")
        response = middleware.process_exception(request, TenantReadOnly())
        assert response is not None
        assert response.status_code == 403
        assert middleware.process_exception(request, ValueError()) is None


class TestForwardedHosts:
    @pytest.mark.parametrize("proxy", ["127.0.0.1", "::1", "10.20.30.40"])
    def test_a_trusted_proxy_says_what_the_client_asked_for(self, ask: Ask, proxy: str) -> None:
        response = ask(
            whose, HTTP_HOST="api:8001", HTTP_X_FORWARDED_HOST="quangphu.test:8080", REMOTE_ADDR=proxy
        )
        assert response.content == b"t_16522_2025 t_16522_2025 quangphu.test:8080"

    @pytest.mark.parametrize("client", [FAR, "not an address"])
    def test_anybody_else_does_not(self, ask: Ask, client: str) -> None:
        response = ask(
            whose, HTTP_HOST="quangbinh.test", HTTP_X_FORWARDED_HOST="quangphu.test", REMOTE_ADDR=client
        )
        assert response.content == b"t_16543_2025 t_16543_2025 quangbinh.test"

    def test_an_untrusted_header_reaches_no_view(self, ask: Ask) -> None:
        def headers(request: HttpRequest) -> HttpResponse:
            return HttpResponse(str("HTTP_X_FORWARDED_HOST" in request.META))

        answer = ask(headers, HTTP_HOST="quangphu.test", HTTP_X_FORWARDED_HOST="evil.test", REMOTE_ADDR=FAR)
        assert answer.content == b"False"

    def test_of_several_the_proxys_own_counts(self, ask: Ask) -> None:
        response = ask(
            whose, HTTP_HOST="api", HTTP_X_FORWARDED_HOST="evil.test, quangphu.test", REMOTE_ADDR="127.0.0.1"
        )
        assert response.content.startswith(b"t_16522_2025 ")

    def test_a_forwarded_unknown_host_is_unknown(self, ask: Ask) -> None:
        response = ask(
            never, HTTP_HOST="quangphu.test", HTTP_X_FORWARDED_HOST="evil.test", REMOTE_ADDR="127.0.0.1"
        )
        assert response.status_code == 404
