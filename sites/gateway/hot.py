"""The hot readings: one item by its key, and a portal's own lists. What is out of the ordinary is left to Django."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.http import http_date

from sites.api.items import ItemView, item_body, item_etag
from sites.api.lists import ItemsView, ListQuery, list_query
from sites.api.output import Voice
from sites.api.problems import Problem
from sites.api.read import MAX_QUERY, surrogate_headers
from sites.api.scopes import OWN, Scope
from sites.gateway.coding import Bodies, Coding, chosen, pays
from sites.gateway.database import Database
from sites.gateway.hosts import KnownPortal
from sites.gateway.reply import OPEN_TO_ALL, Headers, Reply
from sites.releases.listing import (
    Place,
    Reading,
    Stored,
    reading_key,
    reading_row,
    reading_summaries,
    with_summaries,
)
from sites.releases.purge import item_key

LISTS = "/api/v1/items/"
_ITEM = re.compile(r"^/api/v1/items/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/$")
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
UNUSUAL = frozenset({b"if-match", b"if-unmodified-since", b"if-modified-since", b"range", b"if-range"})
JSON = "application/json"
KEPT_QUERIES = 4_096
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the hot readings see it."""

    path: str
    query: bytes
    headers: dict[bytes, bytes]

    @property
    def is_hot(self) -> bool:
        """Whether it may be answered here."""
        return self.path.startswith(LISTS) and not UNUSUAL & self.headers.keys()


@dataclass(frozen=True, slots=True)
class _Sent:
    """A body as it is sent, and how it is coded."""

    body: bytes
    coding: Coding


@dataclass(frozen=True, slots=True)
class _List:
    wanted: ListQuery
    reading: Reading


