"""Addresses of the reading process: API, feeds, files, health."""

from importlib.util import find_spec

from django.urls import include, path, re_path

from sites.api.problems import no_such_call

api_patterns = [path("", include("sites.api.urls"))]
if find_spec("search.urls"):
    api_patterns.append(path("search/", include("search.urls")))

urlpatterns = [
    path("api/v1/", include(api_patterns)),
    re_path(r"^api/(?P<rest>(?:.*/)?)$", no_such_call),
    path("", include("sites.feeds.urls")),
]
handler404 = "sites.api.problems.not_found_handler"
handler500 = "sites.api.problems.fault_handler"
