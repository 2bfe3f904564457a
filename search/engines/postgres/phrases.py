"""Phrases in quotes. Keys know neighbours, so two syllables are exact; of a longer phrase they find what may hold it, and
the released text decides.
"""

from collections.abc import Sequence
from typing import Any, Final

from search.analysis.normalise import clean
from search.analysis.syllables import forms, written_tokens
from search.analysis.synonyms import Expression
from search.engines.interface import Demand
from search.engines.postgres.conditions import Condition, holding, within

MOST_READ: Final = 200
"""Texts that are read for one query, a tenth of a second; of more, all neighbours of the phrase are enough."""
_TEXTS: Final = """
SELECT entry.id, entry.has_file, release.title, release.text
FROM (SELECT id, tenant_id, item_id, language, has_file FROM public.search_entry WHERE {condition} LIMIT %s) AS entry
LEFT JOIN public.releases_release AS release USING (tenant_id, item_id, language)"""


def phrases_held(cursor: Any, demand: Demand) -> Condition:
    """That an item holds every phrase of the query: its syllables, as typed, one after the other."""
    condition = holding(demand.plan.required, demand.scope)
    longer = [phrase for phrase in demand.plan.query.phrases if len(phrase.folded) > 2]
    if not longer:
        return condition
    possible = within(demand).also(condition)
    cursor.execute(_TEXTS.format(condition=possible), [*possible.values, MOST_READ + 1])
    rows = cursor.fetchall()
    if len(rows) > MOST_READ:
        return condition
    # What has a file may hold the phrase there; what is in no release is a measurement's.
    held = [
        key for key, has_file, title, text in rows if has_file or title is None or _holds(title, text, longer)
    ]
    return Condition().add("id = ANY(%s)", held)


def _holds(title: str, text: str, phrases: Sequence[Expression]) -> bool:
    parts = [_folded(title), _folded(text)]
    return all(any(f" {' '.join(phrase.folded)} " in part for part in parts) for phrase in phrases)


def _folded(text: str) -> str:
    return f" {' '.join(forms(written)[1] for written in written_tokens(clean(text)))} "
