"""`manage.py appoint_head`: give a portal its first head, who then appoints everybody else."""

import getpass
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cms.accounts.acts import AppointHead
from cms.accounts.decisions import Decision
from tenants.context import tenant_context
from tenants.errors import TenantError
from tenants.management.commands.tenant import found_tenant

EXAMPLE = """example:
  manage.py appoint_head 16522 --username truongban --name "Lê Hồng Sơn" --email son@quangphu.example \\
      --decision "129/QĐ-UBND, 11/8/2023"
"""


class Command(BaseCommand):
    """The only way to a portal's first account. Runs with the owner's role."""

    help = (
        "Open the account of a portal's head and record the appointment. The head gets a link to choose a password by mail and appoints "
        "everybody else in the administration."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The example is shown as it is written."""
        kwargs.setdefault("epilog", EXAMPLE)
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, where, by which decision."""
        parser.add_argument("tenant", help="the portal, by its unit's code or its schema")
        parser.add_argument("--username", required=True, help="what to sign in with")
        parser.add_argument("--name", required=True, help="full name, family name first")
        parser.add_argument("--email", required=True, help="where the link to choose a password goes")
        parser.add_argument("--decision", required=True, help='number and date, as "129/QĐ-UBND, 11/8/2023"')
        parser.add_argument(
            "--post", default="", help="the post as the decision prints it (default: the regulation's name)"
        )
        parser.add_argument("--replace", action="store_true", help="end the present head's appointment")
        parser.add_argument(
            "--by", default=getpass.getuser(), help="who does it, for the record (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Appoint, or say in one sentence what is wrong."""
        try:
            tenant = found_tenant(options["tenant"])
            with tenant_context(tenant):
                appointment = AppointHead(
                    full_name=options["name"],
                    email=options["email"],
                    username=options["username"],
                    decision=Decision.parse(options["decision"]),
                    by=options["by"],
                    post_title=options["post"],
                    replace=options["replace"],
                ).execute()
                account = appointment.user
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (ValueError, TenantError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{account} ({account.username}) is head of {tenant.identity()} by {appointment.decision}; "
            f"a link to choose a password goes to {account.email}."
        )
