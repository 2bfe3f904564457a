"""Reading a file in the limited process, and what became of it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

EXTENSIONS: Final = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "csv")
LARGEST: Final = 50_000_000
"""Bytes of a file that is read."""
SECONDS: Final = 20
MEMORY: Final = 1_000_000_000
LARGEST_ANSWER: Final = 8_000_000
_READER: Final = Path(__file__).with_name("reader.py")


class FileState(StrEnum):
    """What became of reading a file."""

    TEXT = "text"
    SCANNED = "scanned"
    EMPTY = "empty"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file.

    Attributes:
        pages: of a PDF or sheets of a workbook; 0 where the format has none.
        whole: whether nothing of it is unread: no page that is a picture, no text that was cut off.
        why: what kept it from being read.
    """

    state: FileState
    text: str = ""
    pages: int = 0
    whole: bool = False
    why: str = ""


def read(data: bytes, extension: str, seconds: int = SECONDS, memory: int = MEMORY) -> Reading:
    """The text of a file, within limits of size (bytes), time (`seconds` of processor, twice that of the clock)
    and `memory` (bytes). Whatever the file does to its reader, this returns.
    """
    if extension not in EXTENSIONS:
        return Reading(FileState.REFUSED, why=f"{extension} is not read")
    if len(data) > LARGEST:
        return Reading(FileState.REFUSED, why=f"it is larger than {LARGEST // 1_000_000} MB")
    command = [sys.executable, "-I", str(_READER), extension, str(seconds), str(memory)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=2 * seconds, check=False, cwd="/", env={}
        )
    except subprocess.TimeoutExpired:
        return Reading(FileState.REFUSED, why="it takes too long")
    try:
        answer = json.loads(done.stdout[:LARGEST_ANSWER])
    except ValueError:
        return Reading(FileState.REFUSED, why=f"its reader ended with {done.returncode}")
    if done.returncode:
        return Reading(FileState.REFUSED, why=_clean(answer["why"])[:200])
    text, pages, whole = _clean(answer["text"]), answer["pages"], answer["whole"]
    if answer["scanned"]:
        return Reading(FileState.SCANNED, pages=pages)
    return Reading(FileState.TEXT if text.strip() else FileState.EMPTY, text, pages, whole)


def _clean(text: str) -> str:
    """Text that PostgreSQL takes: without NUL and halves of surrogate pairs."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
