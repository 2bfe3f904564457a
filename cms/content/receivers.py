"""What Wagtail does to plain `Page` objects, past `PortalPage`: it passes the same gate and reaches the same releases.

Expiry (`publish_scheduled`), withdrawing the aliases of a page, bulk moves and the admin API load pages as `Page` and save them as such.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail.signals import post_page_move

from cms.content import delivery
from cms.content.models.base import PortalPage, is_bookkeeping
from tenants.context import current_tenant, current_tenant_or_none
from tenants.guards import ensure_writable


def connect() -> None:
    """Listen to what is done to pages that are not loaded as what they are."""
    post_save.connect(plain_page_saved, sender=Page, dispatch_uid="content-plain-page-saved")
    post_page_move.connect(page_moved, dispatch_uid="content-page-moved")


def plain_page_saved(
    instance: Page, created: bool = False, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Check and release what was saved as a plain `Page`. It runs in `Page.save`'s transaction, so what it refuses is not saved."""
    if raw or created or is_bookkeeping(update_fields) or current_tenant_or_none() is None:
        return
    page = Page.objects.get(pk=instance.pk).specific
    if isinstance(page, PortalPage):
        ensure_writable(current_tenant())
        page.make_public_as_stored()


def page_moved(instance: Page, **kwargs: Any) -> None:
    """Give the page and all below it the releases of their new place: address, section, what names them."""
    if current_tenant_or_none() is None:
        return
    page = Page.objects.get(pk=instance.pk).specific
    if isinstance(page, PortalPage):
        with transaction.atomic():
            delivery.writer().write_tree(page)
