"""Addresses of the search room, below `/api/v1/search/`."""

from django.urls import path

from search.api import SearchView
from search.api_nearby import SimilarView, SuggestView
from search.feed import atom

app_name = "search"
urlpatterns = [
    path("", SearchView.as_view(), name="search"),
    path("suggest/", SuggestView.as_view(), name="suggest"),
    path("similar/", SimilarView.as_view(), name="similar"),
    path("feed.atom", atom, name="feed"),
]
