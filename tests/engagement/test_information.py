"""Requests for information by the law in force: valid, extended once, supplied, refused by its reasons, put right; and the register."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.clocks.enums import ClockState
from cms.clocks.models import Clock
from cms.engagement import acts, rules
from cms.engagement.enums import CaseKind, Channel, Closing, MessageKind, State
from cms.engagement.exchange import Contact, said_in
from cms.engagement.models import Case
from cms.engagement.timing import clock_of, latest_extension
from cms.regulation.registers import instruments
from cms.regulation.vocabulary import DeadlineKey
from tests.engagement.conftest import ADDRESS, EMAIL, NAME, TELEPHONE, approve_all, author_of, classified
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
Ask = Callable[..., Case]
TEXT = "Đề nghị cung cấp bản sao kế hoạch sử dụng đất năm 2026 của xã và bản đồ kèm theo."
SUPPLIED = "Kế hoạch sử dụng đất năm 2026 được gửi kèm; bản đồ xem tại văn phòng ủy ban."
WHY = "Bản đồ đang được số hóa lại."


@pytest.fixture
def request_of(ask: Ask) -> Ask:
    """Let a request for information come in at the current portal."""
    return lambda text=TEXT, **more: ask(text, kind=CaseKind.INFORMATION, **more)


@pytest.fixture(params=["quang_phu", "thanh_dong", "tan_cuong", "thong_nhat"])
def office(request: pytest.FixtureRequest) -> Office:
    """Each of the four portals that are in service."""
    found: Office = request.getfixturevalue(request.param)
    return found


def day(instant: dt.datetime | None) -> dt.date:
    assert instant is not None
    return timezone.localtime(instant).date()


def due(case: Case) -> dt.date:
    clock = clock_of(case)
    assert clock is not None
    return day(clock.due_at)


def supplied(office: Office, case: Case, text: str = SUPPLIED, cost: int = 0) -> Case:
    acts.put_forward(case, by=author_of(office), text=text, cost=cost)
    approve_all(case)
    return Case.objects.get(pk=case.pk)


def test_twelve_days_extended_once_and_not_twice(office: Office, request_of: Ask) -> None:
    assert rules.is_open(CaseKind.INFORMATION), (
        "the law obliges every authority, whatever its regulation says"
    )
    case = request_of()
    received = day(case.received_at)
    assert due(case) == received + dt.timedelta(days=12)
    clock = clock_of(case)
    assert clock is not None
    assert (clock.answer["clause"], clock.layer) == ("26.3", "national")

    head = office.person("truongban")
    classified(office, case, topic="Kế hoạch sử dụng đất")
    last = received + dt.timedelta(days=24)
    for wrong in (received + dt.timedelta(days=12), last + dt.timedelta(days=1)):
        with pytest.raises(ValidationError):
            acts.extend(case, by=head, by_day=wrong, reason=WHY)
    acts.extend(case, by=head, by_day=last, reason=WHY)
    case.refresh_from_db()
    assert due(case) == last
    notice = said_in(case, sent_only=True)[-1]
    assert notice.message.kind == MessageKind.EXTENSION
    assert f"{last:%d/%m/%Y}" in notice.text
    assert WHY in notice.text
    with pytest.raises(ValidationError, match=r"26"):
        acts.extend(case, by=head, by_day=last, reason=WHY)

    acts.forward(case, by=head, handler=author_of(office))
    assert due(case) == last, "forwarding does not give the extension back"
    case = supplied(office, case)
    assert (case.state, case.cost) == (State.ANSWERED, 0)
    stopped = Clock.objects.get(pk=clock.pk)
    assert (stopped.key, stopped.state) == (DeadlineKey.INFORMATION_EXTENSION, ClockState.MET)


def test_no_extension_when_the_first_period_is_over(tan_cuong: Office, request_of: Ask) -> None:
    case = classified(tan_cuong, request_of(at=timezone.now() - dt.timedelta(days=14)))
    by_day = day(timezone.now()) + dt.timedelta(days=5)
    with pytest.raises(ValidationError, match="trong thời hạn đầu"):
        acts.extend(case, by=tan_cuong.person("truongban"), by_day=by_day, reason=WHY)


def test_the_time_counts_from_the_day_the_request_is_complete(thong_nhat: Office, request_of: Ask) -> None:
    case = request_of("Cho xin tài liệu về đất đai của xã.", at=timezone.now() - dt.timedelta(days=6))
    acts.ask_more(case, by=thong_nhat.person("truongban"), text="Xin cho biết tên, năm của tài liệu.")
    assert not Clock.objects.open().filter(subject_id=case.pk).exists(), "it is not valid yet"
    acts.add(case, text="Kế hoạch sử dụng đất năm 2026.")
    case.refresh_from_db()
    assert due(case) == day(timezone.now()) + dt.timedelta(days=12)
    classified(thong_nhat, case)
    acts.ask_more(case, by=thong_nhat.person("truongban"), text="Xin cho biết nhận bản giấy hay bản điện tử?")
    clock = clock_of(case)
    assert clock is not None
    assert clock.is_open, "once it is valid, waiting stops nothing"


def test_the_law_in_force_when_it_was_sent_decides(thanh_dong: Office) -> None:
    head = thanh_dong.person("truongban")
    received = dt.datetime(2026, 8, 31, 9, tzinfo=dt.UTC)
    case, _receipt = acts.enter(
        kind=CaseKind.INFORMATION, by=head, channel=Channel.LETTER, received_at=received, text=TEXT, contact=Contact(name=NAME)
    )  # fmt: skip
    clock = clock_of(case)
    assert clock is not None
    assert instruments()["luat_tctt_2016"].title in clock.clause
    assert day(clock.due_at) == dt.date(2026, 9, 15)
    assert day(latest_extension(case)) == dt.date(2026, 9, 30), (
        "also where the extension begins under the new law"
    )
    assert {one.instrument for one in acts.reasons(case).values()} == {"luat_tctt_2016"}


def test_refused_by_a_reason_of_the_law_alone_and_only_when_approved(
    tan_cuong: Office, request_of: Ask
) -> None:
    case = classified(tan_cuong, request_of())
    author = author_of(tan_cuong)
    text = "Tài liệu này đang trong quá trình soạn thảo nội bộ."
    with pytest.raises(ValidationError):
        acts.deny(case, by=author, reason="too_busy", text=text)
    acts.deny(case, by=author, reason="not_accessible", text=text)
    case.refresh_from_db()
    assert case.state == State.DRAFTED
    assert len(said_in(case, sent_only=True)) == 1, "nothing is told before it is approved"
    approve_all(case)
    case.refresh_from_db()
    assert (case.state, case.closing, case.reason) == (State.CLOSED, Closing.DENIED, "not_accessible")
    told = said_in(case, sent_only=True)[-1].text
    assert "Khoản 1 Điều 27" in told
    assert "khiếu nại" in told
    clock = clock_of(case)
    assert clock is not None
    assert clock.state == ClockState.MET


def test_refused_after_two_supplies_to_the_same_person(tan_cuong: Office, request_of: Ask) -> None:
    past = [timezone.now() - dt.timedelta(days=days) for days in (3, 2)]
    earlier = [supplied(tan_cuong, classified(tan_cuong, request_of(at=at))) for at in past]
    case = classified(tan_cuong, request_of())
    again = {"by": author_of(tan_cuong), "reason": "supplied_twice", "text": "Đã cung cấp hai lần."}
    for codes in ("", earlier[0].code, f"{earlier[0].code} {case.code}"):
        with pytest.raises(ValidationError, match=r"27"):
            acts.deny(case, earlier=codes, **again)
    acts.deny(case, earlier=f"{earlier[0].code}, {earlier[1].code}", **again)
    approve_all(case)
    case.refresh_from_db()
    assert case.closing == Closing.DENIED


def test_what_was_supplied_wrongly_is_put_right_in_time(thong_nhat: Office, request_of: Ask) -> None:
    case = supplied(thong_nhat, classified(thong_nhat, request_of()), cost=35000)
    first = case.answered_at
    assert "35.000 đồng" in said_in(case, sent_only=True)[-1].text
    acts.ask_correction(case, text="Thiếu bản đồ kèm theo kế hoạch.")
    case.refresh_from_db()
    assert (case.state, case.purge_at) == (State.CORRECTING, None)
    assert due(case) == day(timezone.now()) + dt.timedelta(days=10)
    waiting = acts.put_forward(case, by=author_of(thong_nhat), text="Bản đồ kế hoạch sử dụng đất gửi kèm.")
    acts.return_answer(case, by=thong_nhat.person("truongban"), comment="Ghi rõ tỷ lệ bản đồ.")
    waiting.refresh_from_db()
    case.refresh_from_db()
    assert case.state == State.CORRECTING
    case = supplied(thong_nhat, case, "Bản đồ tỷ lệ 1/10.000 gửi kèm.")
    assert (case.state, case.answered_at) == (State.ANSWERED, first)
    correction = Clock.objects.get(subject_id=case.pk, key=DeadlineKey.INFORMATION_CORRECTION)
    assert correction.state == ClockState.MET

    acts.find_error(case, by=author_of(thong_nhat), text="Số liệu trong phụ lục 2 bị nhầm.")
    clock = clock_of(case)
    assert clock is not None
    assert (clock.key, clock.answer["amount"], clock.answer["unit"]) == (
        DeadlineKey.INFORMATION_OWN_ERROR,
        5,
        "working_day",
    )
    assert "phụ lục 2" in said_in(case, sent_only=True)[-1].text


def test_the_register_names_nobody(quang_phu: Office, request_of: Ask) -> None:
    case = supplied(quang_phu, classified(quang_phu, request_of(), topic="=Kế hoạch"), cost=12000)
    given = quang_phu.client("truongban").get("/admin/yeu-cau-thong-tin/so-theo-doi.csv")
    assert "no-store" in given.headers["Cache-Control"]
    text = given.content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["ma"], row["chi_phi_dong"], row["noi_dung"]) == (case.code, "12000", "'=Kế hoạch")
    assert row["tinh_trang"] == "Đã cung cấp thông tin"
    assert not any(one in text for one in (NAME, EMAIL, TELEPHONE, ADDRESS, "bản đồ kèm theo"))
    refused = quang_phu.client("congtacvien").get("/admin/yeu-cau-thong-tin/so-theo-doi.csv")
    assert refused.status_code in {302, 403}
