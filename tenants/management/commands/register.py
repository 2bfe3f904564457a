"""`manage.py register`: the register of administrative units."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.register.loading import load_register
from tenants.register.records import RegisterError


class Command(BaseCommand):
    """Loads the register. Runs with the owner's role."""

    help = (
        "The register of administrative units: provinces, communes and the former units that are hosted as "
        "archives."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One act so far."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        acts.add_parser("load", help="load or refresh all units; doing it again changes nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell what there is."""
        try:
            loaded = load_register()
        except RegisterError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(
            f"Register: {loaded.provinces} provinces, {loaded.communes} communes, "
            f"{loaded.former} former unit(s)."
        )
        if loaded.unlisted:
            self.stderr.write(f"Kept, though no source has them any more: {', '.join(loaded.unlisted)}.")
