"""The shapes of the desks' calls for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from cms.inbox.enums import EnvelopeKind
from cms.inbox.limits import FORMS
from sites.api import schemas as shapes
from sites.api.schemas import COMPONENTS, FLAG, JSON, NUMBER, PROBLEM_SCHEMA, TEXT, Schema
from sites.intake.checking import HONEYPOT

NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": required or list(properties)}


COMPONENTS["DeskFigures"] = _object(
    {
        "month": TEXT,
        **dict.fromkeys(("received", "answered", "in_time", "overdue", "refused"), NUMBER),
        "median_days": NUMBER_OR_NULL,
        "median_days_without_waiting": NUMBER_OR_NULL,
    }
)
DESK = shapes.answers(
    _object(
        {
            "open": FLAG,
            "deadline": _object(
                {
                    "amount": NUMBER_OR_NULL,
                    **{key: {"type": ["string", "null"]} for key in ("unit", "clause", "layer", "source")},
                }
            ),
            "limits": _object(
                {
                    "shortest": NUMBER,
                    "longest": {"type": "object", "additionalProperties": NUMBER},
                    "required": {"type": "array", "items": TEXT},
                }
            ),
            "figures": {"type": "array", "items": {"$ref": "#/components/schemas/DeskFigures"}},
        }
    )
)
FORM = shapes.answers(_object({"token": TEXT, "valid_seconds": NUMBER, "honeypot": TEXT}))


def sending(kind: EnvelopeKind) -> Schema:
    """Return the body that the form of a kind is sent as."""
    rules, name = FORMS[kind], f"{kind.value.title()}Sent"
    chosen = rules.choices or {}
    texts: Schema = {
        field: {
            "type": "string",
            "maxLength": most,
            **({"enum": ["", *chosen[field]]} if field in chosen else {}),
        }
        for field, most in rules.longest.items()
    }
    COMPONENTS[name] = _object(
        {
            "token": {"type": "string", "description": "Of the form."},
            **texts,
            HONEYPOT: {"type": "string", "description": "Left empty."},
        },
        ["token", "text", *rules.required],
    )
    return {JSON: {"$ref": f"#/components/schemas/{name}"}}


_PROBLEMS = dict.fromkeys((400, 403, 404, 413, 415, 429, 503), PROBLEM_SCHEMA)
SENT: dict[Any, Any] = {
    (202, JSON): _object(
        {
            "code": {"type": "string", "description": "Tells the state to whoever has it."},
            "token": {"type": "string", "description": "Of the secret link, which shows the exchange."},
            "repeated": {"type": "boolean", "description": "Whether this form had been sent before."},
        }
    ),
    **{(status, "application/problem+json"): problem for status, problem in _PROBLEMS.items()},
}
