"""The ASGI application: `frontend.app:app`."""

import contextlib
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from frontend import errors
from frontend.api import Api, ApiGone, ApiMoved, ApiNotFound, ApiRefused, ApiUnavailable
from frontend.assets import asset_path, assets, serve_asset
from frontend.configuration import Configuration
from frontend.desks import DESKS, DeskPages
from frontend.pages.about import about, accessibility, site_map
from frontend.pages.corrections import corrections
from frontend.pages.desks import first_page, form_page
from frontend.pages.documents import documents
from frontend.pages.follow_up import exchange_page, state_page
from frontend.pages.home import home
from frontend.pages.items import item
from frontend.pages.preview import draft, draft_file, live
from frontend.pages.province import commune_news, communes
from frontend.pages.received import received
from frontend.pages.rules import rules
from frontend.pages.search import search
from frontend.passthrough import pass_through
from frontend.rendering import environment
from frontend.security import SecurityHeaders
from frontend.visit import Library

READING = ["GET", "HEAD"]
SENDING = [*READING, "POST"]


async def health(request: Request) -> Response:
    """Say that this process answers; whether the API does is the API's own `/health/`."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


async def favicon(request: Request) -> Response:
    """Answer browsers that ask for an icon without reading the page."""
    return RedirectResponse(asset_path("favicon.svg"), status_code=302)


def _desk(desk: DeskPages) -> list[Route]:
    return [
        Route(desk.path, first_page(desk), methods=READING),
        Route(desk.form_path, form_page(desk), methods=SENDING),
        Route(desk.follow_path, state_page(desk), methods=SENDING),
        Route(desk.follow_path + "{token:str}/", exchange_page(desk), methods=SENDING),
    ]


ROUTES = [
    Route("/", home, methods=READING),
    Route("/health/", health, methods=READING),
    Route("/static/{name:path}", serve_asset, methods=READING),
    Route("/favicon.ico", favicon, methods=READING),
    Route("/api/{rest:path}", pass_through, methods=READING),
    Route("/media/{rest:path}", pass_through, methods=READING),
    Route("/feed.{format:str}", pass_through, methods=READING),
    Route("/du-lieu-mo/{name:str}", pass_through, methods=READING),
    Route("/lich.ics", pass_through, methods=READING),
    Route("/sitemap.xml", pass_through, methods=READING),
    Route("/robots.txt", pass_through, methods=READING),
    Route("/tim-kiem/", search, methods=READING),
    Route("/tra-cuu-van-ban/", documents, methods=READING),
    Route("/quy-che/", rules, methods=READING),
    Route("/dinh-chinh/", corrections, methods=READING),
    *(route for desk in DESKS for route in _desk(desk)),
    Route("/xa-phuong/", communes, methods=READING),
    Route("/tin-co-so/", commune_news, methods=READING),
    Route("/tin-cua-tinh/", received, methods=READING),
    Route("/so-do-cong/", site_map, methods=READING),
    Route("/ve-cong-nay/", about, methods=READING),
    Route("/kha-nang-tiep-can/", accessibility, methods=READING),
    Route("/xem-truoc/{token:str}/", draft, methods=READING),
    Route("/xem-truoc/{token:str}/hien-tai/", live, methods=READING),
    Route("/xem-truoc/{token:str}/{rest:path}", draft_file, methods=READING),
    Route("/{path:path}", item, methods=READING),
]


def create_app(
    configuration: Configuration | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Starlette:
    """Return the application.

    `configuration` comes from the environment unless given; `transport` stands in for the network in tests.
    """
    chosen = configuration or Configuration.from_environment()
    client = _client(chosen, chosen.api_url, transport)
    authoring = _client(chosen, chosen.authoring_url, transport) if chosen.authoring_url else None

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        assets()
        environment("vi")
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(client)
            if authoring is not None:
                await stack.enter_async_context(authoring)
            yield

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={
            ApiNotFound: errors.nothing_here,
            ApiGone: errors.withdrawn,
            ApiRefused: errors.refused,
            ApiMoved: errors.moved,
            ApiUnavailable: errors.unavailable,
            HTTPException: errors.http_error,
            Exception: errors.broken,
        },
    )
    app.state.library = Library(Api(client), chosen, Api(authoring) if authoring is not None else None)
    app.router.redirect_slashes = False
    return app


def _client(chosen: Configuration, url: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url,
        timeout=httpx.Timeout(chosen.api_timeout_seconds, connect=2.0),
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        follow_redirects=False,
        transport=transport,
        trust_env=False,
    )


app = create_app()
