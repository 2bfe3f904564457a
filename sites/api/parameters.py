"""Parameters of calls: one declaration from which a query is read, refused with what is allowed, and documented."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from sites.api.problems import invalid_parameter, unknown_parameter
from tenants.calendar_day import LEGAL_ZONE

MAX_VALUE = 200
"""Characters in a value, where a parameter says nothing else."""

MAX_CHOICES = 20
"""Values in one list separated by commas."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Refused(ValueError):
    """A text is no value of a parameter; the message says why."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a call.

    Attributes:
        name: as it stands in the query.
        read: makes the value of a text, raises `Refused`.
        allowed: the values or the form allowed, as a problem tells them.
        description: what it is for, for the documentation.
        default: the value where the query has none.
        schema: its JSON schema.
        max_length: characters at most.
        several: whether it takes several values, separated by commas.
        values: of a closed list, for the documentation.
        most: values at most, where it takes several.
        may_be_empty: whether an empty text counts as none given, as a form sends it; else it is refused.
    """

    name: str
    read: Callable[[str], Any]
    allowed: Callable[[], list[str] | str]
    description: str
    default: Any = None
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    max_length: int = MAX_VALUE
    required: bool = False
    several: bool = False
    values: Callable[[], Iterable[str]] | None = None
    may_be_empty: bool = False
    most: int = MAX_CHOICES

    def value_of(self, text: str) -> Any:
        """The value of a text.

        Raises:
            Problem: the text is no value of this parameter.
        """
        try:
            if len(text) > self.max_length:
                raise Refused(_("It is longer than %(most)d characters.") % {"most": self.max_length})
            if _CONTROL.search(text):
                raise Refused(_("It holds control characters."))
            return self.read(unicodedata.normalize("NFC", text))
        except Refused as error:
            raise invalid_parameter(self.name, str(error), self.allowed()) from error

    def documented(self) -> OpenApiParameter:
        """For the OpenAPI document."""
        schema = dict(self.schema)
        if self.values is not None:
            schema["enum"] = sorted(self.values())
        if self.several:
            schema = {
                "type": "array",
                "items": schema,
                "minItems": 1,
                "maxItems": self.most,
            }
        return OpenApiParameter(
            name=self.name,
            description=self.description,
            required=self.required,
            type=schema,
            style="form" if self.several else None,
            explode=False if self.several else None,
        )


class Parameters:
    """The parameters of one call."""

    def __init__(self, *parameters: Parameter) -> None:
        self._by_name = {parameter.name: parameter for parameter in parameters}

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_name.values())

    def read(self, query: QueryDict) -> dict[str, Any]:
        """The values of a query, defaults where it says nothing.

        Raises:
            Problem: a parameter is unknown, given twice, or not allowed.
        """
        for name in query:
            if name not in self._by_name:
                raise unknown_parameter(name, self._by_name)
        return {name: self._value(parameter, query) for name, parameter in self._by_name.items()}

    def documented(self) -> list[OpenApiParameter]:
        """For the OpenAPI document."""
        return [parameter.documented() for parameter in self._by_name.values()]

    @staticmethod
    def _value(parameter: Parameter, query: QueryDict) -> Any:
        given = query.getlist(parameter.name)
        if len(given) > 1 and parameter.several:
            given = [",".join(given)]  # as generated clients send lists
        if len(given) > 1:
            detail = _("“%(name)s” is given more than once.") % {"name": parameter.name}
            raise invalid_parameter(parameter.name, detail, parameter.allowed())
        if given and given[0]:
            return parameter.value_of(given[0])
        if given and not parameter.may_be_empty:
            detail = _("“%(name)s” is empty; leave it out.") % {"name": parameter.name}
            raise invalid_parameter(parameter.name, detail, parameter.allowed())
        if parameter.required:
            detail = _("“%(name)s” is missing.") % {"name": parameter.name}
            raise invalid_parameter(parameter.name, detail, parameter.allowed())
        return parameter.default


def choices(
    name: str, values: Callable[[], Iterable[str]], description: str, most: int = MAX_CHOICES
) -> Parameter:
    """One or several values of a closed list, separated by commas; the value is a tuple, empty where none is given."""

    def read(text: str) -> tuple[str, ...]:
        given = [part.strip() for part in text.split(",")]
        if len(given) > most:
            raise Refused(_("It names more than %(most)d values.") % {"most": most})
        wanted = tuple(dict.fromkeys(given))  # twice is no mistake that anybody has to be told of
        known = set(values())
        for each in wanted:
            if each not in known:
                raise Refused(_("“%(value)s” is none of the values.") % {"value": each[:60]})
        return wanted

    return Parameter(
        name,
        read,
        lambda: sorted(values()),
        description,
        default=(),
        max_length=1000,
        several=True,
        values=values,
        most=most,
    )


