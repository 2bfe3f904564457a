"""The API's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """API v1: what is public now, for the front end, apps, the province and other systems."""

    name = "sites.api"
    label = "portal_api"
    verbose_name = _("API")
