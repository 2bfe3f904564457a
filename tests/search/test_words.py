"""Synonyms, pins and queries without results: what people decide counts with the next query."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg2
import pytest

from search.analysis.query import parse
from search.engines.interface import Engine
from search.models import Pin, SynonymGroup, UnansweredQuery
from search.words import acts, unanswered
from search.words.acts import Decider, WordsRefused
from sites.releases.models import Release
from tenants.calendar_day import today
from tests.search.conftest import BOTH, Portals

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

HERE = "quangphu.test"
Found = Callable[..., list[str]]
Ask = Callable[..., dict[str, Any]]
ReleaseItem = Callable[..., Any]


@pytest.fixture
def editor(portals: Portals) -> Decider:
    return Decider(portals.quangphu.pk, "Đỗ Thị Lan Anh")


@pytest.fixture
def province_it(portals: Portals) -> Decider:
    return Decider(portals.province.pk, "Tạ Quang Khải")


def path_of(item: Any) -> str:
    return Release.objects.get(item_id=item.item_id).path


@pytest.mark.parametrize("engine", BOTH, indirect=True)
class TestSynonyms:
    def test_they_count_with_the_next_query(
        self, portals: Portals, release: ReleaseItem, found: Found, editor: Decider, engine: Engine
    ) -> None:
        release(portals.quangphu, "Thu gom chất thải cồng kềnh")
        release(portals.quangphu, "Lịch cắt điện")
        assert "Thu gom chất thải cồng kềnh" not in found(HERE, "bỏ sofa cũ")
        group = acts.save_synonyms(editor, "bỏ sofa cũ, chất thải cồng kềnh")
        assert found(HERE, "bỏ sofa cũ")[0] == "Thu gom chất thải cồng kềnh"
        acts.save_synonyms(editor, "bỏ giường cũ, chất thải cồng kềnh", group.pk)
        assert found(HERE, "bỏ giường cũ")[0] == "Thu gom chất thải cồng kềnh"
        assert "Thu gom chất thải cồng kềnh" not in found(HERE, "bỏ sofa cũ")
        acts.remove_synonyms(editor, group.pk)
        assert "Thu gom chất thải cồng kềnh" not in found(HERE, "bỏ giường cũ")

    def test_a_provinces_count_in_its_communes_and_nowhere_else(
        self, portals: Portals, release: ReleaseItem, found: Found, province_it: Decider, engine: Engine
    ) -> None:
        for tenant in (portals.quangphu, portals.province, portals.far):
            release(tenant, "Trung tâm Phục vụ hành chính công")
        acts.save_synonyms(province_it, "ttpvhcc, phục vụ hành chính công")
        assert found(HERE, "ttpvhcc") == ["Trung tâm Phục vụ hành chính công"]
        assert found("thanhhoa.test", "ttpvhcc") == ["Trung tâm Phục vụ hành chính công"]
        assert found("thanhdong.test", "ttpvhcc") == []


class TestRefusedSynonyms:
    @pytest.mark.parametrize(
        "written", ["", "chỉ một", "một, một, MỘT", ",,,", "a, " + " ".join(["từ"] * 11), "a, " + "b" * 600]
    )
    def test_what_is_no_group(self, editor: Decider, written: str) -> None:
        with pytest.raises(WordsRefused):
            acts.save_synonyms(editor, written)
        assert not SynonymGroup.objects.exists()

    def test_a_group_that_is_there(self, editor: Decider) -> None:
        acts.save_synonyms(editor, "a, b")
        with pytest.raises(WordsRefused):
            acts.save_synonyms(editor, "a,  b")

    def test_another_portals_group_is_out_of_reach(self, editor: Decider, province_it: Decider) -> None:
        group = acts.save_synonyms(province_it, "a, b")
        assert not acts.remove_synonyms(editor, group.pk)
        with pytest.raises(SynonymGroup.DoesNotExist):
            acts.save_synonyms(editor, "a, c", group.pk)
        assert SynonymGroup.objects.get().expressions == "a, b"


class TestPins:
    def test_a_pinned_item_stands_first(
        self, portals: Portals, release: ReleaseItem, ask: Ask, editor: Decider
    ) -> None:
        release(portals.quangphu, "Lịch tiếp công dân quý IV")
        wanted = release(portals.quangphu, "Tiếp công dân ở đâu, gặp ai")
        acts.pin(editor, "Lịch tiếp công dân", path_of(wanted))
        items = ask(HERE, "lich tiep cong dan")["items"]
        assert (items[0]["title"], items[0]["pinned"]) == ("Tiếp công dân ở đâu, gặp ai", True)
        assert len({item["id"] for item in items}) == len(items) == 2

    def test_it_is_shown_though_nothing_matches(
        self, portals: Portals, release: ReleaseItem, ask: Ask, editor: Decider
    ) -> None:
        wanted = release(portals.quangphu, "Cấp giấy chứng nhận")
        acts.pin(editor, "bìa hồng", f"https://quangphu.test{path_of(wanted)}")
        answer = ask(HERE, "bìa hồng")
        assert [item["title"] for item in answer["items"]] == ["Cấp giấy chứng nhận"]
        assert answer["total"] == 1

    def test_filters_and_other_orders_go_before_pins(
        self, portals: Portals, release: ReleaseItem, ask: Ask, editor: Decider
    ) -> None:
        wanted = release(portals.quangphu, "Cấp giấy chứng nhận")
        acts.pin(editor, "bìa hồng", path_of(wanted))
        assert ask(HERE, "bìa hồng", type="document")["items"] == []
        assert ask(HERE, "bìa hồng", sort="newest")["items"] == []

    def test_what_is_taken_down_is_pinned_no_more(
        self, portals: Portals, release: ReleaseItem, ask: Ask, editor: Decider, withdraw: Callable[..., None]
    ) -> None:
        wanted = release(portals.quangphu, "Cấp giấy chứng nhận")
        acts.pin(editor, "bìa hồng", path_of(wanted))
        withdraw(wanted)
        assert ask(HERE, "bìa hồng")["items"] == []

    def test_only_public_items_of_the_portal(
        self, portals: Portals, release: ReleaseItem, editor: Decider
    ) -> None:
        elsewhere = release(portals.far, "Tin nơi khác")
        with pytest.raises(WordsRefused):
            acts.pin(editor, "tin", path_of(elsewhere))
        with pytest.raises(WordsRefused):
            acts.pin(editor, "tin", "/khong-co/")

    def test_bounds(self, portals: Portals, release: ReleaseItem, editor: Decider) -> None:
        items = [release(portals.quangphu, f"Tin {number}") for number in range(6)]
        for item in items[:5]:
            acts.pin(editor, "tin", path_of(item))
        for query, item in (
            ("tin", items[5]),
            ("TIN", items[0]),
            ("  ?! ", items[0]),
            ("x" * 3000, items[0]),
        ):
            with pytest.raises(WordsRefused):
                acts.pin(editor, query, path_of(item))
        assert acts.unpin(editor, Pin.objects.first().pk)  # type: ignore[union-attr]
        assert Pin.objects.count() == 4


class TestQueriesWithoutResults:
    def test_they_are_counted_by_their_words_alone(
        self, portals: Portals, release: ReleaseItem, ask: Ask
    ) -> None:
        release(portals.quangphu, "Lịch cắt điện")
        for query in ("sân bóng", "SÂN BÓNG", "san bong", "lịch cắt điện"):
            ask(HERE, query)
        ask("thanhdong.test", "sân bóng")
        rows = UnansweredQuery.objects.order_by("-asked").values_list(
            "tenant_id", "folded", "asked", "last_on"
        )
        assert list(rows) == [
            (portals.quangphu.pk, "san bong", 3, today()),
            (portals.far.pk, "san bong", 1, today()),
        ]
        shown = UnansweredQuery.objects.to_show(portals.far.pk, unanswered.SHOWN_FROM)
        assert not shown

    @pytest.mark.parametrize(
        "query",
        [
            "0912 345 678 của ai",
            "căn cước 038199001234",
            "nguyenvana@example.com",
            "https://example.com/toi",
            "tôi là Nguyễn Văn A ở tổ dân phố số bảy muốn hỏi về việc riêng",
            "",
        ],
    )
    def test_what_may_tell_of_a_person_is_not(self, portals: Portals, ask: Ask, query: str) -> None:
        ask(HERE, query)
        assert not UnansweredQuery.objects.exists()

    def test_filters_that_leave_nothing_say_nothing_of_the_query(
        self, portals: Portals, release: ReleaseItem, ask: Ask
    ) -> None:
        release(portals.quangphu, "Lịch cắt điện")
        ask(HERE, "lịch cắt điện", type="document")
        assert not UnansweredQuery.objects.exists()

    def test_old_ones_are_forgotten(self, portals: Portals, ask: Ask) -> None:
        ask(HERE, "sân bóng")
        ask(HERE, "bể bơi")
        UnansweredQuery.objects.filter(folded="san bong").update(last_on=today() - timedelta(days=91))
        assert unanswered.forget_old() == 1
        assert UnansweredQuery.objects.get().folded == "be boi"

    def test_nobody_fills_the_table(self, portals: Portals) -> None:
        rows = [
            UnansweredQuery(tenant_id=portals.quangphu.pk, folded=f"q{n}", query="q", last_on=today())
            for n in range(2_000)
        ]
        UnansweredQuery.objects.bulk_create(rows)
        unanswered.count(portals.quangphu.pk, parse("thêm nữa"))
        unanswered.count(portals.quangphu.pk, parse("q7"))
        assert UnansweredQuery.objects.count() == 2_000

    def test_the_reading_process_may_count_and_nothing_else(self, reader_connection: Any) -> None:
        refused = (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ReadOnlySqlTransaction)
        with reader_connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SET TRANSACTION READ WRITE")
            cursor.execute(
                "SELECT public.search_count_unanswered(%s, 'x', 'x')",
                ["01a00000-0000-7000-8000-000000000000"],
            )
            cursor.execute("COMMIT")
            for statement in (
                "SELECT * FROM public.search_unansweredquery",
                "INSERT INTO public.search_pin (query) VALUES ('x')",
                "SELECT * FROM public.search_filetext",
            ):
                with pytest.raises(refused):
                    cursor.execute(statement)
