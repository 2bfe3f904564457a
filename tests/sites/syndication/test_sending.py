"""What is sent is the sender's own item: there at once, corrected at once, gone at once, and nowhere else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cms.record.models import RecordEntry
from sites.releases import purge
from sites.syndication import receiving, sending
from sites.syndication.enums import Audience, Kind, Place
from sites.syndication.models import Dispatch, Receipt, ReceiptEntry
from sites.syndication.sending import CannotSend, Wishes
from tests.sites.conftest import QUANG_PHU, THANH_DONG, paragraph
from tests.sites.syndication.conftest import Unit

pytestmark = pytest.mark.portal_database("demo")
TITLE = "Tin của tỉnh"


def hours(number: int) -> Any:
    return timezone.now() + timedelta(hours=number)


class TestMandatory:
    def test_it_is_on_the_communes_portal_at_once_and_on_no_other(
        self, province: Unit, commune: Unit, stranger: Unit
    ) -> None:
        with province.at_work():
            picture = province.desk.image()
        page = province.article(lead_image=picture)
        before = [unit.reads(page) for unit in (commune, stranger)]
        province.send(page)

        assert before == [False, False]
        assert [unit.reads(page) for unit in (commune, stranger)] == [True, False]
        assert (commune.received(), stranger.received()) == ([TITLE], [])
        assert commune.notices() == [(TITLE, "normal")]
        assert stranger.notices() == []
        item = commune.portal.json(f"/api/v1/items/{page.item_id}/")
        assert item["source"]["code"] == "38"
        assert item["url"] == item["source"]["url"]
        source = item["image"]["src"]
        assert [unit.portal.get(source).status_code for unit in (commune, stranger)] == [200, 404]

    def test_nothing_else_of_the_province_becomes_readable(self, province: Unit, commune: Unit) -> None:
        sent, other = province.article(), province.article("Tin khác")
        province.send(sent)

        assert not commune.reads(other)
        assert TITLE not in commune.portal.listed()
        assert str(sent.item_id) not in commune.portal.get("/feed.atom").content.decode()
        assert commune.portal.listed(ids=str(sent.item_id)) == []
        commune.portal.resolve(commune.portal.json(f"/api/v1/items/{sent.item_id}/")["path"], status=404)

    def test_corrections_and_takedown_follow(self, province: Unit, commune: Unit) -> None:
        page = province.article()
        province.send(page)
        with province.at_work():
            page.title, page.body = "Đã sửa", paragraph("<p>Mới</p>")
            page = province.desk.published(page)
        assert commune.received() == ["Đã sửa"]

        with province.at_work():
            page.unpublish()
        assert commune.received() == []
        assert commune.notices() == []
        assert not commune.reads(page)

    def test_it_is_placed_and_cannot_be_hidden(self, province: Unit, commune: Unit) -> None:
        sent = province.send(province.article())
        first = province.send(province.article("Tin thứ hai"))
        commune.do(receiving.place, sent.pk, Place.TOP)

        assert commune.notices() == [(TITLE, "top"), ("Tin thứ hai", "normal")]
        for act in (receiving.accept, receiving.decline):
            arguments = ("Lý do",) if act is receiving.decline else ()
            with pytest.raises(receiving.CannotAnswer), commune.at_work():
                act(first.pk, commune.head, *arguments)  # type: ignore[operator]
        assert len(commune.notices()) == 2

    def test_it_is_withdrawn_early(self, province: Unit, commune: Unit) -> None:
        page = province.article()
        sent = province.send(page)
        with province.at_work():
            with pytest.raises(CannotSend):
                sending.withdraw(sent.pk, province.head, " ")
            assert sending.withdraw(sent.pk, province.head, "Gửi nhầm")
            assert not sending.withdraw(sent.pk, province.head, "Gửi nhầm")

        assert commune.received() == []
        assert not commune.reads(page)
        acts = RecordEntry.objects.filter(about_id=sent.pk).values_list("act", flat=True)
        assert sorted(acts) == ["sending_withdrawn", "sent_to_units"]

    def test_a_type_and_a_list_reach_whom_they_name(self, province: Unit, commune: Unit) -> None:
        ward = commune.portal.tenant.identity().unit_type
        others = sorted({"xa", "phuong", "dac_khu"} - {ward})
        province.send(province.article("Loại khác"), audience=Audience.TYPES, unit_types=others)
        province.send(province.article("Loại này"), audience=Audience.TYPES, unit_types=[ward])
        province.send(province.article("Theo danh sách"), codes=[QUANG_PHU])

        assert sorted(commune.received()) == ["Loại này", "Theo danh sách"]


class TestOffers:
    def test_it_is_shown_from_acceptance_to_refusal(self, province: Unit, commune: Unit) -> None:
        page = province.article()
        sent = province.send(page, Kind.OFFERED)
        assert (commune.received(), commune.reads(page)) == ([], False)

        commune.do(receiving.accept, sent.pk)
        assert (commune.received(), commune.reads(page)) == ([TITLE], True)
        assert commune.notices() == [(TITLE, "normal")]

        with commune.at_work():
            with pytest.raises(receiving.CannotAnswer):
                receiving.decline(sent.pk, commune.head, "")
            receiving.decline(sent.pk, commune.head, "Không thuộc địa bàn")
        assert (commune.received(), commune.reads(page)) == ([], False)
        assert Receipt.objects.get(dispatch=sent).reason == "Không thuộc địa bàn"
        history = ReceiptEntry.objects.filter(dispatch=sent).order_by("at").values_list("act", flat=True)
        assert list(history) == ["seen", "accepted", "declined"]

    def test_what_is_not_sent_here_cannot_be_answered(self, province: Unit, stranger: Unit) -> None:
        sent = province.send(province.article(), Kind.OFFERED)
        with stranger.at_work(), pytest.raises(receiving.NotReceived):
            receiving.accept(sent.pk, stranger.head)
        assert not Receipt.objects.filter(dispatch=sent).exists()


class TestEmergency:
    def test_it_is_said_with_every_page_until_its_end(
        self, province: Unit, commune: Unit, stranger: Unit
    ) -> None:
        sent = province.send(
            province.article("Bão số 5", summary="Không ra khơi"), Kind.EMERGENCY, ends_at=hours(2), level=4
        )
        said = commune.portal.json("/api/v1/portal/")["emergency"]
        assert [(each["title"], each["text"], each["level"]) for each in said] == [
            ("Bão số 5", "Không ra khơi", 4)
        ]
        assert said[0]["url"].startswith("http://thanhhoa.localhost")
        assert commune.notices() == []
        assert province.portal.json("/api/v1/portal/")["emergency"] == said
        assert stranger.portal.json("/api/v1/portal/")["emergency"] == []

        with province.at_work():
            sending.withdraw(sent.pk, province.head, "Bão tan")
        for unit in (province, commune):
            assert unit.portal.json("/api/v1/portal/")["emergency"] == []

    @pytest.mark.parametrize(
        ("wishes", "field"),
        [
            (Wishes(Kind.EMERGENCY), "ends_at"),
            (Wishes(Kind.EMERGENCY, ends_at=timezone.now() + timedelta(days=8)), "ends_at"),
            (Wishes(Kind.EMERGENCY, ends_at=timezone.now() - timedelta(hours=1)), "ends_at"),
            (Wishes(Kind.EMERGENCY, ends_at=timezone.now() + timedelta(hours=1), level=6), "level"),
            (Wishes(Kind.MANDATORY, level=2), "level"),
            (Wishes(Kind.MANDATORY, Audience.CODES), "audience"),
            (Wishes(Kind.MANDATORY, Audience.CODES, codes=[THANH_DONG]), "codes"),
            (Wishes(Kind.MANDATORY, Audience.TYPES, unit_types=["tinh"]), "unit_types"),
            (Wishes(Kind.MANDATORY, see_by=(timezone.now() - timedelta(days=3)).date()), "see_by"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, province: Unit, wishes: Wishes, field: str) -> None:
        page = province.article()
        with province.at_work(), pytest.raises(CannotSend) as refused:
            sending.send(page.item_id, wishes, province.head)
        assert refused.value.field == field
        assert not Dispatch.objects.exists()


class TestActs:
    def test_a_form_that_is_sent_twice_sends_once(self, province: Unit) -> None:
        page, key = province.article(), uuid4()
        with province.at_work():
            sent = [sending.send(page.item_id, Wishes(Kind.MANDATORY), province.head, key) for _n in range(2)]
        assert sent[0].pk == sent[1].pk
        assert Dispatch.objects.count() == 1

    def test_only_own_released_items_can_be_sent(self, province: Unit, commune: Unit) -> None:
        foreign = commune.article("Tin của phường")
        with province.at_work():
            draft = province.desk.article("Nháp")
            draft.unpublish()
            for page in (foreign, draft):
                with pytest.raises(CannotSend):
                    sending.send(page.item_id, Wishes(Kind.MANDATORY), province.head)

    def test_a_commune_cannot_oblige_anybody(self, commune: Unit) -> None:
        page = commune.article("Tin của phường")
        with commune.at_work():
            for wishes in (Wishes(Kind.MANDATORY), Wishes(Kind.OFFERED), Wishes(Kind.EMERGENCY)):
                with pytest.raises(CannotSend):
                    sending.send(page.item_id, wishes, commune.head)

    def test_an_act_is_done_wholly_or_not_at_all(
        self, province: Unit, commune: Unit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same as a process that is killed in between: the act is one transaction."""
        page = province.article()
        sent = province.send(page, Kind.OFFERED)

        def dies(*arguments: Any, **more: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("sites.syndication.sending.record.write", dies)
        for unit, act in (
            (province, lambda: sending.send(page.item_id, Wishes(Kind.MANDATORY), province.head)),
            (province, lambda: sending.withdraw(sent.pk, province.head, "x")),
            (commune, lambda: receiving.accept(sent.pk, commune.head)),
        ):
            with unit.at_work(), pytest.raises(KeyboardInterrupt):
                act()
        assert list(Dispatch.objects.active()) == [sent]
        assert not Receipt.objects.exists()
        assert not ReceiptEntry.objects.exists()

    @pytest.mark.parametrize("statement", ["UPDATE {} SET act = 'seen'", "DELETE FROM {}"])
    def test_what_was_done_cannot_be_changed(self, province: Unit, commune: Unit, statement: str) -> None:
        sent = province.send(province.article())
        commune.do(receiving.see, sent.pk)
        from django.db import connection

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format("public.syndication_receiptentry"))

    def test_what_was_sent_cannot_be_changed_either(self, province: Unit) -> None:
        province.send(province.article())
        with pytest.raises(DatabaseError), transaction.atomic():
            Dispatch.objects.update(kind=Kind.OFFERED)

    @pytest.mark.parametrize(
        ("columns", "table"),
        [
            ("sent_by", "dispatch"),
            ("withdrawn_reason", "dispatch"),
            ("reason", "receipt"),
            ("seen_by", "receipt"),
            ("*", "receiptentry"),
            ("*", "sentletter"),
        ],
    )
    def test_citizens_reading_knows_nothing_of_people_and_reasons(
        self, reader_connection: Any, columns: str, table: str
    ) -> None:
        with reader_connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(f"SELECT {columns} FROM public.syndication_{table}")


class TestCaches:
    def test_answers_are_forgotten_with_each_act(
        self,
        province: Unit,
        commune: Unit,
        settings: Any,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        settings.PORTAL_PURGE_URLS = ["http://cache.test/"]
        purged: list[set[str]] = []
        monkeypatch.setattr(purge, "purge", lambda keys: purged.append(set(keys)))
        page = province.article()
        with django_capture_on_commit_callbacks(execute=True):
            sent = province.send(page, Kind.OFFERED, ends_at=timezone.now() + timedelta(seconds=30))
        with django_capture_on_commit_callbacks(execute=True):
            commune.do(receiving.accept, sent.pk)
        named = {}
        for path in ("/api/v1/portal/", "/api/v1/items/?scope=received", f"/api/v1/items/{page.item_id}/"):
            answer = commune.portal.get(path)
            named[path] = set(answer["Surrogate-Key"].split())
            seconds = int(answer["Surrogate-Control"].removeprefix("max-age=").split(",")[0])
            assert 0 < seconds <= 30, "It would be kept behind the end of what is sent."
        assert all(keys & purged[0] for keys in named.values()), (named, purged)
        assert all(keys & purged[-1] for keys in named.values())
        assert all(purge.item_key(page.item_id) in keys for keys in named.values())
