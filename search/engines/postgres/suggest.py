"""Titles that begin as a reader types, from PostgreSQL."""

import re
from typing import Any, Final

from search.analysis.terms import folded_key_of
from search.engines.interface import Demand, Hit
from search.engines.postgres.conditions import Condition, within
from search.engines.postgres.keys import signed

NEWEST_LOOKED_AT: Final = 3_000
"""Of a beginning that many titles have, the newest are enough; of a rare one the keys find the rest."""
MOST_FOUND: Final = 200


def suggest(cursor: Any, demand: Demand, syllables: tuple[str, ...], size: int) -> list[Hit]:
    """Items whose title holds all syllables, the last one as the beginning of one; the newest first.

    Parameters: `syllables` without accents. Returns at most `size`.
    """
    pattern = "".join(f"(?=.*\\m{re.escape(each)}\\M)" for each in syllables[:-1])
    pattern = f"^{pattern}(?=.*\\m{re.escape(syllables[-1])})"
    found = _newest(cursor, within(demand, by_keys=False), pattern, size)
    if len(found) < size and len(syllables) > 1:
        keys = [signed(folded_key_of(each), demand.scope) for each in syllables[:-1]]
        found += _by_keys(cursor, within(demand, by_keys=True), keys, pattern)
    return list({(hit.tenant_id, hit.item_id, hit.language): hit for hit in found}.values())[:size]


def _newest(cursor: Any, condition: Condition, pattern: str, size: int) -> list[Hit]:
    cursor.execute(
        "SELECT tenant_id, item_id, language FROM ("  # noqa: S608
        " SELECT tenant_id, item_id, language, title FROM public.search_entry "
        f" WHERE {condition} "
        " ORDER BY day DESC, published_at DESC, id DESC LIMIT %s) newest "
        "WHERE title ~ %s LIMIT %s",
        [*condition.values, NEWEST_LOOKED_AT, pattern, size],
    )
    return [Hit(row[0], row[1], row[2], 0.0) for row in cursor.fetchall()]


def _by_keys(cursor: Any, condition: Condition, keys: list[int], pattern: str) -> list[Hit]:
    cursor.execute(
        "SELECT tenant_id, item_id, language FROM ("  # noqa: S608
        " SELECT tenant_id, item_id, language, title, day FROM public.search_entry "
        f" WHERE keys @> %s::bigint[] AND {condition} LIMIT %s) holding "
        "WHERE title ~ %s ORDER BY day DESC",
        [keys, *condition.values, MOST_FOUND, pattern],
    )
    return [Hit(row[0], row[1], row[2], 0.0) for row in cursor.fetchall()]
