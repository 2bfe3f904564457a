"""The form of one parameter: what the regulation says, by which clause, or that it does not say."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from pydantic import ValidationError

from cms.regulation.forms.entries import EntryForm, initial_of
from cms.regulation.forms.errors import errors_by_field
from cms.regulation.forms.fields import Choices, ClausesField, one_of, value_field
from cms.regulation.leaves import Deadline, EntryList
from cms.regulation.parameter_types import is_deadline, is_list, leaf_class
from cms.regulation.registers import ParameterInfo, label_choices
from cms.regulation.schema import Leaf

MOST_ENTRIES = 200


class ParameterForm(forms.Form):
    """One parameter. When valid, `leaf` is what the regulation says as the model writes it, None where it is silent."""

    def __init__(
        self, group: str, info: ParameterInfo, roles: Choices, leaf: Leaf | None, data: Any = None
    ) -> None:
        self.group, self.info = group, info
        self.leaf: dict[str, Any] | None = None
        self.problems: list[str] = []
        self.stored = ""
        self.is_list = is_list(group, info.key)
        super().__init__(data, prefix=f"{group}-{info.key}", initial=_initial(leaf))
        self.fields["silent"] = forms.BooleanField(label=_("The regulation does not say"), required=False)
        if self.is_list:
            self.entries = self._entry_forms(roles, leaf, data)
            self.fields["provenance"] = _provenance(without_blank=True)
        else:
            self._add_plain_fields(roles)

    def _add_plain_fields(self, roles: Choices) -> None:
        if is_deadline(self.group, self.info.key):
            self.fields.update(
                amount=forms.IntegerField(label=_("How many"), required=False, min_value=1),
                unit=one_of(label_choices("unit"), label=_("Counted in")),
                start=one_of(label_choices("start_event"), label=_("Counted from")),
                scope=forms.CharField(label=_("What it covers"), required=False),
                schedule=forms.CharField(label=_("Another regime that sets the times"), required=False),
                escalate_to=forms.CharField(label=_("Reported to"), required=False),
            )
        else:
            self.fields["value"] = value_field(self.info, roles)
        self.fields.update(
            clause=forms.CharField(
                label=_("Clause"), required=False, help_text=_("For example 7.3a: điểm a khoản 3 Điều 7.")
            ),
            provenance=_provenance(),
            also=ClausesField(label=_("Further clauses"), required=False),
            note=forms.CharField(label=_("Our note"), required=False),
        )

    def _entry_forms(self, roles: Choices, leaf: Leaf | None, data: Any) -> Any:
        form_set = forms.formset_factory(
            EntryForm, extra=0 if leaf else 1, can_delete=True, max_num=MOST_ENTRIES
        )
        entries = [initial_of(entry) for entry in leaf.items] if isinstance(leaf, EntryList) else []
        options = {"group": self.group, "key": self.info.key, "info": self.info, "roles": roles}
        return form_set(data, prefix=f"{self.prefix}-entry", initial=entries, form_kwargs=options)

    def is_valid(self) -> bool:
        """Whether the parameter, with its entries, is one that the model takes."""
        if self.is_list and self.is_bound and not self.data.get(self.add_prefix("silent")):
            return bool(self.entries.is_valid()) and super().is_valid()
        return super().is_valid()

    def clean(self) -> dict[str, Any]:
        """Read the parameter as the model does, and say every refusal beside its field."""
        given = super().clean() or {}
        if given.get("silent") or self.errors:
            return given
        leaf = self._list(given) if self.is_list else self._plain(given)
        if leaf is None:
            if any(form.errors for form in self.entries):
                return given  # said beside the entry's own fields
            self.add_error("silent", _("Add at least one entry, or tick that the regulation does not say."))
            return given
        try:
            leaf_class(self.group, self.info.key).model_validate_json(json.dumps(leaf, ensure_ascii=False))
        except ValidationError as error:
            for name, text in errors_by_field(error, self.fields):
                self._place(name, text)
        else:
            self.leaf = leaf
        return given

    def _plain(self, given: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value for name, value in given.items() if name != "silent" and value not in ("", None, [])
        }

    def _list(self, given: dict[str, Any]) -> dict[str, Any] | None:
        kept = [form for form in self.entries if form.entry and form not in self.entries.deleted_forms]
        seen: set[str] = set()
        for form in kept:
            if form.entry["key"] in seen:
                form.say_repeated()
            seen.add(form.entry["key"])
        known = given.get("provenance") or self.initial.get("provenance") or "stated"
        return {"provenance": known, "items": [form.entry for form in kept]} if kept else None

    def _place(self, name: str | None, text: str) -> None:
        """Say an error beside the field it is about: where the model names none, beside the value."""
        if self.is_list:
            if not any(form.errors for form in self.entries):
                self.add_error("silent", text)
            elif "provenance" not in self.errors:
                self.add_error("provenance", _("See the entries marked above."))
            return
        self.add_error(name or ("unit" if "unit" in self.fields else "value"), text)


def _provenance(*, without_blank: bool = False) -> forms.ChoiceField:
    choices = [pair for pair in label_choices("provenance") if pair[0] != "blank" or not without_blank]
    return forms.ChoiceField(label=_("How it is known"), required=False, choices=choices)


def as_written(leaf: Leaf | None) -> dict[str, Any] | None:
    """Return a leaf as a valid form holds it (`ParameterForm.leaf`); None where the regulation is silent."""
    if leaf is None:
        return None
    if not isinstance(leaf, EntryList):
        shown = leaf.model_dump(mode="json")
        return {name: value for name, value in shown.items() if value not in ("", None, [])}
    shown = leaf.model_dump(mode="json", exclude_defaults=True)
    return {"provenance": shown["provenance"], "items": shown["items"]}


def _initial(leaf: Leaf | None) -> dict[str, Any]:
    if leaf is None:
        return {"silent": True, "provenance": "stated"}
    if isinstance(leaf, EntryList):
        return {"silent": False, "provenance": leaf.provenance.value}
    return leaf.model_dump(mode="json")


def is_deadline_form(form: ParameterForm) -> bool:
    """Whether the form asks for a deadline."""
    return issubclass(leaf_class(form.group, form.info.key), Deadline)
