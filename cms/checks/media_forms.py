"""Pictures and attachments uploaded inside an item's editor: their classification is asked with the file, and decides whether it is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.checks.enums import Level
from cms.content.media_room import RoomMixin
from cms.moderation import media_forms

# Wagtail's forms that store a file while an item is edited. Its other upload screens ask before they open (`classification`).
INSIDE_AN_EDITOR = frozenset({"image-chooser-upload", "document-chooser-upload"})


class ClassifiedUploadMixin:
    """Asks for the classification where a file comes from inside an editor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        if kwargs.get("prefix") in INSIDE_AN_EDITOR:
            form.fields["level"] = forms.ChoiceField(
                label=gettext_lazy("How the information is classified"),
                choices=[("", gettext_lazy("Choose")), *Level.choices],
                help_text=gettext_lazy("What is secret or internal is not stored here."),
            )
            form.order_fields(["level"])

    def clean_level(self) -> str:
        """Return the level. Raises ValidationError, before anything is stored, for what may not be here."""
        form: Any = self
        level = Level(form.cleaned_data["level"])
        if not level.may_be_here:
            raise ValidationError(refusal(level))
        return level.value


class ImageForm(ClassifiedUploadMixin, RoomMixin, media_forms.ImageForm):
    """The form of a picture."""


class AttachmentForm(ClassifiedUploadMixin, RoomMixin, media_forms.AttachmentForm):
    """The form of an attachment."""


def refusal(level: Level) -> str:
    """Return why content of this level is not taken, and where it belongs."""
    if level is Level.INTERNAL:
        return _(
            "Internal information does not belong on the portal. Nothing was stored; keep it in the unit's own system."
        )
    return _(
        "State secrets must not be written, sent or kept on a system that is connected to the internet. Nothing was stored;"
        " follow the unit's rules on the protection of state secrets."
    )
