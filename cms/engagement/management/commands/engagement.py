"""`manage.py engagement new-key | rotate-keys | wrap-keys`: the keys under which citizens' questions lie.

python manage.py engagement new-key        # a key of the installation, for PORTAL_ENGAGEMENT_KEYS; keep a copy elsewhere
python manage.py engagement wrap-keys      # after a new first key was set: every portal's private keys are wrapped by it
python manage.py engagement rotate-keys    # a new pair for each portal; what is kept is brought under it
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.engagement import keys
from cms.inbox.sealing import Unreadable, new_pair
from tenants.context import tenant_context
from tenants.enums import TenantState
from tenants.models import Tenant


class Command(BaseCommand):
    """Makes and replaces keys. Each portal is one transaction: broken off, the portals that are done are done, and run again it completes."""

    help = "Keys under which citizens' questions lie: new-key, wrap-keys, rotate-keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("act", choices=["new-key", "wrap-keys", "rotate-keys"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say of each portal what was done.

        Raises:
            CommandError: the installation has no key, or what is kept cannot be opened with those it has.
        """
        if options["act"] == "new-key":
            self.stdout.write(new_pair().secret)
            return
        try:
            if options["act"] == "wrap-keys":
                self._each(self._wrap, writable_only=False)
            else:
                self._each(self._rotate, writable_only=True)
        except (keys.NoInstallationKey, Unreadable) as error:
            raise CommandError(str(error)) from error

    def _each(self, act: Callable[[], str], *, writable_only: bool) -> None:
        for tenant in Tenant.objects.exclude(state=TenantState.DELETED).order_by("schema_name"):
            if writable_only and not tenant.is_writable:
                continue
            with tenant_context(tenant):
                self.stdout.write(f"{tenant.schema_name}: {act()}")

    @staticmethod
    def _wrap() -> str:
        return f"{keys.wrap_anew()} key(s) wrapped anew"

    @staticmethod
    def _rotate() -> str:
        return f"new key {keys.replace_key().key_id}"
