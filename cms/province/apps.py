"""The application that holds what provinces and their communes share about rules and deadlines."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvinceConfig(AppConfig):
    """The province's working calendar, its rulebook, the figures that communes release upward, and recomputations."""

    name = "cms.province"
    label = "province"
    verbose_name = _("Province")
