"""`/feed.atom`: what was released last, as Atom (RFC 4287)."""

from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse

from sites.api.read import Answer, read_only, respond
from sites.feeds.newest import Entry, Feed, feed_of


@read_only
def atom(request: HttpRequest) -> HttpResponse:
    """The newest articles and documents; by category, field or section where asked; a province's also with its communes'."""
    body = _feed(feed_of(request))
    return respond(request, Answer(body.encode(), content_type="application/atom+xml; charset=utf-8"))


def _feed(feed: Feed) -> str:
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">',
            f"<id>{feed.key}</id>",
            f"<title>{xml_text(feed.title)}</title>",
            f"<updated>{feed.updated}</updated>",
            f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.address)}/>',
            f'<link rel="alternate" type="text/html" href={quoteattr(feed.origin + "/")}/>',
            *(_entry(entry) for entry in feed.entries),
            "</feed>",
            "",
        ]
    )


def _entry(entry: Entry) -> str:
    summary = entry.summary
    categories = [
        f"<category term={quoteattr(t['key'])} label={quoteattr(t['label'])}/>" for t in entry.terms
    ]
    return "\n".join(
        [
            "<entry>",
            f"<id>urn:uuid:{summary['id']}</id>",
            f"<title>{xml_text(summary['title'])}</title>",
            f'<link rel="alternate" type="text/html" href={quoteattr(entry.address)}/>',
            f"<published>{summary['published_at']}</published>",
            f"<updated>{summary['updated_at']}</updated>",
            f"<author><name>{xml_text(entry.voice.name)}</name></author>",
            *categories,
            f"<summary>{xml_text(entry.text)}</summary>",
            "</entry>",
        ]
    )


def xml_text(text: str) -> str:
    """A text for XML 1.0, which has no place for most control characters (section 2.2)."""
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"))
