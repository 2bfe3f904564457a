"""Images and attachments of a portal. Both are private until a release that uses them is public."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from tenants.identity import new_id


class PortalImage(AbstractImage):
    """A picture with its text alternative, which is mandatory (WCAG 1.1.1; Thông tư 26/2020/TT-BTTTT)."""

    item_id = models.UUIDField(default=new_id, editable=False, unique=True)
    alt_text = models.CharField(
        _("text alternative"),
        max_length=250,
        help_text=_("Say what the picture shows, for people who cannot see it."),
    )
    credit = models.CharField(_("photographer or source"), max_length=150, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "alt_text",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions: ClassVar = [("choose_portalimage", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """Return the text alternative (Wagtail's own templates ask for it by this name)."""
        return self.alt_text


class PortalRendition(AbstractRendition):
    """A resized copy of a picture, for the admin; citizens get content-addressed files of their own."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class Attachment(AbstractDocument):
    """A file that hangs on an item. Editors see it as *Tệp đính kèm*, never as *Văn bản*, which is the legal document."""

    item_id = models.UUIDField(default=new_id, editable=False, unique=True)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        permissions: ClassVar = [("choose_attachment", "Can choose attachment")]
