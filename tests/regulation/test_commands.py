"""`manage.py due` and `manage.py regulation`, as an operator meets them."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenants.context import tenant_context
from tests.regulation.conftest import file_text

pytestmark = pytest.mark.portal_database("five_units", role="owner")
KEYS = ["due", "unit", "amount", "layer", "citation", "calendar_certain"]


def due(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("due", *arguments, stdout=out)
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("regulation", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_one_line_with_six_keys(carrying):
    carrying("quang-phu")
    answer = due("quang-phu", "news_event", "2026-11-20", "--layer", "tenant")
    assert list(answer) == KEYS
    assert answer == {
        "due": "2026-11-23T23:59:59+07:00",
        "unit": "working_day",
        "amount": 1,
        "layer": "tenant",
        "citation": "7.1",
        "calendar_certain": True,
    }
    assert due("16522", "news_event", "2026-11-20", "--layer", "tenant") == answer


def test_the_layers_decide_unless_the_tenants_own_rule_is_asked(carrying):
    carrying("thanh-dong")
    own = due("10507", "law_dissemination", "2026-11-20", "--layer", "tenant")
    assert (own["due"], own["amount"], own["layer"], own["citation"]) == (
        "2026-12-14T23:59:59+07:00",
        15,
        "tenant",
        "7.2",
    )
    law = due("10507", "law_dissemination", "2026-11-20")
    assert (law["due"], law["amount"], law["layer"]) == ("2026-11-30T23:59:59+07:00", 5, "national")
    assert law["citation"] == "Luật Tiếp cận thông tin 01/2026/QH16 Đ18.4"
    hours = due("thanh-dong", "news_event", "2026-11-20T08:00:00+00:00")
    assert (hours["due"], hours["unit"]) == ("2026-11-23T15:00:00+07:00", "admin_hour")


def test_at_once_has_an_instant_by_the_platform_only(carrying):
    carrying("thong-nhat")
    own = due("thong-nhat", "news_event", "2026-11-20T09:00", "--layer", "tenant")
    assert (own["due"], own["unit"], own["amount"], own["citation"]) == (None, "immediate", None, "3.5")
    decided = due("thong-nhat", "news_event", "2026-11-20T09:00")
    assert (decided["due"], decided["unit"], decided["layer"]) == (
        "2026-11-20T10:00:00+07:00",
        "immediate",
        "tenant",
    )


@pytest.mark.parametrize(
    ("key", "unit"), [("other", "continuous"), ("password_theft_report", "timely"), ("qa_answer", None)]
)
def test_measured_and_silent_are_null(carrying, key, unit):
    carrying("quang-phu")
    answer = due("quang-phu", key, "2026-11-20", "--layer", "tenant")
    assert (answer["due"], answer["unit"], answer["amount"], answer["layer"]) == (None, unit, None, "tenant")
    assert answer["calendar_certain"] is True


def test_over_an_undecided_year(carrying):
    carrying("quang-phu")
    assert due("quang-phu", "news_event", "2027-03-01")["calendar_certain"] is False


def test_the_platforms_default_says_so(carrying):
    carrying("quang-phu")
    answer = due("quang-phu", "qa_answer", "2026-11-02")
    assert (answer["due"], answer["layer"], answer["citation"]) == (
        "2026-11-23T23:59:59+07:00",
        "platform",
        "platform default",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("quang-phu", "news", "2026-11-20"),
            "'news' is not a deadline; expected one of: news_event, major_event",
        ),
        (("quang-phu", "news_event", "20/11/2026"), "'20/11/2026' is not a date or time of ISO 8601"),
        (("quang-phu", "news_event", "2026-02-30"), "is not a date or time"),
        (("quang-phu", "news_event", "1999-01-01"), "outside the calendar"),
        (("da-nang", "news_event", "2026-11-20"), "no tenant has the code or name 'da-nang'"),
        (("99999", "news_event", "2026-11-20"), "no tenant has the code or name '99999'"),
    ],
)
def test_a_wrong_argument_is_told_with_exit_code_2(carrying, arguments, said):
    carrying("quang-phu")
    with pytest.raises(CommandError, match=said) as caught:
        due(*arguments)
    assert caught.value.returncode == 2


def test_an_ambiguous_name_is_told(carrying):
    from tenants.models import TenantIdentity

    tenant = carrying("thong-nhat")
    TenantIdentity.objects.filter(tenant=tenant).update(short_name="Quảng Phú")
    carrying("quang-phu")
    with pytest.raises(
        CommandError, match=r"is the name of several tenants: 06577 .*, 16522 .*; give the code"
    ):
        due("quang-phu", "news_event", "2026-11-20")


def test_loading_and_showing(carrying):
    tenant = carrying("quang-phu", load=False)
    assert "78 of 167 parameters" in run("load", "quang-phu", "--tenant", "16522")
    shown = run("show", "--tenant", "quang-phu", "--on", "2026-11-21", "--group", "deadlines")
    assert (
        "deadlines.news_event [7.1] Tin tức, sự kiện: Không quá 01 ngày làm việc từ khi diễn ra sự kiện"
        in shown
    )
    assert "portal.name" not in shown
    with tenant_context(tenant):
        from cms.regulation.models import RegulationVersion

        key = str(RegulationVersion.objects.get().pk)
    assert run("diff", key, "quang-phu", "--tenant", "16522") == "Không có gì khác nhau.\n"
    with pytest.raises(CommandError, match=f"no version of this tenant; expected one of: {key}"):
        run("diff", "nothing", key, "--tenant", "16522")


def test_nothing_to_show(carrying):
    carrying("quang-phu", load=False)
    assert "No regulation of this tenant is or was in force on 2026-11-21." in run(
        "show", "--tenant", "16522", "--on", "2026-11-21"
    )


def test_validating(tmp_path):
    assert run("validate").count("as the model expects") == 5
    bad = tmp_path / "bad.yaml"
    bad.write_text(file_text("quang-phu").replace("slug:", "sluggish:", 1), encoding="utf-8")
    with pytest.raises(CommandError, match=r"1 file\(s\) refused") as caught:
        run("validate", str(bad), "quang-phu")
    assert caught.value.returncode == 2


def test_a_file_that_is_not_there():
    with pytest.raises(
        CommandError, match=r"no-file: No such file or directory; expected a file, or one of: nhu-xuan"
    ):
        run("validate", "no-file")


def test_comparing_two_files():
    told = run("diff", "quang-phu", "tan-cuong")
    assert "# Thời hạn" in told
    assert "- Tin tức, sự kiện: từ “Không quá 01 ngày làm việc" in told
