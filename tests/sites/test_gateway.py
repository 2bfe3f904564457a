"""The reading process as it runs: the gateway says what Django would say, only sooner, and never what is no longer public."""

import gzip
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import httpx
import psycopg2
import pytest
import zstandard

from tests.support.plain_http import NO_TLS
from tests.support.portals import PortalServers

HOST = "quangphu.thanhhoa.localhost"
PROVINCE = "thanhhoa.localhost"
SAID = ("etag", "cache-control", "last-modified", "content-type", "access-control-allow-origin")
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


class Api:
    """The same call to the gateway, and to Django without it (the process of the editors serves the API too)."""

    def __init__(self, servers: PortalServers) -> None:
        self.servers = servers
        self.host = f"{HOST}:{servers.around.ports.front}"

    def ask(
        self, path: str, *, port: int = 0, host: str = "", method: str = "GET", **headers: str
    ) -> httpx.Response:
        """Ask the gateway, or another port; bodies come as they are sent."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Accept-Encoding": "identity", **named, "Host": host or self.host}
        address = f"http://127.0.0.1:{port or self.servers.around.ports.api}{path}"
        with (
            httpx.Client(trust_env=False, timeout=60, verify=NO_TLS) as client,
            client.stream(method, address, headers=sent) as response,
        ):
            response._content = b"".join(response.iter_raw())
            return response

    def by_django(self, path: str, **more: Any) -> httpx.Response:
        """The same without the gateway."""
        return self.ask(path, port=self.servers.around.ports.admin, **more)

    def items(self, **more: Any) -> list[dict[str, Any]]:
        """A list's items."""
        found: list[dict[str, Any]] = json.loads(self.ask("/api/v1/items/?page_size=100", **more).content)[
            "items"
        ]
        return found


@pytest.fixture(scope="module")
def api(portal_servers: PortalServers) -> Api:
    return Api(portal_servers)


@pytest.fixture
def database(portal_servers: PortalServers) -> Iterator[Any]:
    """The installation's database, as its owner."""
    connection = psycopg2.connect(**portal_servers.addresses.owner.connect_arguments())
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


LISTS = [
    "",
    "?page_size=3",
    "?type=document&page_size=2",
    "?type=document&sort=-issued_on",
    "?type=article&sort=published_at&page_size=2",
    "?fields=title,url",
    "?category=news,documents&from=2020-01-01&to=2026-12-31",
    "?language=en",
    "?scope=province",
    "?commune=16522",
    "?page_size=1000",
    "?page_size=%00",
    "?colour=red",
    "?type=article&type=document",
    "?sort=title",
    "?from=2026-12-31&to=2026-01-01",
    "?cursor=bm9uZQ",
    "?ids=not-a-key",
    "?title=" + "x" * 5000,
]


@pytest.mark.parametrize("query", LISTS)
@pytest.mark.parametrize("host", [HOST, PROVINCE])
def test_a_list_is_what_django_says(api: Api, query: str, host: str) -> None:
    host = f"{host}:{api.servers.around.ports.front}"
    agree(api, f"/api/v1/items/{query}", host=host)


def test_following_pages_are_what_django_says(api: Api) -> None:
    path = "/api/v1/items/?page_size=2"
    seen: list[str] = []
    for _page in range(3):
        answer = agree(api, path)
        seen += [item["id"] for item in answer["items"]]
        path = httpx.URL(answer["next"]).raw_path.decode()
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize(
    "query", ["", "?language=vi", "?language=en", "?fields=title,body", "?fields=nothing", "?x=1"]
)
def test_an_item_is_what_django_says(api: Api, query: str) -> None:
    for item in api.items()[:3]:
        agree(api, f"/api/v1/items/{item['id']}/{query}")


def test_an_item_of_another_portal_is_no_item_here(api: Api) -> None:
    other = api.items(host=f"thanhdong.haiphong.localhost:{api.servers.around.ports.front}")[0]
    assert api.ask(f"/api/v1/items/{other['id']}/").status_code == 404
    agree(api, f"/api/v1/items/{other['id']}/")


@pytest.mark.parametrize(
    "path", ["/api/v1/items/none/", f"/api/v1/items/{uuid.UUID(int=1)}/", "/api/v1/items", "/api/v1/"]
)
def test_what_is_not_there_is_told_as_django_tells_it(api: Api, path: str) -> None:
    agree(api, path)


@pytest.mark.parametrize(
    "host", ["nowhere.localhost", "", "a..b", "x" * 300, "quangphu.thanhhoa.localhost:99999", "[::1]"]
)
def test_a_host_that_is_no_portal_is_refused(api: Api, host: str) -> None:
    assert api.ask("/api/v1/items/", host=host or "x").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written_here(api: Api, method: str) -> None:
    response = api.ask("/api/v1/items/", method=method)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_head_says_what_get_would_without_the_body(api: Api) -> None:
    got, head = api.ask("/api/v1/items/"), api.ask("/api/v1/items/", method="HEAD")
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["etag"] == got.headers["etag"]


