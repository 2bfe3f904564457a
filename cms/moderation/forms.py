"""Forms of the moderation screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """An approver's decision: approve, or return with words."""

    decision = forms.ChoiceField(choices=[("approve", _("Approve")), ("reject", _("Return for changes"))])
    comment = forms.CharField(
        label=_("Comment to the author"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you return the item."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a comment where the item is returned: the author has to know what to change."""
        data = super().clean() or {}
        if data.get("decision") == "reject" and not data.get("comment", "").strip():
            self.add_error("comment", _("Say what has to be changed."))
        return data


class TakedownForm(forms.Form):
    """Why an item is taken down, and who asked for it."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    requested_by = forms.CharField(
        label=_("Who asked for it"),
        max_length=200,
        help_text=_("A person or authority, with the number of its letter where there is one; or yourself."),
    )


class OverrideForm(forms.Form):
    """Why an item is published without approval."""

    reason = forms.CharField(
        label=_("Reason"), min_length=10, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
