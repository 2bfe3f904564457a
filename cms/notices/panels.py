"""What a person finds on the home page of the admin of what was written to them lately."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.notices.enums import NoticeKind
from cms.notices.models import Notice

SHOWN = 5
LATELY = dt.timedelta(days=7)
PRIVATE = (NoticeKind.PASSWORD_LINK,)
"""Kinds that belong into the person's mailbox alone."""


class NoticesPanel(Component):
    """The newest notices to this person, with where each leads."""

    name = "notices"
    template_name = "notices_admin/panel.html"
    order = 70

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the notices of the last days, newest first."""
        mine = Notice.objects.filter(
            recipient_id=self.request.user.pk, created_at__gte=timezone.now() - LATELY
        )
        return {"notices": list(mine.exclude(kind__in=PRIVATE)[:SHOWN])}
