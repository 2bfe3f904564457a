"""Counting matches by facet: one pass over the matching entries, exact."""

from collections.abc import Sequence
from typing import Any

from search.engines.interface import Demand, Facet
from search.engines.postgres.conditions import COLUMNS, Condition, chosen

Counts = dict[Facet, dict[str, int]]


def count(cursor: Any, demand: Demand, condition: Condition) -> tuple[int, Counts]:
    """How many entries match under all filters, and how many by each value of a facet under all filters
    but its own.

    Parameters: `condition` is all that must hold but the chosen facets. Values that do not apply (empty
    text) are left out.
    """
    facets = demand.facets
    filtered = [facet for facet in facets if facet in demand.chosen]
    amounts = [chosen(demand), *(chosen(demand, without=facet) for facet in filtered)]
    columns = [COLUMNS[facet] for facet in facets]
    selected = [*columns, *(f"count(*) FILTER (WHERE {amount})" for amount in amounts)]
    values = [value for amount in amounts for value in amount.values]
    statement = f"FROM public.search_entry WHERE {condition}"
    if facets:
        sets = ", ".join(f"({column})" for column in columns)
        statement = (
            f"SELECT GROUPING({', '.join(columns)}), {', '.join(selected)} {statement} "
            f"GROUP BY GROUPING SETS ((), {sets})"
        )
    else:
        statement = f"SELECT 0, {', '.join(selected)} {statement}"
    cursor.execute(statement, [*values, *condition.values])
    return _read(cursor.fetchall(), facets, filtered)


def _read(
    rows: Sequence[Sequence[Any]], facets: Sequence[Facet], filtered: Sequence[Facet]
) -> tuple[int, Counts]:
    whole = (1 << len(facets)) - 1
    total = 0
    counts: Counts = {facet: {} for facet in facets}
    for mask, *cells in rows:
        amounts = cells[len(facets) :]
        if mask == whole or not facets:
            total = amounts[0]
            continue
        place = len(facets) - 1 - (whole ^ mask).bit_length() + 1
        facet, value = facets[place], cells[place]
        amount = amounts[1 + filtered.index(facet)] if facet in filtered else amounts[0]
        # An item stands in every section of its list.
        for each in map(str, value or ()) if facet is Facet.SECTION else (value,):
            if each and amount:
                counts[facet][each] = counts[facet].get(each, 0) + amount
    return total, counts
