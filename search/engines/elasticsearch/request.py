"""A demand as a search request: terms made by the product's own analysis, never a reader's text as a query
language.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Final

from search.analysis.normalise import fold
from search.analysis.plan import Plan, Term, TermKind
from search.engines.elasticsearch import mapping as fields
from search.engines.interface import Demand, Facet, Sort
from search.ranking import (
    ATTACHED,
    HALF_LIFE_DAYS,
    NEWS_TYPES,
    NOT_IN_FORCE,
    NOT_IN_FORCE_STATUSES,
    RECENCY,
)
from tenants.calendar_day import today

Query = dict[str, Any]
FIELDS: Final = {
    TermKind.ACCENTED: fields.WORDS,
    TermKind.FOLDED: fields.FOLDED,
    TermKind.PAIR: fields.PAIRS,
    TermKind.MENTION: fields.MENTIONS,
}
ATTACHED_FIELDS: Final = {TermKind.FOLDED: fields.FILES, TermKind.PAIR: fields.FILE_PAIRS}
OF_EACH: Final = "of_each"
"""Under which name a tenant's results come, where results are wanted tenant by tenant."""
UNDER_ALL: Final = "under_all"
"""Under which name the counts of the facets come that are not chosen."""
MOST_FACET_VALUES: Final = 400
"""More than any facet has: a province has at most 166 communes."""
QUESTION_SHARE: Final = "30%"
"""Results of a question hold at least this share of its syllables."""
SCORED_BY_ALL: Final = 600
"""Of a question's results so many are ordered by all its terms; what comes behind them, by the telling ones."""
_NUMBERED: Final = 4096.0
_IN_FORCE: Final = 2048.0
_OF_THE_PORTAL: Final = 1024.0
_NEWNESS: Final = 512.0
_NEWNESS_DAYS: Final = 36_500
_SORTS: Final[dict[Sort, list[Any]]] = {
    Sort.RELEVANCE: ["_score", {"day": "desc"}, {"published_at": "desc"}, {"key": "desc"}],
    Sort.NEWEST: [{"day": "desc"}, {"published_at": "desc"}, {"key": "desc"}],
    Sort.OLDEST: [{"day": "asc"}, {"published_at": "asc"}, {"key": "asc"}],
}


def request(demand: Demand, groups: Sequence[Sequence[Term]], question: bool, milliseconds: int) -> Query:
    """The body of a search.

    Parameters: `groups` of terms of which a match holds one each; `question` whether any term will do as long
    as enough of them are held; `milliseconds` after which the server gives up.
    """
    narrowing = chosen(demand)
    body: Query = {
        "query": _query(demand, list(groups), question),
        "from": demand.start,
        "size": demand.size + 1,
        "sort": _SORTS[demand.sort],
        "track_total_hits": True,
        "timeout": f"{max(milliseconds, 1)}ms",
        "aggs": _counts(demand),
    }
    if narrowing:
        body["post_filter"] = {"bool": {"filter": narrowing}}
    if question and groups and _in_two_steps(demand):
        body |= _two_steps(demand, groups[0])
        del body["sort"]  # a second step knows no order but that of scores
    if demand.of_each:
        best = {"name": OF_EACH, "size": demand.of_each, "sort": _SORTS[demand.sort]}
        body["collapse"] = {"field": "tenant", "inner_hits": best}
    return body


def _in_two_steps(demand: Demand) -> bool:
    return demand.sort is Sort.RELEVANCE and not demand.of_each and not demand.plan.number_parts


def _two_steps(demand: Demand, telling: Sequence[Term]) -> Query:
    """A question by relevance: everything that holds a telling term, the best by these terms alone; then the best of them by all terms.

    All terms of a question are some sixty, most of them in half of all items: looking for each in thousands of items took most of the time.
    """
    plan = demand.plan
    scored = _scored_terms({term: plan.weights[term] for term in telling})
    matching = {**_narrowed(demand), "should": scored, "minimum_should_match": 1}
    second = {"rescore_query": _relevance(plan), "query_weight": 0.0, "rescore_query_weight": 1.0}
    return {"query": {"bool": matching}, "rescore": {"window_size": SCORED_BY_ALL, "query": second}}


