"""A small API in the shapes of docs/architecture.md, over the content beside it.

For unit tests of the front end, and to look at its pages without a database (serve `app`).
"""

import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.frontend import fixture_content as content

Json = dict[str, Any]


def summaries(host: str) -> list[Json]:
    """Return the public items of a portal, newest first."""
    portal = content.PORTALS[host]
    sections = {section["id"]: section for section in content.SECTIONS[host]}
    found = []
    for number, entry in enumerate(content.ARTICLES[host]):
        section, slug, category, field, at, title, summary, picture = entry
        found.append(
            _summary(
                portal, sections[section], "article", f"a{number}-{portal['code']}", slug, title, summary, at
            )
            | {"category": category, "field": field, "image": picture, "event_at": at, "lead": False}
        )
    for number, entry in enumerate(content.LEGAL_DOCUMENTS[host]):
        section, slug, kind, field, sign, issued, effective, status, title, abstract, signatory = entry
        facts = {
            "number": sign,
            "kind": kind,
            "abstract": abstract,
            "issuing_body": portal["authority"],
            "signatory": signatory,
            "issued_on": issued,
            "effective_on": effective,
            "status": status,
        }
        at = f"{issued}T17:00:00+07:00"
        found.append(
            _summary(
                portal,
                sections[section],
                "document",
                f"d{number}-{portal['code']}",
                slug,
                title,
                abstract,
                at,
            )
            | {"category": content.DOCUMENTS, "field": field, "document": facts}
        )
    return sorted(found, key=lambda item: item["published_at"], reverse=True)


def _summary(
    portal: Json, section: Json, kind: str, key: str, slug: str, title: str, summary: str, at: str
) -> Json:
    path = section["path"] + slug + "/"
    url = portal["origin"] + path
    return {
        "id": key,
        "type": kind,
        "language": "vi",
        "title": title,
        "summary": summary,
        "path": path,
        "url": url,
        "category": None,
        "field": None,
        "section": {name: section[name] for name in ("id", "title", "path")},
        "published_at": at,
        "updated_at": at,
        "event_at": None,
        "image": None,
        "document": None,
        "source": {"portal": portal["id"], "code": portal["code"], "name": portal["unit_name"], "url": url},
        "lead": False,
    }


def pages(host: str) -> list[Json]:
    """Return what stands in the tree beside articles and documents, in full."""
    portal = content.PORTALS[host]
    found = [
        _full(
            portal,
            _summary(
                portal,
                {**section, "path": ""},
                "section",
                section["id"],
                "",
                section["title"],
                "",
                "2026-01-05T08:00:00+07:00",
            ),
        )
        | {"path": section["path"], "section": None, "breadcrumbs": []}
        for section in content.SECTIONS[host]
    ]
    if host == content.WARD:
        root = {"id": "s-intro", "title": "Giới thiệu", "path": "/gioi-thieu/"}
        for slug, title in (
            ("to-chuc-bo-may", "Tổ chức bộ máy"),
            ("lich-su-va-di-tich", "Lịch sử và di tích"),
        ):
            found.append(
                _full(
                    portal,
                    _summary(
                        portal,
                        root,
                        "page",
                        slug,
                        slug,
                        title,
                        "Phường có 9 tổ dân phố, 3 phòng chuyên môn và một trung tâm hành chính công.",
                        "2026-01-05T08:00:00+07:00",
                    ),
                )
                | {
                    "body": content.BODY[:3],
                    "translations": [{"language": "en", "id": slug, "path": f"/en/{slug}/"}],
                }
            )
        top = {"id": "top", "title": "", "path": "/"}
        for slug, title, kind in (
            ("danh-ba", "Danh bạ cán bộ, công chức", "contacts"),
            ("lich-tiep-cong-dan", "Lịch tiếp công dân", "schedule"),
            ("thu-tuc-hanh-chinh", "Thủ tục hành chính", "page"),
        ):
            full = _full(
                portal, _summary(portal, top, kind, slug, slug, title, "", "2026-02-01T08:00:00+07:00")
            )
            found.append(
                full
                | {
                    "section": None,
                    "breadcrumbs": [],
                    "contacts": content.CONTACTS if kind == "contacts" else [],
                    "schedule": content.RECEPTION if kind == "schedule" else None,
                }
                | {"body": content.BODY[:3] if kind == "page" else []}
            )
    return found


