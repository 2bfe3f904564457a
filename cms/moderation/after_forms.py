"""Forms of what is done to an item after it was public."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from cms.moderation.corrections import LONGEST, SHORTEST

EVIDENCE_BYTES = 20 * 1024 * 1024


class TakedownForm(forms.Form):
    """Why an item is taken down, who asked for it, and what shows it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    requested_by = forms.CharField(
        label=gettext_lazy("Who asked for it"),
        max_length=200,
        help_text=gettext_lazy(
            "A person or authority, with the number of its letter where there is one; or yourself."
        ),
    )
    notified_at = forms.DateTimeField(
        label=gettext_lazy("When the portal was told"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy(
            "The time allowed for removing counts from then. Leave it empty where you found it yourself just now."
        ),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What shows it: the place in the item, an address, a letter."),
    )
    evidence_file = forms.FileField(
        label=gettext_lazy("File of evidence"),
        required=False,
        help_text=gettext_lazy(
            "A picture or a document of at most 20 MB. Nobody but this portal's office sees it."
        ),
    )
    provisional = forms.BooleanField(
        label=gettext_lazy("For the time being: the office confirms it or restores the item"), required=False
    )

    def __init__(self, *args: Any, for_good: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_good:
            del self.fields["provisional"]

    def clean_evidence_file(self) -> Any:
        """Return the file. Raises ValidationError for a kind or a size that is not taken."""
        file = self.cleaned_data.get("evidence_file")
        if file is None:
            return None
        allowed = [*settings.WAGTAILIMAGES_EXTENSIONS, *settings.WAGTAILDOCS_EXTENSIONS]
        if PurePath(file.name).suffix.lower().lstrip(".") not in allowed:
            raise ValidationError(
                _("“%(name)s” is no picture or document. Allowed are: %(allowed)s.")
                % {"name": file.name, "allowed": ", ".join(allowed)}
            )
        if file.size > EVIDENCE_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        return file


class SettlementForm(forms.Form):
    """What the office found about a provisional takedown."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("confirm", gettext_lazy("Confirm: the item stays down for good")),
            ("restore", gettext_lazy("Restore: the item is public again as it was")),
        ],
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(
        label=gettext_lazy("What was found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CorrectionForm(forms.Form):
    """A public correction."""

    text = forms.CharField(
        label=gettext_lazy("Correction"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "What was wrong and what is right. Citizens read these words on the item and in the list of corrections."
        ),
    )
