"""Closed lists of the release store."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cms.content.enums import ItemType


class ReleaseType(TextChoices):
    """What a release is: an item of `cms.content.enums.ItemType`, or a part of the portal itself."""

    HOME = ItemType.HOME.value, ItemType.HOME.label
    SECTION = ItemType.SECTION.value, ItemType.SECTION.label
    ARTICLE = ItemType.ARTICLE.value, ItemType.ARTICLE.label
    DOCUMENT = ItemType.DOCUMENT.value, ItemType.DOCUMENT.label
    PAGE = ItemType.PAGE.value, ItemType.PAGE.label
    CONTACTS = ItemType.CONTACTS.value, ItemType.CONTACTS.label
    SCHEDULE = ItemType.SCHEDULE.value, ItemType.SCHEDULE.label
    ANSWER = ItemType.ANSWER.value, ItemType.ANSWER.label
    PORTAL = "portal", _("The portal itself")
    SECTIONS = "sections", _("Tree of sections")
    REGULATION = "regulation", _("Regulation")

    @property
    def is_item(self) -> bool:
        """Whether it is something with a page of its own; the other types are parts of the portal."""
        return self not in PORTAL_PARTS


PORTAL_PARTS = frozenset({ReleaseType.PORTAL, ReleaseType.SECTIONS, ReleaseType.REGULATION})
ITEM_TYPES = tuple(kind for kind in ReleaseType if kind.is_item)


class ChangeKind(TextChoices):
    """What happened to an item last."""

    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")
