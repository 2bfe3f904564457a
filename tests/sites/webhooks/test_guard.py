"""Messages go to the public Internet and to what the operator has opened, and nowhere else."""

import asyncio
import socket
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

import pytest

from sites.webhooks.enums import Outcome
from sites.webhooks.guard import ForbiddenAddress, Guard, UnknownHost, UnusableUrl, is_public
from sites.webhooks.sending import Outgoing, send
from tests.sites.webhooks.conftest import LOCAL, Receiver

CLOSED = Guard()
OPENED = Guard.of(LOCAL)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.1.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
        "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1",
        "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "100::1", "fc00::1", "fd12::1", "fe80::1", "ff02::1", "2001:db8::1",
        "2002:a00:1::1", "2001:0:a00:1::1",
    ],
)  # fmt: skip
def test_private_and_reserved_addresses_are_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not CLOSED.allows(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "103.97.125.1", "2606:4700::1111", "2001:4860:4860::8888"]
)
def test_addresses_of_the_internet_are_allowed(address: str) -> None:
    assert CLOSED.allows(ip_address(address))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "syntax"),
        ("nhan-tin.example.vn/webhook", "syntax"),
        ("ftp://example.vn/", "syntax"),
        ("https:///webhook", "syntax"),
        ("https://nhận.example.vn/", "syntax"),
        ("https://example.vn/#phan", "syntax"),
        ("https://example.vn:99999/", "syntax"),
        ("https://quantri:matkhau@example.vn/", "password"),
        ("http://example.vn/", "scheme"),
        ("https://example.vn:22/", "port"),
        ("https://127.0.0.1/", "network"),
        ("https://[::1]/", "network"),
        ("https://2130706433/", "network"),
        ("https://0x7f.1/", "network"),
        ("https://169.254.169.254/latest/meta-data/", "network"),
    ],
)
def test_addresses_that_can_never_be_reached_are_refused_when_they_are_entered(url: str, reason: str) -> None:
    with pytest.raises(UnusableUrl) as raised:
        CLOSED.check_url(url)
    assert raised.value.reason == reason


def test_plain_http_leads_to_opened_networks_only() -> None:
    OPENED.check_url("http://127.0.0.1:19250/hook")
    with pytest.raises(UnusableUrl):
        OPENED.check_url("http://1.1.1.1/")


def names_lead_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let each question for a name have the next answer; returns the names asked for."""
    asked: list[str] = []
    left = list(answers)

    def getaddrinfo(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
        asked.append(host)
        found = left.pop(0) if left else []
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    names_lead_to(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    with pytest.raises(ForbiddenAddress):
        asyncio.run(CLOSED.resolve("example.vn", 443, secure=True))


def test_a_name_without_an_address_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    names_lead_to(monkeypatch)
    with pytest.raises(UnknownHost):
        asyncio.run(CLOSED.resolve("khong-co.example.vn", 443, secure=True))


def outgoing(url: str) -> list[list[Outgoing]]:
    return [[Outgoing(uuid4(), url, b"{}", dict)]]


def test_a_name_that_leads_inside_is_not_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_to(monkeypatch, ["127.0.0.1"])
    url = f"https://ben-nhan.example.vn:{receiver.port}/hook"

    assert [result.outcome for result in send(outgoing(url), CLOSED, 5)] == [Outcome.FORBIDDEN]
    assert receiver.received == []


def test_the_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second answer would lead elsewhere (DNS rebinding): it is never asked for."""
    asked = names_lead_to(monkeypatch, ["127.0.0.1"], ["127.0.0.9"])
    url = f"http://ben-nhan.example.vn:{receiver.port}/hook"

    result = send(outgoing(url), OPENED, 5)[0]

    assert (result.outcome, result.status) == (Outcome.ACCEPTED, 204)
    assert asked == ["ben-nhan.example.vn"]
    assert receiver.received[0].headers["host"] == f"ben-nhan.example.vn:{receiver.port}"


def test_plain_http_to_the_internet_is_refused_when_sending_too(monkeypatch: pytest.MonkeyPatch) -> None:
    names_lead_to(monkeypatch, ["1.1.1.1"])
    assert send(outgoing("http://example.vn/hook"), OPENED, 5)[0].outcome == Outcome.FORBIDDEN


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirection_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"})]

    result = send(outgoing(receiver.url), OPENED, 5)[0]

    assert (result.outcome, result.status) == (Outcome.REDIRECTED, status)
    assert [each.path for each in receiver.received] == ["/hook"]


def test_a_certificate_nobody_vouches_for_is_refused(receiver: Receiver) -> None:
    """The receiver speaks no TLS at all; the client gives up at the handshake and sends nothing."""
    result = send(outgoing(receiver.url.replace("http:", "https:")), OPENED, 5)[0]
    assert result.outcome == Outcome.INSECURE
    assert receiver.received == []


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        assert send(outgoing(url), OPENED, 5)[0].outcome == Outcome.UNREACHABLE


def test_no_connection_leaves_the_rest_of_the_address_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    names_lead_to(monkeypatch)
    group = [*outgoing("https://khong-co.example.vn/")[0], *outgoing("https://khong-co.example.vn/")[0]]
    assert [result.outcome for result in send([group], CLOSED, 5)] == [Outcome.UNKNOWN_HOST]
