"""What a demand asks for, as conditions on `search_entry`: built from constants, every value a parameter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from search.analysis.plan import Plan, Term
from search.engines.interface import Demand, Facet, Scope
from search.engines.postgres.keys import signed

COLUMNS: Final = {
    Facet.TYPE: "type",
    Facet.CATEGORY: "category",
    Facet.FIELD: "field",
    Facet.SECTION: "section_ids",
    Facet.KIND: "kind",
    Facet.STATUS: "status",
    Facet.ISSUER: "issuer",
    Facet.YEAR: "extract(year FROM day)::int::text",
    Facet.COMMUNE: "CASE WHEN tenant_id = owner_id THEN '' ELSE tenant_id::text END",
    Facet.HAS_FILE: "CASE WHEN has_file THEN 'yes' ELSE 'no' END",
    Facet.LANGUAGE: "language",
}


@dataclass(slots=True)
class Condition:
    """A part of a WHERE clause and its parameters."""

    sql: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> "Condition":
        """One more condition that must hold."""
        self.sql.append(sql)
        self.values.extend(values)
        return self

    def also(self, other: "Condition") -> "Condition":
        """Both conditions, as a new one."""
        return Condition([*self.sql, *other.sql], [*self.values, *other.values])

    def __str__(self) -> str:
        return " AND ".join(self.sql) or "TRUE"


def within(demand: Demand, by_keys: bool | None = None) -> Condition:
    """What holds for every count and every hit: the scope, nothing expired, dates, the language unless it is counted.

    Where keys are asked for, they lead to the scope's entries alone; the scope is then a second lock on the
    door, and it and all that narrows are written so that no plan walks another index instead of the keys'.

    Parameters: `by_keys` whether keys are asked for; by default where the demand has words.
    """
    if by_keys is None:
        by_keys = not demand.plan.query.is_empty
    filters = demand.filters
    condition = Condition()
    owner = [str(demand.scope.owner_id), demand.scope.reach.value]
    condition.add(_beside(by_keys, "owner_id = %s AND reach = %s"), *owner)
    condition.add("(expires_at IS NULL OR expires_at > now())")
    if demand.tenants is not None:
        tenants = [str(tenant) for tenant in demand.tenants]
        condition.add(_beside(by_keys, "tenant_id = ANY(%s::uuid[])"), tenants)
    if filters.language and Facet.LANGUAGE not in demand.facets:
        condition.add(_beside(by_keys, "language = %s"), filters.language)
    if filters.since:
        condition.add(_beside(by_keys, "day >= %s"), filters.since)
    if filters.until:
        condition.add(_beside(by_keys, "day <= %s"), filters.until)
    return condition


def _beside(by_keys: bool, sql: str) -> str:
    """A condition that no index serves where keys lead: by what the planner supposes, an index on anything that is compared
    may seem better than many keys, and reads nearly everything (600 instead of 1 ms among 5,000 items).
    """
    return f"({sql}) IS TRUE" if by_keys else sql


def chosen(demand: Demand, without: Facet | None = None) -> Condition:
    """The facets that are chosen, but one."""
    condition = Condition()
    by_keys = not demand.plan.query.is_empty
    for facet, values in demand.chosen.items():
        if facet is without:
            continue
        if facet is Facet.SECTION:
            condition.add("section_ids && %s::uuid[]", list(values))
        else:
            condition.add(_beside(by_keys, f"{COLUMNS[facet]} = ANY(%s)"), list(values))
    return condition


def holding(groups: Iterable[Sequence[Term]], scope: Scope) -> Condition:
    """That an item holds a term of each group."""
    condition = Condition()
    for group in groups:
        condition.add("keys && %s::bigint[]", [signed(term.key, scope) for term in group])
    return condition


def exclusions(plan: Plan, scope: Scope) -> Condition:
    """What exclusions forbid."""
    condition = Condition()
    for expression in plan.excluded:
        condition.add("NOT keys @> %s::bigint[]", [signed(term.key, scope) for term in expression])
    return condition
