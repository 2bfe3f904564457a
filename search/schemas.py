"""The shape of the search's answer for the OpenAPI document."""

from sites.api import schemas as shapes
from sites.api.schemas import COMPONENTS, NUMBER, SUMMARY_PROPERTIES, TEXT, TEXT_OR_NULL, URL_OR_NULL, Schema

FACETS = [
    "type", "category", "field", "section", "kind", "status", "issuer", "year", "commune", "has_file", "language",
]  # fmt: skip


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": required or list(properties)}


HIGHLIGHT = _object({"title": TEXT, "text": TEXT})
PINNED = {"type": "boolean", "description": "Whether an editor put it first for this query."}
FACET_VALUE = _object({"key": TEXT, "label": TEXT, "count": NUMBER})
COMPONENTS["SearchItem"] = _object({**SUMMARY_PROPERTIES, "highlight": HIGHLIGHT, "pinned": PINNED})
COMPONENTS["FacetValue"] = FACET_VALUE
RESULTS = shapes.answers(
    _object(
        {
            "query": TEXT,
            "total": NUMBER,
            "approximate": {
                "type": "boolean",
                "description": "Whether total and counts are of the best matches only.",
            },
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/SearchItem"}},
            "groups": {
                "type": ["array", "null"],
                "items": {"$ref": "#/components/schemas/FacetValue"},
                "description": "With group=commune the portals of this page, in the order of the items.",
            },
            "facets": {
                "type": "object",
                "properties": {
                    facet: {"type": "array", "items": {"$ref": "#/components/schemas/FacetValue"}}
                    for facet in FACETS
                },
            },
            "suggestion": TEXT_OR_NULL,
            "next": URL_OR_NULL,
        }
    )
)

_SUGGESTION = _object({"title": TEXT, "highlight": TEXT, "type": TEXT, "path": TEXT, "url": TEXT})
COMPONENTS["Suggestion"] = _SUGGESTION
SUGGESTIONS = shapes.answers(
    _object(
        {
            "query": TEXT,
            "suggestion": TEXT_OR_NULL,
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Suggestion"}},
        }
    )
)
SIMILAR = shapes.answers(
    _object({"items": {"type": "array", "items": {"$ref": "#/components/schemas/Summary"}}})
)
