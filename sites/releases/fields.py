"""A column that keeps finished JSON as the text that is sent."""

import json
from typing import Any

from django.db import models


def canonical_json(value: Any) -> str:
    """The one spelling of a JSON value: no spaces, keys in the order given, letters not escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class FinishedJSONField(models.TextField[Any, Any]):
    """JSON as text, so that a reader can pass it on without parsing: annotate with `Cast(name, TextField())`.

    In Python the value is the parsed object. PostgreSQL's `jsonb` would reorder keys and has to be printed at every read.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """The parsed value of a stored text."""
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        """The text to store."""
        return None if value is None else canonical_json(value)

    def to_python(self, value: Any) -> Any:
        """As it is: a text is a JSON text value, not JSON to be parsed."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """The text, for Django's serialisers."""
        return canonical_json(self.value_from_object(obj))
