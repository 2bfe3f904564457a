"""Our own judged set: queries as citizens write them over the content of the demo's portals, with grades.

3: this is what was asked for; 2: it helps; 1: it has to do with it. `queries.tsv` names items by the keys of the
content files. All portals are searched together, as a province's index is. Each legal document has two neighbours, as
in any real portal: a short news item that names its number again and again, and another document of the same number
from the year before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from cms.content.enums import DocumentKind
from cms.demo.content_schema import CONTENT_FOLDER
from cms.regulation.files import SafeLoader
from search.analysis.plan import plan
from search.analysis.query import parse
from search.engines.interface import Demand, Engine, IndexItem, Scope
from search.evaluation.measures import DEPTH, Measures, measure

NAMESPACE = UUID("01a00000-0000-7000-8000-000000000000")
OWNER = uuid5(NAMESPACE, "province")
TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Judged:
    """One query with the grades of items by their keys."""

    kind: str
    text: str
    grades: dict[str, int]


def queries() -> list[Judged]:
    """The judged queries."""
    lines = (Path(__file__).parent / "queries.tsv").read_text("utf-8").splitlines()[1:]
    judged = []
    for line in lines:
        kind, text, grades = line.split("\t")
        pairs = (pair.rsplit("=", 1) for pair in grades.split())
        judged.append(Judged(kind, text, {key: int(grade) for key, grade in pairs}))
    return judged


@cache
def items() -> dict[str, IndexItem]:
    """What the demo's portals publish, by key."""
    found: dict[str, IndexItem] = {}
    for file in sorted(CONTENT_FOLDER.glob("*.yaml")):
        content = yaml.load(file.read_text("utf-8"), Loader=SafeLoader)  # noqa: S506
        tenant = uuid5(NAMESPACE, file.stem)
        for part in ("pages", "contacts", "articles", "documents"):
            for entry in content[part]:
                found[entry["key"]] = _item(tenant, part, entry)
    documents = [(key, item) for key, item in found.items() if item.type == "document"]
    return {
        **found,
        **{name: item for key, document in documents for name, item in _neighbours(key, document)},
    }


def _neighbours(key: str, document: IndexItem) -> Iterator[tuple[str, IndexItem]]:
    """What stands around a legal document and must not come before it when its number is asked for."""
    number = document.number
    news = replace(
        document,
        item_id=uuid5(document.item_id, "news"),
        type="article",
        title=f"Hội nghị triển khai {number}",
        text=f"Cán bộ được phổ biến {number}. Các câu hỏi về {number} đã được trả lời.",
        issued_on=None,
        number="",
        kind="",
        status="",
    )
    year = document.day.year - 1
    other = replace(
        document,
        item_id=uuid5(document.item_id, "other"),
        title=f"Về công tác thi đua năm {year}",
        text=f"{number}\nVề công tác thi đua năm {year}",
        issued_on=document.day.replace(year=year),
        status="expired",
    )
    yield f"{key}:news", news
    yield f"{key}:other", other


def _item(tenant: UUID, part: str, entry: dict[str, Any]) -> IndexItem:
    is_document = part == "documents"
    day = entry.get("issued_on") or entry.get("event_at") or TODAY
    published = datetime.fromisoformat(str(day))
    kind = entry.get("kind", "")
    label = str(DocumentKind(kind).label) if kind in DocumentKind.values else ""
    words = [label, entry.get("number", ""), entry.get("summary", ""), *_words(entry.get("body"))]
    words += _words(entry.get("files")) + _words(entry.get("groups"))
    return IndexItem(
        tenant_id=tenant,
        item_id=uuid5(tenant, entry["key"]),
        language="vi",
        type="document" if is_document else "article" if part == "articles" else "page",
        title=entry["abstract"] if is_document else entry["title"],
        text="\n".join(word for word in words if word),
        published_at=published.replace(tzinfo=published.tzinfo or UTC),
        issued_on=entry.get("issued_on"),
        number=entry.get("number", ""),
        kind=kind,
        status=entry.get("status", ""),
        category=entry.get("category", ""),
    )


def _words(part: Any) -> list[str]:
    """Every text in a part of an item's content."""
    if isinstance(part, dict):
        return [word for name, value in part.items() if name != "type" for word in _words(value)]
    if isinstance(part, list):
        return [word for value in part for word in _words(value)]
    return [str(part)] if part is not None else []


def asked(engine: Engine, judged: list[Judged]) -> Iterator[tuple[Judged, list[str], Measures]]:
    """Every query's first ten items and their measures, on an index that holds the judged items."""
    keys = {item.item_id: key for key, item in items().items()}
    for query in judged:
        answer = engine.ask(Demand(Scope(OWNER), plan(parse(query.text)), size=DEPTH))
        ranking = [keys[hit.item_id] for hit in answer.hits]
        yield query, ranking, measure(ranking, query.grades)


def by_kind(engine: Engine, judged: list[Judged]) -> dict[str, float]:
    """The mean nDCG@10 of each kind of query, and of all."""
    values: dict[str, list[float]] = {}
    for query, _, measured in asked(engine, judged):
        values.setdefault(query.kind, []).append(measured.ndcg)
        values.setdefault("all", []).append(measured.ndcg)
    return {kind: sum(found) / len(found) for kind, found in values.items()}
