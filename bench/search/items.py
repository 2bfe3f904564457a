"""The news that search is measured on."""

import io
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from search.engines.interface import IndexItem

UNITS: Final = 166
TODAY: Final = datetime(2026, 11, 21, tzinfo=UTC)
FIELDS: Final = 18
SECTIONS: Final = 12


def news(owner: UUID, most: int) -> list[IndexItem]:
    """The news of the data folder (`PORTAL_DATA_DIR`), at most so many, as items of one unit."""
    folder = os.environ.get("PORTAL_DATA_DIR")
    path = Path(folder or "") / "news" / "news_full.jsonl.zst"
    if not folder or not path.exists():
        raise SystemExit("Set PORTAL_DATA_DIR to the folder that holds news/news_full.jsonl.zst.")
    import zstandard

    items: list[IndexItem] = []
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            items.append(_item(owner, len(items), json.loads(line)))
            if len(items) == most:
                break
    return items


def of_province(owner: UUID, items: Sequence[IndexItem]) -> list[IndexItem]:
    """The same items as those of 166 units of a province, in turns."""
    return [replace(item, tenant_id=uuid5(owner, str(number % UNITS))) for number, item in enumerate(items)]


def _item(owner: UUID, number: int, row: dict[str, Any]) -> IndexItem:
    """An item an hour, a quarter of them with files, in the sections and fields of a portal."""
    return IndexItem(
        tenant_id=owner,
        item_id=uuid5(owner, str(number)),
        language="vi",
        type="article",
        title=row["title"][:250],
        text=f"{row['sapo']}\n{row['body']}",
        published_at=TODAY - timedelta(hours=number),
        category=("news", "guidance", "notices")[number % 3],
        field=row["category_auto"][:40],
        section_ids=(uuid5(owner, f"section {number % SECTIONS}"),),
        has_file=number % 4 == 0,
    )
