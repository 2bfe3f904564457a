"""The desks: what was answered in public, how each does, and its form."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend.api import ApiNotFound, ApiRefused, ApiUnavailable
from frontend.desks import DeskPages
from frontend.metadata import Page
from frontend.pages.paging import pager
from frontend.portal import Portal
from frontend.rendering import respond
from frontend.sending import fields_of
from frontend.shapes import Crumb, Item, ItemList, Shape, Text
from frontend.translations import translate as _
from frontend.visit import Visit, read_shape, together

PAGE_SIZE = 20
HONEYPOT = "website"
ITEM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Endpoint = Callable[[Request], Awaitable[Response]]


class Figures(Shape):
    """How a desk did in a month."""

    month: Text = ""
    received: int = 0
    answered: int = 0
    in_time: int = 0
    overdue: int = 0
    refused: int = 0
    median_days: float | None = None
    median_days_without_waiting: float | None = None


class DeskFacts(Shape):
    """What is public of a desk."""

    open: bool = False
    limits: dict[str, Any] = {}
    figures: list[Figures] = []

    @property
    def longest(self) -> dict[str, int]:
        """Return how long each field may be, in characters."""
        return dict(self.limits.get("longest") or {})

    @property
    def required(self) -> list[str]:
        """Return the fields that may not be empty."""
        return list(self.limits.get("required") or [])


class Sums(Shape):
    """The figures of all months together; medians are those of the newest month that has any."""

    received: int = 0
    answered: int = 0
    in_time: int = 0
    overdue: int = 0
    median_days: float | None = None
    median_days_without_waiting: float | None = None


def first_page(pages: DeskPages) -> Endpoint:
    """Return the page of a desk: what was answered in public, the newest first, and how the desk does."""

    async def answer(request: Request) -> Response:
        visit = Visit.of(request)
        cursor = request.query_params.get("cursor", "")
        (portal, facts), listed = await together(
            together(visit.portal(), _facts(visit, pages)), _published(visit, pages, cursor)
        )
        page = Page(
            title=pages.said.title, path=pages.path, description=pages.said.description, breadcrumbs=crumbs(pages)
        )  # fmt: skip
        return respond(
            request, "desk.html", portal, page, items=listed.items, pages=pages, desk=pages.of(portal),
            is_open=pages.is_open(portal), sums=_sums(facts.figures), pager=pager(pages.path, {}, listed.next, cursor),
        )  # fmt: skip

    return answer


def form_page(pages: DeskPages) -> Endpoint:
    """Return the form of a desk, which takes what is sent as well. What was typed stays, whatever comes of it."""

    async def answer(request: Request) -> Response:
        form = Form(pages, request, Visit.of(request))
        if request.method == "POST":
            return await form.take()
        portal = await form.visit.portal()
        if not pages.is_open(portal):
            return respond(request, "desk_closed.html", portal, form.page(), private=True, pages=pages)
        if not pages.is_about_item:
            return await form.show(portal, {})
        if "muc" not in request.query_params:
            return RedirectResponse(pages.path, status_code=303)
        return await form.show(portal, {"item": request.query_params["muc"][:36]})

    return answer


class Form:
    """One visitor at the form of a desk."""

    def __init__(self, pages: DeskPages, request: Request, visit: Visit) -> None:
        """Take the desk's form for `visit`."""
        self.pages, self.request, self.visit = pages, request, visit

    async def take(self) -> Response:
        """Send what was typed and show the receipt."""
        fields = await fields_of(self.request)
        body = {name: fields.get(name, "") for name in (*self.pages.fields, HONEYPOT, "token")}
        given = self.request.headers
        headers = {name: given[name] for name in ("origin", "sec-fetch-site") if name in given}
        try:
            receipt = await self.visit.send(self.pages.api, body, headers)
        except ApiRefused as error:
            return await self._again(fields, error)
        except (ApiUnavailable, ApiNotFound) as error:
            return await self._kept(fields, error)
        words = self.pages.said
        page = Page(
            title=words.received, path=self.pages.form_path, indexed=False, breadcrumbs=crumbs(self.pages, _("Received"))
        )  # fmt: skip
        portal = self.visit.last_known_portal() or await self.visit.portal()
        return respond(
            self.request, "desk_received.html", portal, page, private=True, pages=self.pages, receipt=receipt,
            link=f"{self.pages.follow_path}{receipt['token']}/", code_label=words.code, has_email=bool(fields.get("email")),
        )  # fmt: skip

    async def _again(self, fields: dict[str, str], error: ApiRefused) -> Response:
        """Show what is wrong beside its field. A form that was open too long gets a new token, and everything typed stays."""
        portal = await self.visit.portal()
        told = error.problem.get("errors") or []
        errors = {str(one.get("parameter")): str(one.get("detail")) for one in told}
        if not errors:
            errors = {"": str(error.problem.get("detail") or error)}
        if error.parameter == "token":
            fields = {**fields, "token": ""}
            errors = {
                "": _("The form had been open for long. Nothing you wrote is lost: please send it again.")
            }
        return await self.show(portal, fields, errors, status=400)

    async def _kept(self, fields: dict[str, str], error: Exception) -> Response:
        """Show the form with everything typed while nothing can be taken."""
        portal = self.visit.last_known_portal()
        if portal is None or isinstance(error, ApiNotFound):
            raise error
        context = self._context(portal, fields, {"": self.pages.said.kept}, DeskFacts())
        response = respond(
            self.request, self.pages.form, portal, self.page(), status=503, private=True, **context
        )
        response.headers["Retry-After"] = "30"
        return response

    async def show(
        self, portal: Portal, fields: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
    ) -> Response:
        """Show the form with what was typed and what is wrong with it."""
        token = fields.get("token") or await self.visit.form_token(self.pages.api)
        facts = await _facts(self.visit, self.pages)
        about = await self._item(fields.get("item", ""))
        context = {**self._context(portal, {**fields, "token": token}, errors or {}, facts), "about": about}
        return respond(
            self.request, self.pages.form, portal, self.page(), status=status, private=True, **context
        )

    async def _item(self, key: str) -> Item | None:
        """Return the item that the form is about. Raises ApiNotFound where the portal has none of that key."""
        if not self.pages.is_about_item:
            return None
        if not ITEM.fullmatch(key):
            raise ApiNotFound("item")
        return await self.visit.item(key, "vi")

    def page(self) -> Page:
        """Return what the page is called."""
        title = self.pages.said.ask
        return Page(
            title=title, path=self.pages.form_path, description=title, breadcrumbs=crumbs(self.pages, title), indexed=False
        )  # fmt: skip

    def _context(
        self, portal: Portal, fields: dict[str, str], errors: dict[str, str], facts: DeskFacts
    ) -> dict[str, Any]:
        empty = dict.fromkeys((*self.pages.fields, "token"), "")
        return {
            "pages": self.pages,
            "desk": self.pages.of(portal),
            "facts": facts,
            "fields": {**empty, **fields},
            "about": None,
            "errors": errors,
        }


async def _facts(visit: Visit, pages: DeskPages) -> DeskFacts:
    return read_shape(DeskFacts, await visit.desk(pages.api))


async def _published(visit: Visit, pages: DeskPages, cursor: str) -> ItemList:
    if not pages.category:
        return ItemList(items=[], next=None)
    return await visit.items(type="answer", category=pages.category, page_size=PAGE_SIZE, cursor=cursor)


def _sums(figures: list[Figures]) -> Sums:
    names = ("received", "answered", "in_time", "overdue")
    newest = next((one for one in figures if one.median_days is not None), None)
    return Sums(
        **{name: sum(getattr(one, name) for one in figures) for name in names},
        median_days=newest.median_days if newest else None,
        median_days_without_waiting=newest.median_days_without_waiting if newest else None,
    )


def crumbs(pages: DeskPages, last: str = "", path: str = "") -> list[Crumb]:
    """Return the way to a page of a desk."""
    way = [Crumb(title=_("Home"), path="/"), Crumb(title=pages.said.title, path=pages.path)]
    return [*way, Crumb(title=last, path=path or pages.form_path)] if last else way
