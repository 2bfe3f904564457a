"""Petitions by each portal's own regulation: forwarded in time, resolved and told, merged, handed over to another portal, published without names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cms.clocks.enums import ClockState
from cms.clocks.models import Clock
from cms.demo.builder import decide_all
from cms.engagement import acts, publishing, rules, taking_in
from cms.engagement.enums import Act, CaseKind, Closing, State
from cms.engagement.exchange import contact_of, said_in
from cms.engagement.models import Case
from cms.engagement.timing import clock_of
from cms.inbox.models import Envelope
from cms.inbox.receipts import token_hash
from cms.regulation.vocabulary import DeadlineKey
from sites.releases.models import Release
from tenants.calendar_day import today
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.engagement.conftest import ADDRESS, NAME, TELEPHONE, approve_all, author_of, classified
from tests.moderation.conftest import THANH_HOA
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
Ask = Callable[..., Case]
TEXT = "Đèn đường đầu xóm hỏng đã hai tuần, buổi tối trẻ em đi học về rất nguy hiểm."
RESULT = "Đã thay ba bóng đèn tại đoạn đường đầu xóm; tuyến đường đã sáng trở lại."


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The office that a test is run for."""
    found: Office = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def petition(ask: Ask) -> Ask:
    """Let a petition come in at the current portal."""
    return lambda text=TEXT, **more: ask(text, kind=CaseKind.PETITION, **more)


def resolved(office: Office, case: Case, text: str = RESULT) -> Case:
    acts.put_forward(case, by=author_of(office), text=text)
    approve_all(case)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(
    ("office", "clause"),
    [("thanh_dong", ""), ("tan_cuong", "8đ"), ("thong_nhat", ""), ("quang_phu", "")],
    indirect=["office"],
)
def test_a_petition_is_forwarded_resolved_and_told(office: Office, clause: str, petition: Ask) -> None:
    assert rules.is_open(CaseKind.PETITION)
    case = petition()
    answer = clock_of(case)
    forward = Clock.objects.get(subject_id=case.pk, key=DeadlineKey.PETITION_FORWARD)
    assert answer is not None
    assert (forward.answer["amount"], forward.answer["clause"]) == (5, "9.1d")
    assert (answer.answer["amount"], answer.answer["clause"]) == (15, clause)
    assert answer.layer == ("tenant" if clause else "platform")

    classified(office, case, topic="Đèn đường hỏng", field="culture")
    acts.forward(case, by=office.person("truongban"), handler=author_of(office))
    forward.refresh_from_db()
    assert forward.state == ClockState.MET
    case = resolved(office, case)

    assert case.state == State.ANSWERED
    assert Clock.objects.get(pk=answer.pk).state == ClockState.MET
    assert [one.text for one in said_in(case, sent_only=True)] == [TEXT, RESULT]
    assert case.code.startswith("PA-")


def test_tan_cuong_answers_petitions_themselves_and_sends_no_interim_notice(
    tan_cuong: Office, petition: Ask
) -> None:
    case = classified(tan_cuong, petition())
    by_day = today() + dt.timedelta(days=30)
    with pytest.raises(ValidationError, match=r"8đ|Điều 8"):
        acts.interim(
            case, by=tan_cuong.person("truongban"), by_day=by_day, reason="Đang chờ vật tư thay thế."
        )


def test_a_result_is_published_without_who_reported_it(thong_nhat: Office, petition: Ask) -> None:
    case = resolved(thong_nhat, classified(thong_nhat, petition(), topic="Đèn đường"))
    who = author_of(thong_nhat)
    with pytest.raises(ValidationError, match=NAME):
        publishing.publish(case, by=who, title="Đèn đường", question=f"Bà {NAME} báo", answer=RESULT)
    page = publishing.publish(
        case, by=who, title="Sửa đèn đường đầu xóm", question="Đèn hỏng.", answer=RESULT
    )
    decide_all(page)
    case.refresh_from_db()
    assert case.state == State.PUBLISHED
    release = Release.objects.of(thong_nhat.tenant.pk).get(item_id=page.item_id)
    assert release.path == "/phan-anh-kien-nghi/sua-den-duong-dau-xom/"
    assert release.full["category"]["key"] == "petitions"
    said = f"{release.full}{release.summary}{release.text}"
    assert not any(one in said for one in (NAME, TELEPHONE, ADDRESS, case.code, str(case.pk)))


