"""Following the change feed: in order, idempotent, resumable; verified and made anew."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search import indexer, verification
from search.engines.interface import Reach, Scope
from search.engines.postgres import statistics
from search.engines.postgres.engine import PostgresEngine
from search.models import EnginePosition, Entry, ScopeStatistics, TermFrequency
from search.verification import Fault
from sites.releases import changes
from sites.releases.models import Change, Release
from sites.releases.signals import positions_assigned
from tenants.models import TenantIdentity
from tests.search.conftest import Portals

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

HERE = "quangphu.test"
ReleaseItem = Callable[..., Any]
Found = Callable[..., list[str]]
ENGINE = PostgresEngine()


@pytest.fixture
def unheard() -> Any:
    """Nobody listens: as if the process that released had ended at once."""
    positions_assigned.disconnect(dispatch_uid="search.follow")
    yield
    positions_assigned.connect(indexer.follow_at_once, dispatch_uid="search.follow")


def position() -> int:
    return EnginePosition.objects.get(engine=ENGINE.name).position


class TestFollowing:
    def test_what_is_released_is_found_at_once(
        self, portals: Portals, release: ReleaseItem, found: Found
    ) -> None:
        release(portals.quangphu, "Tin mới")
        assert found(HERE, "tin mới") == ["Tin mới"]

    @pytest.mark.usefixtures("unheard")
    def test_what_a_crash_left_is_caught_up(
        self, portals: Portals, release: ReleaseItem, found: Found
    ) -> None:
        release(portals.quangphu, "Tin một")
        release(portals.quangphu, "Tin hai")
        assert found(HERE, "tin") == []
        assert indexer.catch_up() == 2
        assert set(found(HERE, "tin")) == {"Tin một", "Tin hai"}
        assert indexer.catch_up() == 0
        assert position() == changes.state().last

    @pytest.mark.usefixtures("unheard")
    def test_many_changes_in_several_batches(
        self, portals: Portals, release: ReleaseItem, monkeypatch: pytest.MonkeyPatch, found: Found
    ) -> None:
        monkeypatch.setattr(indexer, "BATCH", 3)
        for number in range(7):
            release(portals.quangphu, f"Tin {number}", announce=False)
        changes.assign_positions()
        assert indexer.catch_up() == 7
        assert len(found(HERE, "tin")) == 7

    def test_following_again_from_the_start_changes_nothing(
        self, portals: Portals, release: ReleaseItem, found: Found
    ) -> None:
        item = release(portals.quangphu, "Lịch cắt điện")
        release(portals.quangphu, "Tin đã sửa", item_id=item.item_id)
        before = list(Entry.objects.values_list("item_id", "etag", "title"))
        EnginePosition.objects.update(position=0)
        indexer.catch_up()
        assert list(Entry.objects.values_list("item_id", "etag", "title")) == before
        assert found(HERE, "cắt điện") == []
        assert found(HERE, "tin đã sửa") == ["Tin đã sửa"]

    def test_a_failure_leaves_the_position_where_it_was(
        self, portals: Portals, release: ReleaseItem, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        release(portals.quangphu, "Tin một")
        before = position()

        def fail(*_: Any) -> int:
            raise RuntimeError("the disk is full")

        with monkeypatch.context() as patched:
            patched.setattr(PostgresEngine, "put", fail)
            release(portals.quangphu, "Tin hai")
        assert position() == before
        assert indexer.catch_up() == 1

    def test_the_size_of_an_index_is_known(
        self, portals: Portals, release: ReleaseItem, withdraw: Callable[..., None]
    ) -> None:
        item = release(portals.quangphu, "Một hai", "ba bốn")
        release(portals.quangphu, "Năm sáu")
        release(portals.quangphu, "Năm", item_id=item.item_id)
        size = ScopeStatistics.objects.get(owner_id=portals.quangphu.pk, reach=Reach.OWN)
        assert (size.items, size.total_length) == (2, 4 + 2)
        withdraw(item)
        size.refresh_from_db()
        assert (size.items, size.total_length) == (1, 4)

    def test_parts_of_a_portal_are_not_indexed(self, portals: Portals, release: ReleaseItem) -> None:
        release(portals.quangphu, "Cổng", kind="portal")
        assert not Entry.objects.exists()


class TestProvinces:
    def entries(self) -> set[tuple[Any, str]]:
        return set(Entry.objects.values_list("owner_id", "reach"))

    def test_what_is_shared_is_in_both_indexes(self, portals: Portals, release: ReleaseItem) -> None:
        release(portals.quangphu, "Tin chung", shared=True)
        assert self.entries() == {(portals.quangphu.pk, "own"), (portals.province.pk, "province")}

    def test_what_is_shared_no_more_leaves_the_provinces(
        self, portals: Portals, release: ReleaseItem
    ) -> None:
        item = release(portals.quangphu, "Tin chung", shared=True)
        release(portals.quangphu, "Tin riêng", item_id=item.item_id, shared=False)
        assert self.entries() == {(portals.quangphu.pk, "own")}

    def test_a_province_finds_its_own_in_both(self, portals: Portals, release: ReleaseItem) -> None:
        release(portals.province, "Tin tỉnh")
        assert self.entries() == {(portals.province.pk, "own"), (portals.province.pk, "province")}

    def test_a_commune_that_left_is_out_of_sight_at_once(
        self, portals: Portals, release: ReleaseItem, ask: Callable[..., dict[str, Any]]
    ) -> None:
        release(portals.quangphu, "Tin chung", shared=True)
        TenantIdentity.objects.filter(tenant=portals.quangphu).update(parent=portals.elsewhere)
        answer = ask("thanhhoa.test", "tin chung", scope="province")
        assert (answer["items"], answer["total"]) == ([], 0)
        faults = {difference.fault for difference in verification.differences(ENGINE, portals.quangphu.pk)}
        assert faults == {Fault.MISSING, Fault.EXTRA}
        verification.correct(ENGINE, portals.quangphu.pk)
        assert self.entries() == {(portals.quangphu.pk, "own"), (portals.elsewhere.pk, "province")}


class TestVerification:
    @pytest.fixture(autouse=True)
    def items(self, portals: Portals, release: ReleaseItem) -> None:
        for title in ("Tin một", "Tin hai", "Tin ba"):
            release(portals.quangphu, title, shared=True)

    def damage(self, portals: Portals) -> None:
        own = Entry.objects.filter(owner_id=portals.quangphu.pk).order_by("id")
        first, second, third = own
        first.delete()
        Entry.objects.filter(pk=second.pk).update(etag="old")
        Release.objects.filter(item_id=third.item_id).delete()
        Change.objects.filter(item_id=third.item_id).delete()

    def test_all_is_well(self, portals: Portals) -> None:
        assert list(verification.differences(ENGINE, portals.quangphu.pk)) == []

    def test_whatever_is_missing_extra_or_stale_is_seen_and_corrected(
        self, portals: Portals, found: Found
    ) -> None:
        self.damage(portals)
        seen = sorted(
            difference.fault for difference in verification.differences(ENGINE, portals.quangphu.pk)
        )
        assert seen == [Fault.EXTRA, Fault.EXTRA, Fault.MISSING, Fault.STALE]
        verification.correct(ENGINE, portals.quangphu.pk)
        assert list(verification.differences(ENGINE, portals.quangphu.pk)) == []
        assert set(found(HERE, "tin")) == {"Tin một", "Tin hai"}

    def test_a_rebuild_makes_it_whole(self, portals: Portals) -> None:
        Entry.objects.filter(owner_id=portals.quangphu.pk).delete()
        assert verification.rebuild(ENGINE, portals.quangphu.pk) == 3
        assert list(verification.differences(ENGINE, portals.quangphu.pk)) == []

    def test_a_new_analysis_makes_everything_stale(
        self, portals: Portals, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("search.sources.ANALYSIS_VERSION", 99)
        faults = [difference.fault for difference in verification.differences(ENGINE, portals.quangphu.pk)]
        assert faults == [Fault.STALE] * 6

    def test_the_command_tells_and_corrects(self, portals: Portals) -> None:
        self.damage(portals)
        said = StringIO()
        with pytest.raises(CommandError, match="4 differences"):
            call_command("search", "verify", "16522", stdout=said)
        assert "stale" in said.getvalue()
        call_command("search", "verify", "--all", "--correct", stdout=said)
        call_command("search", "verify", "--all", stdout=said)
        call_command("search", "rebuild", "16522", stdout=said)
        call_command("search", "index", stdout=said)
        assert "2 items" in said.getvalue()

    @pytest.mark.parametrize("arguments", [["verify"], ["rebuild", "99999"], ["verify", "16522", "--all"]])
    def test_the_command_says_what_it_wants(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError):
            call_command("search", *arguments, stdout=StringIO())


class TestFrequencies:
    @pytest.fixture(autouse=True)
    def items(self, portals: Portals, release: ReleaseItem) -> None:
        for number in range(statistics.LEAST_FREQUENCY + 4):
            release(portals.quangphu, f"Tin đất {number}", "đất " * (number % 3) + "lời " * 40)

    def test_frequent_terms_are_kept_with_how_densely_they_occur(self, portals: Portals) -> None:
        scope = Scope(portals.quangphu.pk)
        assert statistics.count_terms(scope, "default") > 0
        rows = TermFrequency.objects.filter(owner_id=scope.owner_id)
        items = statistics.LEAST_FREQUENCY + 4
        assert max(row.frequency for row in rows) == items
        assert all(row.frequency >= statistics.LEAST_FREQUENCY for row in rows)
        assert all(row.frequency >= row.high_1 >= row.high_2 >= row.high_3 for row in rows)

    def test_they_are_counted_again_when_enough_has_changed(
        self, portals: Portals, release: ReleaseItem
    ) -> None:
        scope = Scope(portals.quangphu.pk)
        assert scope in statistics.stale_scopes("default")
        indexer.settle()
        assert scope not in statistics.stale_scopes("default")
        release(portals.quangphu, "Tin nữa")
        assert scope in statistics.stale_scopes("default")

    def test_a_large_index_waits_for_a_tenth(self) -> None:
        assert not statistics.is_stale(10_000, 999)
        assert statistics.is_stale(10_000, 1_000)
        assert not statistics.is_stale(10, 0)

    def test_of_a_very_large_index_a_sample_is_scaled(
        self, portals: Portals, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(statistics, "MOST_COUNTED_ITEMS", 10)
        statistics.count_terms(Scope(portals.quangphu.pk), "default")
        items = statistics.LEAST_FREQUENCY + 4
        most = max(TermFrequency.objects.values_list("frequency", flat=True))
        assert items * 0.7 <= most <= items * 1.3
