"""What a hash of the chain covers; no database."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import fields, replace
from uuid import UUID

import pytest

from cms.record.chain import START, Entry, instant
from cms.record.verifying import Anchor

ENTRY = Entry(
    id=UUID(int=1),
    tenant=UUID(int=2),
    number=7,
    at=dt.datetime(2026, 11, 21, 9, 30, 0, 5, tzinfo=dt.UTC),
    act="approved",
    account=UUID(int=3),
    post="board_chief",
    item=UUID(int=4),
    about=None,
    seal="ab" * 32,
    version=UUID(int=5),
    clause="7.3a",
    previous=START,
    hash="",
)
OTHER = {
    "id": UUID(int=9), "tenant": UUID(int=9), "number": 8, "at": ENTRY.at + dt.timedelta(microseconds=1), "act": "returned",
    "account": None, "post": "", "item": None, "about": UUID(int=9), "seal": "", "version": None, "clause": "7.3b", "previous": "1" * 64,
}  # fmt: skip


@pytest.mark.parametrize("name", [field.name for field in fields(Entry) if field.name != "hash"])
def test_every_value_is_covered(name: str) -> None:
    assert replace(ENTRY, **{name: OTHER[name]}).expected_hash() != ENTRY.expected_hash()


def test_what_the_hash_covers_is_written_down() -> None:
    said = (
        "1:7" + f"64:{START}" + "36:00000000-0000-0000-0000-000000000001" + "36:00000000-0000-0000-0000-000000000002"
        "27:2026-11-21T09:30:00.000005Z" + "8:approved" + "36:00000000-0000-0000-0000-000000000003" + "11:board_chief"
        "36:00000000-0000-0000-0000-000000000004" + "0:" + f"64:{'ab' * 32}" + "36:00000000-0000-0000-0000-000000000005" + "4:7.3a"
    )  # fmt: skip

    assert ENTRY.text() == said
    assert ENTRY.expected_hash() == hashlib.sha256(said.encode()).hexdigest()


def test_no_two_entries_have_one_text_because_a_value_moved_over_a_border() -> None:
    assert (
        replace(ENTRY, act="approvedx", post="y").text() != replace(ENTRY, act="approved", post="xy").text()
    )
    assert replace(ENTRY, clause="điểm a").text().endswith("9:điểm a"), "lengths are in bytes"


def test_an_instant_is_written_in_utc_whatever_zone_it_came_in() -> None:
    local = ENTRY.at.astimezone(dt.timezone(dt.timedelta(hours=7)))

    assert instant(local) == instant(ENTRY.at) == "2026-11-21T09:30:00.000005Z"


def test_an_anchor_is_read_as_it_was_printed() -> None:
    anchor = Anchor(12, "ab" * 32)

    assert Anchor.parse(f" {anchor}\n") == anchor


@pytest.mark.parametrize("text", ["", "12", "x:" + "a" * 64, "12:abc", ":" + "a" * 64])
def test_what_is_no_anchor_is_refused_with_what_one_is(text: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Anchor.parse(text)
