"""Addresses of stock Wagtail API v2, as its documentation sets it up. The fields are those that our items have."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from cms.content.models import ArticlePage, PortalImage

FIELDS = (
    *("item_id", "summary", "category", "field", "event_at", "lead", "lead_image"),
    *("author_name", "source_name", "source_url", "last_published_at", "body"),
)
LISTED = FIELDS[:7]
"""What a list of ours holds of an item; `body` and its like are only in the full item."""

ArticlePage.api_fields = [APIField(name) for name in FIELDS]
PortalImage.api_fields = [APIField("alt_text"), APIField("credit")]

api = WagtailAPIRouter("stock")
api.register_endpoint("pages", PagesAPIViewSet)
api.register_endpoint("images", ImagesAPIViewSet)


def health(request: HttpRequest) -> HttpResponse:
    """For whoever waits for the process to begin."""
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [path("api/v2/", api.urls), path("health/", health)]
