"""How near PostgreSQL's candidates come to exact BM25 over everything, and what coming nearer would cost."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

import numpy as np
from django.db import connections

from bench.search.answers import Place, answering, timed
from bench.search.figures import Figure
from bench.search.queries import queries
from search.analysis.plan import Plan, plan
from search.analysis.query import parse
from search.engines.interface import Demand, Filters
from search.engines.postgres import candidates
from search.engines.postgres.scoring import bm25
from search.engines.postgres.selection import BUDGET
from search.ranking import worth
from tenants.calendar_day import today

BUDGETS: Final = (BUDGET, 2 * BUDGET, 4 * BUDGET, 8 * BUDGET)
LISTED: Final = 10


def overlaps(place: Place, each: int) -> Iterator[Figure]:
    """The share of exact BM25's first ten that PostgreSQL's engine has, by head words and by budget."""
    asked = queries(place.items, each)["head words"]
    with connections["reader"].cursor() as cursor:
        rows = _everything(cursor, place)
        exact = {text: _exact(cursor, place, rows, plan(parse(text))) for text in asked}
    for budget in BUDGETS:
        with _budget(budget):
            shares = [len(exact[text] & _found(place, text)) / LISTED for text in asked]
            times = timed(answering(place), asked)
        what = f"{place.title}: budget {budget}, head words"
        bar = 0.8 if budget == BUDGET else None
        yield Figure(f"{what}, overlap@10 with exact BM25", statistics.mean(shares), "", bar, most=False)
        yield Figure(f"{what}, p50", statistics.median(times), "ms")


def _everything(cursor: Any, place: Place) -> list[Any]:
    cursor.execute(
        "SELECT item_id, length, weights, type, status, day FROM public.search_entry "
        "WHERE owner_id = %s AND reach = %s",
        [str(place.scope.owner_id), place.scope.reach.value],
    )
    return list(cursor.fetchall())


def _exact(cursor: Any, place: Place, rows: list[Any], asked: Plan) -> set[Any]:
    """The first ten of all items by exact BM25, with the same weights beside the words."""
    known = candidates.frequencies(cursor, place.scope, asked)
    terms = candidates.scored_terms(asked, known)
    scores = bm25(
        [row[2] for row in rows], [row[1] for row in rows], terms, known.items, known.average_length
    )
    day = today()
    final = scores.scores * np.array([worth(row[3], row[4], row[5], day) for row in rows])
    return {rows[i][0] for i in final.argsort()[::-1][:LISTED]}


def _found(place: Place, text: str) -> set[Any]:
    demand = Demand(place.scope, plan(parse(text)), Filters(language="vi"), size=LISTED)
    return {hit.item_id for hit in place.engine.ask(demand).hits}


@contextmanager
def _budget(items: int) -> Iterator[None]:
    """Let so many items be scored within the block."""
    with (
        mock.patch.object(candidates, "BUDGET", items),
        mock.patch.object(candidates, "MOST_CANDIDATES", 5 * items),
    ):
        yield
