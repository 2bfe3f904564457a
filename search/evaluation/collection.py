"""Judged sets in the layout of BEIR: `corpus.jsonl`, `queries.jsonl` (or `.zst`), `qrels.tsv`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

Judgements = dict[str, dict[str, int]]


class CollectionError(ValueError):
    """A folder is no judged set; the message names the file and what was expected."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What may be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages, queries by key, and for each query how relevant which passage is (above 0)."""

    name: str
    passages: list[Passage]
    queries: dict[str, str]
    judgements: Judgements


def read_collection(folder: Path) -> Collection:
    """The judged set in a folder; queries without judgements are left out.

    Errors: `CollectionError` when a file is missing or a line is not as it should be.
    """
    passages = [
        Passage(str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
        for row in _rows(folder, "corpus.jsonl")
    ]
    judgements = _judgements(folder)
    queries = {
        str(row["_id"]): str(row["text"])
        for row in _rows(folder, "queries.jsonl")
        if str(row["_id"]) in judgements
    }
    if not passages or not queries:
        raise CollectionError(f"{folder}: no passages or no judged queries")
    return Collection(folder.name, passages, queries, judgements)


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(folder, name), start=1):
        try:
            row = json.loads(line)
            row["_id"], row["text"]
        except (ValueError, KeyError, TypeError) as error:
            expected = "expected a JSON object with _id and text"
            raise CollectionError(f"{folder / name}, line {number}: {expected}") from error
        yield row


def _lines(folder: Path, name: str) -> Iterator[str]:
    plain, packed = folder / name, folder / f"{name}.zst"
    if plain.exists():
        with plain.open(encoding="utf-8") as file:
            yield from file
    elif packed.exists():
        import zstandard  # of the development requirements: only packed sets need it

        with packed.open("rb") as archive, zstandard.ZstdDecompressor().stream_reader(archive) as stream:
            yield from TextIOWrapper(stream, encoding="utf-8")
    else:
        raise CollectionError(f"{folder}: neither {name} nor {name}.zst is there")


def _judgements(folder: Path) -> Judgements:
    path = folder / "qrels.tsv"
    if not path.exists():
        raise CollectionError(f"{folder}: qrels.tsv is not there")
    judgements: Judgements = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if number == 1 and line.startswith("query-id"):
            continue
        try:
            query, passage, grade = line.split("\t")
            if int(grade) > 0:
                judgements.setdefault(query, {})[passage] = int(grade)
        except ValueError as error:
            expected = "expected query, passage and grade, separated by tabs"
            raise CollectionError(f"{path}, line {number}: {expected}") from error
    return judgements
