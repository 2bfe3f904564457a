"""What machines read of a page: Dublin Core (TT 24/2011), Open Graph, schema.org."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from frontend.formats import as_iso
from frontend.portal import Portal
from frontend.shapes import Crumb, Item, PreviewFacts, Translation


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is called and where it stands; `path` is canonical, with the query that belongs to it. `preview`: it is a draft."""

    title: str
    path: str
    description: str = ""
    language: str = "vi"
    breadcrumbs: list[Crumb] = field(default_factory=list)
    translations: list[Translation] = field(default_factory=list)
    item: Item | None = None
    indexed: bool = True
    preview: PreviewFacts | None = None


def dublin_core(portal: Portal, page: Page) -> list[tuple[str, str]]:
    """Return the Dublin Core elements: the six mandatory ones (TT 24/2011 Đ4), then what else is known."""
    item = page.item
    creator = (item.author if item else "") or portal.body_name
    dated = item.published_at if item else None
    elements = [
        ("DC.title", page.title),
        ("DC.creator", creator),
        ("DC.date", as_iso(dated)),
        ("DC.description", page.description or page.title),
        ("DC.publisher", portal.body_name),
        ("DC.identifier", portal.absolute(page.path)),
        ("DC.language", page.language),
    ]
    if item:
        subjects = [label.label for label in (item.category, item.field) if label]
        elements += [
            ("DC.subject", "; ".join(subjects)),
            ("DC.source", item.origin.name if item.origin else item.source.name),
            ("DC.type", "Text"),
            ("DC.rights", item.attribution or portal.attribution),
        ]
    return [(name, value) for name, value in elements if value]


def structured_data(portal: Portal, page: Page) -> list[dict[str, Any]]:
    """Return the page's schema.org descriptions."""
    found: list[dict[str, Any]] = []
    if page.path == "/":
        found += [_organisation(portal), _web_site(portal)]
    if page.item and page.item.type == "article":
        found.append(_article(portal, page.item))
    elif page.item and page.item.type == "document":
        found.append(_legislation(portal, page.item))
    if len(page.breadcrumbs) > 1:
        found.append(_breadcrumbs(portal, page.breadcrumbs))
    return found


def as_json_ld(data: Iterable[dict[str, Any]]) -> Markup:
    """Return the descriptions as the text of a `script` element, with nothing that could end it."""
    text = json.dumps(list(data), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _organisation(portal: Portal) -> dict[str, Any]:
    contact = portal.contact
    return _described(
        "GovernmentOrganization",
        name=portal.body_name,
        url=portal.origin + "/",
        telephone=contact.telephone,
        email=contact.email,
        address=contact.address,
        identifier=portal.code,
        parentOrganization={"@type": "GovernmentOrganization", "name": portal.parent.name}
        if portal.parent
        else None,
    )


def _web_site(portal: Portal) -> dict[str, Any]:
    return _described(
        "WebSite",
        name=portal.name,
        url=portal.origin + "/",
        inLanguage="vi",
        potentialAction={
            "@type": "SearchAction",
            "target": portal.absolute("/tim-kiem/?q={search_term_string}"),
            "query-input": "required name=search_term_string",
        },
    )


def _article(portal: Portal, item: Item) -> dict[str, Any]:
    return _described(
        "NewsArticle",
        headline=item.title,
        description=item.summary,
        datePublished=as_iso(item.published_at),
        dateModified=as_iso(item.updated_at),
        inLanguage=item.language,
        url=portal.absolute(item.path),
        image=portal.absolute(item.image.src) if item.image else None,
        author={"@type": "Person", "name": item.author} if item.author else None,
        publisher={"@type": "GovernmentOrganization", "name": item.source.name or portal.body_name},
        articleSection=item.section.title if item.section else None,
    )


def _legislation(portal: Portal, item: Item) -> dict[str, Any]:
    facts = item.document
    return _described(
        "Legislation",
        name=item.title,
        url=portal.absolute(item.path),
        inLanguage=item.language,
        legislationIdentifier=facts.number if facts else None,
        legislationType=facts.kind.label if facts and facts.kind else None,
        legislationDate=as_iso(facts.issued_on) if facts else None,
        legislationPassedBy={"@type": "GovernmentOrganization", "name": facts.issuing_body}
        if facts and facts.issuing_body
        else None,
        abstract=(facts.abstract if facts else "") or item.summary,
    )


def _breadcrumbs(portal: Portal, crumbs: list[Crumb]) -> dict[str, Any]:
    steps = [
        {"@type": "ListItem", "position": position, "name": crumb.title, "item": portal.absolute(crumb.path)}
        for position, crumb in enumerate(crumbs, 1)
    ]
    return _described("BreadcrumbList", itemListElement=steps)


def _described(kind: str, **properties: Any) -> dict[str, Any]:
    known = {name: value for name, value in properties.items() if value}
    return {"@context": "https://schema.org", "@type": kind, **known}
