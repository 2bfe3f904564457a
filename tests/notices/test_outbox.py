"""Notices: written with the act or not at all, sent once, tried again, never with a text in the queue."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.notices import outbox
from cms.notices.enums import NoticeKind, NoticeState
from cms.notices.models import Notice
from cms.notices.outbox import MAX_ATTEMPTS, muted, register_link, send_notice, send_waiting, tell
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")

CONTEXT = {"title": "Ngày hội đọc sách", "who": "Lê Hồng Sơn", "comment": "Ghi rõ nguồn."}


def queued() -> list[Any]:
    """The tasks that send notices."""
    return list(DBTaskResult.objects.filter(task_path__endswith="send_notice").order_by("enqueued_at"))


@pytest.fixture(autouse=True)
def _empty(quang_phu: Office) -> None:
    """Only what a test writes."""
    Notice.objects.all().delete()
    DBTaskResult.objects.all().delete()


@pytest.fixture
def notice(quang_phu: Office) -> Notice:
    """A notice that waits."""
    written = tell(quang_phu.person("congtacvien"), NoticeKind.RETURNED, CONTEXT, "http://x.localhost/sua/")
    assert written is not None
    return written


def send(notice: Notice) -> None:
    """What the worker does."""
    send_notice.func(str(notice.pk))
    notice.refresh_from_db()


class Broken:
    """A mail server that refuses until told otherwise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.error: Exception | None = smtplib.SMTPServerDisconnected("gone")
        self.sent: list[Any] = []
        monkeypatch.setattr(outbox, "send_mail", self)

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(args)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    """The mail server."""
    return Broken(monkeypatch)


def test_the_first_line_of_a_template_is_its_subject(notice: Notice) -> None:
    assert "Ngày hội đọc sách" in notice.subject
    assert "\n" not in notice.subject
    assert "Ghi rõ nguồn." in notice.body
    assert notice.subject not in notice.body
    assert (notice.state, notice.attempts) == (NoticeState.WAITING, 0)


def test_words_are_not_escaped_as_if_they_were_html(quang_phu: Office) -> None:
    notice = tell(quang_phu.person("congtacvien"), NoticeKind.RETURNED, {**CONTEXT, "title": "“A & B” <3"})

    assert notice is not None
    assert "“A & B” <3" in notice.subject


def test_the_queue_holds_the_key_and_nothing_else(notice: Notice) -> None:
    (task,) = queued()

    assert task.args_kwargs == {"args": [str(notice.pk)], "kwargs": {}}


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_has_its_template_in_vietnamese_words(quang_phu: Office, kind: NoticeKind) -> None:
    notice = tell(quang_phu.person("truongban"), kind, {**CONTEXT, "days": 3})

    assert notice is not None
    assert notice.subject
    assert notice.body


def test_a_notice_is_undone_with_its_act(quang_phu: Office) -> None:
    page = quang_phu.write()
    with transaction.atomic():
        quang_phu.submit(page)
        assert Notice.objects.filter(kind=NoticeKind.AWAITS_DECISION).exists()
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not queued()


def test_it_is_sent_once_however_often_it_is_run(notice: Notice) -> None:
    send(notice)
    send(notice)

    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert letter.to == ["congtacvien@quang-phu.example"]
    assert letter.subject == notice.subject
    assert letter.body.endswith("http://x.localhost/sua/")
    assert notice.state == NoticeState.SENT
    assert notice.sent_at is not None
    assert notice.attempts == 1


def test_a_failure_is_kept_and_tried_again_later_each_time(notice: Notice, broken: Broken) -> None:
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        before = timezone.now()
        send(notice)
        waits.append(queued()[-1].run_after - before)
        assert (notice.state, notice.last_error) == (NoticeState.WAITING, "gone")
        DBTaskResult.objects.all().delete()

    assert [round(wait / dt.timedelta(minutes=1)) for wait in waits] == [1, 4, 16, 64]
    broken.error = None
    send(notice)
    assert (notice.state, notice.last_error, len(broken.sent)) == (NoticeState.SENT, "", 1)


def test_it_gives_up_after_the_last_attempt_and_says_why(notice: Notice, broken: Broken) -> None:
    for _ in range(MAX_ATTEMPTS):
        send(notice)

    assert (notice.state, notice.attempts, notice.last_error) == (NoticeState.FAILED, MAX_ATTEMPTS, "gone")
    DBTaskResult.objects.all().delete()
    send(notice)
    assert notice.attempts == MAX_ATTEMPTS
    assert not queued()


