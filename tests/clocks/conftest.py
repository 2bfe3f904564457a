"""What tests of clocks share: the demo's offices, and a clock of any kind, without an item behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cms.clocks import acts
from cms.clocks.acts import Subject
from cms.clocks.enums import SubjectKind
from cms.clocks.models import Clock
from cms.clocks.questions import Question
from cms.regulation.vocabulary import DeadlineKey
from tenants.identity import new_id
from tests.moderation.conftest import *  # noqa: F403 - the offices of the demo
from tests.moderation.conftest import _nothing_remembered  # noqa: F401

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11, year: int = 2026) -> dt.datetime:
    """An instant of autumn 2026, Vietnamese time. 20/11/2026 is a Friday; 24/11 is a day off."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=LOCAL)


def end(day: int, month: int = 11, year: int = 2026) -> dt.datetime:
    """The last second of a day."""
    return dt.datetime(year, month, day, 23, 59, 59, tzinfo=LOCAL)


@pytest.fixture
def start_clock() -> Callable[..., Clock]:
    """Start a clock of the current tenant: of news, or of the deadline named."""

    def start(event: dt.datetime | None = None, key: DeadlineKey | None = None, **more: Any) -> Clock:
        field = {DeadlineKey.QA_ANSWER: "received_at", DeadlineKey.CONTENT_CHANGE: "change_decided_at"}
        name = field.get(key, "event_at") if key else "event_at"
        kind = SubjectKind.QUESTION if key is DeadlineKey.QA_ANSWER else SubjectKind.ITEM
        subject = Subject(
            more.pop("subject_id", None) or new_id(), kind, more.pop("title", "Một mục"),
            responsible=more.pop("responsible", None),
        )  # fmt: skip
        question = Question({name: event}, "" if key else more.pop("category", "news"), key, **more)
        return acts.start(subject, question)

    return start
