"""Fields of a form for the plain values of a regulation: what a person sees, and the model's value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.regulation.registers import ParameterInfo, label_choices

Choices = list[tuple[str, str]]
_DATE = re.compile(r"^(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})$")


class LinesField(forms.CharField):
    """Several texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("One a line."))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the lines that say something."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Return what is shown."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


class ClausesField(forms.CharField):
    """Further clauses, separated by commas."""

    def to_python(self, value: Any) -> Any:
        """Return the clauses."""
        return [part for part in re.split(r"[,;\s]+", str(value or "")) if part]

    def prepare_value(self, value: Any) -> Any:
        """Return what is shown."""
        return ", ".join(value) if isinstance(value, (list, tuple)) else value


class FlagField(forms.TypedChoiceField):
    """Yes or no, neither being chosen beforehand."""

    def __init__(self, **options: Any) -> None:
        options["choices"] = [("", "—"), *label_choices("flag")]
        super().__init__(coerce=lambda value: value == "true", empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return the key of the option."""
        return str(value).lower() if isinstance(value, bool) else value


class DateField(forms.CharField):
    """A date as officials write it: 05/03/2026, 03/2026 or 2026 where the print leaves the rest blank."""

    def __init__(self, words: Mapping[str, str], **options: Any) -> None:
        self.words = dict(words)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the date as the model keeps it."""
        text = str(value or "").strip()
        for key, word in self.words.items():
            if text.lower() in {key, word.lower()}:
                return key
        match = _DATE.match(text)
        if match:
            return "-".join(part.zfill(2) for part in reversed(match.groups()) if part)
        if text:
            others = "".join(f" {_('or')} “{word}”." for word in self.words.values())
            raise ValidationError(_("Write day/month/year, for example 05/03/2026.") + others)
        return ""

    def prepare_value(self, value: Any) -> Any:
        """Return the date as officials write it."""
        text = str(value or "")
        if text in self.words:
            return self.words[text]
        return "/".join(reversed(text.split("-"))) if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) else text


def one_of(choices: Choices, **options: Any) -> forms.ChoiceField:
    """Return a field for one of a closed list."""
    return forms.ChoiceField(choices=[("", "—"), *choices], required=False, **options)


def some_of(choices: Choices, **options: Any) -> forms.MultipleChoiceField:
    """Return a field for some of a closed list, to be ticked."""
    return forms.MultipleChoiceField(
        choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
    )


def value_field(info: ParameterInfo, roles: Choices) -> forms.Field:
    """Return the field for a plain parameter.

    Args:
        info: the parameter in words.
        roles: (key, name) of the roles of this regulation.
    """
    options: dict[str, Any] = {"label": _("What the regulation says"), "required": False}
    if info.show in {"choice", "choices", "language"}:
        choices = roles if info.labels == "role" else label_choices(info.labels or "")
        make = some_of if info.show == "choices" else one_of
        return make(choices, label=options["label"])
    if info.show == "flag":
        return FlagField(**options)
    if info.show in {"number", "month"}:
        return forms.IntegerField(help_text=info.suffix or "", **options)
    if info.show == "date":
        return DateField(dict(label_choices(info.labels)) if info.labels else {}, **options)
    if info.show == "texts":
        return LinesField(**options)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **options)
