"""What an item lacks before it can be put forward, by the data of `data/required.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from cms.content.models import ArticlePage, PortalImage, PortalPage
from cms.moderation.conditions import Problem
from cms.regulation.events import EVENT_FIELDS
from cms.regulation.queries import in_force
from cms.regulation.registers import categories
from tenants.context import current_tenant

DATA = Path(__file__).parent / "data" / "required.yaml"


def missing_of(content: PortalPage) -> list[Problem]:
    """Return what `content` lacks, in the order of the data."""
    return [
        problem for rule in _rules().get(content.item_type.value, []) for problem in _asked(rule, content)
    ]


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[dict[str, Any]]]:
    rules: dict[str, list[dict[str, Any]]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return rules


def _asked(rule: dict[str, Any], content: PortalPage) -> Iterator[Problem]:
    if "field" in rule:
        if not str(getattr(content, rule["field"], None) or "").strip():
            yield Problem(rule["text"], rule["field"])
        return
    for name, ask in SPECIAL.items():
        if rule.get(name):
            yield from ask(content, rule[name])


def _event(content: PortalPage, dates: list[str]) -> Iterator[Problem]:
    """The date of the event from which the deadline counts, where the portal's regulation has one for this category."""
    category = getattr(content, "category", "")
    if category not in categories():
        return
    answer = in_force().deadline_for(
        category,
        {name: getattr(content, name, None) for name in EVENT_FIELDS.values()},
        major=getattr(content, "major_event", False),
        own=getattr(content, "issued_by_self", True),
    )
    event = answer.missing_event
    name = EVENT_FIELDS.get(event, "") if event else ""
    if name in dates and hasattr(content, name):
        label = content._meta.get_field(name).verbose_name
        yield Problem(_("Fill in “%(field)s”: the deadline counts from it.") % {"field": label}, name)


def _reused(content: PortalPage, wanted: bool) -> Iterator[Problem]:
    """What comes from another publication names its address, so that the reader can find the original. A source that names the unit is its own."""
    if not isinstance(content, ArticlePage) or content.source_url:
        return
    source = content.source_name.strip().casefold()
    is_own = current_tenant().identity().name.casefold() in source
    if not is_own and any(word in source for word in PUBLICATIONS):
        yield Problem(
            _("“%(source)s” is another publication: give the address of the original.")
            % {"source": content.source_name},
            "source_url",
        )


PUBLICATIONS = (
    "báo ",
    "tạp chí",
    "đài ",
    "cổng thông tin",
    "trang thông tin",
    "vnexpress",
    "ttxvn",
    "thông tấn xã",
    ".vn",
    ".com",
)


def _pictures(content: PortalPage, wanted: bool) -> Iterator[Problem]:
    """Every picture says what it shows (WCAG 2.2, 1.1.1); a re-used one says whose it is."""
    for image in pictures_of(content):
        if not image.alt_text.strip():
            field = "lead_image" if getattr(content, "lead_image_id", None) == image.pk else "body"
            yield Problem(
                _("The picture “%(title)s” has no text alternative.") % {"title": image.title}, field
            )


SPECIAL: dict[str, Callable[[PortalPage, Any], Iterator[Problem]]] = {
    "event": _event,
    "reused": _reused,
    "pictures": _pictures,
}


def pictures_of(content: PortalPage) -> list[PortalImage]:
    """Return the pictures that `content` shows."""
    return list(PortalImage.objects.filter(pk__in=keys_in(content, PortalImage)).order_by("pk"))


def keys_in(content: Any, model: Any) -> set[int]:
    """Return the keys of the rows of `model` that `content` refers to."""
    from django.contrib.contenttypes.models import ContentType

    wanted = ContentType.objects.get_for_model(model).pk
    return {
        int(key)
        for kind, key, *_path in ReferenceIndex._extract_references_from_object(content)
        if kind == wanted
    }
