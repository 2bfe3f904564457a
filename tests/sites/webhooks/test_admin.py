"""Administrators keep their own portal's webhooks in Wagtail admin; the head reads; nobody else gets in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.accounts.posts import ADMINISTRATORS, HEAD
from sites.webhooks import signing
from sites.webhooks.enums import DeliveryState, EndpointState, Scope
from sites.webhooks.models import Delivery, Endpoint
from tenants.context import no_tenant, tenant_context
from tests.sites.conftest import QUANG_PHU, THANH_DONG, THANH_HOA, Portal
from tests.sites.test_sharing_admin import admin, signed_in
from tests.sites.webhooks.conftest import Receiver

__all__ = ["admin", "signed_in"]

pytestmark = pytest.mark.portal_database("demo")
SCREEN = "/admin/webhook/"
Admin = Callable[[str], Portal]
SignedIn = Callable[[Portal, Any], Client]
FORM = {"name": "Trục liên thông", "url": "https://lgsp.example.vn/webhook", "types": ["article", "document"]}
UNIT_ADMINISTRATORS = frozenset(ADMINISTRATORS)


@pytest.fixture
def enter(admin: Admin, signed_in: SignedIn, settings: Any) -> Callable[[str, Any], Client]:
    """Sign somebody of a portal in, where the operator has opened no network."""
    settings.PORTAL_WEBHOOK_NETWORKS = []

    def enter_as(code: str, role: Any) -> Client:
        portal = admin(code)
        with tenant_context(portal.tenant):
            return signed_in(portal, role)

    return enter_as


def of(portal: Portal) -> Endpoint:
    return Endpoint.objects.get(tenant=portal.tenant)


def test_an_administrator_enters_one_and_is_shown_its_secret(admin: Admin, enter: Any) -> None:
    client = enter(QUANG_PHU, UNIT_ADMINISTRATORS)

    answer = client.post(f"{SCREEN}them/", FORM)

    endpoint = of(admin(QUANG_PHU))
    assert answer.status_code == 302
    assert (endpoint.url, endpoint.types, endpoint.scope) == (FORM["url"], ["article", "document"], Scope.OWN)
    assert endpoint.created_by
    page = client.get(answer.headers["location"]).content.decode()
    assert signing.secret_of(endpoint) in page
    assert "Trục liên thông" in client.get(SCREEN).content.decode()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://169.254.169.254/", "mạng nội bộ"),
        ("http://lgsp.example.vn/", "https://"),
        ("https://a:b@lgsp.example.vn/", "mật khẩu"),
        ("lgsp.example.vn", "chưa đầy đủ"),
    ],
)
def test_an_address_that_may_not_be_reached_is_refused_with_words(enter: Any, url: str, said: str) -> None:
    answer = enter(QUANG_PHU, UNIT_ADMINISTRATORS).post(f"{SCREEN}them/", {**FORM, "url": url})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_it_is_changed_paused_resumed_and_removed(admin: Admin, enter: Any) -> None:
    client = enter(QUANG_PHU, UNIT_ADMINISTRATORS)
    client.post(f"{SCREEN}them/", FORM)
    portal = admin(QUANG_PHU)
    screen = f"{SCREEN}{of(portal).pk}/"
    first = signing.secret_of(of(portal))

    client.post(f"{screen}sua/", {**FORM, "name": "Tên khác", "types": []})
    assert (of(portal).name, of(portal).types) == ("Tên khác", [])
    client.post(screen, {"act": "pause"})
    assert of(portal).state == EndpointState.PAUSED
    client.post(screen, {"act": "resume"})
    assert of(portal).state == EndpointState.ACTIVE
    client.post(screen, {"act": "secret"})
    assert signing.secret_of(of(portal)) != first
    client.post(screen, {"act": "remove"})
    assert not Endpoint.objects.exists()


def test_the_log_shows_what_came_of_a_message_and_sends_it_again(
    admin: Admin, enter: Any, receiver: Receiver, settings: Any
) -> None:
    from sites.webhooks import jobs

    settings.PORTAL_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    client = enter(QUANG_PHU, UNIT_ADMINISTRATORS)
    client.post(f"{SCREEN}them/", {**FORM, "url": receiver.url})
    screen = f"{SCREEN}{of(admin(QUANG_PHU)).pk}/"
    client.post(screen, {"act": "test"})
    with no_tenant():
        jobs.deliver()
    page = client.get(screen).content.decode()
    link = re.search(rf'href="({screen}[0-9a-f-]+/)"', page)
    assert link is not None
    message = client.get(link[1]).content.decode()
    assert "Đã nhận (2xx)" in message
    assert "204" in message

    client.post(screen, {"act": "again", "message": link[1].split("/")[-2]})
    assert Delivery.objects.get().state == DeliveryState.WAITING
    with no_tenant():
        jobs.deliver()
    assert len(receiver.received) == 2


def test_the_head_reads_without_the_secret_and_changes_nothing(admin: Admin, enter: Any) -> None:
    enter(QUANG_PHU, UNIT_ADMINISTRATORS).post(f"{SCREEN}them/", FORM)
    endpoint = of(admin(QUANG_PHU))
    head = enter(QUANG_PHU, HEAD)

    page = head.get(f"{SCREEN}{endpoint.pk}/")
    assert page.status_code == 200
    assert "whsec_" not in page.content.decode()
    head.post(f"{SCREEN}{endpoint.pk}/", {"act": "remove"})
    head.post(f"{SCREEN}them/", FORM)
    assert Endpoint.objects.count() == 1


def test_nobody_else_gets_in(enter: Any) -> None:
    client = enter(QUANG_PHU, None)
    assert client.get(SCREEN).status_code == 302
    assert f'"{SCREEN}"' not in client.get("/admin/").content.decode()


def test_another_portals_webhook_is_not_there(admin: Admin, enter: Any) -> None:
    enter(QUANG_PHU, UNIT_ADMINISTRATORS).post(f"{SCREEN}them/", FORM)
    endpoint = of(admin(QUANG_PHU))
    stranger = enter(THANH_DONG, UNIT_ADMINISTRATORS)

    assert FORM["name"] not in stranger.get(SCREEN).content.decode()
    assert stranger.get(f"{SCREEN}{endpoint.pk}/").status_code == 404
    assert stranger.post(f"{SCREEN}{endpoint.pk}/", {"act": "remove"}).status_code == 404
    assert Endpoint.objects.filter(pk=endpoint.pk).exists()


def test_a_province_may_hear_of_its_communes_too(admin: Admin, enter: Any) -> None:
    client = enter(THANH_HOA, UNIT_ADMINISTRATORS)
    client.post(f"{SCREEN}them/", {**FORM, "scope": "province"})
    assert of(admin(THANH_HOA)).scope == Scope.PROVINCE
    assert 'name="scope"' not in enter(QUANG_PHU, UNIT_ADMINISTRATORS).get(f"{SCREEN}them/").content.decode()
