"""`manage.py search_evaluate DIR …`: how good and how fast the search is on a judged set."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.analysis.normalise import clean, fold
from search.engines.interface import Engine
from search.engines.registry import engine_for_evaluation
from search.evaluation.collection import CollectionError, read_collection
from search.evaluation.database import evaluation_database
from search.evaluation.measures import interval
from search.evaluation.run import Outcome, Variant, evaluate
from search.evaluation.typos import with_typos

SEED = 2026


class Command(BaseCommand):
    """Prints a table, and on the last line the numbers as JSON."""

    help = (
        "Index a judged set (BEIR layout) as a tenant of its own, ask its queries, and measure the results."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The set, the engine, and what is done to the queries."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="corpus.jsonl, queries.jsonl, qrels.tsv")
        parser.add_argument("--engine", choices=["postgres", "elasticsearch"], default="postgres")
        parser.add_argument("--unaccented", action="store_true", help="ask without accents")
        parser.add_argument("--typos", type=int, default=0, metavar="N", help="mistakes in each query")
        parser.add_argument("--seed", type=int, default=SEED, help=f"of the mistakes ({SEED})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, and print."""
        try:
            collection = read_collection(options["folder"])
        except CollectionError as error:
            raise CommandError(str(error)) from error
        written = variant(options["unaccented"], options["typos"], options["seed"])
        with evaluation_database(), engine_for_evaluation(options["engine"]) as engine:
            [outcome] = evaluate(engine, collection, [written])
            self._print(collection.name, engine, outcome)

    def _print(self, name: str, engine: Engine, outcome: Outcome) -> None:
        numbers = outcome.summary()
        low, high = interval([measured.ndcg for measured in outcome.measures.values()])
        rows = [("set", name), ("engine", engine.name), ("queries", str(len(outcome.measures)))]
        rows += [(measured, f"{value:g}") for measured, value in numbers.items()]
        rows += [
            ("ndcg@10, 95 %", f"{low:.4f} to {high:.4f}"),
            ("indexed", f"{outcome.items_per_second:.0f} items/s"),
        ]
        for label, value in rows:
            self.stdout.write(f"{label:<14} {value}")
        self.stdout.write(json.dumps(numbers))


def variant(unaccented: bool, typos: int, seed: int) -> Variant:
    """What is done to a query before it is asked: so many mistakes, then its accents away."""

    def written(text: str) -> str:
        mistaken = with_typos(text, typos, seed) if typos else text
        return fold(clean(mistaken)) if unaccented else mistaken

    return written
