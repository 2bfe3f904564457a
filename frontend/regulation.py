"""The regulation as the API gives it."""

from datetime import date
from typing import Any

from pydantic import field_validator

from frontend.shapes import Shape, Text


class Parameter(Shape):
    """One rule: its value in words and the clause that says so."""

    key: str
    label: Text = ""
    value: Text = ""
    provenance: Text = ""
    clause: Text = ""
    clause_text: Text = ""

    @field_validator("value", mode="before")
    @classmethod
    def _in_words(cls, value: Any) -> Any:
        if isinstance(value, list):
            return "; ".join(str(part) for part in value)
        return "" if value is None else str(value)


def _fragment(key: str) -> str:
    return key.replace(".", "-").replace("_", "-")


class ParameterGroup(Shape):
    """Rules on one matter."""

    key: str
    title: str
    parameters: list[Parameter] = []

    @property
    def anchor(self) -> str:
        """Return the fragment that leads to this group."""
        return "nhom-" + _fragment(self.key)

    def anchor_of(self, rule: Parameter) -> str:
        """Return the fragment that leads to one of the rules."""
        key = rule.key if rule.key.startswith(f"{self.key}.") else f"{self.key}.{rule.key}"
        return _fragment(key)


class Version(Shape):
    """A version of the regulation, by the days on which it held.

    `issued_on` is an ISO date, or only its year and month, or year, where the copy leaves the rest blank.
    """

    title: Text = ""
    number: Text = ""
    issued_on: Text = ""
    effective_from: date | None = None
    effective_to: date | None = None
    assumed: bool = False
    current: bool = False


class Regulation(Version):
    """A version with its rules, and the other versions there are."""

    issuing_body: Text = ""
    signatory: Text = ""
    notice: Text = ""
    versions: list[Version] = []
    groups: list[ParameterGroup] = []