def any_holds(demand: Demand, terms: Sequence[Term], milliseconds: int) -> Query:
    """The body of a search that tells whether any item holds one of some terms."""
    return {
        "query": {"bool": {"filter": [*within(demand), _any_of(terms)]}},
        "size": 0,
        "track_total_hits": 1,
        "terminate_after": 1,
        "timeout": f"{max(milliseconds, 1)}ms",
    }


def suggestion(demand: Demand, syllables: tuple[str, ...], size: int, milliseconds: int) -> Query:
    """The body of a search for titles that hold all syllables, the last as the beginning of one."""
    last = syllables[-1][: fields.LONGEST_PREFIX]
    held = [{"term": {fields.TITLE: each}} for each in syllables[:-1]]
    held.append({"term": {fields.TITLE_PREFIXES: last}})
    return {
        "query": {"bool": {"filter": [*within(demand), *held]}},
        "size": size,
        "sort": _SORTS[Sort.NEWEST],
        "track_total_hits": False,
        "timeout": f"{max(milliseconds, 1)}ms",
    }


def _query(demand: Demand, groups: list[Sequence[Term]], question: bool) -> Query:
    plan = demand.plan
    narrowed = _narrowed(demand)
    if plan.query.is_empty:
        return {"bool": narrowed}
    found = [_any_of(group) for group in groups]
    if question and not found:
        found.append(_enough_of(plan))
    # What is found decides alone; as a `must` the scores' own terms would be looked up a second time for every match.
    scored = {"should": [_relevance(plan)], "minimum_should_match": 0 if found else 1}
    matching: Query = {"bool": {"filter": found, **scored}}
    if demand.sort is not Sort.RELEVANCE:
        matching = {"bool": {"filter": [*found, *([] if found else [_relevance(plan)])]}}
    elif plan.number_parts:
        matching = {"dis_max": {"queries": [matching, _numbered(demand)]}}
    return {"bool": {**narrowed, "must": matching}}


def _narrowed(demand: Demand) -> Query:
    """What must hold whatever the words are, and what must not."""
    plan = demand.plan
    conditions = [*within(demand), *(_any_of(group) for group in plan.required), *_phrases(plan)]
    refusals = [{"bool": {"filter": [_term(term) for term in terms]}} for terms in plan.excluded]
    return {"filter": conditions, "must_not": refusals}


def within(demand: Demand) -> list[Query]:
    """What holds for every count and every hit: nothing expired, tenants, dates, the language unless it is counted."""
    filters = demand.filters
    instant = datetime.now(UTC).replace(microsecond=0).isoformat()
    conditions: list[Query] = [{"range": {"expires_at": {"gt": instant}}}]
    if demand.tenants is not None:
        conditions.append({"terms": {"tenant": [str(tenant) for tenant in demand.tenants]}})
    if filters.language and Facet.LANGUAGE not in demand.facets:
        conditions.append({"term": {"language": filters.language}})
    if filters.since or filters.until:
        bounds = {"gte": filters.since, "lte": filters.until}
        conditions.append({"range": {"day": {name: day.isoformat() for name, day in bounds.items() if day}}})
    return conditions


def chosen(demand: Demand, without: Facet | None = None) -> list[Query]:
    """The facets that are chosen, but one."""
    return [
        {"terms": {_field(facet): list(values)}}
        for facet, values in demand.chosen.items()
        if facet is not without
    ]


def _field(facet: Facet) -> str:
    return fields.SECTIONS if facet is Facet.SECTION else facet.value


def _counts(demand: Demand) -> Query:
    """How many match by each value of each facet, under all filters but its own. Those that are not chosen have the
    same filters, which are tried once for all of them.
    """
    free = {facet.value: _values(facet) for facet in demand.facets if facet not in demand.chosen}
    counts: Query = (
        {UNDER_ALL: {"filter": {"bool": {"filter": chosen(demand)}}, "aggs": free}} if free else {}
    )
    for facet in demand.facets:
        if facet in demand.chosen:
            others = {"bool": {"filter": chosen(demand, without=facet)}}
            counts[facet.value] = {"filter": others, "aggs": {facet.value: _values(facet)}}
    return counts


def _values(facet: Facet) -> Query:
    return {"terms": {"field": _field(facet), "size": MOST_FACET_VALUES}}


def _relevance(plan: Plan) -> Query:
    """BM25 of the weighted terms, times what counts beside the words."""
    scored = _scored_terms(plan.weights)
    return {"function_score": {"query": {"bool": {"should": scored}}, **_worth(today())}}


