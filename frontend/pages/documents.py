"""Looking up legal documents: a list with filters that are a plain form."""

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from frontend.metadata import Page
from frontend.pages.paging import pager
from frontend.rendering import respond
from frontend.shapes import Crumb, FacetValue
from frontend.translations import translate as _
from frontend.visit import Visit, together

PATH = "/tra-cuu-van-ban/"
PAGE_SIZE = 20
YEAR = re.compile(r"(19|20)[0-9]{2}\Z")
CHOICES = ("kind", "field", "status", "year")


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of the form: its name, label, the option meaning no filter, and the values there are."""

    name: str
    label: str
    everything: str
    values: list[FacetValue]
    chosen: str


async def documents(request: Request) -> Response:
    """Answer the list of legal documents."""
    visit = Visit.of(request)
    filters = {name: request.query_params.get(name, "").strip() for name in ("q", *CHOICES, "section")}
    cursor = request.query_params.get("cursor", "")
    year = filters["year"] if YEAR.match(filters["year"]) else ""
    asked: dict[str, str | int | None] = {
        "type": "document",
        **{name: filters[name] for name in ("q", "kind", "field", "status", "section")},
        "year": year,
        "page_size": PAGE_SIZE,
        "cursor": cursor,
    }
    portal, found = await together(visit.portal(), visit.search(asked))
    title = _("Legal documents")
    return respond(
        request,
        "documents.html",
        portal,
        Page(
            title=title,
            path=PATH,
            description=_("Legal documents of %(authority)s") % {"authority": portal.body_name},
            breadcrumbs=[Crumb(title=_("Home"), path="/"), Crumb(title=title, path=PATH)],
        ),
        found=found,
        filters=filters,
        choices=choices_of(found.facets, filters),
        narrowed=any(filters.values()),
        pager=pager(PATH, filters, found.next, cursor),
    )


def choices_of(facets: dict[str, list[FacetValue]], filters: dict[str, str]) -> list[Choice]:
    """Return the selects of the form; one that offers nothing to choose is left out."""
    words = {
        "kind": (_("Kind of document"), _("All kinds")),
        "field": (_("Field"), _("All fields")),
        "status": (_("Validity"), _("Any validity")),
        "year": (_("Year of issue"), _("All years")),
    }
    choices = []
    for name in CHOICES:
        values = list(facets.get(name, []))
        chosen = filters[name]
        if chosen and all(value.key != chosen for value in values):
            values.append(FacetValue(key=chosen, label=chosen))
        if values:
            choices.append(Choice(name, *words[name], values=values, chosen=chosen))
    return choices
