"""`GET /api/v1/search/suggest/` and `/api/v1/search/similar/`."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from search import schemas
from search.engines.interface import EngineUnavailableError
from search.nearby import similar, suggestions
from sites.api import parameters
from sites.api import vocabulary as words
from sites.api.parameters import Parameters
from sites.api.problems import not_found, unavailable
from sites.api.read import Answer, ReadView
from sites.api.scopes import scope_of, tenant_of

LONGEST_BEGINNING = 200
Q = parameters.text("q", "What has been typed so far.", most=LONGEST_BEGINNING, required=True)
ITEM = parameters.uuid("item", "The item to which others are to be like.")
SIZE = parameters.whole_number("size", 1, 20, "How many at most.", default=8)
SUGGEST = Parameters(Q, words.LANGUAGE, words.SCOPE, SIZE)
SIMILAR = Parameters(ITEM, words.LANGUAGE, words.SCOPE, SIZE)


class SuggestView(ReadView):
    """Titles while a reader types."""

    parameters = SUGGEST

    @extend_schema(
        operation_id="search_suggest", parameters=SUGGEST.documented(), responses=schemas.SUGGESTIONS
    )
    def get(self, request: HttpRequest) -> Response:
        """Items whose title holds every word typed, the last one as a beginning, the newest first; accents
        do not matter. `suggestion` is the text with accents restored, where that says something new.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The suggestions."""
        tenant = tenant_of(request)
        scope = scope_of(tenant, values["scope"])
        try:
            shape = suggestions(
                tenant, scope, values["q"], values["language"] or settings.LANGUAGE_CODE, values["size"]
            )
        except EngineUnavailableError as error:
            raise unavailable() from error
        return _json(shape)


class SimilarView(ReadView):
    """Items like one."""

    parameters = SIMILAR

    @extend_schema(operation_id="search_similar", parameters=SIMILAR.documented(), responses=schemas.SIMILAR)
    def get(self, request: HttpRequest) -> Response:
        """Items that share the most telling words of one; with `scope=province` also communes' items."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The items, the likest first."""
        tenant = tenant_of(request)
        scope = scope_of(tenant, values["scope"])
        language = values["language"] or settings.LANGUAGE_CODE
        try:
            items = (
                similar(tenant, scope, values["item"], language, values["size"]) if values["item"] else None
            )
        except EngineUnavailableError as error:
            raise unavailable() from error
        if items is None:
            raise not_found(_("No public item has this key here."))
        return _json({"items": items})


def _json(shape: dict[str, Any]) -> Answer:
    return Answer(json.dumps(shape, ensure_ascii=False, separators=(",", ":")).encode())
