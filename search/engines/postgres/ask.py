"""Answering from PostgreSQL: what matches, how it is counted, in which order it comes."""

from typing import Any, Final

from search.analysis.terms import number_key_of
from search.engines.interface import Answer, Demand, Sort
from search.engines.postgres.candidates import Candidate, listed, ranked
from search.engines.postgres.conditions import Condition, chosen, holding, required, within
from search.engines.postgres.counting import Counts, count
from search.engines.postgres.keys import signed
from search.ranking import LEAST_COVERAGE, NOT_IN_FORCE_STATUSES

NAME: Final = "postgres"
FURTHEST_RESULT: Final = 1_000
MOST_NUMBER_HITS: Final = 50
_ORDERS: Final = {Sort.NEWEST: "day DESC, published_at DESC, id DESC", Sort.OLDEST: "day, published_at, id"}


def answer(cursor: Any, demand: Demand) -> Answer:
    """The answer to a demand.

    An empty query gives everything, newest first. A query of few syllables matches what holds them all: with the accents typed if
    that finds anything, else without. A longer one is a question, which no item repeats: it matches what holds enough of it.
    """
    base = within(demand)
    always = required(demand.plan, demand.scope)
    if demand.plan.query.is_empty:
        total, counts = count(cursor, demand, base.also(always))
        return _by_date(cursor, demand, base.also(always), total, counts)
    for groups in _attempts(demand):
        condition = base.also(holding(groups, demand.scope)).also(always)
        total, counts = count(cursor, demand, condition)
        if total or any(counts.values()):
            return _matches(cursor, demand, condition, total, counts)
    return _question(cursor, demand, base.also(always))


def _attempts(demand: Demand) -> list[tuple[Any, ...]]:
    """The groups of terms of which matches hold one each, the strictest first; none where any term will do."""
    plan = demand.plan
    if plan.groups:
        return list(dict.fromkeys([plan.groups, plan.lenient_groups]))
    return [()] if plan.required else []


def _matches(cursor: Any, demand: Demand, condition: Condition, total: int, counts: Counts) -> Answer:
    """The answer where it is known what matches."""
    if demand.sort is not Sort.RELEVANCE:
        return _by_date(cursor, demand, condition, total, counts)
    narrowing = chosen(demand.filters)
    numbered = _numbered(cursor, demand)
    found = ranked(
        cursor, demand.scope, demand.plan, condition.also(narrowing), total, bool(demand.filters.facets)
    )
    hits = _joined(numbered, found)
    return _page(demand, hits, max(total, len(hits)), False, counts)


def _question(cursor: Any, demand: Demand, condition: Condition) -> Answer:
    """The answer where any term will do: counted among the candidates that hold enough of the query's information."""
    narrowing = chosen(demand.filters)
    numbered = _numbered(cursor, demand)
    found = ranked(
        cursor, demand.scope, demand.plan, condition.also(narrowing), None, bool(demand.filters.facets)
    )
    enough = [item for item in found if item.coverage >= LEAST_COVERAGE]
    hits = _joined(numbered, enough)
    if demand.sort is not Sort.RELEVANCE:
        hits.sort(key=lambda item: (item.day, item.id), reverse=demand.sort is Sort.NEWEST)
    counts: Counts = {}
    if demand.facets:
        among = condition.also(Condition().add("id = ANY(%s)", [item.id for item in hits]))
        _, counts = count(cursor, demand, among)
    return _page(demand, hits, len(hits), bool(hits), counts)


def _numbered(cursor: Any, demand: Demand) -> list[Candidate]:
    """The legal documents that the query names by number: of the portal itself first, in force, newest."""
    parts = [number.key for number in demand.plan.query.numbers]
    if not parts:
        return []
    keys = [signed(number_key_of(part), demand.scope) for part in parts]
    condition = within(demand).also(chosen(demand.filters)).also(required(demand.plan, demand.scope))
    condition.add("keys && %s::bigint[]", keys)
    found = listed(cursor, condition, _ORDERS[Sort.NEWEST], 0, MOST_NUMBER_HITS)
    return sorted(
        found,
        key=lambda item: (item.hit.tenant_id != demand.scope.owner_id, item.status in NOT_IN_FORCE_STATUSES),
    )


def _joined(first: list[Candidate], then: list[Candidate]) -> list[Candidate]:
    known = {item.id for item in first}
    return [*first, *(item for item in then if item.id not in known)]


def _by_date(cursor: Any, demand: Demand, condition: Condition, total: int, counts: Counts) -> Answer:
    order = _ORDERS[Sort.OLDEST if demand.sort is Sort.OLDEST else Sort.NEWEST]
    rows = listed(cursor, condition.also(chosen(demand.filters)), order, demand.start, demand.size + 1)
    hits = tuple(row.hit for row in rows[: demand.size])
    return Answer(hits, total, False, len(rows) > demand.size, counts, NAME)


def _page(demand: Demand, found: list[Candidate], total: int, approximate: bool, counts: Counts) -> Answer:
    end = demand.start + demand.size
    hits = tuple(item.hit for item in found[demand.start : end])
    return Answer(hits, total, approximate, len(found) > end, counts, NAME)
