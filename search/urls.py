"""Addresses of the search room, below `/api/v1/search/`."""

from django.urls import path

from search.api import SearchView

app_name = "search"
urlpatterns = [path("", SearchView.as_view(), name="search")]