def _scored_terms(weights: Mapping[Term, float]) -> list[Query]:
    """Each term with its weight, in the text and in files."""
    scored = [_scored(term, weight) for term, weight in weights.items()]
    for term, weight in weights.items():
        if term.kind in ATTACHED_FIELDS:
            scored.append(
                {"term": {ATTACHED_FIELDS[term.kind]: {"value": term.text, "boost": weight * ATTACHED}}}
            )
    return scored


def _scored(term: Term, weight: float) -> Query:
    return {"term": {FIELDS[term.kind]: {"value": term.text, "boost": weight}}}


def _worth(day: date) -> Query:
    """`search.ranking.worth` as the server computes it."""
    expired = {"terms": {"status": sorted(NOT_IN_FORCE_STATUSES)}}
    decay = {"origin": day.isoformat(), "scale": f"{HALF_LIFE_DAYS}d", "decay": 0.5}
    return {
        "functions": [
            {"filter": expired, "weight": NOT_IN_FORCE},
            {"filter": {"bool": {"must_not": expired}}, "weight": 1.0},
            {"filter": {"terms": {"type": sorted(NEWS_TYPES)}}, "exp": {"day": decay}, "weight": RECENCY},
        ],
        "score_mode": "sum",
        "boost_mode": "multiply",
    }


def _numbered(demand: Demand) -> Query:
    """The documents that the query names by number, above all else: in force, of the portal itself, newest."""
    parts = list(demand.plan.number_parts)
    newness = {"origin": today().isoformat(), "scale": f"{_NEWNESS_DAYS}d", "decay": 0.01}
    return {
        "function_score": {
            "query": {"constant_score": {"filter": {"terms": {fields.NUMBERS: parts}}}},
            "functions": [
                {"weight": _NUMBERED},
                {
                    "filter": {"bool": {"must_not": {"terms": {"status": sorted(NOT_IN_FORCE_STATUSES)}}}},
                    "weight": _IN_FORCE,
                },
                {"filter": {"term": {"tenant": str(demand.scope.owner_id)}}, "weight": _OF_THE_PORTAL},
                {"linear": {"day": newness}, "weight": _NEWNESS},
            ],
            "score_mode": "sum",
            "boost_mode": "replace",
        }
    }


def _phrases(plan: Plan) -> list[Query]:
    """That the syllables of each phrase stand one after the other; in a file, that its neighbours do."""
    return [
        {
            "bool": {
                "should": [
                    {"match_phrase": {fields.FOLDED: " ".join(phrase.folded)}},
                    {
                        "bool": {
                            "filter": [
                                {"term": {fields.FILE_PAIRS: "_".join(pair)}}
                                for pair in pairwise(phrase.folded)
                            ]
                        }
                    },
                ]
            }
        }
        for phrase in plan.query.phrases
        if len(phrase.folded) > 2
    ]


def _enough_of(plan: Plan) -> Query:
    """That an item holds enough of a question's syllables, what a mistake may have meant among them."""
    query = plan.query
    syllables = [
        _any_of([Term(TermKind.FOLDED, reading) for reading in query.readings(position)])
        for position in range(len(query.folded))
    ]
    held: Query = {"bool": {"should": syllables, "minimum_should_match": QUESTION_SHARE}}
    if len(query.folded) >= 3:
        return held
    others = [_term(term) for term in plan.weights if term.kind in {TermKind.PAIR, TermKind.MENTION}]
    return {"bool": {"should": [held, *others]}}


def _any_of(group: Sequence[Term]) -> Query:
    """That an item holds one of some terms, in its text or in a file of it."""
    by_field: dict[str, list[str]] = {}
    for term in group:
        by_field.setdefault(FIELDS[term.kind], []).append(term.text)
        if term.kind is TermKind.ACCENTED:
            by_field.setdefault(fields.FILES, []).append(fold(term.text))
        elif term.kind in ATTACHED_FIELDS:
            by_field.setdefault(ATTACHED_FIELDS[term.kind], []).append(term.text)
    queries: list[Query] = [{"terms": {name: texts}} for name, texts in by_field.items()]
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries}}


def _term(term: Term) -> Query:
    return {"term": {FIELDS[term.kind]: term.text}}
