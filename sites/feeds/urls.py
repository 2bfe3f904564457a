"""Addresses of feeds and files, on the public origin of each portal."""

from django.urls import path

from cms.engagement.kinds import KINDS
from sites.feeds.atom import atom
from sites.feeds.calendar import calendar
from sites.feeds.health import health
from sites.feeds.json_feed import json_feed
from sites.feeds.media import media
from sites.feeds.open_data import (
    deadlines_csv,
    deadlines_json,
    desk_csv,
    desk_json,
    documents_csv,
    documents_json,
)
from sites.feeds.rss import rss
from sites.feeds.sitemap import robots, sitemap

app_name = "portal_feeds"
urlpatterns = [
    path("feed.atom", atom, name="atom"),
    path("feed.rss", rss, name="rss"),
    path("feed.json", json_feed, name="json"),
    path("du-lieu-mo/van-ban.csv", documents_csv, name="documents-csv"),
    path("du-lieu-mo/van-ban.json", documents_json, name="documents-json"),
    path("du-lieu-mo/thoi-han.csv", deadlines_csv, name="deadlines-csv"),
    path("du-lieu-mo/thoi-han.json", deadlines_json, name="deadlines-json"),
    *(
        path(f"du-lieu-mo/{desk.slug}.{form}", view, {"desk": desk}, name=f"{desk.kind.value}-{form}")
        for desk in KINDS.values()
        for form, view in (("csv", desk_csv), ("json", desk_json))
    ),
    path("lich.ics", calendar, name="calendar"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("media/<path:path>", media, name="media"),
    path("health/", health, name="health"),
]
