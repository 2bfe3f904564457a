"""After a change of the rules open clocks are computed anew: a portal in one transaction, once, and people are told whose moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cms.accounts.models import Appointment, User
from cms.clocks import acts, recomputing
from cms.clocks.enums import ClockAct
from cms.clocks.models import Clock
from cms.clocks.recomputing import do_share, do_waiting_shares, recompute_open
from cms.notices.models import Notice
from cms.province.models import CalendarDay, Recomputation, RecomputationShare, Rulebook
from cms.regulation.office_hours import RemoveOfficeHours, SetOfficeHours
from cms.regulation.province_acts import DecideYear, RemoveDay, SaveRule, SaveRulebook, SetDay
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import StopEvent
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.clocks.conftest import HAI_PHONG, QUANG_PHU, THANH_DONG, THANH_HOA, at, end
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
Start = Callable[..., Clock]
OfficeOf = Callable[[str], Office]


def tenant(code: str) -> Tenant:
    return Tenant.objects.with_code(code).exclude(state="deleted").get()


@pytest.fixture
def province_it(db: None) -> Callable[[str], User]:
    def of(code: str) -> User:
        with tenant_context(tenant(code)):
            return User.objects.get(username="kythuat")

    return of


def set_day(by: User, code: str, day: dt.date, *, working: bool = False, reason: str = "Nghỉ bù") -> None:
    with tenant_context(tenant(code)):
        SetDay(by=by, day=day, working=working, reason=reason).execute()


def test_a_day_off_of_the_province_moves_its_communes_clocks_and_nobody_elses(
    office_of: OfficeOf, start_clock: Start, province_it: Callable[[str], User]
) -> None:
    thanh_dong = office_of(THANH_DONG)
    elsewhere = start_clock(at(20, 15))
    quang_phu = office_of(QUANG_PHU)
    clock = start_clock(at(20), responsible=quang_phu.person("congtacvien"))
    met = start_clock(at(20))
    acts.stop(met.subject_id, StopEvent.PUBLISHED, at=at(21))

    set_day(province_it(THANH_HOA), THANH_HOA, dt.date(2026, 11, 23))
    assert do_waiting_shares() == 1

    clock.refresh_from_db()
    assert clock.due_at == end(25), "23/11 is off now, 24/11 always was"
    entry = clock.history.last()
    assert entry is not None
    assert (entry.act, entry.due_before, entry.due_after) == (ClockAct.MOVED, end(23), end(25))
    assert "23/11/2026" in entry.note
    met.refresh_from_db()
    assert met.due_at == end(23), "what is over keeps its instant"
    with tenant_context(thanh_dong.tenant):
        assert do_waiting_shares() == 0
        elsewhere.refresh_from_db()
        assert elsewhere.due_at == at(23, 15)


def test_the_calendar_holds_at_once_in_this_process_and_again_after_the_day_is_taken_out(
    office_of: OfficeOf, province_it: Callable[[str], User]
) -> None:
    office_of(QUANG_PHU)
    saturday = dt.date(2026, 12, 5)
    assert not in_force().calendar.is_working_day(saturday)

    set_day(province_it(THANH_HOA), THANH_HOA, saturday, working=True, reason="Làm bù")
    assert in_force().calendar.is_working_day(saturday)

    with tenant_context(tenant(THANH_HOA)):
        RemoveDay(by=province_it(THANH_HOA), day=saturday).execute()
    assert not in_force().calendar.is_working_day(saturday)


def test_people_are_told_once_each_which_of_theirs_moved(
    office_of: OfficeOf, start_clock: Start, province_it: Callable[[str], User]
) -> None:
    quang_phu = office_of(QUANG_PHU)
    writer = quang_phu.person("congtacvien")
    for title in ("Hội thi", "Khai giảng"):
        start_clock(at(20), title=title, responsible=writer)
    start_clock(at(26), title="Không đổi", responsible=writer)
    set_day(province_it(THANH_HOA), THANH_HOA, dt.date(2026, 11, 23), reason="Nghỉ bù Quốc lễ")

    do_waiting_shares()

    letter = Notice.objects.get(kind="due_moved", recipient=writer)
    for part in ("Hội thi", "Khai giảng", "23:59 23/11/2026", "23:59 25/11/2026", "Nghỉ bù Quốc lễ"):
        assert part in letter.body
    assert "Không đổi" not in letter.body


def test_what_breaks_off_leaves_nothing_and_goes_on_where_it_was(
    office_of: OfficeOf,
    start_clock: Start,
    province_it: Callable[[str], User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office_of(QUANG_PHU)
    clock = start_clock(at(20))
    set_day(province_it(THANH_HOA), THANH_HOA, dt.date(2026, 11, 23))
    share = RecomputationShare.objects.waiting().get(tenant=tenant(QUANG_PHU))

    def broken(*args: Any, **kwargs: Any) -> int:
        raise RuntimeError("the worker is gone")

    with monkeypatch.context() as patch:
        patch.setattr(recomputing, "tell_moved", broken)
        with pytest.raises(RuntimeError):
            do_share(share.pk)
    clock.refresh_from_db()
    share.refresh_from_db()
    assert (clock.due_at, share.done_at) == (end(23), None)

    outcome = do_share(share.pk)
    assert outcome is not None
    assert (outcome.open_clocks, len(outcome.moved)) == (Clock.objects.open().count(), 1)
    assert do_share(share.pk) is None, "done is done"
    share.refresh_from_db()
    assert (share.moved, share.open_clocks) == (1, Clock.objects.open().count())


def test_every_portal_of_the_province_has_a_share_and_a_task_of_its_own(
    office_of: OfficeOf, province_it: Callable[[str], User]
) -> None:
    from tenants.models import TaskScope

    office_of(THANH_HOA)
    before = set(TaskScope.objects.values_list("pk", flat=True))
    set_day(province_it(THANH_HOA), THANH_HOA, dt.date(2026, 11, 23))

    recomputation = Recomputation.objects.get()
    shared = {share.tenant_id for share in recomputation.shares.all()}
    assert shared == {
        tenant(THANH_HOA).pk,
        *(one.pk for one in tenant(THANH_HOA).communes() if one.is_writable),
    }
    tasks = TaskScope.objects.exclude(pk__in=before)
    assert {task.tenant_id for task in tasks} == shared
    with tenant_context(tenant(HAI_PHONG)):
        assert do_share(recomputation.shares.first().pk) is None, "another portal's share is not touched"  # type: ignore[union-attr]


def test_a_year_that_is_decided_makes_its_dates_certain(
    office_of: OfficeOf, start_clock: Start, province_it: Callable[[str], User]
) -> None:
    office_of(QUANG_PHU)
    clock = start_clock(at(31, month=12))
    assert not clock.certain
    assert "chưa được quyết định" in clock.sentence

    with tenant_context(tenant(THANH_HOA)):
        DecideYear(by=province_it(THANH_HOA), year=2027, decision="Công văn 1/BNV").execute()
    do_waiting_shares()

    clock.refresh_from_db()
    assert clock.certain
    assert "chưa được quyết định" not in clock.sentence


def test_the_provinces_rulebook_is_a_layer_and_the_strictest_decides(
    office_of: OfficeOf, start_clock: Start, province_it: Callable[[str], User]
) -> None:
    office_of(THANH_DONG)
    clock = start_clock(at(20, 15))
    leaf = {
        "provenance": "stated",
        "clause": "9.2",
        "amount": 4,
        "unit": "admin_hour",
        "start": "event_occurred",
    }
    day = dt.date(2026, 1, 1)
    with tenant_context(tenant(HAI_PHONG)):
        it = province_it(HAI_PHONG)
        book = SaveRulebook(
            by=it,
            book=Rulebook(title="Quy định về cổng", number="5/QĐ-UBND", issued_on=day, effective_from=day),
        ).execute()
        SaveRule(by=it, book=book, group="deadlines", key="news_event", leaf=leaf).execute()
    do_waiting_shares()

    clock.refresh_from_db()
    assert (clock.layer, clock.due_at) == ("province", at(23, 9))
    assert "5/QĐ-UBND" in clock.clause
    assert "8 giờ hành chính" in clock.sentence.replace("08", "8"), "the commune's own figure stays visible"

    with tenant_context(tenant(HAI_PHONG)):
        SaveRule(by=it, book=book, group="deadlines", key="news_event", leaf=None).execute()
    do_waiting_shares()
    clock.refresh_from_db()
    assert (clock.layer, clock.due_at) == ("tenant", at(23, 15))


def test_two_rulebooks_are_never_in_force_on_one_day(
    office_of: OfficeOf, province_it: Callable[[str], User]
) -> None:
    it, first = province_it(THANH_HOA), dt.date(2026, 1, 1)
    office_of(THANH_HOA)
    SaveRulebook(
        by=it, book=Rulebook(title="Một", number="1", issued_on=first, effective_from=first)
    ).execute()
    later = dt.date(2026, 6, 1)
    with pytest.raises(ValidationError) as refusal:
        SaveRulebook(
            by=it, book=Rulebook(title="Hai", number="2", issued_on=later, effective_from=later)
        ).execute()
    assert "effective_from" in refusal.value.error_dict


def test_other_office_hours_compute_the_portals_own_clocks_anew(
    office_of: OfficeOf, start_clock: Start
) -> None:
    thanh_dong = office_of(THANH_DONG)
    clock = start_clock(at(20, 15))
    head = thanh_dong.person("truongban")

    period = SetOfficeHours(
        by=head, valid_from=dt.date(2026, 11, 1), spans=["08:00-12:00", "13:00-17:00"], decision="QĐ 3"
    ).execute()

    clock.refresh_from_db()
    assert clock.due_at == at(23, 15), "two hours on Friday, six on Monday: the same hour with the same lunch"
    SetOfficeHours(by=head, valid_from=dt.date(2026, 11, 1), spans=["08:00-12:00"]).execute()
    clock.refresh_from_db()
    assert clock.due_at == at(25, 12), "Friday's hours are over at noon: four on Monday, four on Wednesday"
    RemoveOfficeHours(by=head, key=period.pk).execute()
    clock.refresh_from_db()
    assert clock.due_at == at(23, 15)


@pytest.mark.parametrize("spans", [[], ["08:00"], ["12:00-08:00"], ["08:00-12:00", "11:00-17:00"]])
def test_hours_that_are_none_are_refused_beside_their_field(office_of: OfficeOf, spans: list[str]) -> None:
    head = office_of(THANH_DONG).person("truongban")
    with pytest.raises(ValidationError) as refusal:
        SetOfficeHours(by=head, valid_from=dt.date(2026, 11, 1), spans=spans).execute()
    assert "spans" in refusal.value.error_dict


def test_nobody_but_the_provinces_it_changes_its_calendar(office_of: OfficeOf) -> None:
    thanh_hoa = office_of(THANH_HOA)
    act = {"day": dt.date(2026, 11, 23), "working": False, "reason": "x"}
    for name in ("quantri",):
        with pytest.raises(PermissionDenied):
            SetDay(by=thanh_hoa.person(name), **act).execute()  # type: ignore[arg-type]
    quang_phu = office_of(QUANG_PHU)
    head = quang_phu.person("truongban")
    Appointment.objects.create(
        user=head, role_key="province_it", post_title="x", decision="Thử", valid_from=dt.date(2024, 1, 1)
    )
    with pytest.raises(PermissionDenied):
        SetDay(by=head, **act).execute()  # type: ignore[arg-type]
    assert not CalendarDay.objects.exists()


def test_a_day_needs_a_reason_and_a_year_that_the_calendar_reaches(
    office_of: OfficeOf, province_it: Callable[[str], User]
) -> None:
    it = province_it(THANH_HOA)
    office_of(THANH_HOA)
    for day, reason, field in [(dt.date(2026, 1, 5), " ", "reason"), (dt.date(1999, 1, 1), "Có", "day")]:
        with pytest.raises(ValidationError) as refusal:
            SetDay(by=it, day=day, working=False, reason=reason).execute()
        assert field in refusal.value.error_dict


def test_what_is_under_moderation_says_the_new_instant(
    office_of: OfficeOf, province_it: Callable[[str], User]
) -> None:
    quang_phu = office_of(QUANG_PHU)
    page = quang_phu.write(event_at=at(20))
    submission = quang_phu.submit(page)

    set_day(province_it(THANH_HOA), THANH_HOA, dt.date(2026, 11, 23))
    do_waiting_shares()

    submission.refresh_from_db()
    assert submission.due_at == end(25)


def test_nothing_moves_and_nobody_is_told_where_nothing_changed(
    quang_phu: Office, start_clock: Start
) -> None:
    start_clock(at(20), responsible=quang_phu.person("congtacvien"))
    before = Notice.objects.count()

    assert recompute_open("Không có gì").moved == []
    assert Notice.objects.count() == before
