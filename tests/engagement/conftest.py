"""A questions' desk in a test: a question that comes in, and the people of the demo's offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cms.accounts.models import User
from cms.engagement import acts, keys
from cms.engagement.enums import CaseKind
from cms.engagement.exchange import Contact
from cms.engagement.kinds import kind_of
from cms.engagement.models import Case
from cms.engagement.powers import deciders_of
from cms.inbox.receipts import Receipt, new_secret
from tests.moderation.conftest import *  # noqa: F403 - the offices of the demo
from tests.moderation.conftest import _nothing_remembered  # noqa: F401
from tests.moderation.office import Office

NAME, EMAIL, TELEPHONE, ADDRESS = (
    "Trương Thị Hoài Niệm",
    "hoainiem@hopthu.example",
    "0987 654 321",
    "Thôn Vắng Vẻ số 7",
)
TEXT = "Xin hỏi thủ tục cấp đổi giấy chứng nhận quyền sử dụng đất bị rách nát gồm những gì?"
ANSWER = "Ông/bà nộp đơn đề nghị cấp đổi và bản gốc giấy chứng nhận tại bộ phận một cửa của xã."
MARKERS = (NAME, EMAIL, "0987654321", TELEPHONE, ADDRESS, "rách nát")


@pytest.fixture(autouse=True)
def _no_keys_remembered() -> None:
    """Keys are remembered by a process, and tests have many databases."""
    keys.forget()


@pytest.fixture
def ask() -> Callable[..., Case]:
    """Let a case come in at the current portal, a question unless said otherwise."""

    def come(
        text: str = TEXT,
        *,
        kind: CaseKind = CaseKind.QUESTION,
        at: dt.datetime | None = None,
        **contact: str,
    ) -> Case:
        keys.ensure_key()
        receipt = Receipt.of(new_secret(), kind_of(kind).envelope)
        given = contact or {"name": NAME, "email": EMAIL, "telephone": TELEPHONE, "address": ADDRESS}
        case = acts.receive(
            kind=kind,
            idempotency=receipt.idempotency,
            code=receipt.code,
            text=text,
            contact=Contact.of({**given, "token": receipt.token}),
            received_at=at or timezone.now(),
        )
        assert case is not None
        return case

    return come


def approve_all(case: Case) -> None:
    """Let everybody whose voice is needed approve what waits in a case."""
    for _voice in range(9):
        people = deciders_of(Case.objects.get(pk=case.pk))
        if not people:
            return
        acts.approve(case, by=people[0].appointment.user)


def author_of(office: Office) -> User:
    """Somebody who receives what citizens send, and so may write an answer, but does not decide on it alone."""
    names = ("thanhvien", "photruongban", "thanhvien1")
    found = {user.username: user for user in User.objects.filter(username__in=names)}
    return next(found[name] for name in names if name in found)


def classified(office: Office, case: Case, **more: Any) -> Case:
    """Take a case on as one about land."""
    return acts.classify(
        case, by=office.person("truongban"), **{"topic": "Cấp đổi giấy chứng nhận", "field": "land", **more}
    )
