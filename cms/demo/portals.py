"""Which portals the demo has and who works in them, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

PASSWORD = "Cong-Xa-Demo-2026"  # noqa: S105 - accounts that have it are refused outside the demo's settings
FILE = Path(__file__).parent / "portals.yaml"


class Person(BaseModel):
    """A fictional official with an account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: str
    name: str
    role: str
    post: str
    decision: str
    fields: list[str] = []
    columns: list[str] = []


class Portal(BaseModel):
    """One portal of the demo."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    slug: str
    host: str
    accent: str
    also_known_as: list[str] = []
    regulation: str | None = None
    archived: bool = False

    @property
    def people(self) -> list[Person]:
        """Return who works in this portal."""
        return demo().people[self.slug]


class Demo(BaseModel):
    """The file as a whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    portals: list[Portal]
    people: dict[str, list[Person]]


@cache
def demo() -> Demo:
    """Return the demo's portals and people. Raises pydantic's ValidationError where the file is not as it should be."""
    return Demo.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
