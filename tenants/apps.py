"""The registry's entry in Django."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    """Connects the guards and the system checks."""

    name = "tenants"
    label = "tenants"
    verbose_name = _("Tenants")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch the database's connections and changes to the registry."""
        import tenants.checks
        import tenants.fleet.rules  # noqa: F401 - the same
        from tenants import guards, signal_handlers
        from tenants.backup.parts import register_store
        from tenants.backup.private_files import PrivateFiles
        from tenants.models import Host, Tenant, TenantIdentity

        register_store(PrivateFiles())
        connection_created.connect(guards.watch_connection, dispatch_uid="tenants.guards")
        guards.watch_open_connections()
        for model in (Host, Tenant, TenantIdentity):
            uid = f"tenants.forget_hosts.{model.__name__}"
            post_save.connect(signal_handlers.forget_hosts, sender=model, dispatch_uid=uid)
            post_delete.connect(signal_handlers.forget_hosts, sender=model, dispatch_uid=uid)
