"""`manage.py record verify|export CODE`: the record of decisions of a portal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.record.exporting import export
from cms.record.verifying import Anchor, Verified, last_number, verify
from tenants.calendar_day import today
from tenants.context import tenant_context
from tenants.enums import TenantState
from tenants.models import Tenant


class Command(BaseCommand):
    """Verifies a portal's record, or writes it out. Ends with 1 where something was changed."""

    help = "Verify the record of decisions of a portal (verify), or write it as JSON lines (export)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The act, whose record, what is known of it from elsewhere."""
        parser.add_argument("act", choices=["verify", "export"])
        parser.add_argument("code", nargs="?", help="code of the unit, such as 16522")
        parser.add_argument("--all", action="store_true", help="verify every portal's")
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="a place that an earlier “verify” printed and that was kept elsewhere; may be repeated",
        )
        parser.add_argument("--since", type=int, default=0, help="export entries after this number")
        parser.add_argument("--output", type=Path, help="export into this new file instead of printing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError where the record does not verify or an argument is wrong."""
        if options["act"] == "export":
            self._export(_named(options["code"]), options["since"], options["output"])
        else:
            self._verify(_all() if options["all"] else [_named(options["code"])], options["anchor"])

    def _verify(self, tenants: list[Tenant], given: list[str]) -> None:
        anchors = [_anchor(text) for text in given]
        if anchors and len(tenants) != 1:
            raise CommandError("An anchor belongs to one portal: name it instead of --all.")
        broken = 0
        for tenant in tenants:
            with tenant_context(tenant):
                found = verify(anchors)
            self._tell(tenant, found)
            broken += bool(found.faults)
        if broken:
            raise CommandError(
                f"{broken} of {len(tenants)} records were changed after they were written. Keep the database as it is, and compare with a backup."
            )

    def _tell(self, tenant: Tenant, found: Verified) -> None:
        state = f"{len(found.faults)} faults" if found.faults else "verified"
        head = f", anchor {found.head}" if found.head else ""
        self.stdout.write(f"{tenant.schema_name}: {found.entries} entries, {state}{head}")
        for fault in found.faults:
            self.stdout.write(f"  {fault}")

    def _export(self, tenant: Tenant, since: int, output: Path | None) -> None:
        with tenant_context(tenant):
            if since < 0 or since > last_number():
                raise CommandError(
                    f"--since {since}: the record of this portal has entries 1 to {last_number()}."
                )
            if output is None:
                for line in export(since):
                    self.stdout.write(line)
                return
            try:
                with output.open("x", encoding="utf-8") as file:
                    count = sum(1 for line in export(since) if file.write(f"{line}\n"))
            except FileExistsError:
                raise CommandError(f"{output} exists; an export overwrites nothing.") from None
            except OSError as error:
                raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        sys.stderr.write(f"{count} entries in {output}\n")


def _named(code: str | None) -> Tenant:
    if not code:
        raise CommandError("Name the portal by its unit's code, such as 16522; “verify --all” takes all.")
    tenants = Tenant.objects.exclude(state=TenantState.DELETED)
    found = list(tenants.with_code(code, today()) or tenants.with_code(code))
    if not found:
        raise CommandError(f"No portal has the code {code}; `tenant list` shows them.")
    if len(found) > 1:
        schemas = ", ".join(sorted(tenant.schema_name for tenant in found))
        raise CommandError(f"Several portals had the code {code}: {schemas}.")
    return found[0]


def _all() -> list[Tenant]:
    return list(Tenant.objects.exclude(state=TenantState.DELETED).order_by("schema_name"))


def _anchor(text: str) -> Anchor:
    try:
        return Anchor.parse(text)
    except ValueError as error:
        raise CommandError(f"--anchor: {error}") from None
