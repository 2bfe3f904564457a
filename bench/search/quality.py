"""How good search is on judged sets, both engines side by side: `make bench-search-quality`.

Reads `retrieval/alqac2023` and `retrieval/virhe4qa` of the data folder (`PORTAL_DATA_DIR`). Prints a table, writes
var/bench/search-quality.json, ends with 1 where a bar of issue 6 is not held. Between the engines stands the paired
bootstrap interval (95 %) of the difference.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import django

from bench.search.figures import Figure, write

SETS: Final = ("alqac2023", "virhe4qa")
BARS: Final = {
    ("elasticsearch", "as written"): (0.875, 0.860),
    ("elasticsearch", "without accents"): (0.872, 0.850),
    ("elasticsearch", "one mistake"): (0.860, 0.845),
    ("postgres", "as written"): (0.870, 0.850),
}


def main() -> int:
    """Measure both engines on both sets; 1 where a bar is not held."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    os.environ.setdefault("PORTAL_SECRET_KEY", "measured")
    django.setup()
    from search.evaluation.database import evaluation_database

    folder = Path(os.environ.get("PORTAL_DATA_DIR") or ".") / "retrieval"
    figures: list[Figure] = []
    with evaluation_database():
        for place, name in enumerate(SETS):
            for figure in _of(folder / name, place):
                figures.append(figure)
                print(figure.line(), flush=True)
    write(figures, "search-quality")
    return 0 if all(figure.holds for figure in figures) else 1


def _of(folder: Path, place: int) -> Iterator[Figure]:
    """The figures of one set."""
    from search.engines.registry import engine_for_evaluation
    from search.evaluation.collection import read_collection
    from search.evaluation.measures import interval, paired_interval
    from search.evaluation.run import Variant, evaluate
    from search.management.commands.search_evaluate import SEED, variant

    collection = read_collection(folder)
    variants: dict[str, Variant] = {
        "as written": variant(False, 0, SEED),
        "without accents": variant(True, 0, SEED),
        "one mistake": variant(False, 1, SEED),
    }
    gained: dict[tuple[str, str], list[float]] = {}
    for name in ("elasticsearch", "postgres"):
        with engine_for_evaluation(name) as engine:
            outcomes = evaluate(engine, collection, list(variants.values()))
        for kind, outcome in zip(variants, outcomes, strict=True):
            values = [measured.ndcg for measured in outcome.measures.values()]
            gained[name, kind] = values
            low, high = interval(values)
            bars = BARS.get((name, kind))
            what = f"{collection.name}, {name}, {kind}, nDCG@10 ({low:.3f}–{high:.3f})"
            yield Figure(what, outcome.mean("ndcg"), "", bars[place] if bars else None, most=False)
    for kind in variants:
        first, second = gained["elasticsearch", kind], gained["postgres", kind]
        low, high = paired_interval(first, second)
        difference = (sum(first) - sum(second)) / len(first)
        what = f"{collection.name}, {kind}, elasticsearch less postgres ({low:+.4f} to {high:+.4f})"
        yield Figure(what, difference, "")


if __name__ == "__main__":
    raise SystemExit(main())
