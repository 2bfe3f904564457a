"""Counting queries that found nothing, without anything personal: how often, and on which day last.

The reading process may write nothing; it calls one function of the database, which counts and does nothing else.
"""

import logging
import re
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import DatabaseError, connections, transaction

from search.analysis.query import Query
from search.models import UnansweredQuery
from search.models.words import LONGEST_WORDS
from search.words.pins import folded_query
from tenants.calendar_day import today

logger = logging.getLogger(__name__)

READER: Final = "reader"
SHOWN_FROM: Final = 2
"""Shown are queries asked at least so often: what only one person ever asked may tell of that person."""
KEPT: Final = timedelta(days=90)
MOST_SYLLABLES: Final = 8
"""A longer query is a story, and may tell of a person."""
_PERSONAL: Final = re.compile(r"\d{6,}|@|https?:|\d[\d .-]{7,}\d")
"""Numbers as long as those of telephones and papers, addresses of mail and of the web."""


def is_countable(query: Query) -> bool:
    """Whether a query tells nothing of a person: short, without long numbers and addresses."""
    return 0 < len(query.folded) <= MOST_SYLLABLES and not _PERSONAL.search(query.text)


def count(tenant_id: UUID, query: Query) -> None:
    """Count a query that found nothing; a failure is told in the log and to nobody else."""
    if not is_countable(query):
        return
    text, folded = query.text[:LONGEST_WORDS], folded_query(query)[:LONGEST_WORDS]
    try:
        with transaction.atomic(READER), connections[READER].cursor() as cursor:
            cursor.execute("SET TRANSACTION READ WRITE")
            cursor.execute(
                "SELECT public.search_count_unanswered(%s, %s, %s)", [str(tenant_id), folded, text]
            )
    except DatabaseError as error:
        logger.warning("A query without results was not counted: %s", error)


def forget_old() -> int:
    """Forget queries that nobody has asked for 90 days; returns how many."""
    return UnansweredQuery.objects.older_than(today() - KEPT).delete()[0]
