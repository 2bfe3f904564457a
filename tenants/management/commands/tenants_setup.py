"""`manage.py tenants_setup`: bring the installation's database to the state of the code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from tenants.provisioning.setup import set_up


class Command(BaseCommand):
    """What a supervisor calls before anything else. Runs with the owner's role."""

    help = (
        "Bring the database to the state of the code: migrate the public schema, load the register of units, "
        "build the template of the tenants' schema, migrate tenants that are behind. Doing it again changes "
        "nothing and is quick."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, with a line for each longer step."""
        try:
            done = set_up(lambda line: self.stdout.write(f"{line} …"))
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached or broke off: {str(error).strip()}"
            ) from error
        for schema, sentence in done.tenants_failed.items():
            self.stderr.write(f"{schema} was set aside: {sentence}")
        if done.tenants_failed:
            raise CommandError(
                f"{len(done.tenants_failed)} tenant(s) could not be migrated; the others serve."
            )
        if done.public_migrated or done.register_loaded or done.template_built or done.tenants_migrated:
            self.stdout.write(_("Ready; tenants migrated: {count}.").format(count=done.tenants_migrated))
        else:
            self.stdout.write(_("Nothing to do."))
