"""The parameters of the search call."""

import base64
import json
from typing import Any

from django.utils.translation import gettext as _

from cms.content.enums import DocumentKind, DocumentStatus
from search.analysis.query import LONGEST_QUERY
from search.engines.interface import Sort
from sites.api import parameters
from sites.api import vocabulary as words
from sites.api.parameters import Parameter, Parameters, Refused

GROUPED = "commune"
FURTHEST_RESULT = 1_000
"""Results beyond this one are not listed: whoever is looking for them needs a filter."""


def read_cursor(text: str) -> tuple[str, int]:
    """The digest of the search a cursor belongs to, and the result to go on from.

    Raises:
        Refused: it is none of ours.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        version, query, start = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if (
            version != 1
            or not isinstance(query, str)
            or type(start) is not int
            or not 0 < start <= FURTHEST_RESULT
        ):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise Refused(_("It is no cursor of this search.")) from None
    return query, start


def cursor_text(digest: str, start: int) -> str:
    """A cursor that goes on from a result of the search with this digest."""
    return base64.urlsafe_b64encode(json.dumps([1, digest, start]).encode()).rstrip(b"=").decode()


def _cursor_form() -> str:
    return _("the cursor of `next`")


Q = parameters.text("q", "What is searched for; empty gives everything, newest first.", most=LONGEST_QUERY)
KIND = parameters.choices(
    "kind", lambda: DocumentKind.values, "Kind of legal document; several separated by commas."
)
STATUS = parameters.choices(
    "status", lambda: DocumentStatus.values, "Validity of a legal document; several separated by commas."
)
YEAR = parameters.pattern(
    "year", r"(19|20)[0-9]{2}", "YYYY", "Year of issue of a legal document, of publication else."
)
ISSUER = parameters.text("issuer", "Issuing body of a legal document, as the facet names it.")
HAS_FILE = parameters.choice("has_file", lambda: ["yes", "no"], "Whether files are attached.")
GROUP = parameters.choice(
    "group",
    lambda: [GROUPED],
    "Results commune by commune, the best of each; with scope=province. Pages then count communes.",
)
SORT = parameters.choice(
    "sort", lambda: [sort.value for sort in Sort], "Order of results.", default=Sort.RELEVANCE.value
)
FROM = parameters.day("from", "Not before this date: of issue for legal documents, of publication else.")
TO = parameters.day("to", "Not after this date.")
CURSOR = Parameter(
    "cursor", read_cursor, _cursor_form, "Where to go on; take it from `next`.", max_length=200
)

_WANTED = (
    Q, words.CATEGORY, words.FIELD, words.SECTION, words.TYPE, KIND, STATUS, ISSUER, YEAR, HAS_FILE, FROM, TO,
    words.LANGUAGE, words.SCOPE, words.COMMUNE,
)  # fmt: skip
SEARCH = Parameters(*_WANTED, GROUP, SORT, words.PAGE_SIZE, CURSOR)
FEED = Parameters(*_WANTED)


def without_position(values: dict[str, Any]) -> dict[str, Any]:
    """What makes a search the same search, whatever page of it is asked for."""
    return {name: value for name, value in values.items() if name not in {"cursor", "page_size"}}