class HotReads:
    """Answers the hot readings of a process; `answer` is None for what Django has to answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bodies = Bodies()
        self._lists: OrderedDict[tuple[UUID, str, bytes], _List | None] = OrderedDict()
        self._items: OrderedDict[bytes, dict[str, Any] | None] = OrderedDict()

    async def answer(self, call: Call, portal: KnownPortal) -> Reply | None:
        """The answer, or None.

        Raises:
            one of `sites.gateway.database.FAULTS`.
        """
        if call.path == LISTS:
            return await self._list(call, portal)
        found = _ITEM.match(call.path)
        return await self._item(call, portal, UUID(found[1])) if found else None

    async def _item(self, call: Call, portal: KnownPortal, key: UUID) -> Reply | None:
        values = self._item_values(call.query)
        if values is None:
            return None
        rows = await self._database.fetch(reading_key(key, values["language"], full=False))
        own = next((Stored(*row) for row in rows if row[2] == portal.tenant_id), None)
        if own is None:
            return None
        members = values["fields"]
        if is_unchanged(call, tag := item_etag(own, portal.voice, members)):
            return _not_modified(call, tag, own, (item_key(key),))
        held, found = self._held(tag, coding := _coding(call)), own
        if held is None:
            full = await self._database.fetch(reading_row(own.id))
            if not full:
                return None
            found = Stored(*full[0])
            tag = item_etag(found, portal.voice, members)
            held = self._kept(tag, item_body(found, portal.voice, members), coding)
        return _ok(tag, held, found, (item_key(key),))

    async def _list(self, call: Call, portal: KnownPortal) -> Reply | None:
        known = self._list_query(call.query, portal)
        if known is None:
            return None
        wanted = known.wanted

        def voice(tenant_id: UUID) -> Voice:
            return portal.voice

        for _attempt in range(ATTEMPTS):
            places = [Place(*row) for row in await self._database.fetch(known.reading)]
            tag = wanted.etag(places, voice)
            if is_unchanged(call, tag):
                return _not_modified(call, tag, None, wanted.keys)
            coding = _coding(call)
            held = self._held(tag, coding)
            if held is None:
                texts = await self._database.fetch(reading_summaries([place.id for place in places]))
                rows = with_summaries(places, texts)
                if rows is None:
                    continue
                held = self._kept(tag, wanted.answer(rows, voice).body, coding)
            return _ok(tag, held, None, wanted.keys)
        return None

    def _item_values(self, query: bytes) -> dict[str, Any] | None:
        if query not in self._items:
            _remember(self._items, query, _read(ItemView.parameters, query))
        return self._items[query]

    def _list_query(self, query: bytes, portal: KnownPortal) -> _List | None:
        key = (portal.tenant_id, portal.voice.origin, query)
        if key not in self._lists:
            _remember(self._lists, key, _list_of(query, portal))
        return self._lists[key]

    def _held(self, tag: str, coding: Coding) -> "_Sent | None":
        """The body of a tag as it is sent; None where it is not kept."""
        plain = self._bodies.find(tag, Coding.IDENTITY)
        return None if plain is None else self._kept(tag, plain, coding)

    def _kept(self, tag: str, plain: bytes, coding: Coding) -> "_Sent":
        """Keep a body; returns it as it is sent, coded where that pays."""
        best = coding if pays(JSON, len(plain)) else Coding.IDENTITY
        return _Sent(self._bodies.find(tag, best) or self._bodies.keep(tag, plain, best), best)


def _ok(tag: str, sent: "_Sent", found: Stored | None, keys: tuple[str, ...]) -> Reply:
    headers: Headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(sent.body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        *_validators(tag, sent.coding, found, keys),
    ]
    if sent.coding is not Coding.IDENTITY:
        headers.append((b"content-encoding", sent.coding.value.encode()))
    return Reply(200, headers, sent.body)


def is_unchanged(call: Call, tag: str) -> bool:
    """Whether the client holds this representation, in the coding it would get now (RFC 9110, section 13.1.2)."""
    given = call.headers.get(b"if-none-match")
    if given is None:
        return False
    text = given.decode("latin-1")
    held = _TAG.findall(text)
    return text.strip() == "*" or tag in held or tag + _coding(call).suffix in held


def _coding(call: Call) -> Coding:
    given = call.headers.get(b"accept-encoding")
    return chosen(given.decode("latin-1")) if given else Coding.IDENTITY


def _not_modified(call: Call, tag: str, found: Stored | None, keys: tuple[str, ...]) -> Reply:
    held = call.headers.get(b"if-none-match", b"").decode("latin-1")
    coding = _coding(call)
    same = coding if tag + coding.suffix in _TAG.findall(held) else Coding.IDENTITY
    return Reply(304, _validators(tag, same, found, keys))


def _validators(tag: str, coding: Coding, found: Stored | None, keys: tuple[str, ...]) -> Headers:
    headers: Headers = [
        (b"etag", f'"{tag}{coding.suffix}"'.encode()),
        (b"cache-control", b"no-cache"),
        (b"vary", b"Accept-Encoding"),
        *OPEN_TO_ALL,
    ]
    if found is not None:
        headers.append((b"last-modified", http_date(int(found.released_at.timestamp())).encode()))
    told = surrogate_headers(keys).items()
    headers += [(name.lower().encode(), value.encode()) for name, value in told]
    return headers


def _list_of(query: bytes, portal: KnownPortal) -> _List | None:
    values = _read(ItemsView.parameters, query)
    if values is None or values["scope"] != OWN or values["commune"]:
        return None
    given = QueryDict(query).dict()
    scope = Scope(own=portal.tenant_id)
    try:
        wanted = list_query(portal.tenant_id, scope, values, given, f"{portal.voice.origin}{LISTS}")
    except Problem:
        return None
    return _List(wanted, wanted.reading)


def _read(parameters: Any, query: bytes) -> dict[str, Any] | None:
    """The values of a query; None where something is wrong with it, which Django tells."""
    if len(query) > MAX_QUERY:
        return None
    try:
        values: dict[str, Any] = parameters.read(QueryDict(query))
    except Exception:  # whatever it is, Django meets it again and answers
        return None
    return values


def _remember(memory: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    memory[key] = value
    if len(memory) > KEPT_QUERIES:
        memory.popitem(last=False)
