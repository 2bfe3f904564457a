"""Lists of items: what a query wants, and the answer made of the rows found.

The view reads the rows over Django's connection, the gateway over its own; what is asked and what is answered is decided here.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from sites.api import schemas
from sites.api import vocabulary as words
from sites.api.cursors import Cursor, query_digest
from sites.api.output import Voice, item_json, items_json, only, voice_of
from sites.api.parameters import Parameters
from sites.api.problems import Problem, invalid_parameter
from sites.api.read import Answer, ReadView
from sites.api.scopes import READER, Scope, scope_of, tenant_of
from sites.releases.enums import ITEM_TYPES
from sites.releases.listing import Filters, Place, Reading, Row, Sort, newest_of, reading_list
from sites.releases.purge import portal_key

LONGEST_SPAN = timedelta(days=20 * 366)
Voices = Callable[[UUID], Voice]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a call for a list wants.

    Attributes:
        address: of the call on its portal, without a query.
        given: the query as it came, without its cursor, for the address of what follows.
        after: where to go on.
        digest: of the list, so that a cursor of another one is refused.
        keys: what the answer is named by in caches: the portal that was asked, and what it received.
        members: the members of an item that are wanted; empty for all.
    """

    scope: Scope
    filters: Filters
    sort: Sort
    size: int
    members: tuple[str, ...]
    address: str
    given: Mapping[str, str]
    after: tuple[date, int] | None
    digest: str
    keys: tuple[str, ...] = ()

    @property
    def reading(self) -> Reading:
        """What reads the rows, and one more to know whether others follow."""
        return reading_list(
            self.scope.own, self.scope.sharing, self.filters, self.size + 1, self.after, self.sort, self.pairs
        )

    @property
    def pairs(self) -> list[tuple[UUID, UUID]] | None:
        """The single items of others that are wanted alone; None where whole portals are."""
        return None if self.scope.received is None else self.scope.received.pairs

    def following(self, found: list[Any]) -> str | None:
        """The address of the next page; None at the end."""
        if len(found) <= self.size:
            return None
        last = found[self.size - 1]
        query = {**self.given, "cursor": Cursor(last.key, last.id).text(self.digest)}
        return f"{self.address}?{urlencode(query)}"

    def etag(self, found: Iterable[Place | Row], voices: Voices) -> str:
        """The entity tag of the answer: it changes with any of its items, their sources, and what follows."""
        rows = list(found)
        said = [f"{row.id}:{row.etag}:{voices(row.tenant_id).stamp}" for row in rows[: self.size]]
        said.append(f"{self.following(rows)} {','.join(self.members)}")
        return "l-" + hashlib.blake2s("\n".join(said).encode(), digest_size=12).hexdigest()

    def answer(self, found: list[Row], voices: Voices) -> Answer:
        """The answer of the rows found; the stored summaries are passed on as they are."""
        items = [item_json(row.summary, row.path, voices(row.tenant_id)) for row in found[: self.size]]
        if self.members:
            items = [only(item, self.members) for item in items]
        body = items_json(items, self.following(found))
        until = self.scope.received.until if self.scope.received else None
        return Answer(body, etag=self.etag(found, voices), keys=self.keys, until=until)


def list_query(
    asked: UUID, scope: Scope, values: Mapping[str, Any], given: Mapping[str, str], address: str
) -> ListQuery:
    """What a call with these parameters wants.

    Parameters:
        asked: the portal that is asked.
        asked: the portal that is asked.
        scope: whose items.
        values: of `ItemsView.parameters`.
        given: the query as it came.
        address: of the call.

    Raises:
        Problem: the cursor is of another list, or the dates are the wrong way round or too far apart.
    """
    _refuse_span(values, "from", "to")
    _refuse_span(values, "issued_from", "issued_to")
    sort = Sort(values["sort"])
    filtering = {
        name: value for name, value in values.items() if name not in {"cursor", "page_size", "fields"}
    }
    digest = query_digest(filtering)
    return ListQuery(
        scope=scope,
        filters=_filters(values),
        sort=sort,
        size=values["page_size"],
        members=values["fields"],
        address=address,
        given={name: value for name, value in given.items() if value and name != "cursor"},
        after=_after(values["cursor"], digest, sort),
        digest=digest,
        keys=scope.received.keys if scope.received else (portal_key(asked),),
    )


class ItemsView(ReadView):
    """Public items in an order."""

    parameters = Parameters(
        words.CATEGORY, words.FIELD, words.SECTION, words.TYPE, words.FROM, words.TO, words.IDS,
        words.NUMBER, words.KIND, words.ISSUER, words.YEAR, words.STATUS, words.ISSUED_FROM, words.ISSUED_TO,
        words.LANGUAGE, words.LIST_SCOPE, words.COMMUNE, words.fields(schemas.SUMMARY_PROPERTIES),
        words.SORT, words.PAGE_SIZE, words.CURSOR,
    )  # fmt: skip

    @extend_schema(operation_id="items_list", parameters=parameters.documented(), responses=schemas.ITEM_LIST)
    def get(self, request: HttpRequest) -> Response:
        """Items of the portal, newest first unless `sort` says otherwise; with `scope=province` also what the province's
        communes share, with `scope=received` what a commune's portal shows of its province and neighbours.

        All filters hold together. Without `language`, items in Vietnamese. `next` is the address of the following page, null at
        the end; it skips and doubles nothing while others are published.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """Two short readings: which rows, and their text."""
        tenant = tenant_of(request)
        scope = scope_of(tenant, values["scope"], values["commune"])
        address = f"{voice_of(tenant.pk).origin}{request.path}"
        wanted = list_query(tenant.pk, scope, values, request.GET.dict(), address)
        return wanted.answer(newest_of(wanted.reading, READER), voice_of)


def _refuse_span(values: Mapping[str, Any], first: str, last: str) -> None:
    begin, end = values[first], values[last]
    if begin is None or end is None:
        return
    if begin > end:
        detail = _("“%(last)s” lies before “%(first)s”.") % {"first": first, "last": last}
        raise invalid_parameter(last, detail, _("a date not before “%(first)s”") % {"first": first})
    if end - begin > LONGEST_SPAN:
        allowed = _("at most %(days)d days after “%(first)s”") % {"first": first, "days": LONGEST_SPAN.days}
        raise invalid_parameter(last, _("The dates are too far apart."), allowed)


def _filters(values: Mapping[str, Any]) -> Filters:
    return Filters(
        types=values["type"] or [kind.value for kind in ITEM_TYPES],
        categories=values["category"],
        fields=values["field"],
        section=values["section"],
        published_from=values["from"],
        published_to=values["to"],
        language=values["language"] or settings.LANGUAGE_CODE,
        ids=values["ids"],
        number=values["number"] or "",
        kinds=values["kind"],
        issuer=values["issuer"] or "",
        year=values["year"],
        statuses=values["status"],
        issued_from=values["issued_from"],
        issued_to=values["issued_to"],
    )


def _after(given: tuple[str, Cursor] | None, digest: str, sort: Sort) -> tuple[date, int] | None:
    if given is None:
        return None
    made_for, cursor = given
    if made_for != digest or type(cursor.key) is not sort.key_type:
        raise _foreign_cursor()
    return cursor.key, cursor.row


def _foreign_cursor() -> Problem:
    return invalid_parameter("cursor", _("It belongs to a list with other filters."), words.CURSOR.allowed())
