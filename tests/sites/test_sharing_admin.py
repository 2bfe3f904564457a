"""The head decides in Wagtail admin what the province shows; administrators read; nobody else gets in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from cms.accounts.models import Appointment
from cms.accounts.posts import ADMINISTRATORS, HEAD
from sites.releases.models import SharingRule
from tenants.context import tenant_context
from tests.sites.conftest import QUANG_PHU, THANH_HOA, Portal

pytestmark = pytest.mark.portal_database("demo")
SCREEN = "/admin/chia-se/"


@pytest.fixture
def signed_in(settings: Any) -> Callable[[Portal, Any], Client]:
    """A client of somebody who holds a post, or does not."""
    settings.ACCOUNT_IDLE_MINUTES = 60

    def sign_in(portal: Portal, role: Any) -> Client:
        posts = Appointment.objects.current().select_related("user")
        roles = set(role) if isinstance(role, frozenset) else {role}
        user = next(
            post.user for post in posts if (post.role_key in roles) or (role is None and is_plain(post.user))
        )
        user.must_change_password = False
        user.save()
        client = Client(headers={"host": portal.host})
        client.force_login(user)
        return client

    return sign_in


def is_plain(user: Any) -> bool:
    """Whether somebody is neither head nor administrator."""
    held = set(Appointment.objects.current().filter(user=user).values_list("role_key", flat=True))
    return not held & {HEAD, *ADMINISTRATORS}


@pytest.fixture
def admin(portals: Callable[[str], Portal]) -> Iterator[Callable[[str], Portal]]:
    """The portals as editors reach them. Nested in the portals' own settings, so that both are undone in their order."""
    with override_settings(ROOT_URLCONF="cms.urls"):
        yield portals


def test_the_head_decides(admin: Callable[[str], Portal], signed_in: Callable[[Portal, Any], Client]) -> None:
    portal = admin(QUANG_PHU)
    with tenant_context(portal.tenant):
        client = signed_in(portal, HEAD)

    shown = client.get(SCREEN)
    answer = client.post(SCREEN, {"categories": ["documents", "statistics"]})

    assert shown.status_code == 200
    assert "Tỉnh Thanh Hóa" in shown.content.decode()
    assert answer.status_code == 302
    rules = dict(SharingRule.objects.filter(tenant_id=portal.tenant.pk).values_list("category", "shared"))
    assert rules == {"news": False, "statistics": True}
    assert SharingRule.objects.filter(tenant_id=portal.tenant.pk, category="news").get().changed_by


def test_an_administrator_reads_and_changes_nothing(
    admin: Callable[[str], Portal], signed_in: Callable[[Portal, Any], Client]
) -> None:
    portal = admin(QUANG_PHU)
    with tenant_context(portal.tenant):
        client = signed_in(portal, frozenset(ADMINISTRATORS))

    assert client.get(SCREEN).status_code == 200
    client.post(SCREEN, {"categories": []})
    assert not SharingRule.objects.filter(tenant_id=portal.tenant.pk).exists()


def test_nobody_else_gets_in(
    admin: Callable[[str], Portal], signed_in: Callable[[Portal, Any], Client]
) -> None:
    portal = admin(QUANG_PHU)
    with tenant_context(portal.tenant):
        client = signed_in(portal, None)

    assert client.get(SCREEN).status_code == 302
    assert SCREEN not in client.get("/admin/").content.decode()


def test_only_a_commune_has_something_to_share(
    admin: Callable[[str], Portal], signed_in: Callable[[Portal, Any], Client]
) -> None:
    portal = admin(THANH_HOA)
    with tenant_context(portal.tenant):
        client = signed_in(portal, HEAD)

    assert client.get(SCREEN).status_code == 302
