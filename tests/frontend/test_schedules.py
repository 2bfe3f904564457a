"""What of a schedule is still to come, and how citizens see it."""

from datetime import date, timedelta

import pytest

from frontend.schedules import upcoming
from frontend.shapes import ScheduleEntry
from frontend.vocabulary import weekday_name
from tests.frontend.conftest import Citizen

TODAY = date(2026, 11, 21)


def entry(day: date, starts: str = "08:00", **more: object) -> ScheduleEntry:
    return ScheduleEntry.model_validate({"day": day, "starts": starts, "what": "Tiếp công dân", **more})


def test_what_is_over_is_left_out_and_the_rest_stands_by_day_and_hour() -> None:
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    found = upcoming(
        [entry(tomorrow, "14:00"), entry(yesterday), entry(TODAY), entry(tomorrow, "07:30")], TODAY
    )
    assert [(each.day, [one.starts for one in each.entries]) for each in found.days] == [
        (TODAY, ["08:00"]),
        (tomorrow, ["07:30", "14:00"]),
    ]
    assert not found.is_empty


def test_what_is_repeated_stands_by_the_day_of_the_week_until_its_last_day() -> None:
    friday, monday = date(2026, 7, 3), date(2026, 7, 6)
    found = upcoming(
        [
            entry(friday, weekly=True),
            entry(monday, weekly=True, last_day=TODAY),
            entry(monday, weekly=True, last_day=TODAY - timedelta(days=1)),
        ],
        TODAY,
    )
    assert [each.day for each in found.weekly] == [monday, friday]
    assert found.days == []


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2026, 11, 23), "Thứ Hai"), (date(2026, 11, 21), "Thứ Bảy"), (date(2026, 11, 22), "Chủ nhật")],
)
def test_days_of_the_week_in_words(day: date, name: str) -> None:
    assert weekday_name(day) == name


def test_nothing_to_come_is_said() -> None:
    assert upcoming([entry(TODAY - timedelta(days=1))], TODAY).is_empty


def test_citizens_see_it_as_a_table_that_a_calendar_can_take_over(citizen: Citizen) -> None:
    page = citizen.read("/lich-tiep-cong-dan/")
    weekly, coming = page.select("table.schedule")
    assert [cell.get_text(" ", strip=True) for cell in weekly.select("tbody tr > *")] == [
        "Thứ Năm",
        "08:00 – 11:00",
        "Tiếp công dân định kỳ Chủ tịch Ủy ban nhân dân phường",
        "Phòng Tiếp công dân, tầng 1",
    ]
    assert "Thứ Hai, 05/01/2099" in coming.get_text()
    assert "từ 14:00" in coming.get_text()
    (link,) = [each["href"] for each in page.select("a") if "lich.ics" in each["href"]]
    assert link.startswith("/lich.ics?item=")
