"""Whether a portal speaks more than one language: only then are results counted by language, which costs time."""

import time
from typing import Final
from uuid import UUID

from django.conf import settings

from sites.api.scopes import READER, Scope
from sites.releases.models import Release

REMEMBERED_SECONDS: Final = 60.0
MOST_REMEMBERED: Final = 10_000

_known: dict[tuple[UUID, ...], tuple[float, bool]] = {}


def several_languages(scope: Scope) -> bool:
    """Whether anything of a scope is in another language than Vietnamese; what is said may be a minute old."""
    key = tuple(scope.tenants)
    known = _known.get(key)
    if known is not None and time.monotonic() - known[0] < REMEMBERED_SECONDS:
        return known[1]
    items = Release.objects.using(READER).items().filter(tenant_id__in=key)
    several = items.exclude(language=settings.LANGUAGE_CODE).exists()
    if len(_known) >= MOST_REMEMBERED:
        _known.clear()
    _known[key] = (time.monotonic(), several)
    return several


def forget() -> None:
    """Remember nothing: tests have many databases."""
    _known.clear()
