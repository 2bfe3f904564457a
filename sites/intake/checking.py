"""What may be sent as a question. All that is wrong is told at once, beside its field. The text itself is kept as it was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from sites.api.problems import Problem

SHORTEST, LONGEST = 10, 5000
LIMITS = {"text": LONGEST, "name": 150, "email": 254, "telephone": 30, "address": 300}
"""Characters of each field at most."""
HONEYPOT = "website"
"""A field that people do not see; who fills it in is a machine, and is marked, not refused."""
KNOWN = frozenset({*LIMITS, HONEYPOT, "token"})
_TELEPHONE = re.compile(r"^[0-9+().\s-]{8,30}$")
_LINK = re.compile(r"https?://", re.IGNORECASE)
MANY_LINKS = 4


@dataclass(frozen=True, slots=True)
class Sent:
    """A question that may be taken.

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


def checked(body: Any) -> Sent:
    """Return what was sent.

    Raises:
        Problem: it is no object of texts, has a field that the form has not, or some field is wrong.
    """
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        raise Problem(HTTPStatus.BAD_REQUEST, "bad-request", _("A JSON object of texts is expected."))
    unknown = sorted(set(body) - KNOWN)
    if unknown:
        detail = _("The form has no field “%(name)s”.") % {"name": unknown[0][:100]}
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "unknown-parameter",
            detail,
            parameter=unknown[0][:100],
            allowed=sorted(KNOWN),
        )
    values = {name: _clean(body.get(name, "")) for name in LIMITS}
    errors = _errors(values)
    if errors:
        raise FormProblem(errors)
    made = bool(body.get(HONEYPOT, "").strip()) or len(_LINK.findall(values["text"])) >= MANY_LINKS
    return Sent(values, made)


def _clean(text: str) -> str:
    """Take out what no keyboard makes (NUL, other controls); line ends become one kind."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in plain if letter in "\n\t" or letter.isprintable()).strip()


def _errors(values: Mapping[str, str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    if len(values["text"]) < SHORTEST:
        errors["text"] = _("Write your question, in at least %(least)d characters.") % {"least": SHORTEST}
    for name, most in LIMITS.items():
        if len(values[name]) > most:
            errors[name] = _("This is longer than %(most)d characters.") % {"most": most}
    if values["email"] and "email" not in errors:
        try:
            EmailValidator()(values["email"])
        except ValidationError:
            errors["email"] = _(
                "This is no e-mail address; it looks like ten@vidu.vn. You can also leave it empty."
            )
    if values["telephone"] and "telephone" not in errors and not _TELEPHONE.match(values["telephone"]):
        errors["telephone"] = _(
            "Write the number with its digits, for example 0912 345 678. You can also leave it empty."
        )
    return errors
