"""Forms of the checks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.checks.enums import Answer, Level
from cms.checks.personal_data import Finding, Kind
from cms.checks.scanning import SHORTEST_REASON

READ_ONLY = [(Answer.READ.value, Answer.READ.label)]
OTHERS = [("", _("Choose")), *(choice for choice in Answer.choices if choice[0] != Answer.READ)]


class LevelForm(forms.Form):
    """How the information is classified."""

    level = forms.ChoiceField(
        label=_("How the information is classified"), choices=Level.choices, widget=forms.RadioSelect
    )


class PurgeForm(forms.Form):
    """What an item turned out to be, and that the person knows what purging means."""

    level = forms.ChoiceField(
        label=_("How the information is classified"),
        choices=[choice for choice in Level.choices if choice[0] != Level.OPEN],
        widget=forms.RadioSelect,
    )
    understood = forms.BooleanField(label=_("I know that this cannot be undone"))


class AnswerForm(forms.Form):
    """Why one finding may stay. A form that is left empty answers nothing."""

    answer = forms.ChoiceField(label=_("Why it may be public"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finding = finding
        choices = [("", _("Choose")), *READ_ONLY] if finding.kind is Kind.UNREADABLE else OTHERS
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_given(self) -> bool:
        """Return whether the person answered."""
        return bool(self.cleaned_data.get("answer"))

    def clean(self) -> dict[str, Any]:
        """Ask for both or neither, each beside its field."""
        data = super().clean() or {}
        if data.get("answer") and len(data.get("reason", "").strip()) < SHORTEST_REASON:
            self.add_error("reason", _("Give the reason in at least 10 characters."))
        if data.get("reason", "").strip() and not data.get("answer"):
            self.add_error("answer", _("Choose why it may be public."))
        return data
