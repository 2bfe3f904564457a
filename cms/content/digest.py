"""The digest of a content: what an approval is for.

A revision id says nothing of what was approved, because Wagtail saves drafts into the same revision. The digest covers what citizens will
read and leaves out what describes the row: keys, tree position, dates of publication, locks, the slug.
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
    }
)  # fmt: skip


def content_of(page: PortalPage) -> dict[str, Any]:
    """Return what the digest of `page` covers, as JSON-ready data without block ids and row keys."""
    data = page.serializable_data()
    streams = {field.name for field in page._meta.get_fields() if isinstance(field, StreamField)}
    content: dict[str, Any] = {}
    for name, value in data.items():
        if name in NOT_CONTENT or name.endswith("_ptr"):
            continue
        content[name] = _without_ids(json.loads(value) if name in streams and isinstance(value, str) else value)
    return content


def digest_of(page: PortalPage) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of the content of `page`."""
    canonical = json.dumps(content_of(page), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _without_ids(value: Any) -> Any:
    """Drop the keys that identify a row or block: they change from save to save and are not content."""
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key not in {"id", "pk", "page"}}
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    return value