class TestRepresentations:
    @pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
    @pytest.mark.parametrize(
        "path", ["/api/v1/items/", "/api/v1/items/{id}/", "/api/v1/portal/", "/feed.atom"]
    )
    def test_each_coding_is_a_representation_with_its_own_tag(self, api: Api, path: str, coding: str) -> None:
        path = path.format(id=api.items()[0]["id"])
        plain, coded = api.ask(path), api.ask(path, Accept_Encoding=coding)
        assert coded.headers["content-encoding"] == coding
        assert DECODERS[coding](coded.content) == plain.content
        assert coded.headers["etag"] == plain.headers["etag"][:-1] + f'-{coding}"'
        assert "Accept-Encoding" in coded.headers["vary"]

        again = api.ask(path, Accept_Encoding=coding, If_None_Match=coded.headers["etag"])
        assert (again.status_code, again.headers["etag"], again.content) == (304, coded.headers["etag"], b"")
        other = "gzip" if coding != "gzip" else "br"
        assert api.ask(path, Accept_Encoding=other, If_None_Match=coded.headers["etag"]).status_code == 200

    def test_a_body_too_small_to_code_is_sent_plain_each_time(self, api: Api) -> None:
        path = f"/api/v1/items/?section={uuid.UUID(int=7)}"
        for _time in range(3):
            response = api.ask(path, Accept_Encoding="br")
            assert "content-encoding" not in response.headers
            assert json.loads(response.content) == {"items": [], "next": None}

    def test_members_and_languages_are_representations_too(self, api: Api) -> None:
        path = f"/api/v1/items/{api.items()[0]['id']}/"
        tags = {
            api.ask(path + query).headers["etag"] for query in ("", "?fields=title", "?fields=title,body")
        }
        assert len(tags) == 3

    def test_what_changed_is_sent_again(self, api: Api, database: Any) -> None:
        item = api.items()[0]
        path = f"/api/v1/items/{item['id']}/"
        one, listed = api.ask(path), api.ask("/api/v1/items/")
        database.execute(
            "UPDATE releases_release SET etag = md5(random()::text) WHERE item_id = %s", [item["id"]]
        )
        assert api.ask(path, If_None_Match=one.headers["etag"]).status_code == 200
        assert api.ask("/api/v1/items/", If_None_Match=listed.headers["etag"]).status_code == 200


def test_what_is_withdrawn_is_gone_at_once_though_it_was_asked_for_before(api: Api, database: Any) -> None:
    item = api.items()[-1]
    path = f"/api/v1/items/{item['id']}/"
    tag = api.ask(path).headers["etag"]
    assert api.ask(path).status_code == 200
    database.execute("UPDATE releases_release SET expires_at = now() WHERE item_id = %s", [item["id"]])

    assert api.ask(path, If_None_Match=tag).status_code == 404
    assert item["id"] not in {each["id"] for each in api.items()}


def test_a_suspended_portal_is_silent_within_a_second(api: Api, database: Any) -> None:
    host = f"tancuong.thainguyen.localhost:{api.servers.around.ports.front}"
    assert api.ask("/api/v1/items/", host=host).status_code == 200
    database.execute(
        "UPDATE tenants_tenant SET state = 'suspended'"
        " WHERE id = (SELECT tenant_id FROM tenants_host WHERE name = %s) RETURNING id",
        [host.split(":")[0]],
    )
    changed = database.fetchone()
    try:
        wait_until(lambda: api.ask("/api/v1/items/", host=host).status_code == 503)
    finally:
        database.execute("UPDATE tenants_tenant SET state = 'active' WHERE id = %s", [changed[0]])


