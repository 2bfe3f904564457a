"""`manage.py tenant`: create tenants, look at them, change their state and hosts."""

import getpass
import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.utils import OperationalError

from tenants.acts import AddHost, CreateTenant, HandOverHost, RenameHost
from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.errors import ActRefused, TenantError
from tenants.management.acts import backup, creating, migrate, states
from tenants.models import Tenant
from tenants.overview import TenantRow, overview
from tenants.provisioning.registry import registered_steps

EXAMPLES = """examples:
  manage.py tenant create 38 --host thanhhoa.localhost
  manage.py tenant create 16522 --host quangphu.thanhhoa.localhost --host quangphu.tpthanhhoa.thanhhoa.gov.vn
  manage.py tenant create --from units.csv --province 38
  manage.py tenant list --province 38
  manage.py tenant migrate --canary 2
  manage.py tenant backup 16522
  manage.py tenant restore 16522 --reason "Xoá nhầm"
  manage.py tenant restore 16522 --beside xem-lai.thanhhoa.gov.vn
  manage.py tenant suspend 16522 --reason "Sự cố an toàn thông tin"
  manage.py tenant host 16522 rename quangphu.localhost
"""


FLEET_ACTS: dict[str, Callable[..., int]] = {
    "migrate": migrate.run,
    "backup": backup.back_up,
    "restore": backup.restore,
    "backup-list": backup.listing,
    "backup-verify": backup.verify,
    "backup-prune": backup.prune,
    "backup-key": backup.key,
    "announce": states.announce,
    "quota": states.set_quotas,
    **dict.fromkeys(states.ACTS, states.change),
}


