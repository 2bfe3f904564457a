"""A province that sends, a commune that receives, and their people."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client, override_settings

from cms.accounts.models import Appointment, User
from cms.accounts.posts import ADMINISTRATORS, HEAD
from sites.syndication import sending
from sites.syndication.enums import Audience, Kind
from sites.syndication.models import Dispatch
from tenants.context import tenant_context
from tests.sites.conftest import THANH_DONG, Desk, Portal


@dataclass
class Unit:
    """A portal with its head."""

    portal: Portal

    def at_work(self) -> AbstractContextManager[Any]:
        """Work in it."""
        return tenant_context(self.portal.tenant)

    @property
    def head(self) -> User:
        """Who decides."""
        return self.holder(HEAD)

    @property
    def desk(self) -> Desk:
        """Its authoring side; to be used at work."""
        return Desk(self.portal.tenant)

    def holder(self, *roles: str) -> User:
        """Somebody who holds one of these posts."""
        with self.at_work():
            posts = Appointment.objects.current().filter(role_key__in=roles).select_related("user")
            return posts[0].user

    def client(self, user: User) -> Client:
        """A browser in which somebody is signed in."""
        with self.at_work():
            User.objects.filter(pk=user.pk).update(must_change_password=False)
            client = Client(headers={"host": self.portal.host})
            client.force_login(User.objects.get(pk=user.pk))
        return client

    def article(self, title: str = "Tin của tỉnh", **fields: Any) -> Any:
        """A published article."""
        with self.at_work():
            return self.desk.article(title, **fields)

    def send(self, item: Any, kind: Kind = Kind.MANDATORY, **wishes: Any) -> Dispatch:
        """Send an item of this portal, to all unless said otherwise."""
        wishes.setdefault("audience", Audience.CODES if wishes.get("codes") else Audience.ALL)
        with self.at_work():
            return sending.send(item.item_id, sending.Wishes(kind, **wishes), self.head)

    def do(self, act: Callable[..., Any], *arguments: Any) -> Any:
        """Do something here as the head."""
        head = self.head
        with self.at_work():
            return act(*arguments, head)

    # --- what citizens read ---------------------------------------------------------------------------------------
    def received(self) -> list[str]:
        """Titles of what it shows of others."""
        return self.portal.listed(scope="received")

    def notices(self, member: str = "province_notices") -> list[tuple[str, str]]:
        """Titles and places in the portal's identity."""
        said = self.portal.json("/api/v1/portal/")[member]
        return [(each["title"], each.get("placed", "")) for each in said]

    def reads(self, item: Any) -> bool:
        """Whether its citizens can read an item by its key."""
        return self.portal.get(f"/api/v1/items/{item.item_id}/").status_code == 200


@pytest.fixture
def province(thanh_hoa: Portal) -> Unit:
    """Thanh Hóa."""
    return Unit(thanh_hoa)


@pytest.fixture
def commune(quang_phu: Portal) -> Unit:
    """Quảng Phú, below it."""
    return Unit(quang_phu)


@pytest.fixture
def stranger(portals: Callable[[str], Portal]) -> Unit:
    """Thành Đông, of another province."""
    return Unit(portals(THANH_DONG))


@pytest.fixture
def administration(settings: Any, province: Unit) -> Iterator[None]:
    """The portals as editors reach them. Nested in the portals' own settings, so that both are undone in their order."""
    settings.ACCOUNT_IDLE_MINUTES = 60
    with override_settings(ROOT_URLCONF="cms.urls"):
        yield


ADMINISTRATOR = ADMINISTRATORS
