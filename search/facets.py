"""Counts by facet, with the labels that people read, in an order that helps them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cms.content.enums import DocumentKind, DocumentStatus
from cms.regulation import registers
from search.engines.interface import Facet
from sites.api.output import UnknownVoice, voice_of
from sites.api.scopes import READER
from sites.releases.enums import ReleaseType
from sites.releases.models import Release


def facet_shapes(
    counts: Mapping[Facet, Mapping[str, int]], language: str, tenants: Collection[UUID]
) -> dict[str, list[dict[str, Any]]]:
    """Each facet's values with key, label and count: years newest first, all others by count.

    Facets without a value are left out. A commune's key is its code. Sections are named by those of `tenants`, whose items are
    seen: a portal that was restored beside another has sections with the same keys.
    """
    titles = _section_titles(counts.get(Facet.SECTION, {}), language, tenants)
    with translation.override(language or None):
        shapes = {facet.value: _values(facet, values, titles) for facet, values in counts.items()}
    return {facet: values for facet, values in shapes.items() if values}


def _values(facet: Facet, counts: Mapping[str, int], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    if facet is Facet.YEAR:
        ordered = sorted(counts.items(), key=lambda item: item[0], reverse=True)
    else:
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    values: list[dict[str, Any]] = []
    for key, count in ordered:
        said = _key_and_label(facet, key, titles)
        if said is not None:
            values.append({"key": said[0], "label": said[1], "count": count})
    return values


def _key_and_label(facet: Facet, key: str, titles: Mapping[str, str]) -> tuple[str, str] | None:
    """What a value is called; None for a commune that has no portal any more, and a section that is not public."""
    if facet is Facet.SECTION:
        return (key, titles[key]) if key in titles else None
    if facet is Facet.COMMUNE:
        try:
            voice = voice_of(UUID(key))
        except UnknownVoice:
            return None
        return voice.code, voice.name
    return key, _label(facet, key)


def _section_titles(keys: Iterable[str], language: str, tenants: Collection[UUID]) -> dict[str, str]:
    """What sections are called in a language, by their keys; those that are not public are left out."""
    wanted = list(keys)
    if not wanted:
        return {}
    sections = Release.objects.using(READER).public().filter(type=ReleaseType.SECTION, item_id__in=wanted)
    named = sections.filter(language=language, tenant_id__in=list(tenants)).values_list("item_id", "title")
    return {str(key): title for key, title in named}


def _label(facet: Facet, key: str) -> str:
    if facet is Facet.CATEGORY:
        category = registers.categories().get(key)
        return category.label if category else key
    if facet is Facet.FIELD:
        field = registers.fields().get(key)
        return field.label if field else key
    if facet is Facet.LANGUAGE:
        return dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(key, key)
    if facet is Facet.HAS_FILE:
        return _("With files") if key == "yes" else _("Without files")
    closed = {Facet.TYPE: ReleaseType, Facet.KIND: DocumentKind, Facet.STATUS: DocumentStatus}.get(facet)
    return str(closed(key).label) if closed and key in closed.values else key
