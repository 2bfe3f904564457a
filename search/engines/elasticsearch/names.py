"""How indexes are called. The version of the mapping is part of the name: after an upgrade a process asks
for indexes that it understands, or has PostgreSQL answer until they are there.

An alias is what is asked and written; it leads to one index. A second alias, `…-next`, leads to the index
that is being made anew, while it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from search.engines.interface import Reach, Scope

NEXT: Final = "-next"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one installation's indexes; `prefix` keeps installations of one cluster apart."""

    prefix: str
    version: int

    def alias(self, scope: Scope) -> str:
        """Under which name a scope is asked and written."""
        return f"{self.prefix}-v{self.version}-{scope.reach.value}-{scope.owner_id.hex}"

    def next_alias(self, scope: Scope) -> str:
        """Under which name the index is written that is being made anew."""
        return self.alias(scope) + NEXT

    def index(self, scope: Scope, mark: str) -> str:
        """The name of one index of a scope."""
        return f"{self.alias(scope)}-{mark}"

    def every(self) -> str:
        """A pattern of all indexes of this version."""
        return f"{self.prefix}-v{self.version}-*"

    def every_province(self) -> str:
        """A pattern of the aliases of all provinces."""
        return f"{self.prefix}-v{self.version}-{Reach.PROVINCE.value}-*"

    def scope_of(self, name: str) -> Scope | None:
        """The scope that an alias or an index belongs to; None for a name that is not of this version."""
        start = f"{self.prefix}-v{self.version}-"
        parts = name.removeprefix(start).split("-")
        if not name.startswith(start) or len(parts) < 2:
            return None
        try:
            return Scope(UUID(hex=parts[1]), Reach(parts[0]))
        except ValueError:
            return None


def document_id(key: tuple[UUID, UUID, str]) -> str:
    """The key of an item in an index."""
    tenant_id, item_id, language = key
    return f"{tenant_id.hex}.{item_id.hex}.{language}"


def item_key(document: str) -> tuple[UUID, UUID, str]:
    """The item that a key in an index stands for."""
    tenant_id, item_id, language = document.split(".", 2)
    return UUID(hex=tenant_id), UUID(hex=item_id), language


def item_keys(documents: Iterator[str]) -> list[tuple[UUID, UUID, str]]:
    """The items that keys stand for."""
    return [item_key(document) for document in documents]
