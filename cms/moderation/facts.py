"""The facts of an item that an approver checks, label by label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from cms.content.models import PortalPage
from cms.regulation import registers

NAMED: dict[str, Callable[[str], str]] = {
    "category": registers.category_label,
    "field": registers.field_label,
    "body_key": lambda key: registers.word("body", key),
}
SHOWN = (
    "category",
    "field",
    "event_at",
    "event_end_at",
    "author_name",
    "source_name",
    "source_url",
    "origin",
    "body_key",
    "number",
    "kind",
    "issuing_body",
    "signatory",
    "issued_on",
    "effective_on",
    "status",
    "go_live_at",
    "expire_at",
)


def facts_of(page: PortalPage) -> list[tuple[str, str]]:
    """Return (label, value) of the facts that `page` has, in the order in which a reviewer checks them."""
    names = {field.name for field in page._meta.get_fields()}
    found = []
    for name in SHOWN:
        value = _shown(page, name) if name in names else ""
        if value:
            found.append((capfirst(str(page._meta.get_field(name).verbose_name)), value))
    return found


def _shown(page: PortalPage, name: str) -> str:
    value: Any = getattr(page, name)
    if value in (None, ""):
        return ""
    if name in NAMED:
        return NAMED[name](value)
    display = getattr(page, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%H:%M %d/%m/%Y")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value)
