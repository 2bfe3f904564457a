"""Addresses of the reading process: API, feeds, files, health."""

from django.urls import include, path, re_path

from sites.api.problems import no_such_call

urlpatterns = [
    path("api/v1/search/", include("search.urls")),
    path("api/v1/", include("sites.intake.urls")),
    path("api/v1/", include("sites.api.urls")),
    re_path(r"^api/(?P<rest>(?:.*/)?)$", no_such_call),
    path("", include("sites.feeds.urls")),
]
handler404 = "sites.api.problems.not_found_handler"
handler500 = "sites.api.problems.fault_handler"