def test_a_fault_of_ours_is_not_taken_for_a_broken_server(notice: Notice, broken: Broken) -> None:
    broken.error = ValueError("a mistake in a template")

    with pytest.raises(ValueError, match="a mistake"):
        send(notice)


def test_what_lost_its_task_is_swept_up_and_what_waits_its_turn_is_not(
    quang_phu: Office, notice: Notice
) -> None:
    lost = tell(quang_phu.person("truongban"), NoticeKind.RETURNED, CONTEXT)
    assert lost is not None
    Notice.objects.filter(pk=lost.pk).update(created_at=timezone.now() - dt.timedelta(hours=3))

    tried = send_waiting()

    lost.refresh_from_db()
    notice.refresh_from_db()
    assert (tried, lost.state, notice.state) == (1, NoticeState.SENT, NoticeState.WAITING)


def test_nothing_is_written_while_muted_and_afterwards_it_is(quang_phu: Office) -> None:
    with muted():
        page = quang_phu.write()
        quang_phu.submit(page)
        with muted():
            quang_phu.decide(page, "truongban")
        assert tell(quang_phu.person("truongban"), NoticeKind.PUBLISHED, CONTEXT) is None

    assert not Notice.objects.exists()
    assert not queued()
    assert tell(quang_phu.person("truongban"), NoticeKind.PUBLISHED, CONTEXT) is not None


def test_muting_ends_with_an_error_too(quang_phu: Office) -> None:
    with pytest.raises(RuntimeError), muted():
        raise RuntimeError

    assert tell(quang_phu.person("truongban"), NoticeKind.PUBLISHED, CONTEXT) is not None


def test_a_person_without_an_address_is_told_in_the_admin_alone(quang_phu: Office) -> None:
    user = quang_phu.person("truongban")
    user.email = ""
    user.save()
    notice = tell(user, NoticeKind.PUBLISHED, CONTEXT)
    assert notice is not None

    send(notice)

    assert notice.state == NoticeState.SENT
    assert not mail.outbox


@pytest.fixture
def personal_link() -> Iterator[None]:
    """A link made for `returned`, taken out again."""
    kept = dict(outbox._links)
    register_link(NoticeKind.RETURNED, lambda recipient: f"http://x.localhost/cua/{recipient.username}/")
    yield
    outbox._links.clear()
    outbox._links.update(kept)


@pytest.mark.usefixtures("personal_link")
def test_a_link_that_opens_an_account_is_made_when_the_letter_leaves(notice: Notice) -> None:
    send(notice)

    assert "http://x.localhost/cua/congtacvien/" in mail.outbox[0].body
    assert "cua/congtacvien" not in notice.body + notice.url


class TestWhoIsTold:
    """Each act of moderation tells those whom it concerns, and nobody twice."""

    def told(self, kind: NoticeKind) -> list[str]:
        return sorted(Notice.objects.filter(kind=kind).values_list("recipient__username", flat=True))

    def test_submitting_tells_the_deciders(self, quang_phu: Office) -> None:
        page = quang_phu.write(title="Chờ duyệt", event_at=dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC))
        quang_phu.submit(page)

        assert self.told(NoticeKind.AWAITS_DECISION) == ["truongban"]
        notice = Notice.objects.get()
        assert "Chờ duyệt" in notice.subject + notice.body
        assert "23:59 23/11/2026" in notice.body
        assert notice.url.endswith(f"/admin/kiem-duyet/{page.pk}/")
        assert quang_phu.host in notice.url

    def test_publishing_tells_the_submitter_where_it_stands(self, quang_phu: Office) -> None:
        page = quang_phu.published("truongban", title="Lên trang")

        assert self.told(NoticeKind.PUBLISHED) == ["congtacvien"]
        assert Notice.objects.get(kind=NoticeKind.PUBLISHED).url == fresh(page).full_url

    def test_an_author_on_the_board_is_not_asked_about_their_own(self, thong_nhat: Office) -> None:
        Notice.objects.all().delete()
        page = thong_nhat.write(by="thanhvien1")
        thong_nhat.submit(page, by="thanhvien1")

        assert self.told(NoticeKind.AWAITS_DECISION) == ["thuky", "truongban"]

    def test_the_next_stage_is_told_when_its_turn_comes(self, office_of: Any) -> None:
        thanh_dong = office_of("10507")
        Notice.objects.all().delete()
        page = thanh_dong.write(field="economy")
        thanh_dong.submit(page)
        assert self.told(NoticeKind.AWAITS_DECISION) == ["vanphong"]

        thanh_dong.decide(page, "vanphong")

        assert self.told(NoticeKind.AWAITS_DECISION) == ["photruongban", "truongban", "vanphong"]
