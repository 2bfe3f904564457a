"""The entry of the salts in Django."""

from django.apps import AppConfig


class SaltsConfig(AppConfig):
    """What ties the record's hashes to contents. It lies in the tenant's schema, and goes with the item when that is purged."""

    name = "cms.salts"
    label = "salts"
    default_auto_field = "django.db.models.BigAutoField"
