"""PostgreSQL's engine: the default, and what answers when another engine does not."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connections, transaction

from search.engines.interface import Answer, Demand, EngineUnavailableError, Hit, IndexItem, Scope
from search.engines.postgres import index, statistics
from search.engines.postgres.ask import NAME, answer
from search.engines.postgres.suggest import suggest

TIME_LIMIT_MS: Final = 2_000


class PostgresEngine:
    """Token vectors in the product's own database; writes through one alias, reads through the public
    reader's.

    Parameters: `writes` and `reads` are database aliases, `time_limit_ms` is how long one statement may take.
    """

    name = NAME
    position_name = NAME

    def __init__(
        self, writes: str = "default", reads: str = "reader", time_limit_ms: int = TIME_LIMIT_MS
    ) -> None:
        self.writes = writes
        self.reads = reads
        self.time_limit_ms = time_limit_ms

    def put(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Index items, replacing what is there of them; returns how many."""
        return index.put(scope, items, self.writes)

    def remove(self, scope: Scope, keys: Iterable[tuple[UUID, UUID, str]]) -> int:
        """Take items out; returns how many were there."""
        return index.remove(scope, keys, self.writes)

    def clear(self, scope: Scope) -> None:
        """Take everything of a scope out."""
        index.clear(scope, self.writes)

    def begin_rebuild(self, scope: Scope) -> None:
        """Nothing: items are replaced one by one, where they are asked."""

    def fill(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Index items of a scope that is being made anew; returns how many."""
        return index.put(scope, items, self.writes, index.PENDING_WHEN_FILLED)

    def finish_rebuild(self, scope: Scope) -> None:
        """Merge what was filled into the index of keys; `search.verification` takes out what is too much."""
        index.merge_pending(self.writes)

    def contents(self, scope: Scope, tenant_id: UUID) -> dict[tuple[UUID, UUID, str], str]:
        """Everything of a tenant in a scope, with the entity tag it was indexed with."""
        return dict(index.contents(scope, tenant_id, self.writes))

    def scopes_holding(self, tenant_id: UUID) -> list[Scope]:
        """Every scope that holds anything of a tenant."""
        return index.scopes_holding(tenant_id, self.writes)

    def settle(self) -> None:
        """Count the terms of the indexes that changed enough."""
        for scope in statistics.stale_scopes(self.writes):
            statistics.count_terms(scope, self.writes)

    def is_well(self) -> bool:
        """Whether the database answers at this moment."""
        try:
            with connections[self.reads].cursor() as cursor:
                cursor.execute("SELECT 1")
        except OperationalError:
            return False
        return True

    def ask(self, demand: Demand) -> Answer:
        """Answer a question.

        Errors: `EngineUnavailableError` when the database does not answer or not within the time limit.
        """
        with self._limited(by_keys=not demand.plan.query.is_empty) as cursor:
            return answer(cursor, demand)

    def suggest(self, demand: Demand, syllables: tuple[str, ...], size: int) -> list[Hit]:
        """Items whose title holds what a reader has typed.

        Errors: `EngineUnavailableError` as for `ask`.
        """
        with self._limited() as cursor:
            return suggest(cursor, demand, syllables, size)

    @contextmanager
    def _limited(self, by_keys: bool = False) -> Iterator[Any]:
        """A cursor whose statements end after the time limit.

        Parameters: `by_keys` whether keys are asked for. Their index gives bitmaps only; without other index scans no
        plan reads all keys of a table one by one because its statistics are old or missing (327 instead of 20 ms).
        """
        try:
            with transaction.atomic(self.reads), connections[self.reads].cursor() as cursor:
                # Keys always lead through their index: what a table's size suggests to the planner is
                # beside the point.
                cursor.execute(
                    f"SET LOCAL statement_timeout = {int(self.time_limit_ms)}; "
                    "SET LOCAL jit = off; SET LOCAL enable_seqscan = off"
                    f"{'; SET LOCAL enable_indexscan = off' if by_keys else ''}"
                )
                yield cursor
        except OperationalError as error:
            raise EngineUnavailableError("PostgreSQL gave no answer in time") from error
