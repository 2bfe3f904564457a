"""Forms of the moderation screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.moderation.enums import Point


class PointsField(forms.MultipleChoiceField):
    """What somebody answers for with their name. Which of them are needed, the form or the act says."""

    def __init__(self) -> None:
        super().__init__(
            label=_("I have checked, and answer for it with my name"),
            choices=Point.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


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
    checked = PointsField()

    def __init__(
        self, *args: Any, missing: Iterable[Point] = (), secrecy_by: str = "", **kwargs: Any
    ) -> None:
        """Ask for the points that are `missing` at this stage, if any; `secrecy_by` is whom the rules name to check secrecy."""
        super().__init__(*args, **kwargs)
        self.missing = list(missing)
        if not self.missing:
            del self.fields["checked"]
        elif secrecy_by and Point.SECRECY in self.missing:
            self.fields["checked"].help_text = _("Secrecy is checked by: %(who)s.") % {"who": secrecy_by}

    def clean(self) -> dict[str, Any]:
        """Ask for a comment where the item is returned: the author has to know what to change."""
        data = super().clean() or {}
        if data.get("decision") == "reject" and not data.get("comment", "").strip():
            self.add_error("comment", _("Say what has to be changed."))
        left = [point for point in self.missing if point.value not in data.get("checked", [])]
        if data.get("decision") == "approve" and left:
            self.add_error("checked", _("An item is public only when somebody answers for all of these."))
        return data


class OverrideForm(forms.Form):
    """Why an item is published without approval."""

    reason = forms.CharField(
        label=_("Reason"), min_length=10, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
