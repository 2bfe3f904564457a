"""The shapes of answers for the OpenAPI document (3.1). Answers are stored JSON; a test holds the two together."""

from typing import Any

Schema = dict[str, Any]
JSON = "application/json"


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": required or list(properties)}


COMPONENTS: Schema = {}
"""Schemas that have a name in the document."""


def _named(name: str, schema: Schema) -> Schema:
    """Enter a schema under a name; returns the reference to it."""
    COMPONENTS[name] = schema
    return {"$ref": f"#/components/schemas/{name}"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
KEY: Schema = {"type": "string", "format": "uuid"}
URL: Schema = {"type": "string", "format": "uri"}
URL_OR_NULL: Schema = {"type": ["string", "null"], "format": "uri"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MOMENT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
DAY_OR_NULL: Schema = {"type": ["string", "null"], "format": "date"}
LABEL: Schema = _named("Label", _object({"key": TEXT, "label": TEXT}))

SECTION_REFERENCE = _named("SectionReference", _object({"id": KEY, "title": TEXT, "path": TEXT}))
SOURCE = _named("Source", _object({"portal": KEY, "code": TEXT, "name": TEXT, "url": URL}))
PICTURE = _named(
    "Picture",
    _object(
        {
            "alt": TEXT,
            "credit": TEXT,
            "width": NUMBER,
            "height": NUMBER,
            "src": TEXT,
            "sources": _list(
                _object({"type": TEXT, "srcset": _list(_object({"src": TEXT, "width": NUMBER}))})
            ),
        }
    ),
)
DOCUMENT = _named(
    "Document",
    _object(
        {
            "number": TEXT,
            "kind": LABEL,
            "abstract": TEXT,
            "issuing_body": TEXT,
            "signatory": TEXT,
            "issued_on": DAY_OR_NULL,
            "effective_on": DAY_OR_NULL,
            "expires_on": DAY_OR_NULL,
            "status": LABEL,
        }
    ),
)
SUMMARY_PROPERTIES: Schema = {
    "id": KEY,
    "type": {
        "type": "string",
        "enum": ["home", "section", "article", "document", "page", "contacts", "schedule", "answer"],
    },
    "language": TEXT,
    "title": TEXT,
    "summary": TEXT,
    "path": TEXT,
    "url": URL,
    "category": _or_null(LABEL),
    "field": _or_null(LABEL),
    "section": _or_null(SECTION_REFERENCE),
    "published_at": MOMENT,
    "updated_at": MOMENT,
    "event_at": MOMENT_OR_NULL,
    "image": _or_null(PICTURE),
    "document": _or_null(DOCUMENT),
    "source": SOURCE,
    "lead": FLAG,
}
SUMMARY = _named("Summary", _object(SUMMARY_PROPERTIES))
SUMMARY_PART = _named("SummaryPart", _object(SUMMARY_PROPERTIES, required=["id"]))
"""What `fields` leaves of a summary."""

FILE = _named(
    "File", _object({"title": TEXT, "name": TEXT, "href": TEXT, "size": NUMBER, "content_type": TEXT})
)
BLOCK = _named(
    "Block",
    _object(
        {
            "type": {
                "type": "string",
                "enum": ["paragraph", "heading", "image", "list", "quote", "table", "notice", "files"],
            },
            "html": TEXT,
            "text": TEXT,
            "level": NUMBER,
            "anchor": TEXT,
            "image": PICTURE,
            "caption": TEXT,
            "cite": TEXT,
            "ordered": FLAG,
            "items": _list(TEXT),
            "header": _list(TEXT),
            "rows": _list(_list(TEXT)),
            "files": _list(FILE),
        },
        required=["type"],
    ),
)
CONTACT = _named(
    "Contact", _object({"name": TEXT, "position": TEXT, "phone": TEXT, "email": TEXT, "unit": TEXT})
)
JSON_LD = _named(
    "JsonLd",
    {
        **_object({"@context": TEXT, "@type": TEXT, "@id": TEXT, "name": TEXT}),
        "description": "The item in schema.org's words (JSON-LD 1.1); absent from what was released before version 1 had it.",
        "additionalProperties": True,
    },
)
DUBLIN_CORE = _named(
    "DublinCore",
    _object(
        {
            "title": TEXT,
            "creator": TEXT,
            "date": TEXT,
            "description": TEXT,
            "publisher": TEXT,
            "identifier": TEXT,
            "language": TEXT,
            "source": TEXT_OR_NULL,
            "subject": TEXT_OR_NULL,
            "type": TEXT,
            "format": TEXT,
            "rights": TEXT_OR_NULL,
        }
    ),
)
SCHEDULE = _named(
    "Schedule",
    _object(
        {
            "kind": LABEL,
            "entries": _list(
                _object(
                    {
                        "id": TEXT,
                        "day": DAY,
                        "starts": TEXT,
                        "ends": TEXT_OR_NULL,
                        "weekly": FLAG,
                        "last_day": DAY_OR_NULL,
                        "who": TEXT,
                        "what": TEXT,
                        "place": TEXT,
                    }
                )
            ),
        }
    ),
)
"""Hours are those of Vietnam; `weekly` repeats an entry on its day of the week, until `last_day` where there is one."""

ANSWER = _named("Answer", _object({"question": TEXT, "answered_by": TEXT, "answered_on": DAY}))
"""A question of common concern in its public wording; the answer is the item's body."""

DESK = _named(
    "Desk",
    _object(
        {
            "enabled": FLAG,
            "amount": {"type": ["number", "null"]},
            **dict.fromkeys(("unit", "clause", "layer", "source"), TEXT),
        },
        required=["enabled"],
    ),
)
"""A desk of the portal: whether citizens can send something there, and within what time it answers."""

FULL_PROPERTIES: Schema = {
    **SUMMARY_PROPERTIES,
    "author": TEXT,
    "origin": _or_null(_object({"name": TEXT, "url": TEXT})),
    "attribution": TEXT,
    "body": _list(BLOCK),
    "files": _list(FILE),
    "contacts": _list(_object({"group": TEXT, "entries": _list(CONTACT)})),
    "schedule": _or_null(SCHEDULE),
    "answer": _or_null(ANSWER),
    "breadcrumbs": _list(_object({"title": TEXT, "path": TEXT})),
    "children": _list(_object({"title": TEXT, "path": TEXT, "summary": TEXT})),
    "corrections": _list(_object({"at": MOMENT, "text": TEXT})),
    "relations": _list(_object({"kind": LABEL, "number": TEXT, "title": TEXT, "path": TEXT_OR_NULL})),
    "translations": _list(_object({"language": TEXT, "id": KEY, "path": TEXT})),
    "approval": _or_null(_object({"clause": TEXT, "regulation": TEXT})),
    "dublin_core": DUBLIN_CORE,
    "json_ld": JSON_LD,
}
FULL = _named(
    "Item", _object(FULL_PROPERTIES, required=[name for name in FULL_PROPERTIES if name != "json_ld"])
)
FULL_PART = _named("ItemPart", _object(FULL_PROPERTIES, required=["id"]))
"""What `fields` leaves of an item."""

NOTICE = _named(
    "Notice",
    _object(
        {
            **SUMMARY_PROPERTIES,
            "placed": {"type": "string", "enum": ["top", "normal"]},
        }
    ),
)
"""A summary of an item of another portal, and where this one places it on its first page."""

EMERGENCY = _named(
    "Emergency",
    _object(
        {
            "title": TEXT,
            "text": TEXT,
            "url": URL,
            "level": {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
            "until": MOMENT_OR_NULL,
            "source": SOURCE,
        }
    ),
)
MENU_ENTRY = _named(
    "MenuEntry",
    _object({"title": TEXT, "path": TEXT, "children": _list({"$ref": "#/components/schemas/MenuEntry"})}),
)
PORTAL_SCHEMA = _named(
    "Portal",
    _object(
        {
            "id": KEY,
            "kind": {"type": "string", "enum": ["province", "commune", "former_unit"]},
            "state": TEXT,
            "code": TEXT,
            "unit_type": TEXT,
            "name": TEXT,
            "unit_name": TEXT,
            "authority": TEXT,
            "origin": URL,
            "languages": _list(_object({"code": TEXT, "label": TEXT, "path": TEXT})),
            "accent": TEXT_OR_NULL,
            "emblem": TEXT_OR_NULL,
            "parent": _or_null(_object({"id": KEY, "name": TEXT, "url": URL_OR_NULL})),
            "province": _or_null(_object({"code": TEXT, "name": TEXT})),
            "contact": _object(
                {"address": TEXT, "telephone": TEXT, "email": TEXT, "person_responsible": TEXT}
            ),
            "attribution": TEXT,
            "menu": _list(MENU_ENTRY),
            "archive": _or_null(
                _object(
                    {
                        "abolished_on": DAY_OR_NULL,
                        "instrument": TEXT,
                        "successors": _list(_object({"code": TEXT, "name": TEXT, "url": URL_OR_NULL})),
                    }
                )
            ),
            "emergency": _list(EMERGENCY),
            "province_notices": _list(NOTICE),
            "offered_by_neighbours": _list(NOTICE),
            "neighbours": _list(_object({"code": TEXT, "name": TEXT, "url": URL})),
            "interruptions": _list(_object({"starts_at": MOMENT, "ends_at": MOMENT, "reason": TEXT})),
            "regulation_notice": TEXT_OR_NULL,
            **dict.fromkeys(("questions", "petitions", "information_requests", "content_reports"), DESK),
            "deadlines": _or_null(
                _object(
                    {
                        "timely": NUMBER,
                        "total": NUMBER,
                        "percent": {"type": "number"},
                        "from": DAY,
                        "to": DAY,
                        "url": URL,
                    }
                )
            ),
        }
    ),
)
SECTION_SCHEMA = _named(
    "Section",
    _object(
        {
            "id": KEY,
            "title": TEXT,
            "path": TEXT,
            "key": TEXT_OR_NULL,
            "parent": TEXT_OR_NULL,
            "children": _list({"$ref": "#/components/schemas/Section"}),
        }
    ),
)
VERSION_PROPERTIES: Schema = {
    "title": TEXT,
    "number": TEXT_OR_NULL,
    "issued_on": TEXT_OR_NULL,
    "effective_from": DAY_OR_NULL,
    "effective_to": DAY_OR_NULL,
    "assumed": FLAG,
}
REGULATION_SCHEMA = _named(
    "Regulation",
    _object(
        {
            **VERSION_PROPERTIES,
            "issuing_body": TEXT_OR_NULL,
            "signatory": TEXT_OR_NULL,
            "notice": TEXT_OR_NULL,
            "versions": _list(_object({**VERSION_PROPERTIES, "current": FLAG})),
            "groups": _list(
                _object(
                    {
                        "key": TEXT,
                        "title": TEXT,
                        "parameters": _list(
                            _object(
                                {
                                    "key": TEXT,
                                    "label": TEXT,
                                    "value": TEXT_OR_NULL,
                                    "raw": {},
                                    "provenance": TEXT,
                                    "clause": TEXT_OR_NULL,
                                    "clause_text": TEXT_OR_NULL,
                                }
                            )
                        ),
                    }
                )
            ),
        }
    ),
)
COMMUNE = _named(
    "Commune",
    _object(
        {
            "id": {"type": ["string", "null"], "format": "uuid"},
            "code": TEXT,
            "name": TEXT,
            "unit_type": TEXT,
            "url": URL_OR_NULL,
            "items": {"type": ["integer", "null"]},
        }
    ),
)
CHANGE = _named(
    "Change",
    _object(
        {
            "position": NUMBER,
            "kind": {"type": "string", "enum": ["released", "withdrawn"]},
            "id": KEY,
            "language": TEXT,
            "portal": KEY,
            "type": TEXT,
            "url": URL,
            "at": MOMENT,
        }
    ),
)
PROBLEM_SCHEMA = _named(
    "Problem",
    _object(
        {
            "type": TEXT,
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "parameter": TEXT,
            "allowed": {"oneOf": [TEXT, _list(TEXT)]},
        },
        required=["type", "title", "status", "detail"],
    ),
)


def answers(schema: Schema, *more: int) -> dict[Any, Any]:
    """The responses of a call: the answer, nothing new, and the problems every call may tell, with those given."""
    told = {
        400: PROBLEM_SCHEMA,
        404: PROBLEM_SCHEMA,
        405: PROBLEM_SCHEMA,
        414: PROBLEM_SCHEMA,
        429: PROBLEM_SCHEMA,
        503: PROBLEM_SCHEMA,
    }
    told |= dict.fromkeys(more, PROBLEM_SCHEMA)
    problems = {(status, "application/problem+json"): problem for status, problem in sorted(told.items())}
    return {(200, JSON): schema, 304: None, **problems}


ROOT = answers({"type": "object", "additionalProperties": URL})
PORTAL = answers(PORTAL_SCHEMA)
ITEM_LIST = answers(_object({"items": _list({"anyOf": [SUMMARY, SUMMARY_PART]}), "next": URL_OR_NULL}))
FRONT = answers(_object({name: _list(SUMMARY) for name in ("articles", "documents", "shared")}))
ITEM = answers({"anyOf": [FULL, FULL_PART]}, 410)
RESOLVED = answers(
    {
        "oneOf": [
            _object({"item": FULL}),
            _object({"redirect": _object({"location": TEXT, "permanent": FLAG})}),
        ]
    },
    410,
)
SECTIONS = answers(_object({"sections": _list(SECTION_SCHEMA)}))
REGULATION = answers(REGULATION_SCHEMA)
CORRECTIONS = answers(
    _object(
        {
            "corrections": _list(
                _object(
                    {
                        "at": MOMENT,
                        "text": TEXT,
                        "item": _object({"id": KEY, "title": TEXT, "path": TEXT, "url": URL}),
                    }
                )
            )
        }
    )
)
COMMUNES = answers(_object({"communes": _list(COMMUNE)}))
CHANGES = answers(_object({"changes": _list(CHANGE), "next": URL}), 410)
DOCUMENT_OF_API = answers({"type": "object"})