def full_item(host: str, summary: Json) -> Json:
    """Return an item in full."""
    portal = content.PORTALS[host]
    full = _full(portal, summary)
    if summary["type"] == "article":
        full |= {
            "body": content.BODY,
            "author": "Lê Thị Hạnh",
            "approval": {"clause": "7.6", "regulation": "Quy chế"},
        }
        if summary["id"].startswith("a0"):
            full["corrections"] = [
                {
                    "at": "2026-11-20T19:05:00+07:00",
                    "text": "Bản đăng lúc 16:30 ghi 210 cây; con số đúng là 120 cây.",
                }
            ]
        if summary["id"].startswith("a2"):
            full["origin"] = {"name": "Trung tâm Y tế khu vực", "url": "https://example.vn/tin/cum"}
            full["files"] = content.FILES[:1]
    else:
        full |= {"files": content.FILES, "body": []}
        full["relations"] = [
            {
                "kind": {"key": "replaces", "label": "Thay thế"},
                "number": "07/QĐ-UBND",
                "title": "Quyết định năm 2025",
                "path": "/van-ban/quyet-dinh-07-qd-ubnd/",
            }
        ]
    return full


def _full(portal: Json, summary: Json) -> Json:
    crumbs = [{"title": "Trang chủ", "path": "/"}]
    if summary["section"]:
        crumbs.append({"title": summary["section"]["title"], "path": summary["section"]["path"]})
    return summary | {
        "author": "",
        "origin": None,
        "attribution": f"Nguồn: {portal['name']}",
        "body": [],
        "files": [],
        "contacts": [],
        "breadcrumbs": [*crumbs, {"title": summary["title"], "path": summary["path"]}],
        "corrections": [],
        "translations": [],
        "approval": None,
    }


def _host(request: Request) -> str:
    return request.headers.get("x-forwarded-host", request.headers.get("host", "")).split(":")[0]


def on_known_host(handler: Callable[[Request, str], Response]) -> Callable[[Request], Response]:
    """Return the handler behind the check of the host: an old one redirects, an unknown one is not found."""

    def checked(request: Request) -> Response:
        host = _host(request)
        if host == content.OLD_WARD:
            return RedirectResponse(content.origin(content.WARD) + request.url.path, status_code=308)
        if host not in content.PORTALS:
            return problem(404, "No portal")
        return handler(request, host)

    return checked


def problem(status: int, title: str, parameter: str = "") -> Response:
    """Return an RFC 9457 problem."""
    body = {"type": "about:blank", "title": title, "status": status, "parameter": parameter}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def portal(request: Request, host: str) -> Response:
    """Answer a portal's identity, conditionally."""
    text = json.dumps(content.PORTALS[host], ensure_ascii=False)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    return Response(text, media_type="application/json", headers={"ETag": etag})


def _selected(request: Request, host: str) -> list[Json]:
    wanted = request.query_params
    chosen = summaries(host)
    if wanted.get("scope") == "received":
        chosen = summaries(content.PROVINCE) if host == content.WARD else []
    if wanted.get("scope") == "province" and host == content.PROVINCE:
        chosen = sorted(chosen + summaries(content.WARD), key=lambda item: item["published_at"], reverse=True)
    if "type" not in wanted and request.url.path.endswith("/items/"):
        chosen += pages(host)
    tests: dict[str, Callable[[Json, str], bool]] = {
        "type": lambda item, value: item["type"] in value.split(","),
        "section": lambda item, value: bool(item["section"]) and item["section"]["id"] == value,
        "category": lambda item, value: (
            bool(item["category"]) and item["category"]["key"] in value.split(",")
        ),
        "field": lambda item, value: bool(item["field"]) and item["field"]["key"] == value,
        "commune": lambda item, value: item["source"]["code"] == value,
        "kind": lambda item, value: bool(item["document"]) and item["document"]["kind"]["key"] == value,
        "status": lambda item, value: bool(item["document"]) and item["document"]["status"]["key"] == value,
        "year": lambda item, value: (item["document"] or {"issued_on": ""})["issued_on"][:4] == value,
        "from": lambda item, value: item["published_at"][:10] >= value,
        "to": lambda item, value: item["published_at"][:10] <= value,
        "q": lambda item, value: (
            value.lower() in (item["title"] + item["summary"] + str(item["document"])).lower()
        ),
    }
    for name, test in tests.items():
        if value := wanted.get(name):
            chosen = [item for item in chosen if test(item, value)]
    return chosen


