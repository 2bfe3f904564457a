"""What the tests of this room share: the five regulations as pure objects, and tenants that carry them."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import lru_cache

import pytest

from cms.demo.plan import Step
from cms.regulation.calendar import OfficeHours, WorkingCalendar
from cms.regulation.files import DATA
from cms.regulation.layers import Surroundings
from cms.regulation.references import read_regulation
from cms.regulation.regulation import Regulation, VersionFacts
from cms.regulation.schema import RegulationFile
from tenants.models import Tenant
from tests.support.templates import Template, register

PROVINCES = {"quang-phu": "38", "thanh-dong": "31", "tan-cuong": "19", "nhu-xuan": "38", "thong-nhat": "20"}
CODES = {
    "quang-phu": "16522",
    "thanh-dong": "10507",
    "tan-cuong": "05503",
    "nhu-xuan": "402",
    "thong-nhat": "06577",
}
FIRST_DAYS = {
    "quang-phu": dt.date(2023, 8, 11),
    "thanh-dong": dt.date(2025, 12, 11),
    "tan-cuong": dt.date(2024, 5, 27),
    "nhu-xuan": dt.date(2022, 9, 12),
    "thong-nhat": dt.date(2025, 7, 30),
}
TODAY = dt.date(2026, 11, 21)

register(
    Template(
        "five_units",
        lambda: [Step("The five units", (sys.executable, "-m", "tests.regulation.units"), "owner")],
        ("cms/regulation", "tests/regulation/units.py"),
        base="shared",
    )
)


@lru_cache(maxsize=1)
def calendar() -> WorkingCalendar:
    """The demo's calendar: Monday to Friday, 07:30–11:30 and 13:30–17:30."""
    return WorkingCalendar(OfficeHours.parse(["07:30-11:30", "13:30-17:30"]))


def file_text(slug: str) -> str:
    """The text of a file that comes with the platform."""
    return (DATA / f"{slug}.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def regulation_file(slug: str) -> RegulationFile:
    """A file that comes with the platform, typed."""
    return read_regulation(file_text(slug), f"{slug}.yaml")


def regulation(slug: str, *, on: dt.date = TODAY, calendar_: WorkingCalendar | None = None) -> Regulation:
    """One of the five regulations as it is in force (Như Xuân's until 30 June 2025)."""
    last = dt.date(2025, 6, 30) if slug == "nhu-xuan" else None
    facts = VersionFacts(slug, FIRST_DAYS[slug], last, assumed=slug != "nhu-xuan", assumed_reason="bản chụp")
    around = Surroundings(calendar_ or calendar(), PROVINCES[slug])
    return Regulation(regulation_file(slug), facts, around, asked_on=on)


@pytest.fixture
def quang_phu() -> Regulation:
    """Phường Quảng Phú's."""
    return regulation("quang-phu")


@pytest.fixture
def thanh_dong() -> Regulation:
    """Phường Thành Đông's."""
    return regulation("thanh-dong")


@pytest.fixture
def tan_cuong() -> Regulation:
    """Xã Tân Cương's."""
    return regulation("tan-cuong")


@pytest.fixture
def nhu_xuan() -> Regulation:
    """Huyện Như Xuân's, on a day on which it was in force."""
    return regulation("nhu-xuan", on=dt.date(2024, 3, 1))


@pytest.fixture
def thong_nhat() -> Regulation:
    """Xã Thống Nhất's."""
    return regulation("thong-nhat")


@pytest.fixture
def carrying() -> Callable[..., Tenant]:
    """Give the tenant of one of the five units, with its regulation loaded, or (`load=False`) with none.

    Needs `@pytest.mark.portal_database("five_units", role="owner")`.
    """
    from cms.regulation.models import RegulationVersion
    from tenants.context import tenant_context

    def of(slug: str, *, load: bool = True) -> Tenant:
        tenant = Tenant.objects.with_code(CODES[slug]).get()
        if not load:
            with tenant_context(tenant):
                RegulationVersion.objects.all().delete()
        return tenant

    return of
