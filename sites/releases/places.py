"""Where an item stands: its public path, what is above and below it. Read from the page tree and from what is released."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from wagtail.models import Page

from cms.content.enums import ItemType
from cms.content.models import PortalPage
from sites.releases.enums import ReleaseType
from sites.releases.models import Release

HOME_DEPTH = 2
LISTED_BELOW = (ReleaseType.SECTION, ReleaseType.PAGE, ReleaseType.CONTACTS, ReleaseType.SCHEDULE)


@dataclass(frozen=True)
class Place:
    """Where an item stands; `ancestors` are the released pages above it, from the home page down."""

    path: str
    parent_path: str
    ancestors: tuple[Release, ...]
    children: tuple[Release, ...]
    translations: tuple[Release, ...]

    @property
    def sections(self) -> list[Release]:
        """The sections above it, from the menu down."""
        return [release for release in self.ancestors if release.type == ReleaseType.SECTION]

    @property
    def section(self) -> Release | None:
        """The section in which it stands."""
        return self.sections[-1] if self.sections else None


def public_path(url_path: str, language: str) -> str:
    """The path under which citizens find a page.

    Wagtail's `url_path` begins with the slug of the home page, which is no part of the address. Other languages than the
    source stand under their code: `/en/news/`.
    """
    below_home = url_path.strip("/").split("/")[1:]
    parts = below_home if language == settings.LANGUAGE_CODE else [language, *below_home]
    return "/" + "".join(f"{part}/" for part in parts)


_STANDING = """
SELECT
    ARRAY(SELECT id FROM wagtailcore_page WHERE path = ANY(%(above)s)),
    EXISTS (
        SELECT FROM wagtailcore_pageviewrestriction r JOIN wagtailcore_page p ON p.id = r.page_id
        WHERE p.path = ANY(%(way)s)
    ),
    EXISTS (SELECT FROM moderation_correction WHERE item_id = ANY(%(items)s)),
    EXISTS (SELECT FROM public.releases_change WHERE tenant_id = %(tenant)s AND item_id = %(item)s),
    (SELECT translation_key FROM wagtailcore_page WHERE path = %(home)s), root.translation_key, root.depth
FROM (SELECT) nothing
LEFT JOIN (wagtailcore_site s JOIN wagtailcore_page root ON root.id = s.root_page_id) ON s.is_default_site
LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a page stands in the tree now, and what there is of its item.

    `above` are the keys of the pages above it, from the home page down, in no order; `has_corrections` whether something was put right in
    public on it, `was_told` whether the change feed ever told of it.
    """

    above: list[int]
    is_restricted: bool
    has_corrections: bool
    was_told: bool
    is_in_portal: bool


def standing_of(page: PortalPage, tenant_id: UUID, items: list[UUID]) -> Standing:
    """Whether a page stands under the home page of the portal's site, or under a translation of it, and what is above it. One query.

    Parameters:
        items: those whose corrections are shown on it: its own, and an alias's source's.
    """
    way = [page.path[: Page.steplen * depth] for depth in range(1, page.depth + 1)]
    told = {
        "way": way,
        "above": way[HOME_DEPTH - 1 : -1],
        "home": page.path[: Page.steplen * HOME_DEPTH],
        "items": items,
        "item": page.item_id,
        "tenant": tenant_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, told)
        above, restricted, corrected, told_before, home, root, root_depth = cursor.fetchone()
    is_root = root is None or root_depth != HOME_DEPTH or root == home
    return Standing(above, restricted, corrected, told_before, is_in_portal=home is not None and is_root)


def place_of(page: PortalPage, tenant_id: UUID, standing: Standing) -> Place:
    """Where a page stands now."""
    language = page.locale.language_code
    above, translations = [], []
    around = Q(page_id__in=standing.above) | Q(translation_key=page.translation_key)
    for release in Release.objects.of(tenant_id).filter(around).defer("full", "summary", "text"):
        if release.translation_key != page.translation_key:
            above.append(release)
        elif release.language != language:
            translations.append(release)
    parent = page.url_path[: page.url_path.rstrip("/").rfind("/") + 1]
    return Place(
        path=public_path(page.url_path, language),
        parent_path=public_path(parent, language) if page.depth > HOME_DEPTH else "",
        ancestors=tuple(sorted(above, key=lambda release: len(release.path))),
        children=tuple(_children(page, tenant_id)),
        translations=tuple(sorted(translations, key=lambda release: release.language)),
    )


def _children(page: PortalPage, tenant_id: UUID) -> list[Release]:
    """The released sub-sections, pages and directories directly below, in the order of the tree."""
    if page.item_type not in {ItemType.HOME, ItemType.SECTION, ItemType.PAGE} or not page.numchild:
        return []
    keys = list(page.get_children().order_by("path").values_list("pk", flat=True))
    found: dict[Any, Release] = {
        release.page_id: release
        for release in Release.objects.of(tenant_id).filter(page_id__in=keys, type__in=LISTED_BELOW)
    }
    return [found[key] for key in keys if key in found]
