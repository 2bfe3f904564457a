"""Background tasks that know their tenant."""

from tenants.tasks.backend import TenantDatabaseBackend

__all__ = ["TenantDatabaseBackend"]
