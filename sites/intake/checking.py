"""What may be sent by a form. All that is wrong is told at once, beside its field. The text itself is kept as it was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from cms.inbox.enums import EnvelopeKind
from cms.inbox.limits import FORMS, REACHED_BY, SHORTEST, FormRules
from sites.api.problems import Problem

HONEYPOT = "website"
"""A field that people do not see; who fills it in is a machine, and is marked, not refused."""
_TELEPHONE = re.compile(r"^[0-9+().\s-]{8,30}$")
_LINK = re.compile(r"https?://", re.IGNORECASE)
MANY_LINKS = 4


@dataclass(frozen=True, slots=True)
class Sent:
    """What may be taken.

    Attributes:
        values: by field, as sent but for space around.
        looks_made: whether something in it is a machine's, so that an official looks twice.
    """

    values: Mapping[str, str]
    looks_made: bool


class FormProblem(Problem):
    """Several fields are wrong; `errors` says each beside its name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        first = next(iter(errors))
        super().__init__(
            HTTPStatus.BAD_REQUEST,
            "invalid-form",
            _("Something in the form is missing or not allowed."),
            parameter=first,
        )
        self.errors = dict(errors)

    def shape(self) -> dict[str, Any]:
        """As it is sent."""
        return {
            **super().shape(),
            "errors": [{"parameter": name, "detail": text} for name, text in self.errors.items()],
        }


def checked(body: Any, kind: EnvelopeKind) -> Sent:
    """Return what was sent by the form of a kind.

    Raises:
        Problem: it is no object of texts, has a field that the form has not, or some field is wrong.
    """
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        raise Problem(HTTPStatus.BAD_REQUEST, "bad-request", _("A JSON object of texts is expected."))
    rules = FORMS[kind]
    known = {*rules.longest, HONEYPOT, "token"}
    unknown = sorted(set(body) - known)
    if unknown:
        detail = _("The form has no field “%(name)s”.") % {"name": unknown[0][:100]}
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "unknown-parameter",
            detail,
            parameter=unknown[0][:100],
            allowed=sorted(known),
        )
    values = {name: _clean(body.get(name, "")) for name in rules.longest}
    errors = _errors(values, rules)
    if errors:
        raise FormProblem(errors)
    made = bool(body.get(HONEYPOT, "").strip()) or len(_LINK.findall(values["text"])) >= MANY_LINKS
    return Sent(values, made)


def _clean(text: str) -> str:
    """Take out what no keyboard makes (NUL, other controls); line ends become one kind."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in plain if letter in "\n\t" or letter.isprintable()).strip()


def _errors(values: Mapping[str, str], rules: FormRules) -> dict[str, str]:
    errors: dict[str, str] = {}
    if len(values["text"]) < SHORTEST:
        errors["text"] = _("Write it in at least %(least)d characters.") % {"least": SHORTEST}
    for name, most in rules.longest.items():
        if len(values[name]) > most:
            errors[name] = _("This is longer than %(most)d characters.") % {"most": most}
        elif name in rules.required and not values[name]:
            errors[name] = _REQUIRED[name]()
    for name, allowed in (rules.choices or {}).items():
        if name not in errors and values[name] not in ("", *allowed):
            errors[name] = _("Choose one of the answers that are offered.")
    _check_reach(values, rules, errors)
    return errors


def _check_reach(values: Mapping[str, str], rules: FormRules, errors: dict[str, str]) -> None:
    empty = _(" You can also leave it empty.") if not rules.needs_reach else ""
    if values["email"] and "email" not in errors:
        try:
            EmailValidator()(values["email"])
        except ValidationError:
            errors["email"] = _("This is no e-mail address; it looks like ten@vidu.vn.") + empty
    if values["telephone"] and "telephone" not in errors and not _TELEPHONE.match(values["telephone"]):
        errors["telephone"] = _("Write the number with its digits, for example 0912 345 678.") + empty
    if rules.needs_reach and not any(values[name] for name in REACHED_BY):
        errors["telephone"] = _("Give a telephone number or an e-mail address, so that you can be told.")


_REQUIRED = {
    "name": lambda: _("Write your name."),
    "address": lambda: _("Write your address."),
    "item": lambda: _("Open the item and report it from there."),
    "nature": lambda: _("Choose what is the matter with it."),
}
"""What is said of a field that may not be empty."""
