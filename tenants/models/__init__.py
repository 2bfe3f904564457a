"""Models of the registry; every table is in the public schema."""

from tenants.models.host import Host
from tenants.models.periodic import PeriodicRun
from tenants.models.registry import RegistryState, Template
from tenants.models.task_scope import TaskScope
from tenants.models.tenant import Tenant, TenantIdentity, TenantSuccession
from tenants.models.unit import Unit

__all__ = [
    "Host",
    "PeriodicRun",
    "RegistryState",
    "TaskScope",
    "Template",
    "Tenant",
    "TenantIdentity",
    "TenantSuccession",
    "Unit",
]
