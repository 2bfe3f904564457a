"""What Wagtail calls when a workflow is finished. It imports this while its own models load, so nothing else may be imported here."""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the content approved under `workflow_state`; see `cms.moderation.publishing.publish_approved`."""
    from cms.moderation import publishing

    publishing.publish_approved(workflow_state, user)