class Command(BaseCommand):
    """The fleet's everyday command. Runs with the owner's role."""

    help = (
        "Create tenants, look at them, change their state and hosts. A tenant is named by its code, its schema "
        "or its host."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Examples are shown as they are written."""
        kwargs.setdefault("epilog", EXAMPLES)
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One sub-command for each act."""
        parser.add_argument(
            "--by", default=getpass.getuser(), help="who does it, for the record (default: %(default)s)"
        )
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        create = acts.add_parser(
            "create", help="make a tenant for a unit of the register; all of it or nothing"
        )
        create.add_argument(
            "code", nargs="?", help="the unit's code: 2 digits (province), 5 (commune), 3 (former district)"
        )
        create.add_argument(
            "--host", action="append", default=[], dest="hosts", help="repeatable; the first is canonical"
        )
        create.add_argument(
            "--from",
            dest="source",
            metavar="UNITS.CSV",
            help="make many: columns code, hosts and, as you like, name, province, draft; what is there stays as it is",
        )
        create.add_argument("--province", help="refuse the unit unless it belongs to this province")
        create.add_argument("--draft", action="store_true", help="do not publish it yet")
        create.add_argument(
            "--schema-suffix", default="", help="tells the schema from another of the same unit and era"
        )
        listing = acts.add_parser("list", help="all tenants")
        listing.add_argument("--province", help="only those of this province, by code")
        listing.add_argument("--state", choices=TenantState.values)
        listing.add_argument("--json", action="store_true", help="one JSON object a line")
        acts.add_parser("show", help="one tenant").add_argument("tenant")
        states.add_arguments(acts)
        migrate.add_arguments(
            acts.add_parser(
                "migrate", help="bring all tenants to the state of the code", epilog=migrate.EXIT_CODES
            )
        )
        backup.add_backup(acts.add_parser("backup", help="back up tenants, one file each"))
        backup.add_restore(acts.add_parser("restore", help="put a tenant back, in place or beside"))
        acts.add_parser("backup-list", help="the last good backup of each tenant")
        verify = acts.add_parser("backup-verify", help="check the last backups")
        verify.add_argument("tenants", nargs="*", metavar="TENANT")
        verify.add_argument("--rehearse", action="store_true", help="restore them on trial, too")
        acts.add_parser("backup-prune", help="remove backups past their time")
        acts.add_parser("backup-key", help="make a pair of keys").add_argument(
            "file", help="for the secret one"
        )
        host = acts.add_parser("host", help="add or rename a host, or hand one over")
        host.add_argument("tenant")
        host.add_argument("what", choices=["add", "rename", "take-over"])
        host.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; a refusal is told in its own sentence."""
        try:
            with no_tenant():
                if options["act"] in FLEET_ACTS:
                    self._run(FLEET_ACTS[options["act"]], options)
                else:
                    getattr(self, f"_{options['act']}")(options)
        except ActRefused as refusal:
            raise CommandError(f"{refusal.field}: {refusal.sentence}") from refusal
        except TenantError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached or broke off: {str(error).strip()}"
            ) from error

    def _create(self, options: dict[str, Any]) -> None:
        if options["source"]:
            return self._end(creating.run(options, self.stdout, self.stderr))
        if not options["code"] or not options["hosts"]:
            raise CommandError("Give a code and --host, or --from with a list.")
        tenant = CreateTenant(
            code=options["code"],
            hosts=options["hosts"],
            by=options["by"],
            province=options["province"],
            state=TenantState.DRAFT if options["draft"] else None,
            schema_suffix=options["schema_suffix"],
        ).execute()
        self.stdout.write(
            f"Created {tenant.identity()}: schema {tenant.schema_name}, host {tenant.canonical_host()}, "
            f"state {tenant.state}; {len(registered_steps())} step(s) of other rooms."
        )
        return None

    def _list(self, options: dict[str, Any]) -> None:
        rows = overview(province=options["province"], state=options["state"])
        for row in rows:
            self.stdout.write(_as_json(row) if options["json"] else _as_line(row))
        if not options["json"]:
            self.stdout.write(f"{len(rows)} tenant(s).")

    def _show(self, options: dict[str, Any]) -> None:
        tenant = found_tenant(options["tenant"])
        lines = {
            "id": tenant.pk,
            "schema": tenant.schema_name,
            "kind": tenant.kind,
            "state": f"{tenant.state} since {tenant.state_changed_at:%Y-%m-%d %H:%M} "
            f"by {tenant.state_changed_by or '-'}: {tenant.state_reason or '-'}",
            "abolished": tenant.abolished_on or "-",
            "migrations": tenant.fingerprint[:12],
        }
        for name, value in lines.items():
            self.stdout.write(f"{name + ':':<12}{value}")
        for identity in tenant.identities.select_related("parent"):
            until = identity.valid_to or "…"
            self.stdout.write(
                f"{'name:':<12}{identity} ({identity.valid_from} to {until}), parent {identity.parent or '-'}"
            )
        for host in tenant.hosts.all():
            mark = "canonical" if host.is_canonical else "redirects"
            self.stdout.write(f"{'host:':<12}{host} ({host.valid_from} to {host.valid_to or '…'}), {mark}")
        for successor in tenant.successors():
            self.stdout.write(f"{'successor:':<12}{successor.code} {successor.name}")

    def _host(self, options: dict[str, Any]) -> None:
        tenant, name = found_tenant(options["tenant"]), options["name"]
        acts: dict[str, AddHost | RenameHost | HandOverHost] = {
            "add": AddHost(tenant=tenant, name=name),
            "rename": RenameHost(tenant=tenant, name=name),
            "take-over": HandOverHost(name=name, to=tenant),
        }
        host = acts[options["what"]].execute()
        self.stdout.write(
            f"{host} leads to {tenant.identity()}{' (canonical)' if host.is_canonical else ''}."
        )

    def _run(self, act: Callable[..., int], options: dict[str, Any]) -> None:
        self._end(act(options, found_tenant, self.stdout, self.stderr))

    def _end(self, code: int) -> None:
        if code:
            raise SystemExit(code)


def found_tenant(name: str) -> Tenant:
    """The tenant that a code, a schema or a host names.

    Raises:
        ActRefused: none, or several.
    """
    found = list(Tenant.objects.filter(schema_name=name)) or list(Tenant.objects.with_code(name))
    if not found:
        found = list(Tenant.objects.filter(hosts__name=name.lower(), hosts__valid_to__isnull=True))
    if len(found) == 1:
        return found[0]
    if not found:
        raise ActRefused(
            "tenant", f"No tenant has the code, schema or host “{name}”; “tenant list” shows them."
        )
    raise ActRefused(
        "tenant", f"“{name}” is ambiguous: {', '.join(str(one) for one in found)}. Give the schema."
    )


def _as_line(row: TenantRow) -> str:
    return f"{row.code:<6}{row.state:<12}{row.schema_name:<16}{row.host or '-':<45}{row.name}"


def _as_json(row: TenantRow) -> str:
    return json.dumps(row.as_dict(), ensure_ascii=False, default=str)
