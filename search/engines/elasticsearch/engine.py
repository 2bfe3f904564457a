"""Elasticsearch as an engine: what a province runs."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from search.analysis.plan import Term
from search.engines.elasticsearch.connection import ASK_SECONDS, Connection
from search.engines.elasticsearch.index import Writer
from search.engines.elasticsearch.mapping import MAPPING_VERSION
from search.engines.elasticsearch.names import Names, item_key
from search.engines.elasticsearch.request import OF_EACH, UNDER_ALL, any_holds, request, suggestion
from search.engines.elasticsearch.telling import ENOUGH, telling
from search.engines.interface import Answer, Demand, EngineUnavailableError, Hit, IndexItem, Scope, matches

NAME: Final = "elasticsearch"


class ElasticsearchEngine:
    """An index per scope on a server that may be away: then `EngineUnavailableError` is raised, and soon.

    Parameters: `url` of the server, `prefix` of the installation's indexes, `ask_seconds` that a question may
    take, `at_once` whether writes are visible when they return.
    """

    name = NAME
    position_name = f"{NAME}-v{MAPPING_VERSION}"  # indexes of a new version begin anew

    def __init__(
        self,
        url: str,
        prefix: str = "cong-xa",
        ask_seconds: float = ASK_SECONDS,
        at_once: bool = False,
    ) -> None:
        self.connection = Connection(url, ask_seconds)
        self.names = Names(prefix, MAPPING_VERSION)
        self.writer = Writer(self.connection, self.names, at_once)

    def put(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Index items, replacing what is there of them; returns how many."""
        return self.writer.put(scope, items)

    def remove(self, scope: Scope, keys: Iterable[tuple[UUID, UUID, str]]) -> int:
        """Take items out; returns how many were there."""
        return self.writer.remove(scope, keys)

    def clear(self, scope: Scope) -> None:
        """Take everything of a scope out."""
        self.writer.clear(scope)

    def begin_rebuild(self, scope: Scope) -> None:
        """Make an index beside the one that is asked."""
        self.writer.begin_rebuild(scope)

    def fill(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Index items of a scope that is being made anew; returns how many."""
        return self.writer.fill(scope, items)

    def finish_rebuild(self, scope: Scope) -> None:
        """Let the new index be asked."""
        self.writer.finish_rebuild(scope)

    def settle(self) -> None:
        """Nothing: the server merges and refreshes by itself."""

    def contents(self, scope: Scope, tenant_id: UUID) -> dict[tuple[UUID, UUID, str], str]:
        """Everything of a tenant in a scope, with the entity tag it was indexed with."""
        return self.writer.contents(scope, tenant_id)

    def scopes_holding(self, tenant_id: UUID) -> list[Scope]:
        """Every scope that holds anything of a tenant."""
        return self.writer.scopes_holding(tenant_id)

    def is_well(self) -> bool:
        """Whether the server answers at this moment."""
        return self.connection.is_well()

    def ask(self, demand: Demand) -> Answer:
        """Answer a question, in the same steps as PostgreSQL's engine (`search.engines.postgres.ask`)."""
        deadline = time.monotonic() + self.connection.ask_seconds
        for attempt, groups, question in _attempts(demand, self._is_unlikely(demand, deadline)):
            found = self._search(attempt, groups, question, deadline)
            answer = _answer(attempt, found, question)
            if answer.total < ENOUGH if question and groups else not matches(answer.total, answer.counts):
                continue
            return answer
        return answer

    def suggest(self, demand: Demand, syllables: tuple[str, ...], size: int) -> list[Hit]:
        """Items whose title holds what a reader has typed."""
        left = self.connection.ask_seconds
        found = self._found(demand, suggestion(demand, syllables, size, int(left * 1000)), left)
        return [Hit(*item_key(row["_id"]), score=0.0) for row in found["hits"]["hits"]]

    def _is_unlikely(self, demand: Demand, deadline: float) -> bool:
        """Whether the syllable that may be a mistake stands beside its neighbours in no item."""
        if not demand.plan.doubtful:
            return False
        left = deadline - time.monotonic()
        found = self._found(demand, any_holds(demand, demand.plan.doubtful, int(left * 1000)), left)
        return not found["hits"]["total"]["value"]

    def _search(
        self, demand: Demand, groups: Sequence[Sequence[Term]], question: bool, deadline: float
    ) -> Any:
        left = deadline - time.monotonic()
        if left <= 0:
            raise EngineUnavailableError("Elasticsearch took too long")
        return self._found(demand, request(demand, groups, question, int(left * 1000)), left)

    def _found(self, demand: Demand, body: dict[str, Any], left: float) -> Any:
        alias = self.names.alias(demand.scope)
        found = self.connection.call(
            lambda client: client.perform_request(
                "POST",
                f"/{alias}/_search?request_cache=false",
                headers={"content-type": "application/json", "accept": "application/json"},
                body=body,
            ),
            left,
        )
        if found["timed_out"]:
            self.connection.breaker.failed()
            raise EngineUnavailableError("Elasticsearch took too long")
        return found


def _attempts(demand: Demand, unlikely: bool) -> Iterator[tuple[Demand, Sequence[Sequence[Term]], bool]]:
    """What to ask for, the strictest first: the groups of which a match holds a term each, and whether it is a
    question, of which a match holds enough. One attempt reads a syllable as another: the first where it is `unlikely`
    as written, else the last but the question.
    """
    plan = demand.plan
    if plan.query.is_empty:
        yield demand, (), False
        return
    if plan.groups:
        guessed = [(replace(demand, plan=plan.guess), plan.guess.lenient_groups, False)] if plan.guess else []
        written = [(demand, groups, False) for groups in dict.fromkeys([plan.groups, plan.lenient_groups])]
        yield from [*guessed, *written] if unlikely else [*written, *guessed]
    elif plan.required:
        yield demand, (), False
    yield demand, (telling(plan),), True
    yield demand, (), True


def _answer(demand: Demand, found: Any, question: bool) -> Answer:
    rows = found["hits"]["hits"]
    shown = rows[: demand.size]
    if demand.of_each:
        shown = [each for row in shown for each in row["inner_hits"][OF_EACH]["hits"]["hits"]]
    hits = tuple(Hit(*item_key(row["_id"]), score=row.get("_score") or 0.0) for row in shown)
    total = found["hits"]["total"]["value"]
    counted = found.get("aggregations", {})
    counts = {
        facet: _values(counted[facet.value if facet in demand.chosen else UNDER_ALL][facet.value])
        for facet in demand.facets
    }
    return Answer(hits, total, question and total > 0, len(rows) > demand.size, counts, NAME)


def _values(counted: Any) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"] if bucket["key"]}
