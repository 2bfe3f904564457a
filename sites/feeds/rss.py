"""`/feed.rss`: what was released last, as RSS 2.0 (RSS Advisory Board), for readers that know no Atom."""

from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import quoteattr

from django.http import HttpRequest, HttpResponse

from sites.api.read import Answer, read_only, respond
from sites.feeds.atom import xml_text
from sites.feeds.newest import Entry, Feed, feed_of


@read_only
def rss(request: HttpRequest) -> HttpResponse:
    """The same entries as `/feed.atom`, under the same parameters."""
    body = _channel(feed_of(request))
    return respond(request, Answer(body.encode(), content_type="application/rss+xml; charset=utf-8"))


def rss_date(moment: str) -> str:
    """An instant (RFC 3339) as RSS writes it (RFC 5322)."""
    return format_datetime(datetime.fromisoformat(moment))


def _channel(feed: Feed) -> str:
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">',
            "<channel>",
            f"<title>{xml_text(feed.title)}</title>",
            f"<link>{xml_text(feed.origin + '/')}</link>",
            f"<description>{xml_text(feed.title)}</description>",
            f"<language>{feed.language}</language>",
            f"<lastBuildDate>{rss_date(feed.updated)}</lastBuildDate>",
            f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(feed.address)}/>',
            *(_item(entry) for entry in feed.entries),
            "</channel>",
            "</rss>",
            "",
        ]
    )


def _item(entry: Entry) -> str:
    summary = entry.summary
    return "\n".join(
        [
            "<item>",
            f'<guid isPermaLink="false">urn:uuid:{summary["id"]}</guid>',
            f"<title>{xml_text(summary['title'])}</title>",
            f"<link>{xml_text(entry.address)}</link>",
            f"<pubDate>{rss_date(summary['published_at'])}</pubDate>",
            f"<dc:creator>{xml_text(entry.voice.name)}</dc:creator>",
            *(f"<category>{xml_text(term['label'])}</category>" for term in entry.terms),
            f"<description>{xml_text(entry.text)}</description>",
            "</item>",
        ]
    )
