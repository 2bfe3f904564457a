"""One request of a citizen: what it asks of the API, typed."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs, quote, urlsplit

from pydantic import ValidationError
from starlette.requests import Request

from frontend.api import Api, ApiNotFound, ApiUnavailable, Parameters, Visitor
from frontend.configuration import Configuration
from frontend.portal import Portal
from frontend.remembered import Remembered
from frontend.shapes import (
    Commune,
    Draft,
    FrontLists,
    Item,
    ItemList,
    ListedCorrection,
    SearchResult,
    Section,
    Shape,
)

A = TypeVar("A")
B = TypeVar("B")
S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where an old address leads now."""

    location: str
    permanent: bool


class Library:
    """What all visits of the process share: the API and what is remembered of it."""

    def __init__(self, api: Api, configuration: Configuration, authoring: Api | None = None) -> None:
        """Ask `api`, and `authoring` for drafts; remember for as long as the configuration says."""
        self.api = api
        self.authoring = authoring
        self.configuration = configuration
        self.portals = Remembered(
            api,
            "/api/v1/portal/",
            lambda content: read_shape(Portal, content),
            fresh_seconds=configuration.identity_fresh_seconds,
        )
        self.communes = Remembered(
            api, "/api/v1/communes/", _communes, fresh_seconds=configuration.list_fresh_seconds
        )


class Visit:
    """The API as one visitor sees it."""

    def __init__(self, library: Library, visitor: Visitor) -> None:
        """Speak for `visitor`."""
        self._library = library
        self.visitor = visitor

    @classmethod
    def of(cls, request: Request) -> "Visit":
        """Return the visit that a request is."""
        library = cast("Library", request.app.state.library)
        return cls(library, visitor_of(request, library.configuration))

    async def portal(self) -> Portal:
        """Return who speaks on this host."""
        return await self._library.portals.get(self.visitor)

    def last_known_portal(self) -> Portal | None:
        """Return the portal's identity without asking, for pages that must work while the API is down."""
        return self._library.portals.last_known(self.visitor)

    async def expected_portal(self) -> Portal:
        """Return the portal's identity, possibly some time old, to decide what else to ask for."""
        return self.last_known_portal() or await self.portal()

    async def items(self, **filters: str | int | None) -> ItemList:
        """Return a page of items under the API's filters."""
        return read_shape(ItemList, await self._get("/api/v1/items/", filters))

    async def front(self) -> FrontLists:
        """Return what the first page shows."""
        return read_shape(FrontLists, await self._get("/api/v1/front/", {}))

    async def item_at(self, path: str) -> Item | Redirect:
        """Return the item at a path of this portal, or where the path leads now."""
        content = await self._get("/api/v1/resolve/", {"path": path})
        if redirect := content.get("redirect"):
            return Redirect(str(redirect["location"]), bool(redirect.get("permanent")))
        return read_shape(Item, content.get("item") or {})

    async def item(self, key: str, language: str) -> Item:
        """Return an item by its key."""
        return read_shape(Item, await self._get(f"/api/v1/items/{key}/", {"language": language}))

    async def draft(self, token: str, *, counted: bool) -> Draft:
        """Return the draft that a signed link shows; `counted`: somebody reads it, and the link's maker is told so.

        Raises `ApiNotFound` where the link shows nothing here, `ApiGone` when it is over.
        """
        authoring = self._library.authoring
        if authoring is None:
            raise ApiNotFound("previews")
        path = f"/preview/v1/{quote(token, safe='')}/"
        content = await authoring.get(self.visitor, path, {} if counted else {"count": "0"})
        return read_shape(Draft, content.content)

    async def desk(self, api: str) -> dict[str, Any]:
        """Return what is public of a desk."""
        return await self._get(f"/api/v1/{api}/", {})

    async def form_token(self, api: str) -> str:
        """Return the token of a new form of a desk."""
        return str((await self._get(f"/api/v1/{api}/form/", {})).get("token", ""))

    async def send(self, api: str, body: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        """Send what a form of a desk holds; return its receipt, once it is kept for good."""
        return await self._library.api.post(self.visitor, f"/api/v1/{api}/", body, headers)

    async def case_state(self, code: str) -> dict[str, Any]:
        """Return how far a case has come."""
        return await self._follow("state", {"code": code})

    async def case_exchange(self, body: dict[str, str]) -> dict[str, Any]:
        """Return the exchange that a secret link shows, after the sender's act if one is named."""
        return await self._follow("exchange", body)

    async def _follow(self, what: str, body: dict[str, str]) -> dict[str, Any]:
        authoring = self._library.authoring
        if authoring is None:
            raise ApiNotFound("engagement")
        return await authoring.post(self.visitor, f"/engagement/v1/{what}/", body)

    async def search(self, filters: Parameters) -> SearchResult:
        """Return what the search finds."""
        return read_shape(SearchResult, await self._get("/api/v1/search/", filters))

    async def sections(self) -> list[Section]:
        """Return the tree of sections."""
        content = await self._get("/api/v1/sections/", {})
        return [read_shape(Section, entry) for entry in content.get("sections", [])]

    async def regulation(self, on: str) -> dict[str, Any]:
        """Return the regulation in force (on an ISO date, or now if `on` is empty)."""
        return await self._get("/api/v1/regulation/", {"on": on})

    async def corrections(self) -> list[ListedCorrection]:
        """Return what the portal has put right in public, the latest first."""
        content = await self._get("/api/v1/corrections/", {})
        return [read_shape(ListedCorrection, entry) for entry in content.get("corrections", [])]

    async def communes(self) -> list[Commune]:
        """Return the communes of this province."""
        return await self._library.communes.get(self.visitor)

    async def _get(self, path: str, parameters: Parameters) -> dict[str, Any]:
        return (await self._library.api.get(self.visitor, path, parameters)).content


async def together(first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Run two calls at once; the first to fail ends the other and is raised."""
    tasks = (asyncio.ensure_future(first), asyncio.ensure_future(second))
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        raise


def cursor_of(address: str | None) -> str:
    """Return the cursor in the API's `next` address, or an empty text at the end."""
    return parse_qs(urlsplit(address or "").query).get("cursor", [""])[0]


def visitor_of(request: Request, configuration: Configuration) -> Visitor:
    """Return who asks; forwarded scheme and address are believed of trusted proxies only."""
    peer = request.client.host if request.client else ""
    scheme, address = request.url.scheme, peer
    if peer in configuration.trusted_proxies:
        scheme = request.headers.get("x-forwarded-proto", scheme)
        address = request.headers.get("x-forwarded-for", peer).split(",")[-1].strip()
    return Visitor(host=request.headers.get("host", ""), scheme=scheme, address=address)


def read_shape(shape: type[S], content: dict[str, Any]) -> S:
    """Return an answer as its type. Raises `ApiUnavailable` where it does not have it."""
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise ApiUnavailable(f"{shape.__name__}: {error.errors()[:3]}") from error


def _communes(content: dict[str, Any]) -> list[Commune]:
    return [read_shape(Commune, entry) for entry in content.get("communes", [])]
