"""The desk by each portal's own regulation: what comes in, who may do what, what the clock says, what the asker is told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from cms.clocks.enums import ClockState
from cms.clocks.models import Clock
from cms.demo.builder import decide_all
from cms.engagement import acts, figures, mailing, publishing, purging, rules
from cms.engagement.enums import Act, CaseKind, Channel, Closing, MessageKind, State
from cms.engagement.exchange import Contact, contact_of, said_in
from cms.engagement.kinds import KINDS
from cms.engagement.models import Case, Desk, Message
from cms.engagement.powers import DeskPowers, deciders_of
from cms.engagement.timing import clock_of
from cms.inbox.models import Deletion, Figures
from cms.notices.models import Notice
from cms.regulation.registers import fields
from cms.regulation.vocabulary import DeadlineKey
from sites.releases.models import Release
from tenants.calendar_day import today
from tests.engagement.conftest import ANSWER, EMAIL, NAME, TEXT, approve_all, author_of, classified
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
Ask = Callable[..., Case]
OFFICES = ("thanh_dong", "tan_cuong", "thong_nhat")
CLAUSES = {"10507": "7.5b", "05503": "8đ", "06577": "6.5b"}


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The office that a test is run for."""
    found: Office = request.getfixturevalue(request.param)
    return found


each_office = pytest.mark.parametrize("office", OFFICES, indirect=True)


def deciding(case: Case) -> list[str]:
    return [one.appointment.user.username for one in deciders_of(case)]


@each_office
def test_a_question_goes_its_whole_way(office: Office, ask: Ask) -> None:
    case = ask()
    clock = clock_of(case)
    assert clock is not None
    assert clock.answer["clause"] == CLAUSES[office.tenant.identity().code]
    assert (clock.answer["amount"], clock.answer["unit"]) == (15, "working_day")

    classified(office, case)
    author = author_of(office)
    acts.forward(case, by=office.person("truongban"), handler=author)
    acts.put_forward(case, by=author, text=ANSWER)
    case.refresh_from_db()
    assert case.state == State.DRAFTED
    assert author.username not in deciding(case), "nobody approves an answer of their own"
    approve_all(case)

    case.refresh_from_db()
    assert case.state == State.ANSWERED
    stopped = Clock.objects.get(subject_id=case.pk, key=DeadlineKey.QA_ANSWER)
    assert stopped.state == ClockState.MET
    assert [one.text for one in said_in(case, sent_only=True)] == [TEXT, ANSWER]
    steps = list(case.history.values_list("act", flat=True))
    assert [one for one in steps if one != Act.APPROVED][-1] == Act.ANSWERED
    assert all(
        entry.clause for entry in case.history.filter(act__in=[Act.CLASSIFIED, Act.DRAFTED, Act.APPROVED])
    )


@pytest.mark.parametrize(
    ("office", "allowed"),
    [("thanh_dong", True), ("tan_cuong", False), ("thong_nhat", True)],
    indirect=["office"],
)
def test_an_interim_notice_where_the_regulation_allows_one(office: Office, ask: Ask, allowed: bool) -> None:
    case = classified(office, ask())
    due = clock_of(case)
    by_day = today() + dt.timedelta(days=40)
    if not allowed:
        with pytest.raises(ValidationError, match=r"8đ|Điều 8"):
            acts.interim(
                case, by=office.person("truongban"), by_day=by_day, reason="Đang xin ý kiến cấp trên."
            )
        return
    acts.interim(case, by=office.person("truongban"), by_day=by_day, reason="Đang xin ý kiến cấp trên.")
    case.refresh_from_db()
    assert case.interim_due_on == by_day
    assert due is not None
    still = Clock.objects.get(pk=due.pk)
    assert (still.state, still.due_at) == (ClockState.RUNNING, due.due_at), "an interim notice ends nothing"


def test_quang_phus_desk_is_off_until_it_is_opened_and_then_shows_the_platforms_default(
    quang_phu: Office,
) -> None:
    assert rules.is_silent(CaseKind.QUESTION)
    assert not rules.is_open(CaseKind.QUESTION)
    with pytest.raises(ValidationError):
        acts.enter(
            by=quang_phu.person("truongban"), channel=Channel.LETTER, received_at=timezone.now(), text=TEXT, contact=Contact(),
        )  # fmt: skip

    client = quang_phu.client("truongban")
    client.post("/admin/hoi-dap/mo/", HTTP_HOST=quang_phu.host)

    assert Desk.objects.get().is_open
    assert rules.is_open(CaseKind.QUESTION)
    assert rules.figure(CaseKind.QUESTION).amount == 15
    assert "nền tảng" in rules.figure(CaseKind.QUESTION).source
    assert Release.objects.of(quang_phu.tenant.pk).get(type="portal").full["questions"]["enabled"] is True


def test_an_archive_has_no_desk(nhu_xuan: Office) -> None:
    assert not any(rules.is_open(kind) for kind in CaseKind)


