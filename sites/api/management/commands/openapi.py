"""`manage.py openapi [--check]`: the committed description of the API, written or compared."""

import difflib
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sites.api.document import document


class Command(BaseCommand):
    """Writes `openapi.yaml`; with `--check` compares it and ends with 1 where the code says something else."""

    help = "Write openapi.yaml from the code, or compare the two (--check)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to compare only."""
        parser.add_argument("--check", action="store_true", help="compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path = settings.BASE_DIR / "openapi.yaml"
        made = document()
        if not options["check"]:
            path.write_text(made, encoding="utf-8")
            self.stdout.write(f"Wrote {path.name}.")
            return
        committed = path.read_text(encoding="utf-8") if path.exists() else ""
        if committed != made:
            lines = difflib.unified_diff(
                committed.splitlines(), made.splitlines(), "committed", "code", lineterm="", n=2
            )
            self.stdout.write("\n".join(list(lines)[:80]))
            raise CommandError(
                "openapi.yaml does not say what the code does; run `manage.py openapi` and look at the change."
            )
        self.stdout.write("openapi.yaml says what the code does.")
