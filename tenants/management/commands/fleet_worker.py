"""`manage.py fleet_worker`: creates, backs up, restores and measures, as the consoles ask and the schedule wants."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from tenants.fleet.worker import FleetWorker


class Command(BaseCommand):
    """Runs with the owner's role; one leads, more wait to take over."""

    help = (
        "Do the fleet's work: what provinces ask for in their consoles, backups that are due, "
        "trial restores. SIGTERM ends it after the act under way."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long, and whether with backups."""
        parser.add_argument("--until-idle", action="store_true", help="end when there is nothing to do")
        parser.add_argument("--no-backups", action="store_true", help="leave backups to another schedule")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        worker = FleetWorker(backups=not options["no_backups"])

        def end(signum: int, frame: FrameType | None) -> None:
            worker.stop()

        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, end)
        worker.run(until_idle=options["until_idle"])