def test_out_of_scope_is_told_at_once_and_closed(thong_nhat: Office, ask: Ask) -> None:
    case = ask()
    acts.out_of_scope(
        case, by=thong_nhat.person("truongban"), where_to="Công an tỉnh Lạng Sơn, số 1 đường Hùng Vương."
    )
    case.refresh_from_db()
    assert (case.state, case.closing) == (State.CLOSED, Closing.OUT_OF_SCOPE)
    notice = Clock.objects.get(subject_id=case.pk, key=DeadlineKey.QA_OUT_OF_SCOPE_NOTICE)
    assert notice.stopped_at is not None
    assert Clock.objects.get(subject_id=case.pk, key=DeadlineKey.QA_ANSWER).state == ClockState.ENDED
    assert "Công an tỉnh Lạng Sơn" in said_in(case, sent_only=True)[-1].text


def test_a_complaint_is_no_question_and_goes_after_thirty_days(thong_nhat: Office, ask: Ask) -> None:
    case = ask("Tôi khiếu nại quyết định thu hồi đất của xã đối với gia đình tôi.")
    acts.refuse(case, by=thong_nhat.person("truongban"), closing=Closing.COMPLAINT)
    case.refresh_from_db()
    assert case.purge_at is not None
    assert dt.timedelta(days=29) < case.purge_at - timezone.now() <= dt.timedelta(days=30)
    assert "tiếp công dân" in said_in(case, sent_only=True)[-1].text
    assert "6.5c" in case.clause or "Điều 6" in case.clause
    assert purging.purge_due() == 0

    Case.objects.filter(pk=case.pk).update(purge_at=timezone.now())
    assert purging.purge_due() == 1

    case.refresh_from_db()
    assert (case.contact, case.token_hash, case.closing) == (None, None, Closing.COMPLAINT)
    assert case.code
    assert case.clause
    assert not Message.objects.filter(case=case, text__isnull=False).exists()
    assert Deletion.objects.filter(case_id=case.pk, tenant=thong_nhat.tenant).exists()


def test_waiting_for_the_asker_is_shown_and_stops_nothing(thanh_dong: Office, ask: Ask) -> None:
    case = classified(thanh_dong, ask())
    acts.ask_more(case, by=thanh_dong.person("truongban"), text="Xin cho biết số thửa đất.")
    clock = clock_of(case)
    assert clock is not None
    assert (clock.state, clock.waits_for) == (ClockState.RUNNING, "người gửi")
    acts.add(case, text="Thửa 12, tờ bản đồ 3.")
    case.refresh_from_db()
    assert case.waits_since is None
    assert clock_of(case).waits_for == ""  # type: ignore[union-attr]


def test_who_has_no_post_of_the_desk_reads_and_does_nothing(thanh_dong: Office, ask: Ask) -> None:
    case = ask()
    outsider = thanh_dong.person("congtacvien")
    assert not DeskPowers.of(outsider).reads(case)
    with pytest.raises(PermissionDenied):
        acts.classify(case, by=outsider, topic="Đất đai", field="land")
    client = thanh_dong.client("congtacvien")
    assert client.get(f"/admin/hoi-dap/{case.pk}/", HTTP_HOST=thanh_dong.host).status_code in {302, 403}


def test_each_reading_by_an_official_is_kept(tan_cuong: Office, ask: Ask) -> None:
    case = ask()
    client = tan_cuong.client("truongban")
    for _look in range(2):
        shown = client.get(f"/admin/hoi-dap/{case.pk}/", HTTP_HOST=tan_cuong.host)
        assert NAME in shown.content.decode()
    read = case.history.filter(act=Act.READ)
    assert [entry.by.username for entry in read if entry.by] == ["truongban", "truongban"]
    assert "no-store" in shown.headers["Cache-Control"]


def test_a_question_by_letter_is_entered_on_the_citizens_behalf(tan_cuong: Office) -> None:
    received = timezone.now() - dt.timedelta(days=2)
    case, receipt = acts.enter(
        by=tan_cuong.person("truongban"), channel=Channel.LETTER, received_at=received, text=TEXT, contact=Contact(name=NAME),
    )  # fmt: skip
    assert case.received_at == received
    assert contact_of(case).token == receipt.token
    classified(tan_cuong, case)
    acts.put_forward(case, by=tan_cuong.person("thanhvien"), text=ANSWER)
    approve_all(case)
    case.refresh_from_db()
    assert case.state == State.APPROVED, "nobody was told yet: there is no address"
    acts.hand_over(case, by=tan_cuong.person("truongban"), at=timezone.now(), how="Trao tại bộ phận một cửa")
    case.refresh_from_db()
    assert case.state == State.ANSWERED


def test_letters_carry_the_link_and_no_word_of_the_question(thanh_dong: Office, ask: Ask) -> None:
    case = ask()
    receipt = Message.objects.get(case=case, kind=MessageKind.RECEIPT)
    mailing.send_to_asker.func(str(receipt.pk))
    mailing.send_to_asker.func(str(receipt.pk))
    letters = [one for one in mail.outbox if one.to == [EMAIL]]
    assert len(letters) == 1, "sent twice is sent once"
    assert contact_of(case).token in letters[0].body
    assert "rách nát" not in letters[0].body + letters[0].subject
    notices = Notice.objects.filter(url__contains=str(case.pk))
    assert notices.exists()
    assert not any(marker in one.subject + one.body for one in notices for marker in (NAME, "rách nát"))


