"""From a request's host to its tenant, and back to none after the response."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase, StreamingHttpResponse

from tenants.context import READER, process_role, tenant_context
from tenants.enums import TenantState
from tenants.errors import TenantReadOnly
from tenants.hosts import InvalidHost, normalise, split_port
from tenants.models import Tenant
from tenants.refusals import portal_suspended, read_only, under_maintenance, unknown_host
from tenants.resolver import ResolvedHost, resolver

EDITORS = ("/admin/", "/admin-files/", "/private-media/")
"""Where the editors' side begins; the rest of the admin process is what citizens may read."""

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PermanentRedirectKeepingMethod(HttpResponsePermanentRedirect):
    """308 (RFC 9110, section 15.4.9): the request is repeated as it was, body included."""

    status_code = 308


class TenantMiddleware:
    """Sets `request.tenant`, and the tenant's schema unless the process is a reader.

    An unknown host gets 404, never another portal; a host that is not canonical is redirected with path,
    query and port. Addresses in `PORTAL_HOSTLESS_PATHS` (the health check) are answered on any host,
    without a tenant.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.trusted = [
            ip_network(proxy.strip()) for proxy in settings.PORTAL_TRUSTED_PROXIES if proxy.strip()
        ]
        self.hostless = frozenset(getattr(settings, "PORTAL_HOSTLESS_PATHS", ("/health/",)))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = self._settle_host(request)
        try:
            name, port = split_port(given)
            name = normalise(name)
            found = resolver.resolve(name)
        except InvalidHost:
            name, port, found = given, "", None
        if found is None or not (found.state.is_public or _is_prepared(request, found.state)):
            if request.path_info in self.hostless:
                request.tenant = None  # type: ignore[attr-defined]
                return self.get_response(request)
            return unknown_host(request, name)
        if found.state == TenantState.SUSPENDED:
            return portal_suspended(request)
        if found.state == TenantState.MAINTENANCE and _is_for_editors(request):
            return under_maintenance(request)
        if not found.is_canonical and found.canonical_host:
            return _redirect(request, found.canonical_host, port)
        return self._respond(request, found)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A write that an archive refused is told to the editor, not reported as a failure of ours."""
        return read_only(request, exception) if isinstance(exception, TenantReadOnly) else None

    def _respond(self, request: HttpRequest, found: ResolvedHost) -> HttpResponseBase:
        tenant = found.tenant()
        request.tenant = tenant  # type: ignore[attr-defined]
        with tenant_context(tenant):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            _keep_tenant_while_streaming(response, tenant)
        return response

    def _settle_host(self, request: HttpRequest) -> str:
        """The host the client asked for; from here on Django's own `get_host()` says the same.

        `X-Forwarded-Host` counts only when it comes from a trusted proxy; from anybody else it is removed.
        """
        forwarded = request.META.pop("HTTP_X_FORWARDED_HOST", "")
        if forwarded and self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META["HTTP_HOST"] = forwarded.rsplit(",", 1)[-1].strip()
        return str(request.META.get("HTTP_HOST", ""))

    def _is_trusted(self, address: str) -> bool:
        try:
            client = ip_address(address)
        except ValueError:
            return not address  # a Unix socket has no address: who can open it was decided by its file mode
        return any(client in network for network in self.trusted)


def _is_prepared(request: HttpRequest, state: TenantState) -> bool:
    """Whether a portal that is not public answers nevertheless: that it is suspended, or its editors who prepare it."""
    return state == TenantState.SUSPENDED or (state == TenantState.DRAFT and _is_for_editors(request))


def _is_for_editors(request: HttpRequest) -> bool:
    return process_role() != READER and request.path_info.startswith(EDITORS)


def _redirect(request: HttpRequest, host: str, port: str) -> HttpResponse:
    target = f"{request.scheme}://{host}{':' + port if port else ''}{request.get_full_path()}"
    if request.method in {"GET", "HEAD"}:
        return HttpResponsePermanentRedirect(target)
    return PermanentRedirectKeepingMethod(target)


def _keep_tenant_while_streaming(response: StreamingHttpResponse, tenant: Tenant) -> None:
    """A streamed body (Wagtail's exports) is read after the middleware is done: each part is made in the
    tenant.
    """
    if response.is_async:
        return
    parts = iter(response.streaming_content)  # type: ignore[arg-type]

    def in_tenant() -> Iterator[Any]:
        while True:
            with tenant_context(tenant):
                try:
                    part = next(parts)
                except StopIteration:
                    return
            yield part

    response.streaming_content = in_tenant()
