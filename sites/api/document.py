"""The OpenAPI document, made from the views."""

from typing import Any

import yaml
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from sites.api.schemas import COMPONENTS

URLCONF = "cms.urls_delivery"
DESCRIPTION = """\
What a portal has made public, for its own pages, apps, the province and other systems.
Every portal answers on its own host. Reading needs no key.

Errors are problem details (RFC 9457) that name the parameter and what is allowed; an unknown parameter is an error.
Lists are paged by a cursor that skips and doubles nothing while others publish.
Every answer has an entity tag; ask again with `If-None-Match`.
Instants carry Vietnam's offset; legal dates are dates.

Too much at a time is refused with 429 or 503 and `Retry-After`.

Within version 1 fields are added and never change their meaning: ignore what you do not know. docs/integrator-guide.md says
how to page, ask again, follow changes, and how long a version lives."""


def document() -> str:
    """The document as YAML, the same for the same code.

    Raises:
        ValidationError: it is no OpenAPI document.
    """
    generator: Any = SchemaGenerator
    check: Any = validate_schema
    with translation.override("en"):
        schema: dict[str, Any] = generator(urlconf=URLCONF).get_schema(request=None, public=True)
    schema["info"]["description"] = DESCRIPTION
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    components.update(dict(sorted(COMPONENTS.items())))
    _say_what_answers_mean(schema)
    check(schema)
    return yaml.safe_dump(_plain(schema), allow_unicode=True, sort_keys=False, width=120)


MEANINGS = {
    "200": "The answer.",
    "202": "It is kept for good.",
    "304": "What the client has is still right.",
    "400": "A parameter is unknown or not allowed.",
    "403": "A page of another site sends it.",
    "404": "There is nothing public, or no portal under this host.",
    "405": "The API is for reading.",
    "410": "It was public and has been withdrawn for good.",
    "413": "The body is larger than any call needs.",
    "414": "The query is too long.",
    "415": "Something else than JSON is sent.",
    "429": "You ask for more at a time than your share.",
    "503": "The portal cannot be read just now; `Retry-After` says when to try again.",
}


def _say_what_answers_mean(schema: dict[str, Any]) -> None:
    for call in schema["paths"].values():
        for operation in call.values():
            for status, response in operation["responses"].items():
                if response.get("description") in {"", "No response body", None}:
                    response["description"] = MEANINGS[status]


def _plain(value: Any) -> Any:
    """Without aliases: each place gets its own copy."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (bool, int, float)) or value is None else str(value)
