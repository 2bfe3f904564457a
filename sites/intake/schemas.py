"""The shapes of the questions' calls for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from sites.api import schemas as shapes
from sites.api.schemas import COMPONENTS, FLAG, JSON, NUMBER, PROBLEM_SCHEMA, TEXT, Schema
from sites.intake.checking import HONEYPOT, LIMITS

NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": required or list(properties)}


COMPONENTS["QuestionFigures"] = _object(
    {
        "month": TEXT,
        **dict.fromkeys(("received", "answered", "in_time", "overdue", "refused"), NUMBER),
        "median_days": NUMBER_OR_NULL,
        "median_days_without_waiting": NUMBER_OR_NULL,
    }
)
QUESTIONS = shapes.answers(
    _object(
        {
            "open": FLAG,
            "deadline": _object(
                {
                    "amount": NUMBER_OR_NULL,
                    **{key: {"type": ["string", "null"]} for key in ("unit", "clause", "layer")},
                }
            ),
            "limits": _object(
                {"shortest": NUMBER, "longest": {"type": "object", "additionalProperties": NUMBER}}
            ),
            "figures": {"type": "array", "items": {"$ref": "#/components/schemas/QuestionFigures"}},
        }
    )
)
FORM = shapes.answers(_object({"token": TEXT, "valid_seconds": NUMBER, "honeypot": TEXT}))
COMPONENTS["QuestionSent"] = _object(
    {
        "token": {"type": "string", "description": "Of the form."},
        **{name: {"type": "string", "maxLength": most} for name, most in LIMITS.items()},
        HONEYPOT: {"type": "string", "description": "Left empty."},
    },
    ["token", "text"],
)
SENDING = {JSON: {"$ref": "#/components/schemas/QuestionSent"}}
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
