"""Whom a draft is shown to, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.accounts.models import User

LASTING = {
    "1": (timedelta(hours=1), _("an hour")),
    "24": (timedelta(hours=24), _("a day")),
    "72": (timedelta(hours=72), _("three days")),
    "168": (timedelta(hours=168), _("seven days")),
}


class LinkForm(forms.Form):
    """A link for a person with an account, or for a reader without one."""

    account = forms.ModelChoiceField(
        label=_("A person with an account"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Has to sign in; gets a notice with the link."),
    )
    name = forms.CharField(
        label=_("or a reader without an account"),
        max_length=150,
        required=False,
        help_text=_("Whoever has the link can read the draft. Give it to this person alone."),
    )
    lasting = forms.ChoiceField(
        label=_("Valid for"), choices=[(key, label) for key, (_time, label) in LASTING.items()], initial="24"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = User.objects.filter(is_active=True).order_by("last_name", "first_name", "username")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of both: a person with an account, or a name."""
        data: dict[str, Any] = super().clean() or {}
        data["name"] = (data.get("name") or "").strip()
        if bool(data.get("account")) == bool(data["name"]):
            raise forms.ValidationError(
                _("Choose a person with an account, or write the name of a reader without one.")
            )
        return data

    @property
    def time(self) -> timedelta:
        """For how long."""
        return LASTING[self.cleaned_data["lasting"]][0]