def test_a_later_petition_on_the_same_matter_is_merged_and_its_sender_told_twice(
    thanh_dong: Office, petition: Ask
) -> None:
    head = thanh_dong.person("truongban")
    first = classified(thanh_dong, petition(at=timezone.now() - dt.timedelta(days=2)), topic="Đèn đường")
    other = {"name": "Vũ Đức Lặng", "address": "Tổ 9", "email": "lang@hopthu.example"}
    later = petition("Đèn đường tổ 9 không sáng từ đầu tháng.", **other)
    with pytest.raises(ValidationError):
        acts.merge(first, by=head, code=later.code)
    acts.merge(later, by=head, code=first.code.lower())

    later.refresh_from_db()
    assert (later.state, later.closing, later.merged_into) == (State.CLOSED, Closing.MERGED, first)
    assert later.purge_at is None, "it is kept until its sender knows the result"
    assert not Clock.objects.open().filter(subject_id=later.pk).exists()
    told = said_in(later, sent_only=True)[-1].text
    assert "trùng nội dung" in told
    assert first.code not in told, "nobody learns another's code"

    for who in (NAME, "Vũ Đức Lặng"):
        with pytest.raises(ValidationError, match="người"):
            acts.put_forward(first, by=author_of(thanh_dong), text=f"Thưa ông/bà {who}, {RESULT}")
    resolved(thanh_dong, first)
    later.refresh_from_db()
    assert said_in(later, sent_only=True)[-1].text == RESULT
    assert later.answered_at is not None
    assert later.purge_at is not None
    late = petition(at=timezone.now())
    acts.merge(late, by=head, code=first.code)
    assert said_in(late, sent_only=True)[-1].text == RESULT, "merged with one that is resolved already"


def test_what_was_merged_stands_by_itself_when_the_first_is_withdrawn(
    thanh_dong: Office, petition: Ask
) -> None:
    head = thanh_dong.person("truongban")
    days = (3, 2, 1)
    first, second, third = (petition(at=timezone.now() - dt.timedelta(days=day)) for day in days)
    acts.merge(second, by=head, code=first.code)
    acts.merge(third, by=head, code=first.code)
    acts.withdraw(first)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, second.closing, second.merged_into) == (State.RECEIVED, "", None)
    assert third.merged_into == second
    clock = clock_of(second)
    assert clock is not None
    assert clock.is_open
    assert clock.begun_at == second.received_at


def test_another_authoritys_matter_is_handed_over_sealed_to_its_key(quang_phu: Office, petition: Ask) -> None:
    head = quang_phu.person("truongban")
    case = petition()
    acts.add(case, text="Cột đèn số 14, trên tỉnh lộ.")
    province = Tenant.objects.with_code(THANH_HOA).get()
    assert province in acts.authorities()
    assert quang_phu.tenant not in acts.authorities()
    with pytest.raises(ValidationError):
        acts.hand_to(case, by=head, to=quang_phu.tenant.pk, reason="Đường do tỉnh quản lý.")
    with pytest.raises(PermissionDenied):
        acts.hand_to(
            case, by=quang_phu.person("congtacvien"), to=province.pk, reason="Đường do tỉnh quản lý."
        )
    acts.hand_to(case, by=head, to=province.pk, reason="Đường do tỉnh quản lý.")

    case.refresh_from_db()
    assert (case.state, case.closing, case.handed_to) == (State.CLOSED, Closing.HANDED_OVER, province.pk)
    entry = case.history.get(act=Act.HANDED_OVER)
    assert (entry.by, bool(entry.clause)) == (head, True)
    forward = Clock.objects.get(subject_id=case.pk, key=DeadlineKey.PETITION_FORWARD)
    assert forward.state == ClockState.MET
    told = said_in(case, sent_only=True)[-1].text
    envelope = Envelope.objects.get(tenant=province)
    assert NAME.encode() not in bytes(envelope.payload)

    with tenant_context(province):
        assert taking_in.take_in() == 1
        there = Case.objects.get(came_from=quang_phu.tenant.pk)
        contact = contact_of(there)
        assert (contact.name, contact.address) == (NAME, ADDRESS)
        assert "Cột đèn số 14" in said_in(there)[0].text
        assert there.code in told
        assert contact.token in told
        assert there.token_hash == token_hash(contact.token)
        assert there.code != case.code
        clock = clock_of(there)
        assert clock is not None
        assert clock.is_open
    assert not any(
        NAME in letter.body + letter.subject or contact.token in letter.subject for letter in mail.outbox
    )


def test_the_desk_in_the_admin(tan_cuong: Office, petition: Ask) -> None:
    case = petition()
    client = tan_cuong.client("truongban")
    listed = client.get("/admin/phan-anh-kien-nghi/").content.decode()
    assert case.code in listed
    assert case.code not in client.get("/admin/hoi-dap/").content.decode()
    assert client.get(f"/admin/hoi-dap/{case.pk}/").status_code == 404
    shown = client.get(f"/admin/phan-anh-kien-nghi/{case.pk}/").content.decode()
    assert TEXT in shown
    assert "/nhap-chung/" in shown
    assert "/gia-han/" not in shown
    assert client.get(f"/admin/phan-anh-kien-nghi/{case.pk}/cung-cap/").status_code == 404
    values = {"topic": "Đèn đường hỏng", "field": "land"}
    done = client.post(f"/admin/phan-anh-kien-nghi/{case.pk}/phan-loai/", values)
    assert done.status_code == 302
    entered = {"channel": "letter", "received_at": "2026-11-20 08:30", "text": TEXT, "name": NAME}
    refused = client.post("/admin/phan-anh-kien-nghi/nhap/", entered).content.decode()
    assert Case.objects.count() == 1, "Nghị định 20/2008/NĐ-CP Đ7 asks for the address"
    assert "board-form__error" in refused
    client.post("/admin/phan-anh-kien-nghi/nhap/", {**entered, "address": ADDRESS, "place": "Xóm Nam Thái"})
    assert contact_of(Case.objects.get(channel="letter")).place == "Xóm Nam Thái"
