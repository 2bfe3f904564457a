"""What a portal's first page shows, in one call."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from sites.api import schemas
from sites.api import vocabulary as words
from sites.api.output import item_json, voice_of
from sites.api.parameters import Parameters
from sites.api.read import Answer, ReadView
from sites.api.scopes import READER, tenant_of, widest_scope
from sites.releases.enums import ReleaseType
from sites.releases.listing import Filters, Row, newest
from sites.releases.purge import portal_key
from sites.releases.sharing import SHARABLE_TYPES

ARTICLES, DOCUMENTS, SHARED = 30, 6, 30


class FrontView(ReadView):
    """What a first page shows."""

    parameters = Parameters(words.LANGUAGE)

    @extend_schema(operation_id="front", parameters=parameters.documented(), responses=schemas.FRONT)
    def get(self, request: HttpRequest) -> Response:
        """The newest articles (30) and legal documents (6) of the portal, and of a province what its communes share (30).

        The same as three lists of `items/`, for whoever draws a first page. Without `language`, those in Vietnamese.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """Three short lists."""
        tenant = tenant_of(request)
        scope = widest_scope(tenant)
        language = values["language"] or settings.LANGUAGE_CODE
        article, document = (
            _of((kind.value,), language) for kind in (ReleaseType.ARTICLE, ReleaseType.DOCUMENT)
        )
        both = _of(sorted(SHARABLE_TYPES), language)
        lists = {
            "articles": newest(tenant.pk, (), article, ARTICLES, using=READER),
            "documents": newest(tenant.pk, (), document, DOCUMENTS, using=READER),
            "shared": newest(None, scope.sharing, both, SHARED, using=READER) if scope.sharing else [],
        }
        members = [f'"{name}":[{",".join(map(_item, rows))}]' for name, rows in lists.items()]
        return Answer(f"{{{','.join(members)}}}".encode(), keys=(portal_key(tenant.pk),))


def _of(types: Any, language: str) -> Filters:
    return Filters(types=types, language=language)


def _item(row: Row) -> str:
    return item_json(row.summary, row.path, voice_of(row.tenant_id))
