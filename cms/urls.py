"""Addresses of the admin process: Wagtail admin, private files of editors, and everything that citizens can read as well."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.content.private_media import serve_private_file
from cms.urls_delivery import urlpatterns as delivery_urlpatterns

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home"), name="root"),
    path("admin/", include("cms.accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("admin-files/", include(wagtaildocs_urls)),
    re_path(r"^private-media/(?P<name>.+)$", serve_private_file, name="private_media"),
    path("preview/v1/", include("sites.preview.urls")),
    path("engagement/v1/", include("sites.intake.urls_following")),
    *delivery_urlpatterns,
]

if settings.PORTAL_DEMO:
    urlpatterns.append(path("demo/", include("cms.demo.urls")))
