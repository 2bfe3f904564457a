"""`/feed.json`: what was released last, as JSON Feed 1.1 (jsonfeed.org)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sites.api.read import Answer, open_to_all, read_only, respond
from sites.feeds.newest import Entry, Feed, feed_of
from sites.releases.fields import canonical_json

VERSION = "https://jsonfeed.org/version/1.1"


@read_only
def json_feed(request: HttpRequest) -> HttpResponse:
    """The same entries as `/feed.atom`, under the same parameters."""
    body = canonical_json(_feed(feed_of(request)))
    return open_to_all(respond(request, Answer(body.encode(), content_type="application/feed+json")))


def _feed(feed: Feed) -> dict[str, Any]:
    return {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": f"{feed.origin}/",
        "feed_url": feed.address,
        "language": feed.language,
        "items": [_item(feed, entry) for entry in feed.entries],
    }


def _item(feed: Feed, entry: Entry) -> dict[str, Any]:
    summary = entry.summary
    image = summary["image"]
    item: dict[str, Any] = {
        "id": f"urn:uuid:{summary['id']}",
        "url": entry.address,
        "title": summary["title"],
        "content_text": entry.text,
        "date_published": summary["published_at"],
        "date_modified": summary["updated_at"],
        "authors": [{"name": entry.voice.name, "url": f"{entry.voice.origin}/"}],
        "tags": [term["label"] for term in entry.terms],
        "language": summary["language"],
    }
    # A file is served on the host of any portal that shows its item.
    return item | ({"image": feed.origin + image["src"]} if image else {})
