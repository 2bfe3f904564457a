"""At a tenant: loading all or nothing, versions by day, what is in force, the public page."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.province.models import DecidedYear, RulesState
from cms.regulation import queries
from cms.regulation.files import FileRefused
from cms.regulation.loader import bundled_files, load_into_tenant, load_text
from cms.regulation.models import OfficeHoursPeriod, Parameter, RegulationVersion, VersionState
from cms.regulation.public_view import public_view
from cms.regulation.rows import file_of
from cms.regulation.schema import Parameters
from cms.regulation.vocabulary import DeadlineKey, Layer
from tenants.context import tenant_context
from tenants.errors import NoTenant
from tenants.models import Tenant
from tests.regulation.conftest import CODES, FIRST_DAYS, file_text, regulation_file

pytestmark = pytest.mark.portal_database("five_units", role="owner")
TODAY = dt.date(2026, 11, 21)


def later_version(slug: str, first: str, number: str = "15/QĐ-UBND", **more) -> str:
    data = yaml.safe_load(file_text(slug))
    data["version"] = {}
    given = data["parameters"]["regulation"]
    given["number"] = {"value": number, "provenance": "stated", "clause": "0"}
    given["issued_on"] = {"value": first, "provenance": "stated", "clause": "0"}
    data["parameters"]["deadlines"]["news_event"].update(more)
    return yaml.safe_dump(data, allow_unicode=True)


def test_each_of_the_five_answers_at_its_tenant(carrying):
    for slug in CODES:
        with tenant_context(carrying(slug)):
            version = RegulationVersion.objects.get()
            assert version.parameters.count() == len(list(regulation_file(slug).parameters.leaves()))
            assert version.effective_from == FIRST_DAYS[slug]
            assert version.assumed == (slug != "nhu-xuan")
            assert version.state == (VersionState.ACTIVE if slug == "nhu-xuan" else VersionState.CONFIRMED)
            found = queries.latest(TODAY)
            assert found.file == regulation_file(slug)
            assert found.identity().domain == found.file.parameters.portal.domain.value


def test_what_is_remembered_is_forgotten_when_anything_it_is_made_of_has_changed(carrying):
    def office_hours(tenant: Tenant) -> None:
        OfficeHoursPeriod.objects.create(valid_from=dt.date(2025, 1, 1), spans=["08:00-12:00"])

    def provinces_rules(tenant: Tenant) -> None:
        DecidedYear.objects.create(province=tenant.parent(), year=2031)
        RulesState.objects.mark_changed(tenant.parent())

    def end(tenant: Tenant) -> None:
        RegulationVersion.objects.update(effective_to=dt.date(2026, 1, 31))

    with tenant_context(carrying("quang-phu")) as tenant:
        for change in (office_hours, provinces_rules, end):
            before = queries.latest_remembered()
            assert queries.latest_remembered() is before
            assert before == queries.latest()
            change(tenant)
            assert before != queries.latest_remembered() == queries.latest()


def test_what_is_loaded_is_what_the_file_says(carrying):
    with tenant_context(carrying("thanh-dong")):
        version = RegulationVersion.objects.get()
        news = version.parameters.get(group="deadlines", key="news_event")
        assert (news.value, news.unit, news.provenance, news.clause) == (
            {"amount": 8, "start": "event_occurred", "scope": "tin tức, sự kiện (Điều 3 khoản 3)"},
            "admin_hour",
            "stated",
            "7.1",
        )
        number = version.parameters.get(group="regulation", key="number")
        assert (number.value, number.provenance) == (None, "blank")
        assert (version.number, version.issued_on, version.issued_on_partial) == ("", None, "2025")
        assert not version.parameters.filter(group="calendar", key="office_hours").exists()
        assert file_of(version, version.parameters.all()) == regulation_file("thanh-dong")


def test_loading_twice_changes_nothing(carrying):
    with tenant_context(carrying("quang-phu")):
        first = RegulationVersion.objects.get()
        assert load_into_tenant("quang-phu") == first
        assert RegulationVersion.objects.count() == 1


def test_a_bad_file_leaves_nothing_behind(carrying):
    with tenant_context(carrying("quang-phu", load=False)):
        text = file_text("quang-phu").replace("unit: working_day", "unit: hours", 1)
        with pytest.raises(
            FileRefused,
            match=r"bad\.yaml: parameters\.deadlines\.news_event\.unit \(line \d+\): expected 'working_day'",
        ):
            load_text(text, "bad.yaml")
        assert not RegulationVersion.objects.exists()
        assert not Parameter.objects.exists()


def test_another_units_file_is_refused(carrying):
    with tenant_context(carrying("quang-phu", load=False)):
        with pytest.raises(
            FileRefused, match=r"unit\.code: expected the code of this tenant \(16522\); found 10507"
        ):
            load_into_tenant("thanh-dong")
        assert not RegulationVersion.objects.exists()


def test_without_a_tenant_nothing_is_loaded_or_asked(carrying):
    with pytest.raises(NoTenant):
        queries.in_force(TODAY)


def test_a_missing_file_is_an_error(carrying):
    with tenant_context(carrying("quang-phu", load=False)), pytest.raises(FileNotFoundError):
        load_into_tenant("no-such-file")


def test_a_new_version_ends_the_one_before(carrying):
    with tenant_context(carrying("quang-phu")):
        load_text(later_version("quang-phu", "2026-03-01", amount=2), "new.yaml")
        old, new = RegulationVersion.objects.order_by("effective_from")
        assert (old.state, old.effective_to, new.state, new.assumed) == (
            "superseded",
            dt.date(2026, 2, 28),
            "active",
            False,
        )
        assert queries.in_force(dt.date(2026, 2, 28)).deadline("news_event").amount == 1
        assert queries.in_force(dt.date(2026, 3, 1)).deadline("news_event").amount == 2
        assert not queries.in_force(dt.date(2023, 8, 10)).has_own_rules
        both = queries.in_force(TODAY)
        event = both.deadline_for("news", {"event_at": dt.datetime(2026, 2, 27, 9)})
        assert (event.amount, event.decided.source.version) == (1, str(old.pk))


def test_a_version_before_one_in_force_is_refused(carrying):
    with tenant_context(carrying("quang-phu")):
        load_text(later_version("quang-phu", "2026-03-01"), "new.yaml")
        with pytest.raises(FileRefused, match="expected a day after 2026-03-01"):
            load_text(later_version("quang-phu", "2026-02-01", "9/QĐ-UBND"), "older.yaml")
        with pytest.raises(FileRefused, match="expected another day: a version is in force from it"):
            load_text(later_version("quang-phu", "2026-03-01", "9/QĐ-UBND"), "same.yaml")
        assert RegulationVersion.objects.count() == 2


def test_a_corrected_copy_takes_the_place_of_the_confirmed_one(carrying):
    with tenant_context(carrying("quang-phu")):
        corrected = file_text("quang-phu").replace("amount: 1", "amount: 2", 1)
        load_text(corrected, "corrected.yaml")
        assert sorted(RegulationVersion.objects.values_list("state", flat=True)) == ["confirmed", "draft"]
        assert queries.in_force(TODAY).deadline("news_event").amount == 2


def test_the_database_refuses_two_versions_for_a_day_and_an_active_one_without_number(carrying):
    with tenant_context(carrying("quang-phu")):
        given = {
            "effective_from": dt.date(2026, 1, 1),
            "unit_code": "16522",
            "schema_version": "1.0",
            "source_digest": "x",
        }
        with pytest.raises(IntegrityError, match="regulation_one_version_a_day"), transaction.atomic():
            RegulationVersion.objects.create(state="confirmed", **given)
        with (
            pytest.raises(IntegrityError, match="regulation_active_has_number_and_date"),
            transaction.atomic(),
        ):
            RegulationVersion.objects.create(state="active", **given)
        RegulationVersion.objects.create(state="draft", **given)


def test_after_its_end_a_regulation_answers_no_more_but_is_still_known(carrying):
    with tenant_context(carrying("nhu-xuan")):
        assert queries.in_force(dt.date(2025, 6, 30)).has_own_rules
        ended = queries.in_force(dt.date(2025, 7, 1))
        assert not ended.has_own_rules
        assert ended.deadline_for("news", {"event_at": dt.date(2025, 7, 1)}).layer is Layer.PLATFORM
        assert ended.deadline_for("news", {"event_at": dt.date(2025, 6, 30)}).layer is Layer.TENANT
        assert queries.latest(TODAY).identity().portal_name == "Cổng thông tin điện tử huyện Như Xuân"


def test_a_province_has_no_regulation_and_no_rulebook_over_it(carrying):
    from tenants.models import Tenant

    carrying("quang-phu", load=False)
    with tenant_context(Tenant.objects.with_code("38").get()):
        found = queries.in_force(TODAY)
        assert not found.has_own_rules
        assert found.around.province is None
        assert public_view(TODAY) is None


def test_a_commune_is_bound_by_its_provinces_rulebook(carrying):
    with tenant_context(carrying("thanh-dong")):
        assert queries.in_force(TODAY).around.province == "31"


def test_a_version_is_found_by_its_id(carrying):
    with tenant_context(carrying("quang-phu")):
        row = RegulationVersion.objects.get()
        assert queries.version(row.pk).facts.id == str(row.pk)
        assert queries.version("00000000-0000-7000-8000-000000000000") is None


def test_the_same_version_is_read_once_in_a_process(carrying, django_assert_num_queries):
    with tenant_context(carrying("quang-phu")):
        first = queries.in_force(TODAY)
        with django_assert_num_queries(
            3
        ):  # the versions, the office hours, the state of the province's rules
            assert queries.in_force(TODAY).file is first.file


def test_office_hours_are_the_tenants_own_from_their_day_on(carrying):
    with tenant_context(carrying("thanh-dong")):
        dates = {"event_at": dt.datetime(2026, 11, 20, 15, 0)}
        assert (
            queries.in_force(TODAY).deadline_for("news", dates).due.isoformat() == "2026-11-23T15:00:00+07:00"
        )
        OfficeHoursPeriod.objects.create(
            valid_from=dt.date(2026, 11, 1), spans=["08:00-12:00", "13:00-17:00"]
        )
        assert (
            queries.in_force(TODAY).deadline_for("news", dates).due.isoformat() == "2026-11-23T15:00:00+07:00"
        )
        OfficeHoursPeriod.objects.create(
            valid_from=dt.date(2026, 11, 20),
            spans=["08:00-12:00", "13:00-16:00"],
            weekdays=["mon", "tue", "wed", "thu", "fri", "sat"],
        )
        assert (
            queries.in_force(TODAY).deadline_for("news", dates).due.isoformat() == "2026-11-21T16:00:00+07:00"
        )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"spans": ["25:00-26:00"]}, "spans"),
        ({"spans": ["07:00-11:00"], "weekdays": ["holiday"]}, "weekdays"),
    ],
)
def test_office_hours_that_are_none_are_refused(given, field):
    with pytest.raises(ValidationError) as caught:
        OfficeHoursPeriod(valid_from=dt.date(2026, 1, 1), **given).clean()
    assert list(caught.value.message_dict) == [field]


def test_questions_as_citizens_are_told(carrying):
    with tenant_context(carrying("thong-nhat")):
        told = queries.in_force(TODAY).answering(DeadlineKey.QA_ANSWER)
        assert (told.amount, told.unit, told.clause, told.layer) == (15, "working_day", "6.5b", "tenant")


def test_the_attribution_line_is_the_regulations_own_or_made_of_name_and_address(carrying):
    with tenant_context(carrying("thanh-dong")):
        assert queries.in_force(TODAY).attribution_string() == "Theo Cổng thông tin điện tử phường Thành Đông"
    with tenant_context(carrying("quang-phu")):
        found = queries.in_force(TODAY).attribution_string(url="https://quangphu.example.vn")
        assert found == "Nguồn: Trang thông tin điện tử phường Quảng Phú (https://quangphu.example.vn)"


def test_the_public_page_says_all_of_it_in_order(carrying):
    with tenant_context(carrying("quang-phu")):
        page = public_view(TODAY)
    assert page["title"].startswith("Quy chế tổ chức và hoạt động của Ban biên tập")
    assert (page["number"], page["issued_on"], page["effective_from"], page["effective_to"]) == (
        None,
        "2023",
        "2023-08-11",
        None,
    )
    assert page["assumed"] is True
    assert "tạm coi là có hiệu lực từ 11/08/2023" in page["notice"]
    assert "trước khi phường Quảng Phú được sắp xếp lại từ 01/07/2025" in page["notice"]
    assert [version["current"] for version in page["versions"]] == [True]
    order = list(Parameters.model_fields)
    keys = [group["key"] for group in page["groups"]]
    assert keys == sorted(keys, key=order.index)
    deadlines = next(group for group in page["groups"] if group["key"] == "deadlines")
    assert deadlines["title"] == "Thời hạn"
    assert deadlines["parameters"][0] == {
        "key": "news_event",
        "label": "Tin tức, sự kiện",
        "value": "Không quá 01 ngày làm việc từ khi diễn ra sự kiện",
        "raw": {"amount": 1, "unit": "working_day", "start": "event_occurred", "scope": "tin tức, sự kiện"},
        "provenance": "stated",
        "clause": "7.1",
        "clause_text": "Gạch đầu dòng thứ 1 Điều 7",
    }
    assert "slug" not in {entry["key"] for group in page["groups"] for entry in group["parameters"]}


def test_older_versions_are_shown_by_their_day(carrying):
    with tenant_context(carrying("quang-phu")):
        load_text(later_version("quang-phu", "2026-03-01"), "new.yaml")
        now, before = public_view(TODAY), public_view(dt.date(2026, 1, 1))
    assert (now["number"], now["assumed"], now["notice"]) == ("15/QĐ-UBND", False, None)
    assert [version["effective_from"] for version in now["versions"]] == ["2026-03-01", "2023-08-11"]
    assert [version["current"] for version in before["versions"]] == [False, True]
    assert before["effective_to"] == "2026-02-28"
    assert now["versions"][1]["assumed"] is True


def test_an_ended_regulation_says_that_it_ended(carrying):
    with tenant_context(carrying("nhu-xuan")):
        page = public_view(TODAY)
    assert "hết hiệu lực sau ngày 30/06/2025" in page["notice"]
    assert page["number"] == "2112/QĐ-UBND"


def test_tan_cuong_is_older_than_its_unit_and_thong_nhat_is_not(carrying):
    with tenant_context(carrying("tan-cuong")):
        assert "trước khi xã Tân Cương được sắp xếp lại" in public_view(TODAY)["notice"]
    with tenant_context(carrying("thong-nhat")):
        assert "sắp xếp lại" not in public_view(TODAY)["notice"]


def test_the_bundled_files_are_the_five():
    assert set(bundled_files()) == set(CODES)
