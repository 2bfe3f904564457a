"""`manage.py demo build|table`: the demo's portals and who can sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.demo.builder import build_all
from cms.demo.table import render_table


class Command(BaseCommand):
    """Build the demo's portals, or print their addresses and accounts."""

    help = "Build the demo's nine portals (build), or print addresses and accounts (table)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two sub-commands."""
        sub = parser.add_subparsers(dest="act", required=True, metavar="build|table")
        build = sub.add_parser(
            "build", help="make the portals that are not there yet, with people and content"
        )
        build.add_argument(
            "--items", type=int, default=None, help="at most this many articles a portal (default: all)"
        )
        sub.add_parser("table", help="print addresses and accounts")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        """Do what `act` says. Raises CommandError outside the demo's settings."""
        if not settings.PORTAL_DEMO:
            raise CommandError(
                "The demo's accounts are known to everybody: run this with cms.settings.demo only."
            )
        if act == "table":
            self.stdout.write(render_table())
            return
        made = build_all(lambda line: self.stdout.write(f"  {line}"), items=options["items"])
        self.stdout.write(
            _("Portals made: {count}.").format(count=made) if made else _("All portals are there.")
        )
