"""What a portal tells the registry of itself: how many accounts are open, when it last published. Numbers, nothing of their content."""

from __future__ import annotations

from django.db.models import Max
from wagtail.models import Page

from cms.accounts.models import User
from tenants import periodic
from tenants.context import current_tenant
from tenants.models import TenantUsage

EVERY_SECONDS = 600.0


def tell_figures() -> None:
    """Enter the current portal's figures; what they are measured with (files, database) is the fleet's worker's."""
    published = Page.objects.live().aggregate(last=Max("last_published_at"))["last"]
    TenantUsage.objects.filter(tenant_id=current_tenant().pk).update(
        accounts=User.objects.filter(is_active=True).count(), published_at=published
    )


def register() -> None:
    """Enter the job in the calendar of periodic work."""
    periodic.register("fleet.figures", tell_figures, EVERY_SECONDS)
