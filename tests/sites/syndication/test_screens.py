"""The screens of both sides, and who gets into them."""

import csv
import io

import pytest
from django.utils import timezone

from cms.accounts.posts import ADMINISTRATORS, HEAD
from sites.syndication import receiving, sending
from sites.syndication.enums import Kind
from sites.syndication.models import Dispatch, Neighbour, Receipt
from tests.sites.conftest import QUANG_PHU
from tests.sites.syndication.conftest import Unit

pytestmark = [pytest.mark.portal_database("demo"), pytest.mark.usefixtures("administration")]
SENT, RECEIVED = "/admin/gui-tin/", "/admin/tin-gui-den/"
TITLE = "Tin của tỉnh"


class TestProvince:
    def test_the_head_chooses_an_item_and_sends_it(self, province: Unit, commune: Unit) -> None:
        page = province.article()
        client = province.client(province.head)
        chosen = client.get(f"{SENT}chon/", {"q": "tin tỉnh"}).content.decode()
        assert f"{SENT}chon/{page.item_id}/" in chosen
        form = client.get(f"{SENT}chon/{page.item_id}/")
        key = str(form.context["form"]["key"].value())
        wishes = {"key": key, "kind": "offered", "audience": "codes", "codes": [QUANG_PHU], "level": "4"}

        answer = client.post(f"{SENT}chon/{page.item_id}/", {**wishes, "see_by": "2099-01-31"})

        sent = Dispatch.objects.get()
        assert answer["Location"] == f"{SENT}{sent.pk}/"
        assert (str(sent.pk), sent.kind, sent.codes, sent.level) == (key, "offered", [QUANG_PHU], None)
        shown = client.get(answer["Location"]).content.decode()
        assert "Phường Quảng Phú" in shown
        assert "31/01/2099" in shown
        assert TITLE in client.get(SENT).content.decode()

    def test_what_does_not_fit_stays_in_the_form(self, province: Unit) -> None:
        page = province.article()
        client = province.client(province.head)
        values = {"key": str(page.item_id), "kind": "emergency", "audience": "all"}
        answer = client.post(f"{SENT}chon/{page.item_id}/", values)
        assert "Thông báo khẩn cấp phải có thời điểm kết thúc" in answer.content.decode()
        assert not Dispatch.objects.exists()

    def test_the_board_says_who_did_what_and_is_a_file_too(self, province: Unit, commune: Unit) -> None:
        sent = province.send(province.article(), Kind.OFFERED)
        Dispatch.objects.filter(pk=sent.pk)
        with commune.at_work():
            receiving.decline(sent.pk, commune.head, "=Không thuộc địa bàn")
        client = province.client(province.head)
        shown = client.get(f"{SENT}{sent.pk}/").content.decode()
        assert "Không thuộc địa bàn" in shown
        assert commune.head.get_full_name() in shown
        file = b"".join(client.get(f"{SENT}{sent.pk}/tiep-nhan.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        rows = list(csv.reader(io.StringIO(file)))
        line = next(row for row in rows if row[0].endswith(QUANG_PHU))
        assert line[6] == "Đã từ chối"
        assert not line[9].startswith("="), "A spreadsheet would run it."

    def test_it_is_withdrawn_with_a_reason(self, province: Unit) -> None:
        sent = province.send(province.article())
        client = province.client(province.head)
        client.post(f"{SENT}{sent.pk}/", {"reason": ""})
        assert Dispatch.objects.get().withdrawn_at is None
        client.post(f"{SENT}{sent.pk}/", {"reason": "Gửi nhầm"})
        assert Dispatch.objects.get().withdrawn_reason == "Gửi nhầm"
        assert "Gửi nhầm" in client.get(f"{SENT}{sent.pk}/").content.decode()

    def test_administrators_follow_and_do_not_send(self, province: Unit) -> None:
        page = province.article()
        sent = province.send(page)
        client = province.client(province.holder(*ADMINISTRATORS))
        assert client.get(f"{SENT}{sent.pk}/").status_code == 200
        assert client.get(f"{SENT}chon/{page.item_id}/").status_code == 302
        client.post(f"{SENT}{sent.pk}/", {"reason": "x"})
        client.post(
            f"{SENT}chon/{page.item_id}/", {"key": str(page.item_id), "kind": "mandatory", "audience": "all"}
        )
        assert list(Dispatch.objects.active()) == [sent]

    def test_another_provinces_are_not_there(self, province: Unit, stranger: Unit) -> None:
        sent = province.send(province.article())
        client = stranger.client(stranger.head)
        for path in (f"{SENT}{sent.pk}/", f"{SENT}{sent.pk}/tiep-nhan.csv", f"{RECEIVED}{sent.pk}/"):
            assert client.get(path).status_code == 404


class TestCommune:
    def test_the_head_reads_places_accepts_and_declines(self, province: Unit, commune: Unit) -> None:
        mandatory = province.send(province.article())
        offered = province.send(province.article("Mời đăng", summary="Tóm tắt"), Kind.OFFERED)
        client = commune.client(commune.head)
        listed = client.get(RECEIVED).content.decode()
        assert TITLE in listed
        assert "Mời đăng" in listed
        assert "Tóm tắt" in client.get(f"{RECEIVED}{offered.pk}/").content.decode()

        client.post(f"{RECEIVED}{mandatory.pk}/", {"act": "see"})
        client.post(f"{RECEIVED}{mandatory.pk}/", {"act": "place", "place": "top"})
        client.post(f"{RECEIVED}{mandatory.pk}/", {"act": "decline", "reason": "Không đăng"})
        client.post(f"{RECEIVED}{offered.pk}/", {"act": "decline", "reason": ""})
        client.post(f"{RECEIVED}{offered.pk}/", {"act": "accept"})

        placed, accepted = (Receipt.objects.get(dispatch=each) for each in (mandatory, offered))
        assert (placed.place, placed.answer, placed.seen_by) == ("top", "", commune.head.get_full_name())
        assert (accepted.answer, accepted.reason) == ("accepted", "")
        assert "Nhận đăng nguyên văn" in client.get(f"{RECEIVED}{offered.pk}/").content.decode()

    def test_a_draft_is_made_in_the_chosen_section(self, province: Unit, commune: Unit) -> None:
        sent = province.send(province.article(), Kind.OFFERED)
        client = commune.client(commune.head)
        with commune.at_work():
            section = commune.desk.section("tin-tuc").pk
        client.post(f"{RECEIVED}{sent.pk}/", {"act": "draft", "section": section})
        page = Receipt.objects.get().draft_page_id
        assert f"/admin/pages/{page}/edit/" in client.get(f"{RECEIVED}{sent.pk}/").content.decode()

    def test_what_was_withdrawn_is_not_there(self, province: Unit, commune: Unit) -> None:
        sent = province.send(province.article())
        Dispatch.objects.filter(pk=sent.pk).update(withdrawn_at=timezone.now())
        client = commune.client(commune.head)
        assert client.get(f"{RECEIVED}{sent.pk}/").status_code == 404
        client.post(f"{RECEIVED}{sent.pk}/", {"act": "see"})
        assert not Receipt.objects.exists()

    def test_why_it_was_withdrawn_is_said_to_whom_dealt_with_it(self, province: Unit, commune: Unit) -> None:
        sent = province.send(province.article())
        client = commune.client(commune.head)
        client.post(f"{RECEIVED}{sent.pk}/", {"act": "see"})
        with province.at_work():
            sending.withdraw(sent.pk, province.head, "Đã có thông báo thay thế")
        shown = client.get(RECEIVED).content.decode()
        assert "Đã có thông báo thay thế" in shown
        assert f"{RECEIVED}{sent.pk}/" not in shown

    def test_nobody_without_a_post_for_it_gets_in(self, province: Unit, commune: Unit) -> None:
        sent = province.send(province.article())
        with commune.at_work():
            from cms.accounts.models import Appointment

            kept = {HEAD, *ADMINISTRATORS}
            posts = Appointment.objects.current().select_related("user").exclude(role_key__in=kept)
            contributor = next(
                post.user
                for post in posts
                if not Appointment.objects.current().filter(user=post.user, role_key__in=kept).exists()
            )
        client = commune.client(contributor)
        for path in (RECEIVED, f"{RECEIVED}{sent.pk}/", "/admin/xa-lan-can/"):
            assert client.get(path).status_code == 302
        client.post(f"{RECEIVED}{sent.pk}/", {"act": "see"})
        assert not Receipt.objects.exists()
        assert RECEIVED not in client.get("/admin/").content.decode()

    def test_menus_offer_what_there_is(self, province: Unit, commune: Unit) -> None:
        of_commune = commune.client(commune.head).get("/admin/").content.decode()
        of_province = province.client(province.head).get("/admin/").content.decode()
        assert RECEIVED in of_commune
        assert SENT in of_commune
        assert RECEIVED not in of_province
        assert SENT in of_province

    def test_neighbours_are_chosen_among_the_provinces_communes(self, commune: Unit) -> None:
        client = commune.client(commune.head)
        assert client.get("/admin/xa-lan-can/").status_code == 200
        assert "Chưa có đơn vị nào khác" in client.get("/admin/xa-lan-can/").content.decode()
        client.post("/admin/xa-lan-can/", {"codes": ["10507"]})
        assert not Neighbour.objects.exists()
