"""Forms for the entries of a list: roles, rows of the approval matrix, categories, reports and the plain ones."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from cms.regulation.forms.errors import errors_by_field
from cms.regulation.forms.fields import Choices, ClausesField, LinesField, one_of, some_of
from cms.regulation.parameter_types import entry_class
from cms.regulation.registers import (
    ParameterInfo,
    category_choices,
    field_choices,
    instruments,
    label_choices,
)
from tenants.register.ascii import ascii_slug

OTHER = "__other"
_ASSIGNED = "assigned_to_"
_MATCHING = ("field", "column", "body", "origin", "doc_kind")


class EntryForm(forms.Form):
    """One entry; `entry` holds it as the model writes it, once the form is valid."""

    def __init__(
        self, *args: Any, group: str, key: str, info: ParameterInfo, roles: Choices, **options: Any
    ) -> None:
        self.info, self.roles, self.model = info, roles, entry_class(group, key)
        self.entry: dict[str, Any] | None = None
        super().__init__(*args, **options)
        self.fields.update(self._own_fields())
        self.fields.update(
            clause=forms.CharField(
                label=_("Clause"), required=False, help_text=_("For example 7.3a: điểm a khoản 3 Điều 7.")
            ),
            also=ClausesField(label=_("Further clauses"), required=False),
            provenance=forms.ChoiceField(
                label=_("How it is known"),
                required=False,
                choices=[pair for pair in label_choices("provenance") if pair[0] != "blank"],
            ),
            note=forms.CharField(label=_("Our note"), required=False),
        )

    def _own_fields(self) -> dict[str, forms.Field]:
        label = forms.CharField(
            label=_("As the regulation words it"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        if self.info.show == "categories":
            listed = one_of(
                [("external", _("another instrument lists what belongs to it"))], label=_("Contents")
            )
            return {"key": one_of(category_choices(), label=_("Category")), "label": label, "expand": listed}
        if self.model.__name__ == "LegalBasis":
            names = [(entry.key, entry.title) for entry in instruments().values()]
            return {"key": one_of(names, label=_("Instrument")), "label": label}
        hidden = {"key": forms.CharField(required=False, widget=forms.HiddenInput)}
        if self.info.show == "roles":
            known = dict([*label_choices("role"), *self.roles])
            return {
                "key": one_of([*known.items(), (OTHER, _("another one"))], label=_("Post or unit")),
                "label": label,
                "kind": one_of(label_choices("role_kind"), label=_("What it is")),
                "permissions": some_of(label_choices("permission"), label=_("May or must")),
            }
        if self.info.show == "rules":
            return {**hidden, "label": label, **self._rule_fields()}
        if self.info.show == "reports":
            return {
                **hidden,
                "label": label,
                "cadence": some_of(label_choices("cadence"), label=_("How often")),
                "by": forms.CharField(label=_("By whom"), required=False),
                "to": LinesField(label=_("To whom"), required=False),
            }
        kind = (
            {"kind": one_of(label_choices("prohibition_kind"), label=_("What it is"))}
            if "kind" in self.model.model_fields
            else {}
        )
        return {**hidden, "label": label, **kind}

    def _rule_fields(self) -> dict[str, forms.Field]:
        assigned = [(f"{_ASSIGNED}{key}", name) for key, name in self.roles]
        given = {value for value in (self.initial.get("field_of"), self.initial.get("column_of")) if value}
        assigned += [
            (value, value.removeprefix(_ASSIGNED))
            for value in sorted(given - {key for key, _name in assigned})
        ]
        keys = _("Keys, one a line. Empty: whatever it is.")
        return {
            "stage": one_of(label_choices("stage"), label=_("Step")),
            "approver": some_of(self.roles, label=_("Who decides")),
            "approver_label": forms.CharField(
                label=_("Who decides, as the regulation words it"), required=False
            ),
            "field": some_of(
                field_choices(), label=_("Only for these fields"), help_text=_("None ticked: every field.")
            ),
            "field_of": one_of(assigned, label=_("or for the fields assigned to")),
            "column": LinesField(label=_("Only for these columns"), required=False, help_text=keys),
            "column_of": one_of(assigned, label=_("or for the columns assigned to")),
            "body": LinesField(label=_("Only for content of these bodies"), required=False, help_text=keys),
            "origin": one_of(
                [
                    ("staff", _("staff")),
                    ("collaborator", _("collaborators")),
                    ("supplying_unit", _("a supplying unit")),
                ],
                label=_("Only for content supplied by"),
            ),
            "doc_kind": LinesField(
                label=_("Only for these kinds of document"), required=False, help_text=keys
            ),
            "same_decision_as": forms.CharField(required=False, widget=forms.HiddenInput),
        }

    def clean(self) -> dict[str, Any]:
        """Read the entry as the model does, and say every refusal beside its field."""
        given = super().clean() or {}
        if self.errors or (self.empty_permitted and not self.has_changed()):
            return given
        entry = {
            name: value
            for name, value in given.items()
            if value not in ("", None, []) and name in self.model.model_fields
        }
        for name, field in self.model.model_fields.items():
            if field.is_required() and isinstance(
                self.fields.get(name), LinesField | forms.MultipleChoiceField
            ):
                entry.setdefault(name, [])
        if self.info.show == "rules":
            entry = self._with_match(entry, given)
        if entry.get("key") in {None, "", OTHER}:
            entry["key"] = key_of(str(entry.get("label", "")))
        try:
            self.model.model_validate_json(json.dumps(entry, ensure_ascii=False))
        except ValidationError as error:
            for place, text in errors_by_field(error, self.fields):
                self.add_error(place or "label", text)
        else:
            self.entry = entry
        return given

    def say_repeated(self) -> None:
        """Say beside the entry's own field that another entry is the same."""
        shown = "label" if self.fields["key"].widget.is_hidden else "key"
        self.add_error(shown, _("Another entry is the same; leave one out, or word it otherwise."))

    def _with_match(self, entry: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        match = {name: given[name] for name in _MATCHING if given.get(name)}
        for name in ("field", "column"):
            if given.get(f"{name}_of"):
                match[name] = given[f"{name}_of"]
        return {**{name: value for name, value in entry.items() if name not in _MATCHING}, "match": match}


def key_of(label: str) -> str:
    """Return a key for what people named: `Báo cáo tháng` → `bao_cao_thang`."""
    key = ascii_slug(label).replace("-", "_")[:50].strip("_")
    return key if key[:1].isalpha() and len(key) > 1 else f"muc_{key}".strip("_")


def initial_of(entry: BaseModel) -> dict[str, Any]:
    """Return an entry as its form shows it."""
    shown = entry.model_dump(mode="json")
    for name, condition in (shown.pop("match", None) or {}).items():
        shown[f"{name}_of" if isinstance(condition, str) and name in {"field", "column"} else name] = (
            condition
        )
    return shown
