"""What templates of moderation ask."""

from __future__ import annotations

import json

from django import template

register = template.Library()


@register.filter
def without_publishing(props: str) -> str:
    """Return the data of wagtail-localize's editor with its buttons to publish and to unpublish taken away, from everybody."""
    data = json.loads(props)
    data["perms"] = {**data["perms"], "canPublish": False, "canUnpublish": False}
    return json.dumps(data)
