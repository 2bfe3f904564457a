"""What the release store hears from authoring beside the acts on pages: images, attachments and privacy."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction

from cms.content import delivery
from cms.content.models import Attachment, PortalImage, PortalPage
from sites.releases import prepared, purge
from sites.releases.models import Release
from sites.releases.writer import TransactionalWriter
from tenants.context import current_tenant_or_none
from tenants.models import Tenant
from tenants.signals import interruptions_changed

writer = TransactionalWriter()


def connect() -> None:
    """Enter the writer in authoring's registry and listen."""
    delivery.register_writer(writer)
    for model in (PortalImage, Attachment):
        post_save.connect(media_changed, sender=model, dispatch_uid=f"releases-{model.__name__}-saved")
        post_delete.connect(media_changed, sender=model, dispatch_uid=f"releases-{model.__name__}-deleted")
    post_save.connect(prepared.image_saved, sender=PortalImage, dispatch_uid="releases-image-prepared")
    post_save.connect(privacy_changed, sender=PageViewRestriction, dispatch_uid="releases-privacy-set")
    post_delete.connect(privacy_changed, sender=PageViewRestriction, dispatch_uid="releases-privacy-lifted")
    pre_delete.connect(page_goes, dispatch_uid="releases-page-goes")
    interruptions_changed.connect(portal_announces, dispatch_uid="releases-portal-announces")


def portal_announces(tenant: Tenant, **kwargs: Any) -> None:
    """Caches shall not show for a minute longer what a portal announced of its interruptions, or did not yet."""
    purge.purge({purge.portal_key(tenant.pk)})


def media_changed(instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """Make the releases anew that use an image or attachment whose file, text alternative or title changed."""
    if created or raw or current_tenant_or_none() is None:
        return
    with transaction.atomic():
        writer.rewrite_users(instance.item_id)


def privacy_changed(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    """Withdraw what became restricted, release what no longer is, with everything below the page."""
    if raw or current_tenant_or_none() is None:
        return
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is None:  # it is being deleted, and its release with it
        return
    with transaction.atomic():
        writer.write_tree(page)


def page_goes(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Withdraw the release of a page that is deleted on a way that does not pass `PortalPage.delete`, as a tree's does."""
    if not isinstance(instance, PortalPage):
        return
    tenant = current_tenant_or_none()
    if tenant is None or not Release.objects.of(tenant.pk).filter(item_id=instance.item_id).exists():
        return
    with transaction.atomic():
        writer.withdraw(instance)
