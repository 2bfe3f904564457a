"""Addresses of API v1. The search's call is added by the project's URLconf, because `search` stands above this room."""

from django.urls import path

from sites.api.corrections import CorrectionsView
from sites.api.feed import ChangesView, RootView, SchemaView
from sites.api.front import FrontView
from sites.api.items import ItemView, ResolveView
from sites.api.lists import ItemsView
from sites.api.portals import CommunesView, PortalView, RegulationView, SectionsView

app_name = "portal_api"
urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("portal/", PortalView.as_view(), name="portal"),
    path("front/", FrontView.as_view(), name="front"),
    path("items/", ItemsView.as_view(), name="items"),
    path("items/<uuid:item_id>/", ItemView.as_view(), name="item"),
    path("resolve/", ResolveView.as_view(), name="resolve"),
    path("sections/", SectionsView.as_view(), name="sections"),
    path("regulation/", RegulationView.as_view(), name="regulation"),
    path("corrections/", CorrectionsView.as_view(), name="corrections"),
    path("communes/", CommunesView.as_view(), name="communes"),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("schema/", SchemaView.as_view(), name="schema"),
]
