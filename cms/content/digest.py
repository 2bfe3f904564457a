"""The digest of a content: what an approval is for.

A revision id says nothing of what was approved, because Wagtail saves drafts into the same revision. The digest covers what citizens will
read and leaves out what describes the row: keys, tree position, dates of publication, locks, the slug.

It is the same however the content is held. Wagtail writes a block that somebody has looked at otherwise than one it has only loaded: list items
get a wrapper, missing values their empty default. So what is empty counts as absent, which also keeps approvals valid when a field is added.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from wagtail.fields import StreamField

if TYPE_CHECKING:
    from cms.content.models import PortalPage

NOT_CONTENT = frozenset(
    {
        "pk", "id", "path", "depth", "numchild", "url_path", "slug", "live", "has_unpublished_changes", "expired",
        "first_published_at", "last_published_at", "latest_revision", "live_revision", "latest_revision_created_at",
        "owner", "locked", "locked_at", "locked_by", "draft_title", "content_type", "alias_of", "translation_key",
        "locale", "item_id", "go_live_at", "expire_at", "wagtail_admin_comments", "show_in_menus",
        "came_from",
    }
)  # fmt: skip

# Keys of rows and blocks, which change from save to save; and what Wagtail's table block derives from two other values when it is looked at.
LEFT_OUT = frozenset({"id", "pk", "page", "table_header_choice"})


def content_of(page: PortalPage) -> dict[str, Any]:
    """Return what the digest of `page` covers, as JSON-ready data without block ids, row keys and empty values."""
    data = page.serializable_data()
    streams = {field.name for field in page._meta.get_fields() if isinstance(field, StreamField)}
    content: dict[str, Any] = {}
    for name, value in data.items():
        if name in NOT_CONTENT or name.endswith("_ptr"):
            continue
        said = _canonical(json.loads(value) if name in streams and isinstance(value, str) else value)
        if not _is_empty(said):
            content[name] = said
    return content


def digest_of(page: PortalPage) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of the content of `page`."""
    canonical = json.dumps(
        content_of(page), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Return what `value` says: without keys of rows and blocks, without empty values, list items without their wrapper."""
    if isinstance(value, dict):
        said = {key: _canonical(item) for key, item in value.items() if key not in LEFT_OUT}
        return {key: item for key, item in said.items() if not _is_empty(item)}
    if isinstance(value, list):
        return [_canonical(_unwrapped(item)) for item in value]
    return value


def _unwrapped(item: Any) -> Any:
    """Return the value of a list block's item: `{"type": "item", "value": …, "id": …}` as Wagtail writes it, or the bare value as it was given."""
    if isinstance(item, dict) and item.get("type") == "item" and set(item) <= {"type", "value", "id"}:
        return item.get("value")
    return item


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})
