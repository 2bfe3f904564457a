"""A submission says until when it is due and by which clause: the vectors of the four regulations, counted by their own rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cms.content.models import LegalDocumentPage, SectionPage, StaticPage
from cms.moderation.conditions import NotReady
from cms.moderation.models import Submission
from cms.regulation.models import RegulationVersion
from tests.moderation.conftest import QUANG_PHU, TAN_CUONG, THANH_DONG, THONG_NHAT
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> dt.datetime:
    """An instant of autumn 2026, Vietnamese time. 20/11/2026 is a Friday; 24/11 is a day off."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=LOCAL)


def end(day: int, month: int = 11) -> dt.datetime:
    """The last second of a day."""
    return dt.datetime(2026, month, day, 23, 59, 59, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("code", "fields", "due", "clause"),
    [
        (QUANG_PHU, {"event_at": at(20)}, end(23), "7.1"),
        (QUANG_PHU, {"event_at": at(20, 23, 30)}, end(23), "7.1"),
        (QUANG_PHU, {"event_at": at(23)}, end(25), "7.1"),
        (QUANG_PHU, {"event_at": at(19), "event_end_at": at(20), "major_event": True}, end(25), "7.3"),
        (TAN_CUONG, {"event_at": at(20)}, end(26), "8a"),
        (TAN_CUONG, {"event_at": at(19), "event_end_at": at(20), "major_event": True}, end(26), "8c"),
        (THANH_DONG, {"event_at": at(20, 15)}, at(23, 15), "7.1"),
        (THANH_DONG, {"event_at": at(23, 15)}, at(25, 15), "7.1"),
        (THANH_DONG, {"event_at": at(21, 9)}, at(23, 17, 30), "7.1"),
        (THANH_DONG, {"event_at": at(20, 12)}, at(23, 11, 30), "7.1"),
    ],
)
def test_news_is_due_by_the_clause_of_the_portals_own_regulation(
    office_of: Callable[[str], Office], code: str, fields: dict[str, Any], due: dt.datetime, clause: str
) -> None:
    office = office_of(code)

    submission = office.submit(office.write(**fields))

    assert submission.due_at is not None
    assert submission.due_at.astimezone(LOCAL).replace(microsecond=0) == due
    assert submission.deadline["clause"] == clause
    assert submission.deadline["layer"] == "tenant"
    assert submission.regulation_version == RegulationVersion.objects.get().pk


def test_at_once_is_measured_against_the_platforms_target_and_says_so(
    office_of: Callable[[str], Office],
) -> None:
    """Thống Nhất 3.5 says *at once* and gives no minutes."""
    office = office_of(THONG_NHAT)

    submission = office.submit(office.write(event_at=at(20, 9)))

    assert submission.due_at == at(20, 10)
    assert submission.deadline["clause"] == "3.5"
    assert submission.deadline["unit"] == "immediate"


def test_a_document_counts_from_its_signature(quang_phu: Office) -> None:
    document = LegalDocumentPage(
        title="15/QĐ-UBND: Về việc thử",
        category="documents",
        number="15/QĐ-UBND",
        abstract="Về việc thử",
        kind="quyet-dinh",
        issuing_body="UBND phường",
        issued_on=dt.date(2026, 11, 20),
        signed_at=at(20, 16),
        owner=quang_phu.person("congtacvien"),
        live=False,
    )
    SectionPage.objects.get(slug="van-ban").add_child(instance=document)
    document.save_revision(user=quang_phu.person("congtacvien"))

    submission = quang_phu.submit(document)

    assert submission.due_at is not None
    assert submission.due_at.astimezone(LOCAL).replace(microsecond=0) == end(23)
    assert submission.deadline["clause"] == "7.2"


def test_without_its_starting_event_nothing_is_made_up(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=None)

    with pytest.raises(NotReady, match="sự kiện diễn ra lúc"):
        quang_phu.submit(page)

    assert not Submission.objects.filter(item_id=page.item_id).exists()


def static_page(office: Office, title: str) -> StaticPage:
    """A page that stays, as a draft: no deadline is set for it."""
    author = office.person("congtacvien")
    page = StaticPage(title=title, category="introduction", owner=author, live=False)
    SectionPage.objects.get(slug="gioi-thieu").add_child(instance=page)
    page.save_revision(user=author)
    return page


def test_a_page_that_stays_has_no_deadline(quang_phu: Office) -> None:
    submission = quang_phu.submit(static_page(quang_phu, "Giới thiệu thêm"))

    assert (submission.due_at, submission.deadline) == (None, {})


def test_a_province_without_a_regulation_names_no_clause(thanh_hoa: Office) -> None:
    submission = thanh_hoa.submit(thanh_hoa.write(event_at=at(20)))

    assert submission.deadline["layer"] != "tenant"
    assert submission.deadline["clause"] == ""
    assert submission.regulation_version is None


def test_the_head_sees_when_it_is_due_and_by_which_clause(quang_phu: Office) -> None:
    page = quang_phu.write(title="Chờ Trưởng ban", event_at=at(20))
    quang_phu.submit(page)
    client = quang_phu.client("truongban")

    listed = client.get(reverse("moderation_waiting")).content.decode()
    shown = client.get(reverse("moderation_review", args=[page.pk])).content.decode()

    for html in (listed, shown):
        assert "Chờ Trưởng ban" in html
        assert "23:59 23/11/2026" in html
        assert "Điều 7" in html


def test_what_is_most_urgent_stands_first_and_what_has_no_deadline_last(quang_phu: Office) -> None:
    from cms.moderation.reading import waiting_items

    later = quang_phu.write(title="Sau", event_at=at(26))
    never = static_page(quang_phu, "Không hạn")
    first = quang_phu.write(title="Trước", event_at=at(20))
    for page in (later, never, first):
        quang_phu.submit(page)

    ours = {later.pk, never.pk, first.pk}
    titles = [item.title for item in waiting_items(quang_phu.person("truongban")) if item.page.pk in ours]
    assert titles == ["Trước", "Sau", "Không hạn"]


@pytest.mark.parametrize(
    ("left", "urgency"),
    [
        (dt.timedelta(hours=-1), "overdue"),
        (dt.timedelta(hours=5), "soon"),
        (dt.timedelta(days=3), "calm"),
        (None, "none"),
    ],
)
def test_urgency_follows_the_clock(quang_phu: Office, left: dt.timedelta | None, urgency: str) -> None:
    from django.utils import timezone

    from cms.moderation.reading import ItemUnderReview

    page = quang_phu.write()
    submission = quang_phu.submit(page)
    submission.due_at = timezone.now() + left if left is not None else None
    submission.save()

    assert ItemUnderReview.of(fresh(page), quang_phu.person("truongban")).urgency == urgency
