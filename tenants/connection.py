"""The connection that can be switched between schemas."""

from typing import Any

from django.db import connections
from django_tenants.utils import get_tenant_database_alias


def tenant_connection() -> Any:
    """This thread's connection of the tenants' alias; Django's types do not know what django-tenants adds."""
    return connections[get_tenant_database_alias()]
