"""The ASGI application: hot readings, consumers who wait, Django for everything else."""

import asyncio
import contextlib
import logging
from typing import Any
from urllib.parse import parse_qs

from sites.api.feed import WAIT
from sites.api.problems import Problem, fault, unavailable
from sites.api.scopes import PROVINCE
from sites.gateway.admission import Admission
from sites.gateway.bridge import Bridge, Wsgi
from sites.gateway.coding import Bodies
from sites.gateway.database import FAULTS, Database
from sites.gateway.hosts import Clients, Hosts, KnownPortal
from sites.gateway.hot import Call, HotReads
from sites.gateway.quiet import Question, Quiet
from sites.gateway.recoding import coded, coding_of, understood
from sites.gateway.reply import Receive, Reply, Scope, Send, deliver, problem_reply
from sites.gateway.waiting import Waiting
from sites.releases.sharing import province_scope

logger = logging.getLogger(__name__)

HEALTH = "/health/"
CHANGES = "/api/v1/changes/"
NOTHING_NEW = b'{"changes":[],'
THREADS = 4


class Gateway:
    """Answers for one process. `django` is the WSGI application behind it."""

    def __init__(self, django: Wsgi, threads: int = THREADS) -> None:
        self._database = Database()
        self._hot = HotReads(self._database)
        self._hosts = Hosts()
        self._clients = Clients()
        self._waiting = Waiting(self._database)
        self._quiet = Quiet(self._database)
        self._admission = Admission()
        self._django = Bridge(django, threads)
        self._health = Bridge(django, 1)  # a thread of its own: health is told however much is under way
        self._bodies = Bodies()
        self._turns = asyncio.Semaphore(
            threads
        )  # thousands may wait; they look in turn, and refuse nobody else a place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or the process's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            head = scope["method"] == "HEAD"
            await deliver(await self._reply(scope, receive, head), send, head=head)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def close(self) -> None:
        """Let everything go."""
        await self._waiting.close()
        await self._database.close()
        for part in (self._hosts, self._django, self._health):
            part.close()

    async def _reply(self, scope: Scope, receive: Receive, head: bool) -> Reply:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        try:
            if scope["path"] == HEALTH:
                return await self._health(scope, receive)
            return await self._answer(scope, receive, headers, head)
        except Problem as problem:
            return problem_reply(problem)
        except FAULTS as error:
            logger.warning("The database does not answer: %s", error)
            return problem_reply(unavailable())
        except Exception:
            logger.exception("A request failed: %s %s", scope["method"], scope["path"])
            return problem_reply(fault())

    async def _answer(self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], head: bool) -> Reply:
        peer = str((scope.get("client") or ("", 0))[0] or "")
        client = self._clients.address(peer, headers)
        call = Call(scope["path"], scope.get("query_string", b""), headers)
        seconds = _seconds_to_wait(call) if scope["method"] == "GET" else 0
        if seconds:
            return await self._wait(scope, receive, call, client, peer, seconds)
        with self._admission.one(client):
            if call.is_hot and scope["method"] in {"GET", "HEAD"}:
                portal = await self._hosts.portal(self._clients.host(peer, headers))
                reply = await self._quickly(call, portal) if portal else None
                if reply is not None:
                    return reply
            return await self._by_django(scope, receive, headers, head)

    async def _quickly(self, call: Call, portal: KnownPortal) -> Reply | None:
        """The hot answer; None where Django has to, also where our own connections fail: Django's may not, or it says so."""
        try:
            return await self._hot.answer(call, portal)
        except FAULTS as error:
            logger.warning(
                "The gateway's own connection failed, Django answers: %s: %s", type(error).__name__, error
            )
            return None

    async def _by_django(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], head: bool
    ) -> Reply:
        coding = coding_of(headers)
        asked, named = understood(list(scope["headers"]), coding)
        reply = await self._django({**scope, "headers": asked}, receive)
        return coded(reply, coding, self._bodies, named=named, head=head)

    async def _wait(
        self, scope: Scope, receive: Receive, call: Call, client: str, peer: str, seconds: int
    ) -> Reply:
        """The changes behind a position; where there are none, those that come within some seconds.

        Whoever is woken looks again, and waits on where it was for nothing (as when listening has just begun).
        """
        headers = {name: value for name, value in call.headers.items() if name != b"if-none-match"}
        asked = {**scope, "headers": list(headers.items())}
        portal = await self._hosts.portal(self._clients.host(peer, headers))
        if portal is None or self._waiting.is_full:
            with self._admission.one(client):
                return await self._by_django(asked, receive, headers, head=False)
        tenants = await self._tenants(call, portal)
        host = self._clients.host(peer, headers)
        question = Question(host, call.path, call.query, coding_of(headers).value)
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            future = self._waiting.begin(tenants)  # before reading: what happens meanwhile wakes it
            try:
                reply = await self._changes(question, tenants, asked, receive, headers)
                if not _says_nothing(reply) or loop.time() >= end:
                    return reply
                await _happens(future, receive, end - loop.time())
            finally:
                self._waiting.end(future)

    async def _changes(
        self,
        question: Question,
        tenants: list[Any],
        asked: Scope,
        receive: Receive,
        headers: dict[bytes, bytes],
    ) -> Reply:
        """What there is behind a position: that it is nothing, if that is known; else Django's answer."""
        reply = await self._quiet.answer(question, tenants)
        if reply is not None:
            return reply
        async with self._turns:
            reply = await self._quiet.answer(question, tenants)  # somebody may have asked the same meanwhile
            if reply is None:
                reply = await self._by_django(asked, receive, headers, head=False)
        if _says_nothing(reply):
            self._quiet.remember(question, reply)
        return reply

    async def _tenants(self, call: Call, portal: KnownPortal) -> list[Any]:
        scope = parse_qs(call.query.decode("latin-1")).get("scope", [""])[-1]
        if scope != PROVINCE:
            return [portal.tenant_id]
        below = await self._hosts.in_thread(_communes, portal.tenant_id)
        return [portal.tenant_id, *below]


def _says_nothing(reply: Reply) -> bool:
    return reply.status == 200 and reply.body.startswith(NOTHING_NEW)


def _communes(province_id: Any) -> list[Any]:
    return list(province_scope(province_id, using="reader").values())


def _seconds_to_wait(call: Call) -> int:
    """How long a consumer of the change feed wants to wait; 0 for every other call, and for what Django has to refuse."""
    if call.path != CHANGES or b"wait=" not in call.query:
        return 0
    given = parse_qs(call.query.decode("latin-1")).get("wait", [])
    if len(given) != 1:
        return 0
    with contextlib.suppress(Problem):
        return int(WAIT.value_of(given[0]) or 0)
    return 0


async def _happens(future: "asyncio.Future[None]", receive: Receive, seconds: float) -> None:
    """Wait for what is waited for, some seconds at most.

    Raises:
        Problem: the client has gone; nobody hears it.
    """
    leaving = asyncio.ensure_future(_left(receive))
    waited: set[asyncio.Future[Any]] = {future, leaving}
    try:
        await asyncio.wait(waited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if leaving.done() and not future.done():
            raise unavailable()
    finally:
        leaving.cancel()


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
