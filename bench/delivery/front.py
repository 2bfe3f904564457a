"""Pages of the front end with nothing remembered: calls to the API, server time, bytes over the wire."""

import asyncio
import statistics
import time
from collections.abc import Iterator

import brotli
import httpx

from bench.delivery.figures import Figure
from bench.delivery.place import Place

MOST_CALLS, MOST_MS, MOST_KB = 3, 40, 60


def front_figures(place: Place, times: int) -> Iterator[Figure]:
    """A portal's first page and an article, each asked of a front end that has just begun."""
    for name, host, path in _pages(place):
        yield asyncio.run(_measured(place, name, host, path, times))


def _pages(place: Place) -> list[tuple[str, str, str]]:
    port = place.around.ports.front
    host, province = place.host, f"thanhhoa.localhost:{port}"
    answer = httpx.get(
        f"http://127.0.0.1:{place.around.ports.api}/api/v1/items/?type=article&page_size=1",
        headers={"Host": host},
        trust_env=False,
    ).json()
    return [
        ("front page of a commune", host, "/"),
        ("front page of a province", province, "/"),
        ("page of an article", host, answer["items"][0]["path"]),
    ]


async def _measured(place: Place, name: str, host: str, path: str, times: int) -> Figure:
    from frontend.app import create_app
    from frontend.configuration import Configuration

    configuration = Configuration(api_url=f"http://127.0.0.1:{place.around.ports.api}")
    spent, calls, size = [], 0, 0.0
    for _time in range(times):
        counting = _Counting()
        app = create_app(configuration, transport=counting)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=f"http://{host}", trust_env=False
        ) as client:
            begun = time.perf_counter()
            response = await client.get(path)
            spent.append((time.perf_counter() - begun) * 1000)
        assert response.status_code == 200, (path, response.status_code)
        calls = counting.calls
        size = len(brotli.compress(response.content, quality=5)) / 1024
        await counting.aclose()
    took = statistics.median(spent[1:])
    return Figure(
        name,
        f"{calls} calls, {took:.0f} ms, {size:.0f} KB",
        "",
        calls,
        f"≤ {MOST_CALLS}, ≤ {MOST_MS} ms",
        calls <= MOST_CALLS and took <= MOST_MS and size <= MOST_KB,
    )


class _Counting(httpx.AsyncHTTPTransport):
    """The network, counting calls."""

    calls = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        return await super().handle_async_request(request)
