"""`manage.py search index|verify|rebuild CODE|--all`: the indexes, followed, compared, made anew."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import indexer
from search.engines.interface import Engine
from search.engines.registry import engine_named, engines
from search.verification import correct, differences, rebuild
from tenants.models import Tenant


class Command(BaseCommand):
    """Works on every engine of the installation, or on one."""

    help = (
        "The search indexes: index follows what was released since the last time, verify compares an index "
        "with the releases and ends with 1 where they differ, rebuild makes the index of a unit anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, with which units, on which engine."""
        parser.add_argument("act", choices=["index", "verify", "rebuild"])
        parser.add_argument("code", nargs="?", help="code of a unit, such as 16522")
        parser.add_argument("--all", action="store_true", help="all units")
        parser.add_argument("--engine", choices=[engine.name for engine in engines()], help="one engine only")
        parser.add_argument("--correct", action="store_true", help="with verify: correct what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        chosen = [engine_named(options["engine"])] if options["engine"] else list(engines())
        if options["act"] == "index":
            self.stdout.write(f"{indexer.catch_up()} changes followed.")
            indexer.settle()
            return
        tenants = list(self._tenants(options["code"], options["all"]))
        wrong = 0
        for engine in chosen:
            for tenant in tenants:
                if options["act"] == "rebuild":
                    self._rebuild(engine, tenant)
                else:
                    wrong += self._verify(engine, tenant, options["correct"])
            engine.settle()
        if wrong and not options["correct"]:
            raise CommandError(f"{wrong} differences; `search verify --all --correct` corrects them.")

    def _tenants(self, code: str | None, everything: bool) -> Iterator[Tenant]:
        if everything == bool(code):
            raise CommandError("Name a unit by its code, or all of them with --all.")
        if everything:
            yield from Tenant.objects.order_by("schema_name")
            return
        found = list(Tenant.objects.with_code(code or ""))
        if not found:
            raise CommandError(f"No unit with the code {code} is hosted here.")
        yield from found

    def _rebuild(self, engine: Engine, tenant: Tenant) -> None:
        began = time.monotonic()
        items = rebuild(engine, tenant.pk)
        seconds = time.monotonic() - began
        self.stdout.write(f"{engine.name} {tenant}: {items} items in {seconds:.1f} s.")

    def _verify(self, engine: Engine, tenant: Tenant, mend: bool) -> int:
        found = correct(engine, tenant.pk) if mend else list(differences(engine, tenant.pk))
        for difference in found:
            self.stdout.write(str(difference))
        self.stdout.write(
            f"{engine.name} {tenant}: {len(found)} differences{' corrected' if found and mend else ''}."
        )
        return len(found)
