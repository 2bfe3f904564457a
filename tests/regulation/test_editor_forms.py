"""The form of a parameter: what the five regulations say comes back unchanged, and errors stand beside their field."""

import json
from typing import Any

import pytest
from django import forms as django_forms

from cms.regulation.forms.parameter import ParameterForm
from cms.regulation.layer_data import platform_roles
from cms.regulation.parameter_types import leaf_class
from cms.regulation.registers import parameters
from cms.regulation.schema import RegulationFile
from tests.regulation.conftest import CODES, regulation_file

PLATFORM = [(role.key, role.label) for role in platform_roles()]


def roles_of(file: RegulationFile) -> list[tuple[str, str]]:
    items = file.parameters.roles.items
    return [(role.key, role.label) for role in items.items] if items else PLATFORM


def sent(form: django_forms.BaseForm) -> dict[str, Any]:
    """What a browser would send back for a form as it is shown."""
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if isinstance(value, (list, tuple)):
            data[field.html_name] = [str(one) for one in value]
        elif value is True and isinstance(field.field, django_forms.BooleanField):
            data[field.html_name] = "on"
        elif value not in (None, False):
            data[field.html_name] = str(value)
    return data


def sent_by(form: ParameterForm) -> Any:
    from django.http import QueryDict

    data = sent(form)
    if form.is_list:
        data |= sent(form.entries.management_form)
        for entry in form.entries:
            data |= sent(entry)
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def form(group: str, key: str, data: dict[str, str]) -> ParameterForm:
    prefixed = {f"{group}-{key}-{name}": value for name, value in data.items()}
    return ParameterForm(group, parameters()[group, key], PLATFORM, None, prefixed)


@pytest.mark.parametrize("slug", CODES)
def test_a_form_sent_back_untouched_says_the_same(slug: str) -> None:
    file = regulation_file(slug)
    for group, key, leaf in file.parameters.leaves():
        info = parameters()[group, key]
        shown = ParameterForm(group, info, roles_of(file), leaf)
        back = ParameterForm(group, info, roles_of(file), leaf, sent_by(shown))
        assert back.is_valid(), (
            group,
            key,
            back.errors,
            getattr(getattr(back, "entries", None), "errors", None),
        )
        again = leaf_class(group, key).model_validate_json(json.dumps(back.leaf, ensure_ascii=False))
        if not back.is_list:
            assert again == leaf, (group, key)
        else:
            assert again.items == leaf.items, (group, key)  # type: ignore[attr-defined]


def test_silence_is_no_leaf() -> None:
    silent = form("deadlines", "news_event", {"silent": "on", "provenance": "stated"})
    assert silent.is_valid()
    assert silent.leaf is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"unit": "working_day", "start": "approved", "clause": "7.3"}, "amount"),
        ({"unit": "immediate", "amount": "2", "start": "approved", "clause": "7.3"}, "amount"),
        ({"unit": "working_day", "amount": "2", "clause": "7.3"}, "start"),
        ({"unit": "working_day", "amount": "2", "start": "approved"}, "clause"),
        ({"unit": "working_day", "amount": "2", "start": "approved", "clause": "khoản 3"}, "clause"),
        ({"amount": "2", "start": "approved", "clause": "7.3"}, "unit"),
    ],
)
def test_an_error_stands_beside_its_field(data: dict[str, str], field: str) -> None:
    refused = form("deadlines", "news_event", {"provenance": "stated", **data})
    assert not refused.is_valid()
    assert list(refused.errors) == [field]


def test_dates_are_written_as_officials_write_them() -> None:
    given = {"provenance": "stated", "clause": "QD.3"}
    for text, stored in (("5/3/2026", "2026-03-05"), ("03/2026", "2026-03"), ("từ ngày ký", None)):
        dated = form("regulation", "issued_on", {**given, "value": text})
        assert dated.is_valid() is (stored is not None)
        assert (dated.leaf or {}).get("value") == stored
    signed = form("regulation", "effective_from", {**given, "value": "từ ngày ký"})
    assert signed.is_valid()
    assert signed.leaf == {**given, "value": "date_of_signature"}


def test_a_date_that_does_not_exist_is_refused_beside_its_field() -> None:
    refused = form("regulation", "issued_on", {"provenance": "stated", "clause": "0", "value": "31/02/2026"})
    assert not refused.is_valid()
    assert list(refused.errors) == ["value"]
