"""The entry of the record of decisions in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    """The record of decisions (*sổ ghi quyết định*): added to, chained per tenant, changed by nobody. Its tables are public."""

    name = "cms.record"
    label = "record"
    verbose_name = _("Record of decisions")
    default_auto_field = "django.db.models.BigAutoField"
