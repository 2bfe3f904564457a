"""How many tables a tenant may have. Every table is paid for 3,355 times: in the catalogues, in each restore, in each migration."""

from django.apps import apps
from django.conf import settings

from tenants.fleet.plan import tenant_app_labels

TABLE_BUDGET = int(getattr(settings, "PORTAL_TABLE_BUDGET", 130))
"""Raised by a decision only (docs/decisions)."""
CITIZENS_SIDE = 25
"""So many of it are left for what citizens will ask for: questions, petitions, consultations."""


def tables_per_tenant() -> int:
    """How many tables the models of the tenants' apps have in each schema, the record of migrations included."""
    labels = tenant_app_labels()
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in labels and model._meta.managed and not model._meta.proxy
    ]
    return len({model._meta.db_table for model in models}) + 1
