"""What is measured of reading: ours and stock Wagtail's in turns, each answer compared first."""

import json
import random
import statistics
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from bench.delivery.load import Outcome, Target, closed_loop, request
from bench.delivery.place import Place

CONNECTIONS = 16
LIST = "/api/v1/items/?type=article&page_size=20"
STOCK_MEMBERS = "_,id,item_id,title,summary,category,field,event_at,lead,lead_image,first_published_at,last_published_at,slug"
STOCK_FULL = f"{STOCK_MEMBERS},author_name,source_name,source_url,body"
STOCK_LIST = (
    "/api/v2/pages/?type=content.ArticlePage&order=-first_published_at&limit=20&locale=vi&fields="
    + quote(STOCK_MEMBERS)
)


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ratio` is ours against the baseline, or the value itself; `bar` says what is asked."""

    name: str
    ours: str
    baseline: str
    ratio: float
    bar: str
    holds: bool


@dataclass(frozen=True)
class Comparison:
    """One reading asked of both: our requests and stock's."""

    name: str
    ours: list[bytes]
    stock: list[bytes]
    least: float


def comparisons(place: Place, sample: int = 200) -> list[Comparison]:
    """The readings that are compared, after their answers were.

    Raises:
        AssertionError: the two do not carry the same items.
    """
    with httpx.Client(trust_env=False, timeout=60) as client:
        ours, stock = _Asking(client, place, place.around.ports.api), _Asking(client, place, place.stock_port)
        listed, same = ours.json(LIST)["items"], stock.json(STOCK_LIST)["items"]
        assert [item["id"] for item in listed] == [item["item_id"] for item in same]
        keys = _all_items(ours, sample)
        numbers = {item["item_id"]: item["id"] for item in _all_stock(stock)}
        one, other = ours.json(f"/api/v1/items/{keys[0]}/"), stock.json(_stock_item(numbers[keys[0]]))
        assert one["title"] == other["title"]
        assert len([block for block in one["body"] if block["type"] == "paragraph"]) == len(other["body"])
        tags = {key: ours.tag(f"/api/v1/items/{key}/") for key in keys}
    random.Random(5).shuffle(keys)
    host = place.host
    full = [request(host, f"/api/v1/items/{key}/") for key in keys]
    unchanged = [request(host, f"/api/v1/items/{key}/", If_None_Match=tags[key]) for key in keys]
    stock_full = [request(host, _stock_item(numbers[key])) for key in keys]
    return [
        Comparison("one item", full, stock_full, 15),
        Comparison("list of 20", [request(host, LIST)], [request(host, STOCK_LIST)], 25),
        Comparison("304 of an item, against stock's full item", unchanged, stock_full, 15),
    ]


def compared(place: Place, comparison: Comparison, seconds: float, rounds: int) -> Figure:
    """Both under the same load, in turns; the medians count."""
    ours, stock = [], []
    for _round in range(rounds):
        ours.append(_measured(place.around.ports.api, comparison.ours, seconds))
        stock.append(_measured(place.stock_port, comparison.stock, seconds))
    mine, theirs = (statistics.median(each.rate for each in side) for side in (ours, stock))
    ratio = mine / theirs
    return Figure(
        comparison.name,
        f"{mine:,.0f}/s, p50 {_ms(ours, 0.5)}, p99 {_ms(ours, 0.99)}",
        f"{theirs:,.0f}/s, p50 {_ms(stock, 0.5)}, p99 {_ms(stock, 0.99)}",
        round(ratio, 1),
        f"≥ {comparison.least:g} times",
        ratio >= comparison.least,
    )


def _measured(port: int, requests: list[bytes], seconds: float) -> Outcome:
    outcome = closed_loop(Target(port, requests), CONNECTIONS, seconds)
    wrong = {status: number for status, number in outcome.statuses.items() if status not in {200, 304}}
    assert not wrong, f"statuses {wrong}"
    return outcome


def _ms(outcomes: list[Outcome], share: float) -> str:
    return f"{statistics.median(each.percentile(share) for each in outcomes) * 1000:.1f} ms"


def _stock_item(number: int) -> str:
    return f"/api/v2/pages/{number}/?fields={quote(STOCK_FULL)}"


def _all_items(ours: "_Asking", most: int) -> list[str]:
    keys: list[str] = []
    path = "/api/v1/items/?type=article&page_size=100"
    while path and len(keys) < most:
        page = ours.json(path)
        keys += [item["id"] for item in page["items"]]
        path = page["next"] and httpx.URL(page["next"]).raw_path.decode()
    return keys[:most]


def _all_stock(stock: "_Asking") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = stock.json(
            f"/api/v2/pages/?type=content.ArticlePage&fields=_,id,item_id&limit=20&offset={len(found)}"
            "&order=-first_published_at"
        )["items"]
        found += page
        if not page or len(found) > 5_000:
            return found


class _Asking:
    """One of the two APIs, asked for JSON on the portal's host."""

    def __init__(self, client: httpx.Client, place: Place, port: int) -> None:
        self._client, self._host, self._port = client, place.host, port

    def json(self, path: str) -> Any:
        return json.loads(self._get(path).content)

    def tag(self, path: str) -> str:
        return str(self._get(path).headers["etag"])

    def _get(self, path: str) -> httpx.Response:
        response = self._client.get(
            f"http://127.0.0.1:{self._port}{path}",
            headers={"Host": self._host, "Accept-Encoding": "identity"},
        )
        assert response.status_code == 200, (path, response.status_code, response.text[:500])
        return response
