"""The first page of a commune, of an abolished unit and of a province."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from frontend.desks import PETITIONS, QUESTIONS
from frontend.metadata import Page
from frontend.pages.province import grouped
from frontend.portal import Portal, Shortcut
from frontend.rendering import respond
from frontend.shapes import Commune, FrontLists, Summary
from frontend.translations import translate as _
from frontend.visit import Visit, together

DOCUMENTS_SHOWN = 6
SHARED_SHOWN = 9
NEWS_SHOWN = 8
NOTICES_SHOWN = 6

# What tells people to do or to attend something, rather than what happened.
NOTICE_CATEGORIES = frozenset(
    {
        "directive",
        "one_stop_notices",
        "leader_schedule",
        "draft_consultation",
        "project_procurement",
    }
)


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Articles laid out: one leads, notices stand apart, the rest is news; each appears once."""

    lead: Summary | None
    news: list[Summary]
    notices: list[Summary]


async def home(request: Request) -> Response:
    """Answer `/`."""
    visit = Visit.of(request)
    portal, front = await together(visit.portal(), visit.front())
    if portal.is_province:
        return _province(request, portal, front, await visit.communes())
    return respond(
        request,
        "home.html",
        portal,
        front_page_of(portal),
        front=lay_out(front.articles),
        documents=front.documents[:DOCUMENTS_SHOWN],
        shortcuts=shortcuts_of(portal),
        home_page=True,
    )


def _province(request: Request, portal: Portal, lists: FrontLists, communes: list[Commune]) -> Response:
    front = lay_out(lists.articles)
    return respond(
        request,
        "province.html",
        portal,
        front_page_of(portal),
        front=front,
        side=sorted(front.notices + front.news, key=_newest_first)[:NOTICES_SHOWN],
        documents=lists.documents[:DOCUMENTS_SHOWN],
        from_communes=lists.shared[:SHARED_SHOWN],
        communes=communes,
        groups=grouped([commune for commune in communes if commune.url]),
        shortcuts=shortcuts_of(portal),
        home_page=True,
    )


def lay_out(articles: Iterable[Summary]) -> FrontPage:
    """Return the front page made of articles, newest first.

    The newest article marked as lead leads; without one, the newest with a picture; without that, the newest.
    """
    remaining = list(articles)
    lead = next(
        (item for item in remaining if item.lead),
        next((item for item in remaining if item.image), remaining[0] if remaining else None),
    )
    rest = [item for item in remaining if item is not lead]
    notices = [item for item in rest if item.category and item.category.key in NOTICE_CATEGORIES]
    news = [item for item in rest if item not in notices]
    return FrontPage(lead, news[:NEWS_SHOWN], notices[:NOTICES_SHOWN])


def _newest_first(item: Summary) -> float:
    return -item.published_at.timestamp() if item.published_at else 0.0


def front_page_of(portal: Portal) -> Page:
    """Return what the first page is called."""
    description = _("Official information of %(authority)s: news, notices, legal documents, contacts.")
    return Page(title=portal.name, path="/", description=description % {"authority": portal.body_name})


def shortcuts_of(portal: Portal) -> list[Shortcut]:
    """Return what people come for: as the portal says, otherwise what every portal has."""
    if portal.shortcuts:
        return portal.shortcuts
    found = [
        Shortcut(
            key="documents",
            title=_("Look up documents"),
            summary=_("By number, subject, kind and year"),
            path="/tra-cuu-van-ban/",
        )
    ]
    if portal.is_province:
        found.append(
            Shortcut(
                key="communes",
                title=_("Find a commune or ward"),
                summary=_("Portals of all communes of the province"),
                path="/xa-phuong/",
            )
        )
    if QUESTIONS.is_open(portal):
        found.append(
            Shortcut(
                key="ask",
                title=_("Ask a question"),
                summary=_("Send it here, see how far it has come"),
                path=QUESTIONS.path,
            )
        )
    if PETITIONS.is_open(portal):
        found.append(
            Shortcut(
                key="petition",
                title=_("Send a report or petition"),
                summary=_("About what is wrong or could be better here"),
                path=PETITIONS.path,
            )
        )
    contacts = _menu_path(portal, ("danh-ba", "lien-he"))
    if contacts:
        found.append(
            Shortcut(
                key="contacts",
                title=_("Contact officials"),
                summary=_("Names, positions and telephone numbers"),
                path=contacts,
            )
        )
    schedule = _menu_path(portal, ("lich-tiep", "lich-lam-viec", "tiep-cong-dan", "lich-cong-tac"))
    if schedule:
        found.append(
            Shortcut(
                key="schedule",
                title=_("Meet the leaders"),
                summary=_("Reception days and working schedule"),
                path=schedule,
            )
        )
    procedures = _menu_path(portal, ("thu-tuc", "dich-vu-cong", "mot-cua"))
    if procedures:
        found.append(
            Shortcut(
                key="procedures",
                title=_("Do paperwork"),
                summary=_("Papers needed, where to hand them in"),
                path=procedures,
            )
        )
    found.append(
        Shortcut(
            key="regulation",
            title=_("Rules of this portal"),
            summary=_("Who answers for the content, and by when"),
            path="/quy-che/",
        )
    )
    return found


def _menu_path(portal: Portal, words: tuple[str, ...]) -> str:
    level = list(portal.menu)
    while level:
        entry = level.pop(0)
        if any(word in entry.path for word in words):
            return entry.path
        level.extend(entry.children)
    return ""
