"""Answering from PostgreSQL: what matches, how it is counted, in which order it comes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from search.analysis.terms import number_key_of
from search.engines.interface import Answer, Demand, Sort, matches
from search.engines.postgres.candidates import Candidate, hits, listed, listed_of_each, ranked
from search.engines.postgres.conditions import Condition, chosen, exclusions, holding, within
from search.engines.postgres.counting import Counts, count
from search.engines.postgres.keys import signed
from search.engines.postgres.phrases import phrases_held
from search.ranking import ALWAYS_LISTED, LEAST_COVERAGE, NOT_IN_FORCE_STATUSES

NAME: Final = "postgres"
FURTHEST_RESULT: Final = 1_000
MOST_NUMBER_HITS: Final = 50
_ORDERS: Final = {Sort.NEWEST: "day DESC, published_at DESC, id DESC", Sort.OLDEST: "day, published_at, id"}


def answer(cursor: Any, demand: Demand) -> Answer:
    """The answer to a demand.

    An empty query gives everything, newest first. A query of few syllables matches what holds them all:
    with the accents typed if that finds anything, else without, else with one syllable read as another. A longer one is a question, which no item
    repeats: it matches what holds enough of it. A phrase in quotes must be held.
    """
    plan, scope = demand.plan, demand.scope
    base = within(demand).also(exclusions(plan, scope)).also(phrases_held(cursor, demand))
    if plan.query.is_empty:
        total, counts = count(cursor, demand, base)
        return _by_date(cursor, demand, base, total, counts)
    for attempt, groups in _attempts(demand, _is_unlikely(cursor, demand)):
        condition = base.also(holding(groups, scope))
        total, counts = count(cursor, attempt, condition)
        if matches(total, counts):
            return _matches(cursor, attempt, condition, total, counts)
    return _question(cursor, demand, base)


def _is_unlikely(cursor: Any, demand: Demand) -> bool:
    """Whether the syllable that may be a mistake stands beside its neighbours in no item."""
    doubtful = demand.plan.doubtful
    if not doubtful:
        return False
    condition = within(demand).also(holding([doubtful], demand.scope))
    cursor.execute(f"SELECT 1 FROM public.search_entry WHERE {condition} LIMIT 1", condition.values)  # noqa: S608
    return cursor.fetchone() is None


def _attempts(demand: Demand, unlikely: bool) -> Iterator[tuple[Demand, tuple[Any, ...]]]:
    """What to ask for, and the groups of terms of which matches hold one each, the strictest first; nothing
    where any term will do. One attempt reads a syllable as another one: the first where it is `unlikely` as
    written, else the last.
    """
    plan = demand.plan
    if plan.groups:
        guessed = [(replace(demand, plan=plan.guess), plan.guess.lenient_groups)] if plan.guess else []
        written = [(demand, groups) for groups in dict.fromkeys([plan.groups, plan.lenient_groups])]
        yield from [*guessed, *written] if unlikely else [*written, *guessed]
    elif plan.required:
        yield demand, ()


def _matches(cursor: Any, demand: Demand, condition: Condition, total: int, counts: Counts) -> Answer:
    """The answer where it is known what matches."""
    if demand.sort is not Sort.RELEVANCE:
        return _by_date(cursor, demand, condition, total, counts)
    narrowing = chosen(demand)
    numbered = _numbered(cursor, demand)
    found = ranked(
        cursor, demand.scope, demand.plan, condition.also(narrowing), total, bool(demand.filters.facets)
    )
    best = _joined(numbered, found)
    if demand.of_each and total > len(best):
        # What none of the candidates is of comes last, its newest first.
        others = condition.also(narrowing).add(
            "tenant_id <> ALL(%s::uuid[])", [item.tenant_id for item in best]
        )
        best += listed_of_each(cursor, others, _ORDERS[Sort.NEWEST], demand.of_each)
    return _page(cursor, demand, best, max(total, len(best)), False, counts)


def _question(cursor: Any, demand: Demand, condition: Condition) -> Answer:
    """The answer where any term will do: counted among the candidates that hold enough of the query's
    information.
    """
    narrowing = chosen(demand)
    numbered = _numbered(cursor, demand)
    found = ranked(
        cursor, demand.scope, demand.plan, condition.also(narrowing), None, bool(demand.filters.facets)
    )
    enough = [
        *found[:ALWAYS_LISTED],
        *(item for item in found[ALWAYS_LISTED:] if item.coverage >= LEAST_COVERAGE),
    ]
    best = _joined(numbered, enough)
    if demand.sort is not Sort.RELEVANCE:
        best.sort(key=lambda item: (item.day, item.id), reverse=demand.sort is Sort.NEWEST)
    counts: Counts = {}
    if demand.facets:
        among = condition.also(Condition().add("id = ANY(%s)", [item.id for item in best]))
        _, counts = count(cursor, demand, among)
    return _page(cursor, demand, best, len(best), bool(best), counts)


def _numbered(cursor: Any, demand: Demand) -> list[Candidate]:
    """The legal documents that the query names by number: of the portal itself first, in force, newest."""
    parts = [number.key for number in demand.plan.query.numbers]
    if not parts:
        return []
    keys = [signed(number_key_of(part), demand.scope) for part in parts]
    condition = within(demand).also(chosen(demand)).also(exclusions(demand.plan, demand.scope))
    condition.add("keys && %s::bigint[]", keys)
    order = f"tenant_id <> owner_id, {_ORDERS[Sort.NEWEST]}"
    found = listed(cursor, condition, order, 0, MOST_NUMBER_HITS)
    return sorted(found, key=lambda item: item.status in NOT_IN_FORCE_STATUSES)


def _joined(first: list[Candidate], then: list[Candidate]) -> list[Candidate]:
    known = {item.id for item in first}
    return [*first, *(item for item in then if item.id not in known)]


def _by_date(cursor: Any, demand: Demand, condition: Condition, total: int, counts: Counts) -> Answer:
    order = _ORDERS[Sort.OLDEST if demand.sort is Sort.OLDEST else Sort.NEWEST]
    limited = condition.also(chosen(demand))
    if demand.of_each:
        found = listed_of_each(cursor, limited, order, demand.of_each)
        return _page(cursor, demand, found, total, False, counts)
    rows = listed(cursor, limited, order, demand.start, demand.size + 1)
    return Answer(hits(cursor, rows[: demand.size]), total, False, len(rows) > demand.size, counts, NAME)


def _page(
    cursor: Any, demand: Demand, found: list[Candidate], total: int, approximate: bool, counts: Counts
) -> Answer:
    end = demand.start + demand.size
    parts = _of_each(found, demand.of_each) if demand.of_each else [[item] for item in found]
    page = hits(cursor, [item for part in parts[demand.start : end] for item in part])
    return Answer(page, total, approximate, len(parts) > end, counts, NAME)


def _of_each(found: list[Candidate], most: int) -> list[list[Candidate]]:
    """The first of each tenant, the tenants in the order of their best."""
    by_tenant: dict[str, list[Candidate]] = {}
    for item in found:
        by_tenant.setdefault(item.tenant_id, []).append(item)
    return [items[:most] for items in by_tenant.values()]
