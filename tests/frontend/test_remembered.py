"""What is asked on nearly every page: used for a while, revalidated by entity tag, asked once for many."""

import asyncio
from typing import Any

import httpx
import pytest

from frontend import remembered
from frontend.api import Api, ApiNotFound, ApiUnavailable, Visitor
from frontend.remembered import Remembered
from tests.frontend.running import run

ONE, OTHER = Visitor("one.example"), Visitor("other.example")


class Clock:
    """Time that stands still until told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Source:
    """An API with one resource by host, with an entity tag."""

    def __init__(self) -> None:
        self.values = {"one.example": "first", "other.example": "elsewhere"}
        self.statuses: list[int] = []
        self.failing: int | None = None
        self.waiting: asyncio.Event | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.waiting:
            await self.waiting.wait()
        response = self.answer(request)
        self.statuses.append(response.status_code)
        return response

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer by host, conditionally."""
        if self.failing:
            return httpx.Response(self.failing)
        value = self.values.get(request.headers["host"])
        if value is None:
            return httpx.Response(404)
        if request.headers.get("if-none-match") == f'"{value}"':
            return httpx.Response(304)
        return httpx.Response(200, json={"value": value}, headers={"ETag": f'"{value}"'})


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def names(source: Source, clock: Clock) -> Remembered[Any]:
    client = httpx.AsyncClient(base_url="http://api.test", transport=httpx.MockTransport(source))
    return Remembered(Api(client), "/thing/", lambda content: content["value"], fresh_seconds=5, clock=clock)


def ask(names: Remembered[Any], visitor: Visitor = ONE) -> Any:
    return run(names.get(visitor))


def test_within_its_time_nothing_is_asked_again(names: Remembered[Any], source: Source, clock: Clock) -> None:
    assert ask(names) == "first"
    source.values["one.example"] = "second"
    clock.now += 4.9
    assert ask(names) == "first"
    assert source.statuses == [200]


def test_after_it_the_entity_tag_decides(names: Remembered[Any], source: Source, clock: Clock) -> None:
    ask(names)
    clock.now += 5
    assert ask(names) == "first"
    assert source.statuses == [200, 304]
    clock.now += 4.9
    ask(names)
    assert source.statuses == [200, 304], "a 304 makes the value fresh again"
    source.values["one.example"] = "second"
    clock.now += 5
    assert ask(names) == "second"


def test_hosts_are_kept_apart(names: Remembered[Any]) -> None:
    assert (ask(names), ask(names, OTHER)) == ("first", "elsewhere")
    assert names.last_known(OTHER) == "elsewhere"


def test_a_failure_is_told_and_the_last_value_stays_known(
    names: Remembered[Any], source: Source, clock: Clock
) -> None:
    ask(names)
    clock.now += 60
    source.failing = 503
    with pytest.raises(ApiUnavailable):
        ask(names)
    assert names.last_known(ONE) == "first"
    source.failing = None
    assert ask(names) == "first", "a failure is not remembered"


def test_made_up_hosts_leave_nothing_behind(names: Remembered[Any]) -> None:
    stranger = Visitor("made-up.example")
    with pytest.raises(ApiNotFound):
        ask(names, stranger)
    assert names.last_known(stranger) is None


def test_the_memory_has_a_limit(
    names: Remembered[Any], source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST_HOSTS", 2)
    for number in range(3):
        source.values[f"{number}.example"] = str(number)
        ask(names, Visitor(f"{number}.example"))
    known = [names.last_known(Visitor(f"{number}.example")) for number in range(3)]
    assert known == [None, "1", "2"]


def test_many_who_ask_at_once_share_one_call(names: Remembered[Any], source: Source) -> None:
    async def crowd() -> list[Any]:
        source.waiting = asyncio.Event()
        asking = [asyncio.create_task(names.get(ONE)) for _ in range(20)]
        await asyncio.sleep(0)
        source.waiting.set()
        return await asyncio.gather(*asking)

    assert run(crowd()) == ["first"] * 20
    assert source.statuses == [200]


def test_one_who_leaves_does_not_end_the_call_of_others(names: Remembered[Any], source: Source) -> None:
    async def impatient() -> Any:
        source.waiting = asyncio.Event()
        leaving, staying = (asyncio.create_task(names.get(ONE)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.sleep(0)
        source.waiting.set()
        return await staying

    assert run(impatient()) == "first"