def test_an_answer_of_common_concern_is_published_without_who_asked(tan_cuong: Office, ask: Ask) -> None:
    case = classified(tan_cuong, ask())
    acts.put_forward(case, by=tan_cuong.person("thanhvien"), text=ANSWER)
    approve_all(case)
    who = tan_cuong.person("truongban")
    with pytest.raises(ValidationError, match="Hoài Niệm"):
        publishing.publish(
            case,
            by=tan_cuong.person("thanhvien"),
            title="Cấp đổi giấy",
            question=f"{NAME.upper()} hỏi về đất",
            answer=ANSWER,
        )
    with pytest.raises(ValidationError):
        publishing.publish(
            case, by=who, title="Cấp đổi giấy", question="Người có số 0987654321 hỏi", answer=ANSWER
        )

    page = publishing.publish(
        case, by=tan_cuong.person("thanhvien"), title="Cấp đổi giấy chứng nhận đất cũ",
        question="Giấy chứng nhận đã cũ thì cấp đổi thế nào?", answer=ANSWER,
    )  # fmt: skip
    assert not page.live
    decide_all(page)
    case.refresh_from_db()
    assert case.state == State.PUBLISHED
    release = Release.objects.of(tan_cuong.tenant.pk).get(item_id=page.item_id)
    assert release.type == "answer"
    assert release.path == "/hoi-dap/cap-doi-giay-chung-nhan-dat-cu/"
    said = f"{release.full}{release.summary}{release.text}"
    assert "cấp đổi thế nào" in said
    assert not any(marker in said for marker in (NAME, EMAIL, case.code, "rách nát", str(case.pk)))


def test_figures_count_both_ways_and_name_nobody(thanh_dong: Office, ask: Ask) -> None:
    case = classified(thanh_dong, ask(at=timezone.now() - dt.timedelta(days=4)))
    acts.put_forward(case, by=thanh_dong.person("photruongban"), text=ANSWER)
    approve_all(case)
    Case.objects.filter(pk=case.pk).update(waited_seconds=2 * 86400)
    figures.release_figures()
    row = Figures.objects.filter(tenant=thanh_dong.tenant).latest("month")
    assert (row.received, row.answered, row.in_time) == (1, 1, 1)
    assert (float(row.median_days or 0), float(row.median_days_without_waiting or 0)) == (4.0, 2.0)
    given = Client(headers={"host": thanh_dong.host}).get("/du-lieu-mo/hoi-dap.csv")
    told = b"".join(given.streaming_content).decode()  # type: ignore[arg-type]
    assert f"{row.month:%Y-%m},1,1,1,0,0,4.0,2.0" in told
    for desk in KINDS.values():
        other = Client(headers={"host": thanh_dong.host}).get(f"/du-lieu-mo/{desk.slug}.json")
        months = json.loads(b"".join(other.streaming_content))[desk.envelope.desk]  # type: ignore[arg-type]
        assert len(months) == (desk.kind is CaseKind.QUESTION)


def test_the_field_of_the_tests_is_one_of_the_register() -> None:
    assert "land" in fields()


def test_who_was_given_a_question_sees_it_and_no_other(thanh_dong: Office, ask: Ask) -> None:
    mine, other = classified(thanh_dong, ask()), ask("Xin hỏi lịch thu gom rác của phường?")
    handler = thanh_dong.person("motcua")
    acts.forward(mine, by=thanh_dong.person("truongban"), handler=handler)
    client = thanh_dong.client(handler)
    listed = client.get("/admin/hoi-dap/").content.decode()
    assert mine.code in listed
    assert other.code not in listed
    assert client.get(f"/admin/hoi-dap/{other.pk}/").status_code in {302, 403}
    written = client.post(f"/admin/hoi-dap/{mine.pk}/tra-loi/", {"text": ANSWER})
    assert written.status_code == 302
    mine.refresh_from_db()
    assert mine.state == State.DRAFTED
    client.post(f"/admin/hoi-dap/{mine.pk}/duyet/", {"decision": "approve"})
    mine.refresh_from_db()
    assert mine.state == State.DRAFTED, "nobody approves an answer of their own"


def test_the_receipt_of_an_entered_question_is_shown_once(tan_cuong: Office) -> None:
    client = tan_cuong.client("truongban")
    values = {
        "channel": "letter",
        "received_at": "2026-11-20 08:30",
        "text": TEXT,
        "name": NAME,
        "note": "Số đến 12",
    }
    shown = client.post("/admin/hoi-dap/nhap/", values).content.decode()
    case = Case.objects.get()
    assert contact_of(case).token in shown
    assert contact_of(case).token not in client.get(f"/admin/hoi-dap/{case.pk}/").content.decode()
    wrong = client.post(
        "/admin/hoi-dap/nhap/", {**values, "received_at": "2030-01-01 08:30"}
    ).content.decode()
    assert "tương lai" in wrong
