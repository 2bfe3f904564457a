"""What machines are told of an item beside its content: Dublin Core elements, and its description in schema.org's words (JSON-LD 1.1)."""

from typing import Any, Protocol

from cms.content.enums import DocumentStatus, ItemType

Shape = dict[str, Any]

CONTEXT = "https://schema.org"
KINDS = {
    ItemType.HOME: "WebSite",
    ItemType.SECTION: "CollectionPage",
    ItemType.ARTICLE: "NewsArticle",
    ItemType.DOCUMENT: "Legislation",
    ItemType.PAGE: "WebPage",
    ItemType.CONTACTS: "ContactPage",
    ItemType.SCHEDULE: "WebPage",
    ItemType.ANSWER: "QAPage",
}
FORCE = {
    DocumentStatus.IN_FORCE: "InForce",
    DocumentStatus.NOT_YET: "NotInForce",
    DocumentStatus.PARTLY_EXPIRED: "PartiallyInForce",
    DocumentStatus.EXPIRED: "NotInForce",
}


class Described(Protocol):
    """What is read of a page."""

    item_type: Any
    item_id: Any
    title: Any
    search_description: Any


def dublin_core(
    page: Described, summary: Shape, *, creator: str, origin: str, publisher: str, rights: str
) -> Shape:
    """The elements that Thông tư 24/2011/TT-BTTTT Đ4 makes mandatory or recommends; several values are joined by `; `.

    Parameters:
        summary: the item's summary as the API gives it.
        creator: who wrote or issued it; the publisher where it is empty.
        origin: where it was taken from, if it was.
        publisher: the authority whose portal it is.
        rights: the line that has to stand beside what is taken over.
    """
    subjects = [term["label"] for term in (summary["category"], summary["field"]) if term]
    return {
        "title": page.title,
        "creator": creator or publisher,
        "date": summary["published_at"],
        "description": summary["summary"] or page.search_description or page.title,
        "publisher": publisher,
        "identifier": f"urn:uuid:{page.item_id}",
        "language": summary["language"],
        "source": origin or None,
        "subject": "; ".join(subjects) or None,
        "type": "Text",
        "format": "text/html",
        "rights": rights or None,
    }


def json_ld(page: Described, summary: Shape, *, author: str, publisher: str, rights: str) -> Shape:
    """The item in schema.org's words. It is known by its key, since a release says nothing of hosts; addresses of pictures are relative."""
    subjects = [term["label"] for term in (summary["category"], summary["field"]) if term]
    image = summary["image"]
    known = {
        "@context": CONTEXT,
        "@type": KINDS[page.item_type],
        "@id": f"urn:uuid:{page.item_id}",
        "name": page.title,
        "headline": page.title if page.item_type == ItemType.ARTICLE else None,
        "description": summary["summary"],
        "inLanguage": summary["language"],
        "datePublished": summary["published_at"],
        "dateModified": summary["updated_at"],
        "author": {"@type": "Person", "name": author} if author else None,
        "publisher": _authority(publisher),
        "articleSection": (summary["section"] or {}).get("title")
        if page.item_type == ItemType.ARTICLE
        else None,
        "about": subjects,
        "image": image["src"] if image else None,
        "creditText": rights,
        **_question(page),
        **_legislation(summary["document"]),
    }
    return {name: value for name, value in known.items() if value}


def _question(page: Any) -> Shape:
    """What schema.org's `QAPage` says of a question that was answered in public."""
    if page.item_type != ItemType.ANSWER:
        return {}
    asked = {"@type": "Question", "name": page.title, "text": page.question, "answerCount": 1}
    return {"mainEntity": asked}


def _legislation(document: Shape | None) -> Shape:
    """What schema.org's `Legislation` says of a legal document."""
    if document is None:
        return {}
    begins, ends = document["effective_on"], document["expires_on"]
    force = FORCE.get(document["status"]["key"])
    return {
        "legislationIdentifier": document["number"],
        "legislationType": document["kind"]["label"],
        "legislationDate": document["issued_on"],
        "legislationPassedBy": _authority(document["issuing_body"]),
        "legislationLegalForce": f"{CONTEXT}/{force}" if force else None,
        "temporalCoverage": f"{begins}/{ends or '..'}" if begins else None,
        "abstract": document["abstract"],
    }


def _authority(name: str) -> Shape | None:
    return {"@type": "GovernmentOrganization", "name": name} if name else None
