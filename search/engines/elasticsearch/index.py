"""Writing the indexes: putting and taking out, making anew beside what is asked, comparing."""

import json
import time
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from search.engines.ahead import ahead
from search.engines.elasticsearch.connection import Connection, MissingIndexError
from search.engines.elasticsearch.documents import bulk_bodies
from search.engines.elasticsearch.mapping import REFRESHED_EVERY, mappings, settings
from search.engines.elasticsearch.names import Names, document_id, item_key
from search.engines.interface import EngineUnavailableError, IndexItem, Scope

ItemKey = tuple[UUID, UUID, str]
PAGE: Final = 5_000


class Writer:
    """Writes the indexes of an installation.

    Parameters: `at_once` makes every write visible before it returns, for measurements and tests; otherwise
    it is so half a second later.
    """

    def __init__(self, connection: Connection, names: Names, at_once: bool = False) -> None:
        self.connection = connection
        self.names = names
        self.at_once = at_once

    def put(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Put items into a scope's index, made at first use, and into the one that is being made anew."""
        written = 0
        for body, count in ahead(bulk_bodies(scope, items, self._written(scope))):
            self._bulk(body)
            written += count
        return written

    def fill(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Put items into the index that is being made anew, and only there."""
        written = 0
        for body, count in ahead(bulk_bodies(scope, items, [self.names.next_alias(scope)])):
            self._bulk(body)
            written += count
        return written

    def remove(self, scope: Scope, keys: Iterable[ItemKey]) -> int:
        """Take items out; returns how many were there."""
        gone = list(keys)
        aliases = self._aliases(scope)
        if not gone or not aliases:
            return 0
        lines = [
            json.dumps({"delete": {"_index": alias, "_id": document_id(key)}}).encode()
            for alias in aliases
            for key in gone
        ]
        answer = self._bulk(b"\n".join([*lines, b""]))
        first = answer["items"][: len(gone)]
        return sum(item["delete"]["status"] == 200 for item in first)

    def clear(self, scope: Scope) -> None:
        """Delete a scope's indexes."""
        self._delete(list(self._indices(scope)))

    def begin_rebuild(self, scope: Scope) -> None:
        """Make an empty index beside the one that is asked; from now on everything is put into both. Nobody asks the
        new one before it is finished, so until then nothing of it is made visible.
        """
        self._drop_next(scope)
        self._create(scope, self.names.next_alias(scope), {"refresh_interval": "-1"})

    def finish_rebuild(self, scope: Scope) -> None:
        """Let the new index be asked from now on, in one step, and delete the old one."""
        live, following = self.names.alias(scope), self.names.next_alias(scope)
        holders = self._indices(scope)
        [made] = [index for index, aliases in holders.items() if following in aliases]
        old = [index for index, aliases in holders.items() if live in aliases and index != made]
        asked = {"refresh_interval": REFRESHED_EVERY}
        self._call(lambda client: client.indices.put_settings(index=made, settings=asked))
        self._call(lambda client: client.indices.refresh(index=made))
        actions: list[dict[str, Any]] = [{"remove": {"index": index, "alias": live}} for index in old]
        actions += [
            {"add": {"index": made, "alias": live}},
            {"remove": {"index": made, "alias": following}},
        ]
        self._call(lambda client: client.indices.update_aliases(actions=actions))
        self._delete(old)

    def contents(self, scope: Scope, tenant_id: UUID) -> dict[ItemKey, str]:
        """Everything of a tenant in a scope, with the entity tag it was put in with."""
        alias = self.names.alias(scope)
        held: dict[ItemKey, str] = {}
        after: list[Any] | None = None
        try:
            self._call(lambda client: client.indices.refresh(index=alias))
            while True:
                body = _page_of(tenant_id, after)
                hits = self._call(lambda client: client.search(index=alias, body=body))["hits"]["hits"]  # noqa: B023
                for hit in hits:
                    held[item_key(hit["_id"])] = hit["fields"]["etag"][0]
                if len(hits) < PAGE:
                    return held
                after = hits[-1]["sort"]
        except MissingIndexError:
            return held

    def scopes_holding(self, tenant_id: UUID) -> list[Scope]:
        """The tenant's own index and every province's that holds anything of it."""
        patterns = [self.names.alias(Scope(tenant_id)), self.names.every_province()]
        body = {
            "size": 0,
            "query": {"term": {"tenant": str(tenant_id)}},
            "aggs": {"indices": {"terms": {"field": "_index", "size": 1_000}}},
        }
        answer = self._call(
            lambda client: client.search(
                index=",".join(patterns), body=body, ignore_unavailable=True, allow_no_indices=True
            )
        )
        found = answer.get("aggregations", {}).get("indices", {}).get("buckets", [])
        scopes = (self.names.scope_of(bucket["key"]) for bucket in found)
        return list(dict.fromkeys(scope for scope in scopes if scope is not None))

    def refresh(self) -> None:
        """Make everything visible that was written."""
        self._call(lambda client: client.indices.refresh(index=self.names.every(), allow_no_indices=True))

    def _written(self, scope: Scope) -> list[str]:
        """The names that are written under: the index that is asked, made at first use, and the next one."""
        aliases = self._aliases(scope)
        live = self.names.alias(scope)
        if live not in aliases:
            self._create(scope, live)
            aliases = [live, *aliases]
        return aliases

    def _aliases(self, scope: Scope) -> list[str]:
        found = {alias for aliases in self._indices(scope).values() for alias in aliases}
        return [a for a in (self.names.alias(scope), self.names.next_alias(scope)) if a in found]

    def _indices(self, scope: Scope) -> dict[str, list[str]]:
        """The indexes of a scope with the aliases that lead to them."""
        pattern = f"{self.names.alias(scope)}-*"
        answer = self._call(
            lambda client: client.indices.get_alias(
                index=pattern, allow_no_indices=True, ignore_unavailable=True
            )
        )
        return {index: list(held["aliases"]) for index, held in answer.items()}

    def _create(self, scope: Scope, alias: str, changed: dict[str, Any] | None = None) -> None:
        index = self.names.index(scope, f"{time.time_ns():x}")
        self._call(
            lambda client: client.indices.create(
                index=index,
                settings={**settings(), **(changed or {})},
                mappings=mappings(),
                aliases={alias: {}},
            )
        )

    def _drop_next(self, scope: Scope) -> None:
        following = self.names.next_alias(scope)
        self._delete([index for index, aliases in self._indices(scope).items() if following in aliases])

    def _delete(self, indices: list[str]) -> None:
        if indices:
            names = ",".join(indices)
            self._call(lambda client: client.indices.delete(index=names, ignore_unavailable=True))

    def _bulk(self, body: bytes) -> Any:
        refresh = "true" if self.at_once else "false"
        answer = self._call(
            lambda client: client.perform_request(
                "POST",
                "/_bulk",
                params={"refresh": refresh},
                headers={"content-type": "application/x-ndjson", "accept": "application/json"},
                body=body,
            )
        )
        if answer["errors"]:
            acts = (act for item in answer["items"] for act in item.values())
            wrong = next((act["error"] for act in acts if "error" in act), None)
            if wrong is not None:
                raise EngineUnavailableError(f"Elasticsearch refused an item: {wrong}")
        return answer

    def _call(self, act: Any) -> Any:
        return self.connection.call(act)


def _page_of(tenant_id: UUID, after: list[Any] | None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "size": PAGE,
        "query": {"term": {"tenant": str(tenant_id)}},
        "sort": ["key", "language"],
        "docvalue_fields": ["etag"],
        "track_total_hits": False,
    }
    return body if after is None else {**body, "search_after": after}
