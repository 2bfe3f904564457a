"""`GET /api/v1/search/`."""

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from search import schemas
from search.engines.interface import EngineUnavailableError
from search.parameters import CURSOR, SEARCH, cursor_text, without_position
from search.results import search
from sites.api.cursors import query_digest
from sites.api.problems import invalid_parameter, unavailable
from sites.api.read import Answer, ReadView
from sites.api.scopes import OWN, scope_of, tenant_of
from tenants.origins import public_origin


class SearchView(ReadView):
    """What the public items of a portal say about a query."""

    parameters = SEARCH

    @extend_schema(operation_id="search", parameters=SEARCH.documented(), responses=schemas.RESULTS)
    def get(self, request: HttpRequest) -> Response:
        """Items by relevance, with counts by facet; with `scope=province` also what the province's
        communes share.

        Accents and the place of the tone mark do not matter, quotes ask for a phrase, a minus before a word
        leaves it out. Documents whose number is asked for come first. With `group=commune` the items come commune
        by commune, up to three of each; `groups` names the communes in that order, with all their results counted.
        `highlight` is safe HTML with `<mark>` as its only element. Each facet counts under all filters but its own.
        At most 1,000 results can be paged through.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """One page of results."""
        tenant = tenant_of(request)
        scope = scope_of(tenant, values["scope"], values["commune"])
        if values["group"] and values["scope"] == OWN:
            detail = _("Results can be grouped by commune only together with scope=province.")
            raise invalid_parameter("group", detail, _("together with scope=province"))
        digest = query_digest(without_position(values))
        made_for, start = values["cursor"] or (digest, 0)
        if made_for != digest:
            raise invalid_parameter("cursor", _("It belongs to another search."), CURSOR.allowed())
        try:
            results = search(tenant, scope, values, start)
        except EngineUnavailableError as error:
            raise unavailable() from error
        following = None
        if results.following is not None:
            query = {name: value for name, value in request.GET.items() if value and name != "cursor"}
            query["cursor"] = cursor_text(digest, results.following)
            following = f"{public_origin(tenant)}{request.path}?{urlencode(query)}"
        shape = {
            "query": results.query,
            "total": results.total,
            "approximate": results.approximate,
            "items": results.items,
            "groups": results.groups,
            "facets": results.facets,
            "suggestion": results.suggestion,
            "next": following,
        }
        return Answer(json.dumps(shape, ensure_ascii=False, separators=(",", ":")).encode())