def _cut(request: Request, chosen: list[Json]) -> tuple[list[Json], str | None]:
    start, size = (
        int(request.query_params.get("cursor", "0")),
        int(request.query_params.get("page_size", "20")),
    )
    following = f"{request.url.path}?cursor={start + size}" if start + size < len(chosen) else None
    return chosen[start : start + size], following


def items(request: Request, host: str) -> Response:
    """Answer a list of items."""
    if request.query_params.get("cursor", "0").isdigit() is False:
        return problem(400, "cursor", "cursor")
    chosen, following = _cut(request, _selected(request, host))
    return JSONResponse({"items": chosen, "next": following})


def front(request: Request, host: str) -> Response:
    """Answer what the first page shows."""
    own = summaries(host)
    shared = summaries(content.WARD) if host == content.PROVINCE else []
    shown = {
        "articles": [item for item in own if item["type"] == "article"][:30],
        "documents": [item for item in own if item["type"] == "document"][:6],
        "shared": shared[:30],
    }
    return JSONResponse(shown)


def resolve(request: Request, host: str) -> Response:
    """Answer what stands at a path."""
    path = request.query_params["path"]
    if path == "/tin-tuc/dia-chi-cu/":
        return JSONResponse(
            {"redirect": {"location": "/tin-tuc/cho-phu-tho-lap-them-mai-che/", "permanent": True}}
        )
    if path == "/tin-tuc/da-go/":
        return problem(410, "Gone")
    for item in summaries(host):
        if item["path"] == path:
            return JSONResponse({"item": full_item(host, item)})
    for item in pages(host):
        if item["path"] == path:
            return JSONResponse({"item": item})
    return problem(404, "Not found")


def sections(request: Request, host: str) -> Response:
    """Answer the tree of sections."""
    return JSONResponse({"sections": content.SECTIONS[host]})


def regulation(request: Request, host: str) -> Response:
    """Answer the regulation, in an older version when asked by an old day."""
    on = request.query_params.get("on", "")
    older = {"current": False, "effective_from": "2019-05-02", "effective_to": "2022-12-31", "notice": ""}
    return JSONResponse(content.REGULATION | (older if on and on < "2023-01-01" else {}))


def corrections(request: Request, host: str) -> Response:
    """Answer what was put right."""
    item = {"id": "a0", "title": "Ra quân trồng cây", "path": "/tin-tuc/trong-cay/", "url": ""}
    text = "Bản đăng lúc 16:30 ghi 210 cây; con số đúng là 120 cây."
    return JSONResponse({"corrections": [{"at": "2026-11-20T19:05:00+07:00", "text": text, "item": item}]})


def communes(request: Request, host: str) -> Response:
    """Answer the communes of the province."""
    return (
        JSONResponse({"communes": content.COMMUNES})
        if host == content.PROVINCE
        else problem(404, "No province")
    )


