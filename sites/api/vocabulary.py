"""The parameters that several calls have, each with one meaning everywhere."""

from collections.abc import Iterable

from django.conf import settings

from cms.content.enums import DocumentKind, DocumentStatus
from cms.regulation import registers
from sites.api import parameters
from sites.api.cursors import read_cursor
from sites.api.parameters import Parameter
from sites.api.scopes import OWN, PROVINCE, RECEIVED
from sites.releases.enums import ITEM_TYPES
from sites.releases.listing import Sort

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100


def languages() -> list[str]:
    """The languages content can be in."""
    return [code for code, _label in settings.WAGTAIL_CONTENT_LANGUAGES]


CATEGORY = parameters.choices(
    "category", lambda: registers.categories(), "Category (loại thông tin); several separated by commas."
)
FIELD = parameters.choices(
    "field", lambda: registers.fields(), "Field (lĩnh vực); several separated by commas."
)
TYPE = parameters.choices(
    "type", lambda: [kind.value for kind in ITEM_TYPES], "Type of item; several separated by commas."
)
SECTION = parameters.uuid("section", "Section (chuyên mục) in which the item stands, or one above it.")
FROM = parameters.moment("from", "Not published before this date or instant.")
TO = parameters.moment("to", "Not published after this date or instant.", end=True)
LANGUAGE = parameters.choice("language", languages, "Language of the item.", default=None)
SCOPE = parameters.choice(
    "scope",
    lambda: [OWN, PROVINCE],
    "The portal's own items, or a province's with those its communes share.",
    default=OWN,
)
LIST_SCOPE = parameters.choice(
    "scope",
    lambda: [OWN, PROVINCE, RECEIVED],
    "The portal's own items, a province's with those its communes share, or what a commune shows of others: sent by its province,"
    " offered by neighbours.",
    default=OWN,
)
COMMUNE = parameters.pattern(
    "commune", r"[0-9]{5}", "00000–99999", "Code of one commune of the province; with scope=province."
)
PAGE_SIZE = parameters.whole_number(
    "page_size", 1, MAX_PAGE_SIZE, "Items on a page.", default=DEFAULT_PAGE_SIZE
)
MOST_IDS = 100
IDS = parameters.uuids(
    "ids",
    "Only these items, by their keys; several separated by commas. Those that are not public are left out.",
    MOST_IDS,
)
SORT = parameters.choice(
    "sort",
    lambda: [sort.value for sort in Sort],
    "Order of the list; a minus is for the newest first. Items without the date are left out.",
    default=Sort.NEWEST.value,
)
NUMBER = parameters.text("number", "Number of a legal document (số, ký hiệu), as it stands on it.", most=100)
KIND = parameters.choices(
    "kind", lambda: DocumentKind.values, "Kind of legal document; several separated by commas."
)
ISSUER = parameters.text("issuer", "Issuing body of a legal document, as it stands on it.")
YEAR = parameters.whole_number("year", 1900, 2999, "Year of issue of a legal document, of publication else.")
STATUS = parameters.choices(
    "status", lambda: DocumentStatus.values, "Validity of a legal document; several separated by commas."
)
ISSUED_FROM = parameters.day("issued_from", "Legal documents not issued before this date.")
ISSUED_TO = parameters.day("issued_to", "Legal documents not issued after this date.")


def fields(properties: Iterable[str]) -> Parameter:
    """Which members of an item are wanted; `id` is always among them."""
    known = list(properties)
    return parameters.choices(
        "fields",
        lambda: known,
        "Only these members of an item, separated by commas; without it all.",
        most=len(known),
    )


CURSOR = Parameter(
    "cursor",
    read_cursor,
    lambda: "the cursor of `next`",
    "Where to go on; take it from `next`.",
    max_length=200,
)
PATH = parameters.pattern(
    "path", r"/.*", "/…/", "Path of a page on the portal, beginning with a slash.", most=1000, required=True
)