class TestWaiting:
    def test_who_waits_is_told_as_soon_as_something_happens(self, api: Api, database: Any) -> None:
        last = self.last(api)
        answers: list[tuple[float, Any]] = []
        begun = time.monotonic()

        def ask() -> None:
            response = api.ask(f"/api/v1/changes/?since={last}&wait=25")
            answers.append((time.monotonic() - begun, response.json()))

        waiting = [threading.Thread(target=ask) for _number in range(8)]
        for each in waiting:
            each.start()
        time.sleep(1.5)
        assert not answers
        key = change(database, HOST)
        for each in waiting:
            each.join(20)
        assert len(answers) == 8
        for _seconds, answer in answers:
            assert [row["id"] for row in answer["changes"]] == [key]
            assert "wait=25" in answer["next"]

    def test_that_nothing_is_new_is_said_only_while_it_is_true(self, api: Api, database: Any) -> None:
        last = self.last(api)
        path = f"/api/v1/changes/?since={last}&wait=1"
        quiet = [api.ask(path) for _number in range(3)]
        assert [each.json()["changes"] for each in quiet] == [[]] * 3
        assert len({each.json()["next"] for each in quiet}) == 1
        key = change(database, HOST)
        assert [row["id"] for row in api.ask(path).json()["changes"]] == [key]

    def test_a_position_that_grows_too_old_is_said_so_to_who_waits(self, api: Api, database: Any) -> None:
        last = self.last(api)
        path = f"/api/v1/changes/?since={last}&wait=1"
        assert api.ask(path).status_code == 200
        database.execute("SELECT setval('public.releases_forgotten', %s)", [last + 1])
        try:
            assert api.ask(path).status_code == 410
        finally:
            database.execute("SELECT setval('public.releases_forgotten', 1, false)")

    def test_a_change_elsewhere_wakes_nobody(self, api: Api, database: Any) -> None:
        last = self.last(api)
        answers: list[Any] = []
        ask = threading.Thread(
            target=lambda: answers.append(api.ask(f"/api/v1/changes/?since={last}&wait=2").json())
        )
        ask.start()
        change(database, "thanhdong.haiphong.localhost")
        ask.join(20)
        assert answers[0]["changes"] == []

    def test_a_province_hears_of_its_communes(self, api: Api, database: Any) -> None:
        host = f"{PROVINCE}:{api.servers.around.ports.front}"
        last = self.last(api, host=host, scope="province")
        answers: list[Any] = []
        path = f"/api/v1/changes/?since={last}&wait=25&scope=province"
        ask = threading.Thread(target=lambda: answers.append(api.ask(path, host=host).json()))
        ask.start()
        time.sleep(1.0)
        key = change(database, HOST, shared=True)
        ask.join(20)
        assert [row["id"] for row in answers[0]["changes"]] == [key]

    def test_others_read_while_many_wait(self, api: Api) -> None:
        last = self.last(api)
        waiting = [
            threading.Thread(target=lambda: api.ask(f"/api/v1/changes/?since={last}&wait=3"))
            for _number in range(40)
        ]
        for each in waiting:
            each.start()
        assert api.ask("/api/v1/items/").status_code == 200
        assert api.ask("/api/v1/portal/").status_code == 200
        for each in waiting:
            each.join(30)

    @pytest.mark.parametrize("wait", ["-1", "31", "soon", "1&wait=2"])
    def test_a_wait_that_is_not_allowed_is_refused_at_once(self, api: Api, wait: str) -> None:
        response = api.ask(f"/api/v1/changes/?wait={wait}")
        assert response.status_code == 400
        assert response.json()["parameter"] == "wait"

    def last(self, api: Api, host: str = "", scope: str = "own") -> int:
        """The last position there is."""
        since = 0
        while True:
            query = f"since={since}&page_size=100&scope={scope}"
            rows = api.ask(f"/api/v1/changes/?{query}", host=host).json()["changes"]
            if not rows:
                return since
            since = rows[-1]["position"]


def change(database: Any, host: str, *, shared: bool = False) -> str:
    """Something happens in a portal; returns the item's key."""
    key = str(uuid.uuid4())
    database.execute("SELECT tenant_id FROM tenants_host WHERE name = %s", [host])
    tenant = database.fetchone()[0]
    database.execute(
        "INSERT INTO releases_change (position, tenant_id, item_id, language, type, kind, path, shared, was_shared, final, at)"
        " VALUES (nextval('releases_position'), %s, %s, 'vi', 'article', 'released', '/x/', %s, %s, true, now())",
        [tenant, key, shared, shared],
    )
    database.execute("SELECT pg_notify('releases_positions', %s)", [str(tenant)])
    return key


def agree(api: Api, path: str, host: str = "") -> Any:
    """That the gateway says what Django says: status, body, headers; returns what it is."""
    mine, other = api.ask(path, host=host), api.by_django(path, host=host)
    assert mine.status_code == other.status_code, (mine.content[:300], other.content[:300])
    assert mine.content == other.content
    for name in SAID:
        assert mine.headers.get(name) == other.headers.get(name), name
    if "etag" in mine.headers:
        for tag in (
            mine.headers["etag"],
            f"W/{mine.headers['etag']}",
            '"other", ' + mine.headers["etag"],
            "*",
            '"x"',
        ):
            mine, other = (ask(path, host=host, If_None_Match=tag) for ask in (api.ask, api.by_django))
            assert mine.status_code == other.status_code, tag
            assert mine.headers.get("etag") == other.headers.get("etag")
        return api.ask(path, host=host).json()
    return None


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, some seconds at most."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
