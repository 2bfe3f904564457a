"""An item as Elasticsearch is given it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from search.analysis.document_numbers import keys_of, mentioned, parse
from search.analysis.normalise import clean
from search.analysis.syllables import forms, written_tokens
from search.analysis.terms import LONGEST_TEXT, TITLE_WEIGHT
from search.engines.elasticsearch.names import document_id
from search.engines.interface import IndexItem, Scope

BULK_BYTES: Final = 1_000_000


def syllables(text: str) -> str:
    """A text as its canonical syllables with accents, parted by blanks."""
    return " ".join([forms(written)[0] for written in written_tokens(clean(text))])


def document(scope: Scope, item: IndexItem) -> dict[str, Any]:
    """The document of an item. The title stands in the text as often as it counts (BM25F: one length)."""
    title, text = syllables(item.title), syllables(item.text[:LONGEST_TEXT])
    own = parse(item.number, item.day.year) if item.number else None
    return {
        "key": item.item_id.hex,
        "tenant": str(item.tenant_id),
        "commune": "" if item.tenant_id == scope.owner_id else str(item.tenant_id),
        "language": item.language,
        "type": item.type,
        "category": item.category,
        "field": item.field,
        "sections": [str(section) for section in item.section_ids],
        "kind": item.kind,
        "status": item.status,
        "issuer": item.issuer[:255],
        "year": str(item.day.year),
        "has_file": "yes" if item.has_file else "no",
        "day": item.day.isoformat(),
        "published_at": item.published_at.isoformat(),
        "expires_at": item.expires_at.isoformat() if item.expires_at else None,
        "etag": item.etag,
        "numbers": keys_of([own]) if own else [],
        "mentions": keys_of(mentioned(clean(f"{item.title}\n{item.text[:LONGEST_TEXT]}"))),
        "words": [*[title] * TITLE_WEIGHT, text],
        "files": syllables(item.attached[:LONGEST_TEXT]),
        "title": title,
    }


def bulk_bodies(scope: Scope, items: Iterable[IndexItem], names: list[str]) -> Iterator[tuple[bytes, int]]:
    """Bodies of bulk requests that put items under each of some names, with how many items each holds."""
    lines: list[bytes] = []
    size = count = 0
    for item in items:
        key = document_id((item.tenant_id, item.item_id, item.language))
        body = json.dumps(document(scope, item), ensure_ascii=False, separators=(",", ":")).encode()
        for name in names:
            action = json.dumps({"index": {"_index": name, "_id": key}}).encode()
            lines += [action, body]
            size += len(action) + len(body) + 2
        count += 1
        if size >= BULK_BYTES:
            yield b"\n".join([*lines, b""]), count
            lines, size, count = [], 0, 0
    if count:
        yield b"\n".join([*lines, b""]), count
