"""The change feed as a call, the list of calls, and the description of the API."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from sites.api import parameters as forms
from sites.api import schemas
from sites.api import vocabulary as words
from sites.api.output import UnknownVoice, voice_of
from sites.api.parameters import Parameters
from sites.api.problems import cursor_expired, not_found
from sites.api.read import Answer, ReadView
from sites.api.scopes import READER, Scope, scope_of, tenant_of
from sites.releases.changes import forgotten
from sites.releases.enums import ChangeKind
from sites.releases.fields import canonical_json
from sites.releases.models import Change
from sites.releases.moments import instant
from tenants.enums import TenantKind
from tenants.origins import public_origin

CALLS = ("portal", "front", "items", "sections", "regulation", "search", "changes", "schema")


WAIT = forms.whole_number("wait", 0, 30, "Seconds to wait for changes where there are none yet.", default=0)


class RootView(ReadView):
    """The list of calls."""

    @extend_schema(operation_id="root", responses=schemas.ROOT)
    def get(self, request: HttpRequest) -> Response:
        """Where the calls of the API are, on this portal."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """Absolute addresses on the public origin."""
        tenant = tenant_of(request)
        origin = public_origin(tenant)
        calls = [*CALLS, *(["communes"] if tenant.kind == TenantKind.PROVINCE else [])]
        links = {call: f"{origin}{request.path}{call}/" for call in calls}
        links |= {"feed": f"{origin}/feed.atom", "sitemap": f"{origin}/sitemap.xml"}
        return Answer(canonical_json(links).encode())


class ChangesView(ReadView):
    """The change feed."""

    parameters = Parameters(
        forms.whole_number("since", 0, 2**63 - 1, "The last position the caller has; 0 to begin.", default=0),
        WAIT,
        words.SCOPE,
        words.PAGE_SIZE,
    )

    @extend_schema(operation_id="changes", parameters=parameters.documented(), responses=schemas.CHANGES)
    def get(self, request: HttpRequest) -> Response:
        """What was released and withdrawn behind a position, in the order in which it became public.

        Each item appears once, with its last state. `next` is to be asked for what follows, now or later; with `wait` the answer
        comes when there is something. Parts of the portal (`portal`, `sections`, `regulation`) are told too; they are read by their
        own calls. Withdrawals are kept for 400 days: 410 for a position from before that, and `since=0` begins again.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The rows behind the position, in its order."""
        tenant = tenant_of(request)
        scope = scope_of(tenant, values["scope"])
        if 0 < values["since"] < forgotten(using=READER):
            raise cursor_expired()
        rows = list(behind(scope, values["since"])[: values["page_size"]])
        last = rows[-1].position if rows else values["since"]
        following = {name: values[name] for name in ("page_size", "scope")} | {"since": last}
        following |= {"wait": values["wait"]} if values["wait"] else {}
        shape = {
            "changes": [told(row, scope) for row in rows],
            "next": f"{public_origin(tenant)}{request.path}?{urlencode(following)}",
        }
        return Answer(canonical_json(shape).encode())


class SchemaView(ReadView):
    """The description of the API."""

    @extend_schema(exclude=True)
    def get(self, request: HttpRequest) -> Response:
        """The OpenAPI document (3.1)."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The committed document."""
        return Answer(_document(), content_type="application/yaml; charset=utf-8", filename="openapi.yaml")


def behind(scope: Scope, position: int, using: str = READER) -> Any:
    """The changes behind a position that readers of a scope are told, in order."""
    seen = Q(tenant_id=scope.own) | Q(tenant_id__in=scope.sharing, was_shared=True)
    return Change.objects.using(using).stamped().filter(seen, position__gt=position)


def told(row: Change, scope: Scope) -> dict[str, Any]:
    """A change as it is told; what a commune no longer shares has gone, as far as the province's readers know."""
    seen = scope.contains(row.tenant_id, row.shared)
    return {
        "position": row.position,
        "kind": row.kind if seen else ChangeKind.WITHDRAWN.value,
        "id": str(row.item_id),
        "language": row.language,
        "portal": str(row.tenant_id),
        "type": row.type,
        "url": _origin(row.tenant_id) + (row.path or reverse(f"portal_api:{row.type}")),
        "at": instant(row.at),
    }


def _origin(tenant_id: UUID) -> str:
    """Where a portal is; empty for one that has no address today, whose changes shall not keep back the others'."""
    try:
        return voice_of(tenant_id).origin
    except UnknownVoice:
        return ""


@lru_cache(maxsize=1)
def _document() -> bytes:
    path = settings.BASE_DIR / "openapi.yaml"
    if not path.exists():
        raise not_found()
    content: bytes = path.read_bytes()
    return content
