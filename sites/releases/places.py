"""Where an item stands: its public path, what is above and below it. Read from the page tree and from what is released."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from wagtail.models import Page, Site

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


def is_in_portal(page: PortalPage) -> bool:
    """Whether a page stands under the home page of the portal's site, or under a translation of it."""
    home = (
        Page.objects.filter(path=page.path[: Page.steplen * HOME_DEPTH])
        .values_list("pk", "translation_key")
        .first()
    )
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if home is None or site is None or site.root_page.depth != HOME_DEPTH:
        return home is not None
    return bool(home[1] == site.root_page.translation_key)


def place_of(page: PortalPage, tenant_id: UUID) -> Place:
    """Where a page stands now."""
    language = page.locale.language_code
    released = Release.objects.of(tenant_id)
    ancestors = released.filter(page_id__in=_above(page)).defer("full", "summary", "text")
    above = page.url_path[: page.url_path.rstrip("/").rfind("/") + 1]
    return Place(
        path=public_path(page.url_path, language),
        parent_path=public_path(above, language) if page.depth > HOME_DEPTH else "",
        ancestors=tuple(sorted(ancestors, key=lambda release: len(release.path))),
        children=tuple(_children(page, tenant_id)),
        translations=tuple(
            released.filter(translation_key=page.translation_key)
            .exclude(language=language)
            .order_by("language")
            .defer("full", "summary", "text")
        ),
    )


def _above(page: PortalPage) -> Any:
    """The keys of the pages above, as part of the query that asks for their releases."""
    steps = range(HOME_DEPTH, page.depth)
    paths = [page.path[: Page.steplen * depth] for depth in steps]
    return Page.objects.order_by().filter(path__in=paths).values("pk")


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
