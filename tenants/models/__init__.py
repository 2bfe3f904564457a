"""Models of the registry; every table is in the public schema."""

from tenants.models.backup import Backup
from tenants.models.fleet import FleetRun, TenantUsage
from tenants.models.host import Host
from tenants.models.periodic import PeriodicRun
from tenants.models.registry import RegistryState, Template
from tenants.models.state_change import Interruption, StateChange
from tenants.models.task_scope import TaskScope
from tenants.models.tenant import Tenant, TenantIdentity, TenantSuccession
from tenants.models.unit import Unit

__all__ = [
    "Backup",
    "FleetRun",
    "Host",
    "Interruption",
    "PeriodicRun",
    "RegistryState",
    "StateChange",
    "TaskScope",
    "Template",
    "Tenant",
    "TenantIdentity",
    "TenantSuccession",
    "TenantUsage",
    "Unit",
]
