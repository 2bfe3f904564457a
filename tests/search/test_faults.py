"""Elasticsearch away, silent, behind, killed: PostgreSQL answers, nothing is lost, and the index catches up."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from search import indexer, verification
from search.analysis.plan import plan
from search.analysis.query import parse
from search.engines import readiness, registry
from search.engines.elasticsearch.connection import FIRST_PAUSE, LONGEST_PAUSE, Breaker
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.interface import Demand, EngineUnavailableError, Filters, Reach, Scope
from search.engines.postgres.engine import PostgresEngine
from search.local_server.server import LocalServer
from search.models import EnginePosition
from tests.search.conftest import Portals
from tests.search.proxy import Proxy, Wire

HERE = "quangphu.test"
Found = Callable[..., list[str]]
ReleaseItem = Callable[..., Any]


class Clock:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class TestBreaker:
    def test_it_opens_at_the_first_failure_and_for_longer_each_time(self) -> None:
        clock = Clock()
        breaker = Breaker(clock)
        assert not breaker.is_open()
        pauses = []
        for _ in range(8):
            breaker.failed()
            pause = 0.0
            while breaker.is_open():
                clock.now += 0.5
                pause += 0.5
            pauses.append(pause)
        assert pauses[0] == FIRST_PAUSE
        assert pauses == sorted(pauses)
        assert pauses[-1] == LONGEST_PAUSE

    def test_one_caller_at_a_time_tries_again(self) -> None:
        clock = Clock()
        breaker = Breaker(clock)
        breaker.failed()
        clock.now += FIRST_PAUSE
        assert [breaker.is_open(), breaker.is_open()] == [False, True]
        assert breaker.succeeded()
        assert not breaker.is_open()
        assert not breaker.succeeded()


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[Proxy]:
    made = Proxy(elasticsearch_url)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def first(proxy: Proxy, elasticsearch: ElasticsearchEngine, clock: Clock) -> Iterator[ElasticsearchEngine]:
    """The engine behind the wire; the fixture it is named after sees to its indexes."""
    engine = ElasticsearchEngine(proxy.url, elasticsearch.names.prefix, ask_seconds=20, at_once=True)
    engine.connection.breaker = Breaker(clock)
    with registry.using(engine, PostgresEngine()):
        yield engine
    engine.connection.close()


def answered_by(portals: Portals, q: str = "tin") -> str:
    readiness.forget()
    scope = Scope(portals.quangphu.pk, Reach.OWN)
    return registry.ask(Demand(scope, plan(parse(q)), Filters(language="vi"))).engine


@pytest.mark.needs("elasticsearch")
@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
class TestElasticsearchIsAway:
    @pytest.mark.parametrize("wire", [Wire.CUT, Wire.SILENT])
    def test_postgresql_answers_and_elasticsearch_does_again(
        self,
        portals: Portals,
        release: ReleaseItem,
        found: Found,
        first: ElasticsearchEngine,
        proxy: Proxy,
        clock: Clock,
        wire: Wire,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        release(portals.quangphu, "Tin một")
        assert answered_by(portals) == "elasticsearch"
        proxy.set(wire)
        first.connection.ask_seconds = 0.15
        with caplog.at_level(logging.WARNING):
            assert answered_by(portals) == "postgres"
            assert found(HERE, "tin") == ["Tin một"]
        assert "PostgreSQL answers searches instead of elasticsearch" in caplog.text
        proxy.set(Wire.THROUGH)
        first.connection.ask_seconds = 20
        assert answered_by(portals) == "postgres"  # it is left alone for a moment
        clock.now += FIRST_PAUSE
        assert answered_by(portals) == "elasticsearch"

    def test_what_is_published_meanwhile_is_found_and_caught_up(
        self,
        portals: Portals,
        release: ReleaseItem,
        withdraw: Callable[..., None],
        found: Found,
        first: ElasticsearchEngine,
        proxy: Proxy,
        clock: Clock,
    ) -> None:
        gone = release(portals.quangphu, "Tin một")
        proxy.set(Wire.CUT)
        release(portals.quangphu, "Tin hai", shared=True)
        withdraw(gone)
        assert found(HERE, "tin") == ["Tin hai"]
        behind = EnginePosition.objects.get(engine=first.position_name).position
        assert behind < EnginePosition.objects.get(engine="postgres").position
        proxy.set(Wire.THROUGH)
        clock.now += LONGEST_PAUSE
        assert indexer.catch_up() == 2
        assert answered_by(portals) == "elasticsearch"
        assert found(HERE, "tin") == ["Tin hai"]
        assert not list(verification.differences(first, portals.quangphu.pk))

    def test_one_that_is_far_behind_is_not_asked(
        self, portals: Portals, release: ReleaseItem, first: ElasticsearchEngine
    ) -> None:
        release(portals.quangphu, "Tin một")
        EnginePosition.objects.filter(engine="postgres").update(position=10_000)
        assert answered_by(portals) == "postgres"

    def test_an_index_that_is_not_there_is_not_taken_for_an_empty_one(
        self, portals: Portals, release: ReleaseItem, found: Found, first: ElasticsearchEngine
    ) -> None:
        release(portals.quangphu, "Tin một")
        first.clear(Scope(portals.quangphu.pk))
        assert found(HERE, "tin") == ["Tin một"]
        assert not first.connection.breaker.is_open()
        verification.rebuild(first, portals.quangphu.pk)
        assert answered_by(portals) == "elasticsearch"

    def test_health_tells_it(
        self,
        portals: Portals,
        release: ReleaseItem,
        first: ElasticsearchEngine,
        proxy: Proxy,
        client: Client,
    ) -> None:
        release(portals.quangphu, "Tin một")
        assert client.get("/health/").json()["search"] == {
            "answers": "elasticsearch",
            "elasticsearch": {"status": "ok", "changes_behind": 0},
            "status": "ok",
        }
        proxy.set(Wire.CUT)
        response = client.get("/health/")
        assert response.status_code == 200
        assert response.json()["search"]["status"] == "degraded"
        assert response.json()["search"]["answers"] == "postgres"


@pytest.mark.needs("elasticsearch")
@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
class TestIndexesOfElasticsearch:
    def test_a_rebuild_leaves_no_gap_and_loses_nothing_published_meanwhile(
        self,
        portals: Portals,
        release: ReleaseItem,
        found: Found,
        elasticsearch: ElasticsearchEngine,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with registry.using(elasticsearch, PostgresEngine()):
            for number in range(3):
                release(portals.quangphu, f"Tin {number}")
            before = set(elasticsearch.writer._indices(Scope(portals.quangphu.pk)))
            seen: list[int] = []
            fill = elasticsearch.fill

            def meanwhile(scope: Scope, items: Any) -> int:
                seen.append(len(found(HERE, "tin")))
                release(portals.quangphu, "Tin giữa chừng")
                return fill(scope, items)

            with monkeypatch.context() as patched:
                patched.setattr(elasticsearch, "fill", meanwhile)
                assert verification.rebuild(elasticsearch, portals.quangphu.pk) >= 3
            assert seen == [3]
            assert len(found(HERE, "tin")) == 4
            assert answered_by(portals) == "elasticsearch"
        after = set(elasticsearch.writer._indices(Scope(portals.quangphu.pk)))
        assert len(after) == 1
        assert not before & after

    def test_what_an_ended_rebuild_left_is_cleared_by_the_next(
        self, portals: Portals, release: ReleaseItem, elasticsearch: ElasticsearchEngine
    ) -> None:
        with registry.using(elasticsearch, PostgresEngine()):
            release(portals.quangphu, "Tin một")
            elasticsearch.begin_rebuild(Scope(portals.quangphu.pk))
            release(portals.quangphu, "Tin hai")
            assert verification.rebuild(elasticsearch, portals.quangphu.pk) == 2
        assert len(elasticsearch.writer._indices(Scope(portals.quangphu.pk))) == 1

    def test_every_difference_is_found_and_corrected(
        self, portals: Portals, release: ReleaseItem, elasticsearch: ElasticsearchEngine
    ) -> None:
        with registry.using(elasticsearch, PostgresEngine()):
            missing = release(portals.quangphu, "Tin thiếu", shared=True)
            release(portals.quangphu, "Tin đúng")
        province = Scope(portals.province.pk, Reach.PROVINCE)
        key = (missing.tenant.pk, missing.item_id, "vi")
        elasticsearch.remove(Scope(portals.quangphu.pk), [key])
        [item] = verification.differences(elasticsearch, portals.quangphu.pk)
        assert item.fault == verification.Fault.MISSING
        verification.correct(elasticsearch, portals.quangphu.pk)
        assert not list(verification.differences(elasticsearch, portals.quangphu.pk))
        assert set(elasticsearch.scopes_holding(portals.quangphu.pk)) == {
            Scope(portals.quangphu.pk),
            province,
        }


@pytest.mark.needs("elasticsearch")
@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
def test_killed_and_started_again_under_writes_and_queries(
    portals: Portals, release: ReleaseItem, found: Found
) -> None:
    server = LocalServer.of_checkout("elasticsearch-killed", brief=True)
    with server.lease() as url:
        engine = ElasticsearchEngine(url, "killed", ask_seconds=20, at_once=True)
        engine.connection.breaker = Breaker(clock := Clock())
        with registry.using(engine, PostgresEngine()):
            published = 0
            for phase in ("up", "killed", "up again"):
                if phase == "killed":
                    server.kill()
                if phase == "up again":
                    server.restart()
                    clock.now += LONGEST_PAUSE
                for _ in range(5):
                    release(portals.quangphu, f"Tin {published}")
                    published += 1
                    readiness.forget()
                    assert len(found(HERE, "tin", page_size=50)) == published
            indexer.catch_up()
            assert not list(verification.differences(engine, portals.quangphu.pk))
            assert answered_by(portals) == "elasticsearch"
        engine.connection.close()


@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
def test_what_no_engine_answers_is_told_as_a_problem(
    portals: Portals, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise EngineUnavailableError("away")

    monkeypatch.setattr(PostgresEngine, "ask", fail)
    response = client.get("/api/v1/search/", {"q": "tin"}, HTTP_HOST=HERE)
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
