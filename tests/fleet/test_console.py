"""The province's console: who is let in, what is shown, and that it only asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.fleet.forms import MOMENT
from tenants.enums import FleetAct
from tenants.models import FleetRun
from tests.moderation.conftest import HAI_PHONG, QUANG_PHU, THANH_DONG, THANH_HOA
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
OfficeOf = Callable[[str], Office]
SCREENS = (
    "fleet_portals",
    "fleet_portals_csv",
    "fleet_create",
    "fleet_import",
    "fleet_runs",
    "fleet_backups",
    "fleet_backups_csv",
)


@pytest.fixture
def it(office_of: OfficeOf) -> Client:
    """The IT of Thanh Hóa, signed in."""
    return office_of(THANH_HOA).client("kythuat")


def page(client: Client, name: str, *arguments: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def ask_url(act: FleetAct, *codes: str) -> str:
    return f"{reverse('fleet_ask', args=[act.value])}?{'&'.join(f'ma={code}' for code in codes)}"


class TestWhoIsLetIn:
    @pytest.mark.parametrize("name", SCREENS)
    def test_the_provinces_it_and_nobody_else(self, office_of: OfficeOf, name: str) -> None:
        province = office_of(THANH_HOA)
        assert province.client("kythuat").get(reverse(name)).status_code == 200
        assert province.client("truongban").get(reverse(name)).status_code != 200
        commune = office_of(QUANG_PHU)
        for person in ("truongban", "quantri"):
            assert commune.client(person).get(reverse(name)).status_code == 404, (
                "A commune has no such screen."
            )

    def test_not_even_an_operator_from_a_commune(self, office_of: OfficeOf) -> None:
        commune = office_of(QUANG_PHU)
        commune.superuser()
        assert commune.client("dieuhanh").get(reverse("fleet_portals")).status_code == 404

    def test_the_menu_offers_it_to_whom_it_serves(self, office_of: OfficeOf) -> None:
        address = reverse("fleet_portals")
        assert address in office_of(THANH_HOA).client("kythuat").get("/admin/").content.decode()
        assert address not in office_of(QUANG_PHU).client("quantri").get("/admin/").content.decode()


class TestAnotherProvince:
    def test_its_communes_do_not_exist_here(self, it: Client) -> None:
        assert THANH_DONG not in page(it, "fleet_portals")
        assert THANH_DONG not in page(it, "fleet_portals_csv")
        assert it.get(reverse("fleet_portal", args=[THANH_DONG])).status_code == 404
        assert it.get(ask_url(FleetAct.SUSPEND, THANH_DONG)).status_code == 404
        assert it.post(ask_url(FleetAct.SUSPEND, QUANG_PHU, THANH_DONG), {"reason": "x"}).status_code == 404
        assert not FleetRun.objects.exists()

    def test_its_work_does_not_exist_here(self, it: Client, office_of: OfficeOf) -> None:
        other = office_of(HAI_PHONG).tenant
        run = FleetRun.objects.create(act=FleetAct.BACK_UP, province=other, asked_by="kythuat")
        thanh_hoa = office_of(THANH_HOA).client("kythuat")
        assert thanh_hoa.get(reverse("fleet_run", args=[run.pk])).status_code == 404
        assert str(run.pk) not in page(thanh_hoa, "fleet_runs")


class TestTheList:
    def test_a_portal_with_state_hosts_and_figures(self, it: Client) -> None:
        shown = page(it, "fleet_portals")
        assert "Phường Quảng Phú" in shown
        assert "quangphu.thanhhoa.localhost" in shown
        assert "Đang hoạt động" in shown
        assert "phiên bản hiện hành" in shown

    @pytest.mark.parametrize(
        ("query", "is_shown"),
        [
            ({"q": "quang phu"}, True),
            ({"q": QUANG_PHU}, True),
            ({"q": "quangphu.thanh"}, True),
            ({"q": "không đâu"}, False),
            ({"trang-thai": "active"}, True),
            ({"trang-thai": "suspended"}, False),
            ({"trang-thai": "vớ vẩn"}, True),
            ({"loai": "phuong"}, True),
            ({"phien-ban": "failed"}, False),
            ({"xem": "thieu-sao-luu"}, True),
        ],
    )
    def test_filters(self, it: Client, query: dict[str, str], is_shown: bool) -> None:
        assert ("Phường Quảng Phú</a>" in page(it, "fleet_portals", **query)) is is_shown
        assert ("Phường Quảng Phú" in page(it, "fleet_portals_csv", **query)) is is_shown

    def test_one_portal_and_nothing_of_its_content(self, it: Client) -> None:
        shown = page(it, "fleet_portal", QUANG_PHU)
        assert "quangphu.thanhhoa.localhost" in shown
        assert "Lịch sử trạng thái" in shown
        assert "/admin/pages/" not in shown.split("</aside>")[-1].split("<main")[-1]


class TestAsking:
    def test_it_is_only_queued_with_who_asked(self, it: Client) -> None:
        url = ask_url(FleetAct.SUSPEND, QUANG_PHU)
        assert "trong vòng một giây" in it.get(url).content.decode().lower()
        assert it.post(url, {"reason": ""}).status_code == 200
        assert not FleetRun.objects.exists()
        answer = it.post(url, {"reason": "Sự cố an toàn thông tin"})
        run = FleetRun.objects.get()
        assert answer["Location"] == reverse("fleet_run", args=[run.pk])
        assert (run.act, run.asked_by, run.state) == (FleetAct.SUSPEND, "kythuat", "queued")
        assert run.parameters == {"reason": "Sự cố an toàn thông tin", "codes": [QUANG_PHU]}
        shown = page(it, "fleet_run", run.pk)
        assert "Sự cố an toàn thông tin" in shown
        assert json.loads(page(it, "fleet_run", run.pk, dang="json"))["ended"] is False

    def test_what_cannot_be_is_said_and_not_asked_for(self, it: Client) -> None:
        url = ask_url(FleetAct.RESUME, QUANG_PHU)
        assert "không thực hiện được" in it.get(url).content.decode()
        it.post(url, {"reason": "x"})
        assert not FleetRun.objects.exists()

    def test_the_ticked_ones_go_into_the_address(self, it: Client) -> None:
        answer = it.get(reverse("fleet_choose"), {"viec": "back_up", "ma": [QUANG_PHU]})
        assert answer["Location"] == ask_url(FleetAct.BACK_UP, QUANG_PHU)
        assert it.get(reverse("fleet_choose"), {"viec": "drop"}).status_code == 404

    @pytest.mark.parametrize(
        ("days", "force_majeure", "is_taken"), [(40, "", True), (2, "", False), (2, "Bão số 9", True)]
    )
    def test_an_interruption_needs_seven_working_days_or_force_majeure(
        self, it: Client, days: int, force_majeure: str, is_taken: bool
    ) -> None:
        starts = timezone.localtime() + timedelta(days=days)
        sent = {
            "starts_at": f"{starts:{MOMENT}}",
            "ends_at": f"{starts + timedelta(hours=3):{MOMENT}}",
            "reason": "Nâng cấp máy chủ",
            "force_majeure": force_majeure,
        }
        answer = it.post(ask_url(FleetAct.ANNOUNCE, QUANG_PHU), sent)
        assert FleetRun.objects.exists() is is_taken
        assert (answer.status_code == 302) is is_taken
        if not is_taken:
            assert list(answer.context["form"].errors) == ["starts_at"]

    def test_quotas(self, it: Client) -> None:
        it.post(ask_url(FleetAct.QUOTA, QUANG_PHU), {"storage": "2,5", "accounts": "40"})
        assert FleetRun.objects.get().parameters == {
            "storage": int(2.5 * (1 << 30)), "accounts": 40, "codes": [QUANG_PHU],
        }  # fmt: skip

    @pytest.mark.parametrize(
        "host", ["quangphu.thanhhoa.localhost", "thanhdong.haiphong.localhost", "không phải"]
    )
    def test_a_host_that_cannot_be_is_refused(self, it: Client, host: str) -> None:
        answer = it.post(ask_url(FleetAct.RENAME_HOST, QUANG_PHU), {"host": host})
        assert list(answer.context["form"].errors) == ["host"]
        assert not FleetRun.objects.exists()

    @pytest.mark.parametrize("act", [FleetAct.RESTORE_BESIDE, FleetAct.REMOVE_COPY, FleetAct.CALL_OFF])
    @pytest.mark.parametrize("key", ["", "7", "x", "0190aaaa-0000-7000-8000-000000000001"])
    def test_what_is_not_there_is_not_found(self, it: Client, act: FleetAct, key: str) -> None:
        assert it.get(reverse("fleet_ask", args=[act.value]), {"so": key}).status_code == 404


class TestMaking:
    def test_one(self, it: Client) -> None:
        shown = page(it, "fleet_create")
        assert QUANG_PHU not in shown.split("<select")[1], "It has a portal already."
        assert it.post(reverse("fleet_create"), {"code": "16543", "draft": "on"}).status_code == 302
        line = FleetRun.objects.get().parameters["lines"][0]
        assert (line["code"], line["draft"]) == ("16543", True)
        assert line["hosts"][0].endswith(".thanhhoa.localhost")
        assert it.post(reverse("fleet_create"), {"code": THANH_DONG}).status_code == 200

    def test_a_list_is_shown_before_anything_is_asked_for(self, it: Client) -> None:
        text = "code,hosts\n16543,quangbinh.thanhhoa.test\n16522,quangphu.thanhhoa.localhost\n10507,a.test\n16174,thanhhoa.localhost\n"
        answer = it.post(reverse("fleet_import"), {"file": SimpleUploadedFile("xa.csv", text.encode())})
        outlook = {line.code: makes for line, _words, makes in answer.context["rows"]}
        assert outlook == {"16543": True, "16522": False, "10507": False, "16174": False}
        assert not FleetRun.objects.exists()
        signed = answer.context["signed"]
        assert it.post(reverse("fleet_import"), {"act": "lam", "danh-sach": signed}).status_code == 302
        assert [line["code"] for line in FleetRun.objects.get().parameters["lines"]] == ["16543"]

    def test_a_list_of_another_portal_or_an_altered_one_is_not_taken(self, it: Client) -> None:
        answer = it.post(reverse("fleet_import"), {"act": "lam", "danh-sach": "W10:1x:zz"})
        assert "Hãy chọn lại tệp" in answer.content.decode()
        assert not FleetRun.objects.exists()

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"code,host\n16543,a.test\n", "thiếu cột hosts"),
            (b"code,hosts,name\n16543,a.test,Ph\xad\xeang\n", "không phải mã UTF-8"),
            (b"", "rỗng"),
        ],
    )
    def test_a_list_that_cannot_be_read_is_told_in_vietnamese(
        self, it: Client, data: bytes, said: str
    ) -> None:
        answer = it.post(reverse("fleet_import"), {"file": SimpleUploadedFile("xa.csv", data)})
        assert said in answer.content.decode()
