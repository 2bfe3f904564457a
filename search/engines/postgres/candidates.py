"""Finding and scoring candidates: which entries may be results, and how good each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from search.analysis.plan import Plan, TermKind
from search.engines.interface import Hit, Scope
from search.engines.postgres.conditions import Condition
from search.engines.postgres.keys import level_key, signed, slot_of
from search.engines.postgres.scoring import ScoredTerm, bm25
from search.engines.postgres.selection import BUDGET, Selectable, select
from search.ranking import worth
from tenants.calendar_day import today

MOST_CANDIDATES: Final = 5 * BUDGET
FILTERED_BUDGET: Final = 4 * BUDGET
"""Where filters leave few of the items that the lists hold, longer lists are taken."""
_ROW: Final = "id, type, status, day, tenant_id::text"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may become a result; `coverage` is the share (0–1) of the query's information that it
    holds.
    """

    id: int
    status: str
    day: date
    tenant_id: str
    score: float = 0.0
    coverage: float = 1.0


def _candidate(row: Sequence[Any], score: float = 0.0, coverage: float = 1.0) -> Candidate:
    """A row of `_ROW` as a candidate."""
    return Candidate(row[0], row[2], row[3], row[4], score, coverage)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """What is known of an index: its size, and the frequencies of frequent terms by slot."""

    items: int
    average_length: float
    by_slot: Mapping[int, tuple[int, ...]]


def frequencies(cursor: Any, scope: Scope, plan: Plan) -> Frequencies:
    """The statistics of an index for the terms of a plan."""
    owner = [str(scope.owner_id), scope.reach.value]
    cursor.execute(
        "SELECT items, total_length FROM public.search_scopestatistics WHERE owner_id = %s AND reach = %s",
        owner,
    )
    items, total_length = cursor.fetchone() or (0, 0)
    slots = [slot_of(term.key) for term in plan.weights]
    cursor.execute(
        "SELECT slot, frequency, high_1, high_2, high_3 FROM public.search_termfrequency "
        "WHERE owner_id = %s AND reach = %s AND slot = ANY(%s)",
        [*owner, slots],
    )
    return Frequencies(items, total_length / max(items, 1), {row[0]: row[1:] for row in cursor.fetchall()})


def ranked(
    cursor: Any, scope: Scope, plan: Plan, condition: Condition, matching: int | None, narrowed: bool
) -> list[Candidate]:
    """Candidates, the best first.

    Parameters: `condition` is all that must hold of a result; `matching` is how many entries it holds for,
    if known: few enough are all scored. `narrowed`: whether filters beyond the words are in it.
    """
    known = frequencies(cursor, scope, plan)
    if matching is None or matching > BUDGET:
        keys = _selected_keys(scope, plan, known, narrowed)
        condition = condition.also(Condition().add("keys && %s::bigint[]", keys))
    cursor.execute(
        f"SELECT {_ROW}, length, weights FROM public.search_entry WHERE {condition} LIMIT %s",  # noqa: S608
        [*condition.values, MOST_CANDIDATES],
    )
    rows = cursor.fetchall()
    scores = bm25(
        [row[6] for row in rows],
        [row[5] for row in rows],
        scored_terms(plan, known),
        known.items,
        known.average_length,
    )
    day = today()
    worths = np.array([worth(row[1], row[2], row[3], day) for row in rows])
    final = (scores.scores * worths).tolist() if rows else []
    # Of equals the newer is first, then the one indexed later: the order never depends on chance.
    order = sorted(
        range(len(rows)), key=lambda i: (-round(final[i], 9), -rows[i][3].toordinal(), -rows[i][0])
    )
    coverage = scores.coverage.tolist()
    return [_candidate(rows[i], final[i], coverage[i]) for i in order]


def listed(cursor: Any, condition: Condition, order: str, start: int, size: int) -> list[Candidate]:
    """Entries in the order of a clause, without scores; `order` is one of this package's constants."""
    cursor.execute(
        f"SELECT {_ROW} FROM public.search_entry WHERE {condition} ORDER BY {order} OFFSET %s LIMIT %s",  # noqa: S608
        [*condition.values, start, size],
    )
    return [_candidate(row) for row in cursor.fetchall()]


def listed_of_each(cursor: Any, condition: Condition, order: str, of_each: int) -> list[Candidate]:
    """The first entries of each tenant in the order of a clause, without scores."""
    cursor.execute(
        f"SELECT {_ROW} FROM (SELECT *, row_number() OVER (PARTITION BY tenant_id ORDER BY {order}) AS place "  # noqa: S608
        f"FROM public.search_entry WHERE {condition}) AS placed WHERE place <= %s ORDER BY {order}",
        [*condition.values, of_each],
    )
    return [_candidate(row) for row in cursor.fetchall()]


def hits(cursor: Any, found: Sequence[Candidate]) -> tuple[Hit, ...]:
    """The items of candidates, in their order."""
    cursor.execute(
        "SELECT id, tenant_id, item_id, language FROM public.search_entry WHERE id = ANY(%s)",
        [[item.id for item in found]],
    )
    items = {row[0]: row for row in cursor.fetchall()}
    there = [(item, items[item.id]) for item in found if item.id in items]
    return tuple(Hit(row[1], row[2], row[3], item.score) for item, row in there)


def _selected_keys(scope: Scope, plan: Plan, known: Frequencies, narrowed: bool) -> list[int]:
    """The stored keys of the lists that candidates are taken from; every list where the index is small."""
    if known.items <= BUDGET:
        return [signed(term.key, scope) for term in plan.weights]
    lists = select(_selectable(plan, known), FILTERED_BUDGET if narrowed else BUDGET)
    return [signed(level_key(chosen.key, chosen.level), scope) for chosen in lists]


def _selectable(plan: Plan, known: Frequencies) -> list[Selectable]:
    """The terms by which candidates may be found: pairs, and syllables in the form that counts most."""
    kept: list[Selectable] = []
    for term, weight in plan.weights.items():
        if term.kind is TermKind.FOLDED and plan.query.has_accents and weight < 0.5:
            continue  # its accented form finds the same items, and fewer others
        counts = known.by_slot.get(slot_of(term.key))
        frequency = counts[0] if counts else 1
        importance = weight * float(np.log1p(known.items / frequency))
        kept.append(Selectable(term.key, importance, counts))
    return kept


def scored_terms(plan: Plan, known: Frequencies) -> list[ScoredTerm]:
    """The terms of a plan with what is known of them."""
    essential = {TermKind.ACCENTED, TermKind.FOLDED} if not plan.query.has_accents else {TermKind.FOLDED}
    scored: list[ScoredTerm] = []
    for term, weight in plan.weights.items():
        counts = known.by_slot.get(slot_of(term.key))
        frequency = counts[0] if counts else None
        asked = term.kind in essential and term.text in plan.query.folded
        scored.append(ScoredTerm(slot_of(term.key), weight, frequency, asked))
    return scored
