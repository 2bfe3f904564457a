"""Figures go upward as counts; the province reads them and no commune's schema. Letters go out once."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.clocks import acts, figures, telling
from cms.clocks.enums import ClockAct
from cms.clocks.figures import release_figures
from cms.clocks.listing import as_csv, share_in_time
from cms.clocks.models import Clock
from cms.clocks.telling import tell_due
from cms.clocks.timeliness import FIGURES, Period, by_category, by_commune
from cms.notices.models import Notice
from cms.province.models import Timeliness
from cms.regulation.vocabulary import StopEvent
from tenants.context import tenant_context
from tests.clocks.conftest import HAI_PHONG, QUANG_PHU, THANH_DONG, THANH_HOA, at
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
Start = Callable[..., Clock]
OfficeOf = Callable[[str], Office]
NOVEMBER = Period.of_month(dt.date(2026, 11, 1))


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Let it be another time for figures and letters."""

    def be(instant: dt.datetime) -> None:
        for module in (figures, telling):
            monkeypatch.setattr(module.timezone, "now", lambda: instant)

    return be


def a_month_of_quang_phu(start: Start) -> None:
    Clock.objects.all().delete()
    met, late, ended = start(at(2)), start(at(3)), start(at(4))
    acts.stop(met.subject_id, StopEvent.PUBLISHED, at=at(3))
    acts.stop(late.subject_id, StopEvent.PUBLISHED, at=at(9))
    acts.end(ended, reason="Hoãn lại")
    start(at(5))
    start(at(30))
    start(None)


def test_each_standing_is_counted_once_by_month_category_and_clause(
    quang_phu: Office, start_clock: Start, now: Callable[[dt.datetime], None]
) -> None:
    a_month_of_quang_phu(start_clock)
    now(at(21))

    release_figures()

    november = Timeliness.objects.filter(tenant=quang_phu.tenant, month=dt.date(2026, 11, 1))
    timed = november.get()
    assert (timed.met, timed.met_late, timed.overdue, timed.untimed) == (1, 1, 1, 1)
    assert (timed.soon, timed.on_time) == (0, 0)
    assert (timed.category, timed.key, timed.layer) == ("news", "news_event", "tenant")
    assert "Điều 7" in timed.clause
    december = Timeliness.objects.get(tenant=quang_phu.tenant, month=dt.date(2026, 12, 1))
    assert december.on_time == 1, "what is due on 1 December is December's"


def test_releasing_again_replaces_and_settled_months_stay(
    quang_phu: Office, start_clock: Start, now: Callable[[dt.datetime], None]
) -> None:
    a_month_of_quang_phu(start_clock)
    now(at(21))
    release_figures()
    rows = Timeliness.objects.filter(tenant=quang_phu.tenant)
    before = {(row.month, row.key, row.met, row.overdue) for row in rows}
    Clock.objects.filter(state__in=["met", "met_late"]).update(stopped_at=at(3, month=3))
    old = Timeliness.objects.create(
        tenant=quang_phu.tenant, month=dt.date(2026, 2, 1), key="news_event", met=7
    )

    release_figures()

    assert {(row.month, row.key, row.met, row.overdue) for row in rows.exclude(pk=old.pk)} == before
    assert rows.filter(pk=old.pk).exists()
    release_figures(full=True)
    assert not rows.filter(pk=old.pk).exists()


def test_the_province_sees_its_communes_and_reads_none_of_their_tables(
    office_of: OfficeOf, start_clock: Start, now: Callable[[dt.datetime], None]
) -> None:
    quang_phu = office_of(QUANG_PHU)
    a_month_of_quang_phu(start_clock)
    now(at(21))
    release_figures()
    office_of(THANH_DONG)
    start_clock(at(20, 15))
    release_figures()

    thanh_hoa = office_of(THANH_HOA)
    with CaptureQueriesContext(connection) as asked:
        communes = by_commune(thanh_hoa.tenant, NOVEMBER)
        rows = by_category(thanh_hoa.tenant, NOVEMBER, QUANG_PHU)
    assert QUANG_PHU in {row.code for row in communes}
    assert THANH_DONG not in {row.code for row in communes}
    ours = next(row for row in communes if row.code == QUANG_PHU)
    assert (ours.share, sum(ours.cells)) == (33, sum(ours.figures[name] for name in FIGURES))
    assert "Điều 7" in rows[0].clause
    said = " ".join(query["sql"] for query in asked.captured_queries)
    assert "clocks_clock" not in said
    assert quang_phu.tenant.schema_name not in said


@pytest.mark.parametrize(
    ("given", "share"), [({}, None), ({"met": 3}, 100), ({"met": 1, "overdue": 1}, 50), ({"met_late": 2}, 0)]
)
def test_the_share_in_time_counts_what_is_over(given: dict[str, int], share: int | None) -> None:
    assert share_in_time(given) == share