def choice(
    name: str, values: Callable[[], Iterable[str]], description: str, default: str | None = None
) -> Parameter:
    """One value of a closed list."""

    def read(text: str) -> str:
        if text not in set(values()):
            raise Refused(_("“%(value)s” is none of the values.") % {"value": text[:60]})
        return text

    schema = {"type": "string"} if default is None else {"type": "string", "default": default}
    return Parameter(
        name, read, lambda: sorted(values()), description, default=default, schema=schema, values=values
    )


def whole_number(name: str, least: int, most: int, description: str, default: int | None = None) -> Parameter:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,19}", text) or not least <= int(text) <= most:
            raise Refused(
                _("It is no whole number between %(least)d and %(most)d.") % {"least": least, "most": most}
            )
        return int(text)

    schema: dict[str, Any] = {"type": "integer", "minimum": least, "maximum": most}
    if default is not None:
        schema["default"] = default
    return Parameter(name, read, lambda: f"{least}–{most}", description, default=default, schema=schema)


def uuid(name: str, description: str) -> Parameter:
    """A key of an item."""

    def read(text: str) -> UUID:
        try:
            return UUID(text)
        except ValueError:
            raise Refused(_("It is no UUID.")) from None

    schema = {"type": "string", "format": "uuid"}
    return Parameter(name, read, lambda: "UUID (RFC 9562)", description, schema=schema)


def uuids(name: str, description: str, most: int) -> Parameter:
    """Keys of items, separated by commas; the value is a tuple, empty where none is given."""

    def read(text: str) -> tuple[UUID, ...]:
        given = [part.strip() for part in text.split(",")]
        if len(given) > most:
            raise Refused(_("It names more than %(most)d values.") % {"most": most})
        parts = list(dict.fromkeys(given))
        try:
            return tuple(UUID(part) for part in parts)
        except ValueError:
            raise Refused(_("It is no UUID.")) from None

    schema = {"type": "string", "format": "uuid"}
    allowed = "UUID (RFC 9562), UUID, …"
    return Parameter(
        name,
        read,
        lambda: allowed,
        description,
        default=(),
        schema=schema,
        max_length=most * 37,
        several=True,
        most=most,
    )


def day(name: str, description: str) -> Parameter:
    """A date."""

    def read(text: str) -> date:
        return _date(text)

    return Parameter(
        name, read, lambda: "YYYY-MM-DD", description, schema={"type": "string", "format": "date"}
    )


def moment(name: str, description: str, *, end: bool = False) -> Parameter:
    """A date, or an instant with its offset; a date is its first instant in Vietnam, or with `end` the last."""

    def read(text: str) -> datetime:
        if "T" not in text:
            first = datetime.combine(_date(text), time.min, LEGAL_ZONE)
            return first + timedelta(days=1, microseconds=-1) if end else first
        try:
            found = parse_datetime(text.replace(" ", "+"))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or not 1900 <= found.year <= 2999:
            raise Refused(_("It is no date and no instant with an offset."))
        return found

    allowed = "YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+07:00"
    return Parameter(name, read, lambda: allowed, description, schema={"type": "string"})


def text(name: str, description: str, most: int = MAX_VALUE, *, required: bool = False) -> Parameter:
    """A free text."""

    def allowed() -> str:
        return _("a text of at most %(most)d characters") % {"most": most}

    schema = {"type": "string", "maxLength": most}
    return Parameter(
        name,
        str,
        allowed,
        description,
        schema=schema,
        max_length=most,
        required=required,
        may_be_empty=not required,
    )


def pattern(
    name: str, expression: str, form: str, description: str, most: int = MAX_VALUE, *, required: bool = False
) -> Parameter:
    """A text of a certain form; `form` says it for people."""
    wanted = re.compile(expression)

    def read(given: str) -> str:
        if not wanted.fullmatch(given):
            raise Refused(_("“%(value)s” has another form.") % {"value": given[:60]})
        return given

    schema = {"type": "string", "pattern": f"^{expression}$"}
    return Parameter(name, read, lambda: form, description, schema=schema, max_length=most, required=required)


def _date(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2999:
        raise Refused(_("It is no date."))
    return found
