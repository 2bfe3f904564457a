"""What the typed model refuses, in words for the person who fills in the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as DjangoRefusal
from django.utils.translation import gettext as _
from pydantic import ValidationError


def words_for(kind: str, context: Mapping[str, Any]) -> str:
    """Return what is wrong, by the kind of error that pydantic reports."""
    plain = {
        "missing": _("Fill this in."),
        "string_too_short": _("Fill this in."),
        "no_value": _(
            "Fill this in, or choose “The regulation does not say”, or provenance “left blank in print”."
        ),
        "blank_with_value": _("The provenance says that the print is blank, so leave the value empty."),
        "clause": _(
            "Give the clause in short form: 7 is Điều 7, 7.3 is khoản 3 Điều 7, 7.3a is điểm a khoản 3 Điều 7; * is the whole text."
        ),
        "date": _("No such date. Write day/month/year, for example 05/03/2026."),
        "amount": _("A number goes with working days, administrative hours and days, and with nothing else."),
        "start": _("Choose the event from which the time is counted."),
        "blank_deadline": _("A deadline cannot be left blank in print: choose another provenance."),
        "repeated_key": _("Two entries are the same; leave one out."),
        "same_decision_as": _(
            "Choose another rule whose stage is final, and only for a rule that is final itself."
        ),
        "first_day": _(
            "Give the day from which the regulation is in force (or “from the day of signature” with a full date of issue)."
        ),
        "too_short": _("Choose or write at least one."),
        "string_pattern_mismatch": _(
            "Not in the expected form. Write plain text without spaces at either end; addresses without accents."
        ),
        "enum": _("Choose one of the options."),
        "literal_error": _("Choose one of the options."),
        "int_type": _("Write a whole number."),
        "int_parsing": _("Write a whole number."),
    }
    if kind in plain:
        return plain[kind]
    bounds = {
        "string_too_long": (_("At most %(bound)s characters."), "max_length"),
        "greater_than_equal": (_("At least %(bound)s."), "ge"),
        "less_than_equal": (_("At most %(bound)s."), "le"),
    }
    if kind in bounds:
        text, name = bounds[kind]
        return text % {"bound": context.get(name, "")}
    return _("This is not a value that is allowed here.")


def errors_by_field(error: ValidationError, known: Iterable[str]) -> list[tuple[str | None, str]]:
    """Return (field, words) of every error; the field is None where the error is about the whole.

    Args:
        known: the names of the form's fields.
    """
    names = set(known)
    found: list[tuple[str | None, str]] = []
    for detail in error.errors(include_url=False):
        kind = detail["type"]
        place = next((str(part) for part in detail["loc"] if str(part) in names), None)
        if place is None:
            place = {
                "amount": "amount",
                "start": "start",
                "no_value": "value",
                "blank_with_value": "value",
                "blank_deadline": "provenance",
            }.get(kind)
        pair = (place if place in names else None, words_for(kind, detail.get("ctx", {})))
        if pair not in found:
            found.append(pair)
    return found


def spread(form: forms.BaseForm, refusal: DjangoRefusal, places: Mapping[str, str] | None = None) -> None:
    """Put what an act refuses beside the fields of its form.

    Args:
        places: names of fields of the act by the name of the form's, where they differ.
    """
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        place = (places or {}).get(name, name)
        form.add_error(place if place in form.fields else None, errors)