def test_a_table_is_read_by_spreadsheets_and_runs_no_formula() -> None:
    text = "".join(as_csv(["Tên", "Số"], [["=HYPERLINK(1)", 3], ['Xã "A", B', -2]]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["Tên", "Số"],
        ["'=HYPERLINK(1)", "3"],
        ['Xã "A", B', "-2"],
    ]


def test_letters_go_to_who_has_to_act_once_and_to_the_head_when_it_is_too_late(
    quang_phu: Office, start_clock: Start, now: Callable[[dt.datetime], None]
) -> None:
    Clock.objects.all().delete()
    writer, head = quang_phu.person("congtacvien"), quang_phu.person("truongban")
    clock = start_clock(at(20), title="Hội thi", responsible=writer)

    now(at(22, 12))
    assert tell_due() == 0
    now(at(23, 8))
    assert tell_due() == 1
    assert tell_due() == 0
    soon = Notice.objects.get(kind="due_soon")
    assert soon.recipient_id == writer.pk
    assert "Hội thi" in soon.body
    assert "23:59 23/11/2026" in soon.body

    now(at(24, 8))
    assert tell_due() == 2
    assert tell_due() == 0
    late = set(Notice.objects.filter(kind="overdue").values_list("recipient_id", flat=True))
    assert late == {writer.pk, head.pk}
    acts_done = list(clock.history.values_list("act", flat=True))
    assert acts_done == [ClockAct.STARTED, ClockAct.TOLD_SOON, ClockAct.TOLD_OVERDUE]


def test_one_letter_names_many_items_and_says_how_many_more(
    quang_phu: Office, start_clock: Start, now: Callable[[dt.datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock.objects.all().delete()
    monkeypatch.setattr(telling, "AT_MOST", 2)
    for number in range(5):
        start_clock(at(20), title=f"Mục {number}", responsible=quang_phu.person("congtacvien"))
    now(at(23, 8))

    assert tell_due() == 1
    body = Notice.objects.get(kind="due_soon").body
    assert body.count("Mục") == 2
    assert "3" in body


def test_the_screens_of_a_portal(quang_phu: Office, start_clock: Start) -> None:
    Clock.objects.all().delete()
    overdue = start_clock(at(2, month=3), title="Quá hạn rồi")
    met = start_clock(at(20), title="Đã đăng")
    acts.stop(met.subject_id, StopEvent.PUBLISHED, at=at(20))
    client = quang_phu.client("congtacvien")

    listed = client.get(reverse("clocks_list")).content.decode()
    assert "Quá hạn rồi" in listed
    assert "Đã đăng" not in listed
    assert "Đã đăng" in client.get(reverse("clocks_list"), {"tinh-trang": "met"}).content.decode()
    rows = list(csv.reader(io.StringIO(b"".join(client.get(reverse("clocks_csv"))).decode()[1:])))
    assert rows[1][0] == "Quá hạn rồi"
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Quá hạn rồi" in home
    shown = client.get(reverse("clocks_clock", args=[overdue.pk])).content.decode()
    assert "Điều 7" in shown
    assert "Kết thúc thời hạn" not in shown, "only the head and who is responsible end a deadline"
    assert client.get(reverse("clocks_timeliness")).status_code == 404, "a commune has no view of others"


def test_the_head_ends_a_deadline_with_a_reason_said_beside_its_field(
    quang_phu: Office, start_clock: Start
) -> None:
    clock = start_clock(at(20))
    address = reverse("clocks_clock", args=[clock.pk])
    refused = quang_phu.client("truongban").post(address, {"reason": ""})
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["reason"]
    assert quang_phu.client("congtacvien").post(address, {"reason": "Sự kiện hoãn"}).status_code != 200
    clock.refresh_from_db()
    assert clock.is_open
    assert quang_phu.client("truongban").post(address, {"reason": "Sự kiện hoãn"}).status_code == 302
    clock.refresh_from_db()
    assert not clock.is_open


def test_the_screens_of_a_province(office_of: OfficeOf, start_clock: Start) -> None:
    office_of(QUANG_PHU)
    start_clock(at(20))
    release_figures()
    thanh_hoa = office_of(THANH_HOA)
    client = thanh_hoa.client("truongban")

    page = client.get(reverse("clocks_timeliness"), {"thang": "2026-11"}).content.decode()
    assert "Quảng Phú" in page
    assert "Điều 7" in page
    rows = list(csv.reader(io.StringIO(b"".join(client.get(reverse("clocks_timeliness_csv"))).decode()[1:])))
    assert any(QUANG_PHU in row for row in rows)
    with tenant_context(office_of(HAI_PHONG).tenant):
        other = office_of(HAI_PHONG).client("truongban").get(reverse("clocks_timeliness")).content.decode()
    assert "Phường Quảng Phú" not in other


def test_people_find_their_letters_on_the_home_page(
    quang_phu: Office, start_clock: Start, now: Callable[[dt.datetime], None]
) -> None:
    Clock.objects.all().delete()
    start_clock(at(2, month=3), title="Hội thi", responsible=quang_phu.person("congtacvien"))
    tell_due()
    subject = Notice.objects.get(kind="overdue", recipient=quang_phu.person("congtacvien")).subject

    assert subject in quang_phu.client("congtacvien").get(reverse("wagtailadmin_home")).content.decode()
    assert Notice.objects.filter(recipient=quang_phu.person("quantri"), kind="overdue").count() == 0
