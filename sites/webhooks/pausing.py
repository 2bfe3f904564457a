"""Pausing an address, and telling those who can mend it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from cms.accounts.models import Appointment
from cms.accounts.posts import ADMINISTRATORS
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from sites.webhooks.enums import EndpointState, PauseReason
from sites.webhooks.models import Endpoint
from tenants.context import current_tenant
from tenants.origins import admin_origin


def pause_and_tell(endpoint: Endpoint, reason: PauseReason, now: datetime) -> None:
    """Pause an address in the running transaction, in its tenant, and write to the portal's administrators.

    What becomes public meanwhile is not lost: the address keeps its position in the change feed.
    """
    endpoint.state, endpoint.pause_reason, endpoint.paused_at = EndpointState.PAUSED, reason, now
    endpoint.save(update_fields=["state", "pause_reason", "paused_at"])
    url = admin_origin(current_tenant()) + reverse("webhooks_endpoint", args=[endpoint.pk])
    posts = Appointment.objects.current().filter(role_key__in=ADMINISTRATORS).select_related("user")
    for user in {post.user for post in posts if post.user.is_active}:
        tell(
            user,
            NoticeKind.WEBHOOK_PAUSED,
            {
                "name": endpoint.name,
                "address": endpoint.url,
                "reason": reason.label,
                "since": endpoint.failing_since,
            },
            url,
        )
