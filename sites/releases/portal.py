"""The parts of a portal that every page needs: identity, menu, contact; the tree of sections; the regulation.

They are releases of their own, so that no reader needs a tenant's schema. Names, hosts and provinces are not in them: those
are the registry's, and are added when they are read, because they begin and end with a day and not with a publication.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone, translation

from cms.content.models import HomePage, PortalPage
from cms.engagement.enums import CaseKind
from cms.inbox.enums import EnvelopeKind
from sites.releases import changes, regulation
from sites.releases.builder import Built
from sites.releases.enums import ChangeKind, ReleaseType
from sites.releases.files import use_files
from sites.releases.models import Release
from sites.releases.places import LISTED_BELOW
from sites.releases.shelf import PublicShelf
from tenants.models import Tenant
from tenants.register.names import inside_phrase

LANGUAGE = settings.LANGUAGE_CODE
Shape = dict[str, Any]


@dataclass
class Part:
    """A part of a portal: its JSON, the files it shows and the keys of what it uses."""

    kind: ReleaseType
    full: Shape
    files: set[int] = field(default_factory=set)
    uses: set[UUID] = field(default_factory=set)


def part_id(tenant_id: UUID, kind: ReleaseType) -> UUID:
    """The key of a part: the tenant's own for the portal, derived from it for the others (RFC 9562, version 5)."""
    return tenant_id if kind is ReleaseType.PORTAL else uuid5(tenant_id, kind.value)


def write_parts(tenant: Tenant) -> None:
    """Write the parts that differ from what is public, in the running transaction."""
    with translation.override(LANGUAGE):
        for part in parts(tenant):
            _write(tenant, part)


def parts(tenant: Tenant) -> Iterator[Part]:
    """The parts as they should be now."""
    yield _portal(tenant)
    yield Part(ReleaseType.SECTIONS, {"sections": _tree(tenant)})
    versions = regulation.versions()
    if versions:
        yield Part(ReleaseType.REGULATION, {"versions": versions})


def attribution(tenant: Tenant) -> str:
    """The line that re-use of the portal's items must carry: the regulation's, else its name."""
    return regulation.attribution(portal_name(tenant))


def portal_name(tenant: Tenant) -> str:
    """The portal's public name: what its regulation calls it, else made of the unit's."""
    return regulation.portal_name() or inside_phrase(f"Cổng thông tin điện tử {tenant.identity().name}")


def _portal(tenant: Tenant) -> Part:
    shelf = PublicShelf(tenant.pk)
    homes = _released_homes(tenant)
    home = homes.get(LANGUAGE)
    emblem = home.emblem if home else None
    full: Shape = {
        "name": portal_name(tenant),
        "authority": regulation.authority() or inside_phrase(f"Ủy ban nhân dân {tenant.identity().name}"),
        "languages": [_language(code) for code in homes] or [_language(LANGUAGE)],
        "accent": home.accent or None if home else None,
        "emblem": shelf.picture(emblem)["src"] if emblem else None,
        "contact": _contact(home),
        "attribution": attribution(tenant),
        "menu": _menu(tenant, home) if home else [],
        "regulation_notice": regulation.notice(),
        **{kind.desk: regulation.desk(CaseKind(kind.value)) for kind in EnvelopeKind},
    }
    return Part(ReleaseType.PORTAL, full, shelf.files, {emblem.item_id} if emblem else set())


def _released_homes(tenant: Tenant) -> dict[str, HomePage]:
    """The released home pages by language, the source language first."""
    keys = Release.objects.of(tenant.pk).filter(type=ReleaseType.HOME).values_list("page_id", flat=True)
    pages = HomePage.objects.filter(pk__in=[key for key in keys if key]).select_related("locale")
    by_language = {page.locale.language_code: page for page in pages}
    return dict(sorted(by_language.items(), key=lambda entry: (entry[0] != LANGUAGE, entry[0])))


def _language(code: str) -> Shape:
    path = "/" if code == LANGUAGE else f"/{code}/"
    return {"code": code, "label": dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(code, code), "path": path}


def _contact(home: HomePage | None) -> Shape:
    names = ("address", "telephone", "email", "person_responsible")
    return {name: getattr(home, name, "") or "" for name in names}


def _released_below(
    tenant: Tenant, page: PortalPage, kinds: tuple[ReleaseType, ...], menu: bool = False
) -> list[Any]:
    """The released pages directly below one, each with its release, in the order of the tree."""
    below = page.get_children().order_by("path")
    pages = list(below.filter(show_in_menus=True) if menu else below)
    released = Release.objects.of(tenant.pk).filter(page_id__in=[each.pk for each in pages], type__in=kinds)
    by_page = {release.page_id: release for release in released}
    return [(each, by_page[each.pk]) for each in pages if each.pk in by_page]


def _menu(tenant: Tenant, page: Any, depth: int = 2) -> list[Shape]:
    """Two levels of menu: what is marked for it and is public."""
    return [
        {
            "title": release.title,
            "path": release.path,
            "children": _menu(tenant, below, depth - 1) if depth > 1 and below.numchild else [],
        }
        for below, release in _released_below(tenant, page, LISTED_BELOW, menu=True)
    ]


def _tree(tenant: Tenant) -> list[Shape]:
    home = _released_homes(tenant).get(LANGUAGE)
    return _sections_below(tenant, home, None) if home else []


def _sections_below(tenant: Tenant, page: Any, parent: str | None) -> list[Shape]:
    return [
        {
            "id": str(release.item_id),
            "title": release.title,
            "path": release.path,
            "key": below.specific.column_key or None,
            "parent": parent,
            "children": _sections_below(tenant, below, str(release.item_id)) if below.numchild else [],
        }
        for below, release in _released_below(tenant, page, (ReleaseType.SECTION,))
    ]


def _write(tenant: Tenant, part: Part) -> None:
    made = Built({"type": part.kind.value, "full": part.full})
    key = part_id(tenant.pk, part.kind)
    held = Release.objects.select_for_update().of(tenant.pk).filter(item_id=key, language=LANGUAGE).first()
    if held is not None and held.etag == made.etag:
        return
    now = timezone.now()
    release = held or Release(tenant_id=tenant.pk, item_id=key, language=LANGUAGE, published_at=now)
    release.type, release.title = part.kind.value, str(part.kind.label)
    release.summary, release.full, release.uses = {}, part.full, sorted(part.uses)
    release.etag, release.updated_at, release.released_at = made.etag, now, now
    release.save()
    use_files(release, part.files)
    changes.announce(release, ChangeKind.RELEASED)
