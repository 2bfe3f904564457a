"""Addresses of feeds and files, on the public origin of each portal."""

from django.urls import path

from sites.feeds.atom import atom
from sites.feeds.health import health
from sites.feeds.media import media
from sites.feeds.sitemap import robots, sitemap

app_name = "portal_feeds"
urlpatterns = [
    path("feed.atom", atom, name="atom"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("media/<path:path>", media, name="media"),
    path("health/", health, name="health"),
]
