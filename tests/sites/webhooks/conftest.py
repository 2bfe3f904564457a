"""A receiver on this machine, and the hands of a portal's administrator."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sites.webhooks import acts
from sites.webhooks.models import Delivery, Endpoint
from tests.sites.conftest import Portal

LOCAL = ["127.0.0.0/8"]


@dataclass
class Received:
    """A message as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Its `webhook-id`."""
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        """Its body."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_by(self, secret: str) -> bool:
        """Whether one of its signatures is of this secret, as the specification has receivers check."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{right}" in self.headers["webhook-signature"].split()


@dataclass
class Receiver:
    """An HTTP server that keeps what it gets; `answers` are given in turn, then 204."""

    port: int
    received: list[Received] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    def told(self) -> list[tuple[str, str]]:
        """What it was told: type and item."""
        return [(each.said["type"], each.said["data"].get("id", "")) for each in self.received]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that accepts everything unless told otherwise."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if len(body) < int(self.headers["Content-Length"]):
                return  # the sender died within it
            names = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                kept.received.append(Received(self.path, names, body))
                status, headers = kept.answers.pop(0) if kept.answers else (204, {})
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hooked(settings: Any, receiver: Receiver) -> Callable[..., Endpoint]:
    """Enter the receiver as a portal's webhook."""
    settings.PORTAL_WEBHOOK_NETWORKS = LOCAL

    def enter(portal: Portal, *, from_beginning: bool = False, **wishes: Any) -> Endpoint:
        values = {"name": "Hệ thống của tỉnh", "url": receiver.url, **wishes}
        return acts.enter(portal.tenant, acts.Wishes(**values), "Quản trị", from_beginning=from_beginning)

    return enter


def states(endpoint: Endpoint) -> list[str]:
    """How far the messages of an address have come, in the feed's order."""
    return list(
        Delivery.objects.filter(endpoint=endpoint).order_by("position", "id").values_list("state", flat=True)
    )
