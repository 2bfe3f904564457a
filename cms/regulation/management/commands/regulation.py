"""`manage.py regulation`: load, validate, show and compare regulations."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.regulation import queries
from cms.regulation.differences import differences
from cms.regulation.files import FileRefused
from cms.regulation.loader import bundled_files, load_into_tenant
from cms.regulation.models import RegulationVersion
from cms.regulation.references import read_regulation
from cms.regulation.registers import groups
from cms.regulation.schema import RegulationFile, parameter_names
from cms.regulation.tenant_lookup import TenantNotFound, find_tenant
from cms.regulation.wording import statements
from tenants.calendar_day import today
from tenants.context import no_tenant, tenant_context
from tenants.models import Tenant

WRONG_ARGUMENT = 2


class Command(BaseCommand):
    """Regulations from the command line."""

    help = (
        "Load, validate, show or compare regulations. "
        "FILE is a path, or the slug of a file that comes with the platform."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One sub-command for each act."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        load = acts.add_parser("load", help="load a file into a tenant: all of it or nothing")
        load.add_argument("file", metavar="FILE")
        load.add_argument("--tenant", required=True, help="code or name in ASCII")
        validate = acts.add_parser("validate", help="check files and load nothing")
        validate.add_argument(
            "files", metavar="FILE", nargs="*", help="all that come with the platform, unless given"
        )
        show = acts.add_parser("show", help="print what a tenant's regulation says, with clauses")
        show.add_argument("--tenant", required=True, help="code or name in ASCII")
        show.add_argument(
            "--on", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="the day; today, unless given"
        )
        show.add_argument(
            "--group", choices=[group.key for group in groups()], help="only this group of parameters"
        )
        diff = acts.add_parser("diff", help="say in words what differs between two files or versions")
        diff.add_argument("before", metavar="BEFORE", help="FILE, or the id of a version of --tenant")
        diff.add_argument("after", metavar="AFTER", help="FILE, or the id of a version of --tenant")
        diff.add_argument("--tenant", help="code or name in ASCII, for ids of versions")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; a refusal names file, key, line and what was expected."""
        try:
            getattr(self, f"_{options['act']}")(options)
        except FileRefused as refusal:
            raise CommandError(str(refusal), returncode=WRONG_ARGUMENT) from refusal
        except TenantNotFound as error:
            raise CommandError(str(error), returncode=WRONG_ARGUMENT) from error
        except OSError as error:
            known = ", ".join(bundled_files())
            message = f"{error.filename}: {error.strerror}; expected a file, or one of: {known}"
            raise CommandError(message, returncode=WRONG_ARGUMENT) from error

    def _load(self, options: dict[str, Any]) -> None:
        with tenant_context(_tenant(options["tenant"])):
            version = load_into_tenant(options["file"])
            until = f" to {version.effective_to}" if version.effective_to else ""
            assumed = f", assumed: {version.assumed_reason}" if version.assumed else ""
            total = len(list(parameter_names()))
            self.stdout.write(
                f"{version.title}: {version.parameters.count()} of {total} parameters, "
                f"{version.get_state_display()}, in force from {version.effective_from}{until}{assumed}"
            )

    def _validate(self, options: dict[str, Any]) -> None:
        refused = 0
        for name in options["files"] or bundled_files():
            try:
                count = len(list(_read(name).parameters.leaves()))
            except FileRefused as refusal:
                refused += 1
                self.stderr.write(str(refusal))
            else:
                self.stdout.write(f"{name}: {count} parameters, as the model expects")
        if refused:
            raise CommandError(f"{refused} file(s) refused", returncode=WRONG_ARGUMENT)

    def _show(self, options: dict[str, Any]) -> None:
        with tenant_context(_tenant(options["tenant"])):
            day = options["on"] or today()
            regulation = queries.latest(day)
            if regulation.file is None:
                self.stdout.write(f"No regulation of this tenant is or was in force on {day}.")
                return
            self.stdout.write(regulation.title)
            for said in statements(regulation.file, on=day):
                if options["group"] in (None, said.group):
                    self.stdout.write(f"{said.group}.{said.key} [{said.clause}] {said.label}: {said.value}")

    def _diff(self, options: dict[str, Any]) -> None:
        before, after = (_version_or_file(options[side], options["tenant"]) for side in ("before", "after"))
        changes = differences(before, after, on=today())
        title = ""
        for change in changes:
            if change.group_title != title:
                title = change.group_title
                self.stdout.write(f"# {title}")
            self.stdout.write(f"- {change.sentence}")
        if not changes:
            self.stdout.write("Không có gì khác nhau.")


def _tenant(word: str) -> Tenant:
    with no_tenant():
        return find_tenant(word)


def _read(name: str) -> RegulationFile:
    path = bundled_files().get(name) or Path(name)
    return read_regulation(path.read_text(encoding="utf-8"), str(name))


def _version_or_file(name: str, tenant: str | None) -> RegulationFile:
    if tenant and name not in bundled_files() and not Path(name).exists():
        with tenant_context(_tenant(tenant)):
            keys = [str(key) for key in RegulationVersion.objects.values_list("pk", flat=True)]
            found = queries.version(name) if name in keys else None
            if found is None or found.file is None:
                message = f"{name}: no version of this tenant; expected one of: {', '.join(keys)}"
                raise CommandError(message, returncode=WRONG_ARGUMENT)
            return found.file
    return _read(name)
