"""`manage.py release rebuild|verify CODE|--all`: releases compared with the authoring side."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sites.releases import audit
from sites.releases.announcer import announcer
from tenants.calendar_day import today
from tenants.context import tenant_context
from tenants.enums import TenantState
from tenants.models import Tenant
from tenants.models.tenant import TenantQuerySet


class Command(BaseCommand):
    """Compares what is public with the pages; `rebuild` corrects, `verify` only tells and ends with 1 where something differs."""

    help = "Compare the releases of a portal with its pages (verify), and correct them (rebuild)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The act, and whose portal."""
        parser.add_argument("act", choices=["rebuild", "verify"])
        parser.add_argument("code", nargs="?", help="code of the unit, such as 16522")
        parser.add_argument("--all", action="store_true", help="every portal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it for each portal named."""
        differing = 0
        for tenant in _named(options["code"], options["all"]):
            with tenant_context(tenant):
                found = audit.rebuild() if options["act"] == "rebuild" else audit.verify()
            differing += len(found)
            said = "corrected" if options["act"] == "rebuild" else "differ"
            self.stdout.write(
                f"{tenant.schema_name}: {len(found)} {said}" if found else f"{tenant.schema_name}: agrees"
            )
            for drift in found:
                self.stdout.write(f"  {drift}")
        announcer.wait()
        if differing and options["act"] == "verify":
            raise CommandError(
                f"{differing} releases differ from their pages; `release rebuild` corrects them."
            )


def _named(code: str | None, every: bool) -> TenantQuerySet:
    if bool(code) == every:
        raise CommandError("Name one portal by its unit's code, or all with --all.")
    tenants = Tenant.objects.exclude(state=TenantState.DELETED)
    if every:
        return tenants
    found = tenants.filter(pk__in=tenants.with_code(str(code), today()).values("pk")) or tenants.filter(
        pk__in=tenants.with_code(str(code)).values("pk")
    )
    if not found:
        raise CommandError(f"No portal has the code {code}; `tenant list` shows them.")
    return found
