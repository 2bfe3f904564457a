"""`manage.py worker`: background tasks and periodic jobs of all tenants."""

import logging
import os
import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from tenants.tasks.worker import Worker


class Command(BaseCommand):
    """Runs with the application's role; start as many as are needed, on as many machines."""

    help = (
        "Run background tasks, fairly for all tenants, and the periodic jobs. SIGTERM lets it finish what it "
        "began."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How wide, and how long."""
        parser.add_argument("--threads", type=int, default=4, help="tasks at a time (default: %(default)s)")
        parser.add_argument("--until-idle", action="store_true", help="end when nothing is ready any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes; a second one ends the process at once."""
        if options["verbosity"] < 2:  # a line or two for each task, and failures twice
            logging.getLogger("django_tasks").setLevel(logging.CRITICAL)
        worker = Worker(threads=options["threads"])

        def end(signum: int, frame: FrameType | None) -> None:
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, signal.SIG_DFL)
            worker.stop()

        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, end)
        worker.run(until_idle=options["until_idle"])
        if worker.has_work_left():
            os._exit(1)  # threads that do not end would keep the process alive
