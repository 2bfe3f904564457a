"""The parameters that several calls have, each with one meaning everywhere."""

from django.conf import settings

from cms.regulation import registers
from sites.api import parameters
from sites.api.cursors import read_cursor
from sites.api.parameters import Parameter
from sites.api.scopes import OWN, PROVINCE
from sites.releases.enums import ITEM_TYPES

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
COMMUNE = parameters.pattern(
    "commune", r"[0-9]{5}", "00000–99999", "Code of one commune of the province; with scope=province."
)
PAGE_SIZE = parameters.whole_number(
    "page_size", 1, MAX_PAGE_SIZE, "Items on a page.", default=DEFAULT_PAGE_SIZE
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
