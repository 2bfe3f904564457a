"""What every engine takes in and answers, whatever it is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from search.analysis.plan import Plan
from tenants.calendar_day import LEGAL_ZONE


class Reach(StrEnum):
    """Which index of an owner is asked: what it released itself, or for a province what all its communes
    share as well.
    """

    OWN = "own"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Scope:
    """One index: a tenant's own items, or a province's with those of its communes. A search never leaves
    its scope.
    """

    owner_id: UUID
    reach: Reach = Reach.OWN


class Sort(StrEnum):
    """Order of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Facet(StrEnum):
    """What results are counted by."""

    TYPE = "type"
    CATEGORY = "category"
    FIELD = "field"
    SECTION = "section"
    KIND = "kind"
    STATUS = "status"
    ISSUER = "issuer"
    YEAR = "year"
    COMMUNE = "commune"
    HAS_FILE = "has_file"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class IndexItem:
    """An item as an engine is given it. Empty text means that a facet does not apply; `day` is the date
    results are sorted by, `attached` the text of its files.
    """

    tenant_id: UUID
    item_id: UUID
    language: str
    type: str
    title: str
    text: str
    published_at: datetime
    category: str = ""
    field: str = ""
    section_ids: tuple[UUID, ...] = ()
    issued_on: date | None = None
    expires_at: datetime | None = None
    number: str = ""
    kind: str = ""
    status: str = ""
    issuer: str = ""
    has_file: bool = False
    etag: str = ""
    attached: str = ""

    @property
    def day(self) -> date:
        """Day of issue of a legal document, day of publication of anything else."""
        return self.issued_on or self.published_at.astimezone(LEGAL_ZONE).date()


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are limited to. Values of one facet are alternatives; facets, dates and language all
    hold. A section stands for those below it, too.
    """

    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrow(self) -> bool:
        """Whether anything but the language is chosen."""
        return any(self.facets.values()) or bool(self.since or self.until)


@dataclass(frozen=True, slots=True)
class Demand:
    """One question to an engine.

    `start` and `size` count results, `facets` names what is to be counted. `tenants`: those of a province's
    scope whose items may be shown today; what the index still has of others stays out of sight. `of_each`: so many
    results of each tenant, tenant by tenant, the one with the best result first; `start` and `size` then count
    tenants. 0 is all together.
    """

    scope: Scope
    plan: Plan
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    start: int = 0
    size: int = 20
    facets: tuple[Facet, ...] = ()
    tenants: tuple[UUID, ...] | None = None
    of_each: int = 0

    @property
    def chosen(self) -> dict[Facet, tuple[str, ...]]:
        """The facets that results are limited by, each counted without itself; the language is one of them
        where it is counted.
        """
        chosen = {facet: values for facet, values in self.filters.facets.items() if values}
        if self.filters.language and Facet.LANGUAGE in self.facets:
            chosen[Facet.LANGUAGE] = (self.filters.language,)
        return chosen


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: which item, how good (comparable within one answer only)."""

    tenant_id: UUID
    item_id: UUID
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found. `total` and `counts` are exact unless `approximate`; `counts` of a facet are
    under all other filters.
    """

    hits: tuple[Hit, ...]
    total: int
    approximate: bool
    more: bool
    counts: Mapping[Facet, Mapping[str, int]]
    engine: str


def matches(total: int, counts: Mapping[Facet, Mapping[str, int]]) -> bool:
    """Whether anything matches the words in the reader's language, be it outside the facets that are chosen."""
    return total > 0 or any(values for facet, values in counts.items() if facet is not Facet.LANGUAGE)


class Engine(Protocol):
    """An index of items and the way to ask it."""

    name: str
    position_name: str
    """Under which name its position in the change feed is kept."""

    def put(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Index items, replacing what is there of them; returns how many."""

    def remove(self, scope: Scope, keys: Iterable[tuple[UUID, UUID, str]]) -> int:
        """Take items out, by tenant, item and language; what is not there is passed over."""

    def clear(self, scope: Scope) -> None:
        """Take everything of a scope out."""

    def begin_rebuild(self, scope: Scope) -> None:
        """Prepare to make a scope anew: `fill` it, then `finish_rebuild`; what is asked meanwhile is answered."""

    def fill(self, scope: Scope, items: Iterable[IndexItem]) -> int:
        """Index items of a scope that is being made anew; returns how many."""

    def finish_rebuild(self, scope: Scope) -> None:
        """Let what was filled be asked from now on."""

    def settle(self) -> None:
        """Do what need not be done at every change, from time to time."""

    def contents(self, scope: Scope, tenant_id: UUID) -> dict[tuple[UUID, UUID, str], str]:
        """Everything of a tenant in a scope, with the entity tag it was indexed with."""

    def scopes_holding(self, tenant_id: UUID) -> list[Scope]:
        """Every scope that holds anything of a tenant."""

    def is_well(self) -> bool:
        """Whether it answers at this moment."""

    def ask(self, demand: Demand) -> Answer:
        """Answer a question; raises `EngineUnavailableError` when there is no answer in time."""

    def suggest(self, demand: Demand, syllables: tuple[str, ...], size: int) -> list[Hit]:
        """Items whose title holds all syllables (without accents), the last as the beginning of one; the
        newest first. Of the demand only scope, language and tenants count.
        """


class EngineUnavailableError(RuntimeError):
    """An engine does not answer, or not in time."""
