"""Calls about items: lists, one item, what stands at a path."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from sites.api import schemas
from sites.api import vocabulary as words
from sites.api.cursors import Cursor, query_digest
from sites.api.output import item_json, items_json, origin_or_none, voice_of
from sites.api.parameters import Parameters
from sites.api.problems import gone, invalid_parameter, not_found
from sites.api.read import Answer, ReadView
from sites.api.scopes import READER, Scope, scope_of, tenant_of, widest_scope
from sites.releases.enums import ITEM_TYPES, ChangeKind
from sites.releases.listing import Filters, Stored, at_path, newest, with_key
from sites.releases.models import Change, OldAddress, Release
from tenants.models import Host, Tenant
from tenants.origins import public_origin


class ItemsView(ReadView):
    """Public items, newest first."""

    parameters = Parameters(
        words.CATEGORY, words.FIELD, words.SECTION, words.TYPE, words.FROM, words.TO, words.LANGUAGE,
        words.SCOPE, words.COMMUNE, words.PAGE_SIZE, words.CURSOR,
    )  # fmt: skip

    @extend_schema(operation_id="items_list", parameters=parameters.documented(), responses=schemas.ITEM_LIST)
    def get(self, request: HttpRequest) -> Response:
        """Items of the portal, newest first; with `scope=province` also what the province's communes share.

        Without `language`, those in Vietnamese. `next` is the address of the following page, null at the end.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """One query, one page; the stored summaries are passed on as they are."""
        tenant = tenant_of(request)
        scope = scope_of(tenant, values["scope"], values["commune"])
        size = values.pop("page_size")
        before, digest = _cursor(values)
        rows = newest(scope.own, scope.sharing, _filters(values), size + 1, before, using=READER)
        items = [item_json(row.summary, row.path, voice_of(row.tenant_id)) for row in rows[:size]]
        more = len(rows) > size
        last = rows[size - 1] if more else None
        following = _next(request, tenant, Cursor(last.published_at, last.id).text(digest)) if last else None
        return Answer(items_json(items, following))


class ItemView(ReadView):
    """One item in full."""

    parameters = Parameters(words.LANGUAGE)

    @extend_schema(operation_id="item", parameters=parameters.documented(), responses=schemas.ITEM)
    def get(self, request: HttpRequest, item_id: UUID) -> Response:
        """An item by its key, which stays the same through edit, move, takedown and merger.

        On a province's host also one that a commune of the province shares. 410 where it was withdrawn for good.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The stored item, its source put in front."""
        scope = widest_scope(tenant_of(request))
        found = _by_key(path["item_id"], values["language"], scope)
        if found is None:
            raise _missing(Q(item_id=path["item_id"]), values["language"], scope)
        return full_answer(found)


class ResolveView(ReadView):
    """What stands at a path."""

    parameters = Parameters(words.PATH)

    @extend_schema(operation_id="resolve", parameters=parameters.documented(), responses=schemas.RESOLVED)
    def get(self, request: HttpRequest) -> Response:
        """The item at a path of the portal, or where an old address leads now. 410 where it was withdrawn for good."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The item, or a redirect from an old path or from a predecessor's."""
        tenant = tenant_of(request)
        wanted = values["path"].split("?")[0].split("#")[0]
        found = at_path(tenant.pk, wanted, using=READER)
        if found is not None:
            stored = full_answer(found)
            return Answer(b'{"item":' + stored.body + b"}", etag=f"r-{stored.etag}", modified=stored.modified)
        location = _new_address(tenant, wanted) or _of_predecessors(tenant, wanted)
        if location is None:
            raise _missing(Q(path__in=_spellings(wanted)), None, Scope(own=tenant.pk))
        return Answer(json.dumps({"redirect": {"location": location, "permanent": True}}).encode())


def full_answer(found: Stored) -> Answer:
    """An item in full as it is sent."""
    voice = voice_of(found.tenant_id)
    body = item_json(found.full, found.path, voice)
    return Answer(body.encode(), etag=f"{found.etag}-{voice.stamp}", modified=found.released_at)


def _by_key(item_id: UUID, language: str | None, scope: Scope) -> Stored | None:
    found = with_key(item_id, language, using=READER)
    return next((each for each in found if scope.contains(each.tenant_id, each.shared)), None)


def _spellings(path: str) -> list[str]:
    """A path as it may have been meant: with its last slash, in small letters."""
    slashed = path if path.endswith("/") else f"{path}/"
    return list(dict.fromkeys([slashed, slashed.lower()]))


def _new_address(tenant: Tenant, path: str) -> str | None:
    """Where the item is now that once was at a path, or that is there in another spelling."""
    spellings = _spellings(path)
    released = Release.objects.using(READER).of(tenant.pk).items().public()
    other = released.filter(path__in=spellings).values_list("path", flat=True).first()
    if other is not None:
        return other
    old = OldAddress.objects.using(READER).filter(tenant_id=tenant.pk, path__in=spellings).first()
    if old is None:
        return None
    return released.filter(item_id=old.item_id, language=old.language).values_list("path", flat=True).first()


def _of_predecessors(tenant: Tenant, path: str) -> str | None:
    """Where a path leads that belonged to a unit whose host the portal took over."""
    hosts = (
        Host.objects.using(READER)
        .filter(tenant_id=tenant.pk, valid_to__isnull=True)
        .values_list("name", flat=True)
    )
    for name in hosts:
        for predecessor in Host.objects.using(READER).previous_tenants(name):
            known = at_path(predecessor.pk, path, using=READER)
            location = known.path if known else _new_address(predecessor, path)
            origin = origin_or_none(predecessor)
            if location is not None and origin is not None:
                return origin + location
    return None


def _missing(which: Q, language: str | None, scope: Scope) -> Exception:
    """Why nothing is there: withdrawn for good, or never public as far as this scope may know."""
    changes = Change.objects.using(READER).filter(which, tenant_id__in=scope.tenants)
    if language is not None:
        changes = changes.filter(language=language)
    last = changes.order_by("-id").first()
    if last is None or not (last.tenant_id == scope.own or last.was_shared):
        return not_found()
    withdrawn = last.kind == ChangeKind.WITHDRAWN or last.tenant_id != scope.own
    return gone() if withdrawn and last.final else not_found()


def _cursor(values: dict[str, Any]) -> tuple[tuple[datetime, int] | None, str]:
    """Where to go on, and the digest of the list. Takes the cursor out of `values`."""
    given = values.pop("cursor")
    digest = query_digest(values)
    if given is None:
        return None, digest
    made_for, cursor = given
    if made_for != digest:
        raise invalid_parameter(
            "cursor", _("It belongs to a list with other filters."), words.CURSOR.allowed()
        )
    return (cursor.published_at, cursor.row), digest


def _filters(values: dict[str, Any]) -> Filters:
    return Filters(
        types=values["type"] or [kind.value for kind in ITEM_TYPES],
        categories=values["category"],
        fields=values["field"],
        section=values["section"],
        published_from=values["from"],
        published_to=values["to"],
        language=values["language"] or settings.LANGUAGE_CODE,
    )


def _next(request: HttpRequest, tenant: Tenant, cursor: str) -> str:
    query = {name: value for name, value in request.GET.items() if value and name != "cursor"}
    return f"{public_origin(tenant)}{request.path}?{urlencode({**query, 'cursor': cursor})}"