def search(request: Request, host: str) -> Response:
    """Answer a search by substring."""
    query = request.query_params.get("q", "")
    if request.query_params.get("category") == "no-such":
        return problem(400, "category", "category")
    chosen = _selected(request, host)
    facets: dict[str, Counter[tuple[str, str]]] = {}
    for item in chosen:
        facts = item["document"] or {}
        labels = {
            "category": item["category"],
            "field": item["field"],
            "kind": facts.get("kind"),
            "status": facts.get("status"),
        }
        labels["type"] = {
            "key": item["type"],
            "label": {"article": "Tin, bài", "document": "Văn bản"}[item["type"]],
        }
        labels["commune"] = {"key": item["source"]["code"], "label": item["source"]["name"]}
        if facts:
            labels["year"] = {"key": facts["issued_on"][:4], "label": facts["issued_on"][:4]}
        for name, label in labels.items():
            if label:
                facets.setdefault(name, Counter())[label["key"], label["label"]] += 1
    shown, following = _cut(request, chosen)
    hits = [item | {"highlight": _highlight(item, query)} for item in shown]
    sources = Counter((item["source"]["code"], item["source"]["name"]) for item in chosen)
    by_commune = [{"key": code, "label": name, "count": count} for (code, name), count in sources.items()]
    return JSONResponse(
        {
            "query": query,
            "total": len(chosen),
            "items": hits,
            "groups": by_commune if request.query_params.get("group") else None,
            "facets": {
                name: [
                    {"key": key, "label": label, "count": count}
                    for (key, label), count in counts.most_common()
                ]
                for name, counts in facets.items()
            },
            "suggestion": "tiếp công dân" if query == "tiep cong zan" else None,
            "next": following,
        }
    )


def _highlight(item: Json, query: str) -> Json:
    marked = item["summary"].replace(query, f"<mark>{query}</mark>") if query else ""
    return {"title": "", "text": marked}


def media(request: Request, host: str) -> Response:
    """Answer drawn pictures and small files."""
    name = request.path_params["rest"]
    if name.startswith("tep/"):
        return Response(
            b"%PDF-1.7 fixture", media_type="application/pdf", headers={"Content-Disposition": "attachment"}
        )
    stem, _, suffix = name.rpartition("/")[2].partition(".")
    number, _, width = stem.partition("-")
    buffer = io.BytesIO()
    _drawing(int(number), int(width)).save(buffer, "WEBP" if suffix == "webp" else "JPEG", quality=70)
    return Response(buffer.getvalue(), media_type=f"image/{'webp' if suffix == 'webp' else 'jpeg'}")


def _drawing(number: int, width: int) -> Image.Image:
    height = width * 9 // 16
    hues = [
        (214, 226, 232),
        (178, 205, 196),
        (235, 220, 190),
        (200, 214, 170),
        (220, 200, 190),
        (190, 200, 220),
    ]
    image = Image.new("RGB", (width, height), hues[number % len(hues)])
    draw = ImageDraw.Draw(image)
    for layer in range(4):
        shade = tuple(max(0, channel - 35 * (layer + 1)) for channel in hues[(number + layer) % len(hues)])
        top = height * (0.35 + 0.15 * layer)
        points = [(0, height), (0, top + 20)]
        points += [
            (width * step / 6, top + ((number * 37 + layer * 53 + step * 29) % 60 - 30) * height / 400)
            for step in range(7)
        ]
        draw.polygon([*points, (width, height)], fill=shade)
    draw.ellipse(
        (width * 0.75, height * 0.1, width * 0.75 + height * 0.14, height * 0.24), fill=(240, 200, 120)
    )
    return image


def feed(request: Request, host: str) -> Response:
    """Answer a feed with an entity tag."""
    if request.headers.get("if-none-match") == '"feed-1"':
        return Response(status_code=304, headers={"ETag": '"feed-1"'})
    return Response(
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        media_type="application/atom+xml",
        headers={"ETag": '"feed-1"', "Set-Cookie": "a=b", "Connection": "keep-alive"},
    )


def api_app() -> Starlette:
    """Return the fixture API."""
    routes = {
        "/api/v1/portal/": portal,
        "/api/v1/front/": front,
        "/api/v1/items/": items,
        "/api/v1/resolve/": resolve,
        "/api/v1/sections/": sections,
        "/api/v1/regulation/": regulation,
        "/api/v1/corrections/": corrections,
        "/api/v1/communes/": communes,
        "/api/v1/search/": search,
        "/media/{rest:path}": media,
        "/feed.atom": feed,
    }
    return Starlette(
        routes=[
            *(Route(path, on_known_host(handler)) for path, handler in routes.items()),
            Route("/robots.txt", lambda request: PlainTextResponse("User-agent: *\n")),
        ]
    )


app = api_app()
