"""A commune at work: its people, and what they do with items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cms.accounts.models import User
from cms.content.models import ArticlePage, SectionPage
from tenants.context import tenant_context
from tenants.models import Tenant

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
EVENT = dt.datetime(2026, 11, 20, 8, 0, tzinfo=LOCAL)


@dataclass
class Commune:
    """One portal of the demo, current for the length of a test."""

    tenant: Tenant

    def person(self, username: str) -> User:
        """Return an account by its user name."""
        return User.objects.get(username=username)

    def draft(
        self, author: str = "congtacvien", title: str = "Ra quân làm sạch kênh mương", **fields: Any
    ) -> ArticlePage:
        """Write an article as a draft of `author`."""
        user = self.person(author)
        values: dict[str, Any] = {
            "title": title,
            "summary": "Buổi ra quân có đông người dân tham gia.",
            "category": "news",
            "field": "environment",
            "event_at": EVENT,
            "author_name": str(user),
            "source_name": "UBND",
            **fields,
        }
        page = ArticlePage(owner=user, live=False, **values)
        section = SectionPage.objects.order_by("depth", "path").first()
        assert section is not None
        section.add_child(instance=page)
        page.save_revision(user=user)
        return self.fresh(page)

    def fresh(self, page: ArticlePage) -> ArticlePage:
        """Return the page as the database has it."""
        return ArticlePage.objects.get(pk=page.pk)

    def submit(self, page: ArticlePage, author: str = "congtacvien") -> ArticlePage:
        """Put the latest draft forward."""
        fresh = self.fresh(page)
        fresh.get_workflow().start(fresh, self.person(author))
        return self.fresh(page)

    def decide(
        self, page: ArticlePage, username: str, action: str = "approve", comment: str = ""
    ) -> ArticlePage:
        """Decide as `username` at the current stage."""
        state = self.fresh(page).current_workflow_task_state
        state.task.specific.on_action(state, self.person(username), action, comment=comment)
        return self.fresh(page)

    def may_decide(self, page: ArticlePage, username: str) -> bool:
        """Return whether `username` may decide now."""
        state = self.fresh(page).current_workflow_task_state
        return bool(state.task.specific.user_may_decide(self.fresh(page), self.person(username)))


def commune_of(code: str) -> Iterator[Commune]:
    """Enter the demo's portal of a unit code."""
    tenant = Tenant.objects.with_code(code).get()
    with tenant_context(tenant):
        yield Commune(tenant)


@pytest.fixture
def quang_phu(db: None) -> Iterator[Commune]:
    """Phường Quảng Phú: the head approves (7.6)."""
    yield from commune_of("16522")


@pytest.fixture
def thanh_dong(db: None) -> Iterator[Commune]:
    """Phường Thành Đông: reviews by field, then head or deputy (11.3b)."""
    yield from commune_of("10507")


@pytest.fixture
def tan_cuong(db: None) -> Iterator[Commune]:
    """Xã Tân Cương: the head decides the process (8)."""
    yield from commune_of("05503")


@pytest.fixture
def thong_nhat(db: None) -> Iterator[Commune]:
    """Xã Thống Nhất: the board as a whole (4.5, 10.2a)."""
    yield from commune_of("06577")


@pytest.fixture
def archive(db: None) -> Iterator[Commune]:
    """Huyện Như Xuân, abolished: nothing is written."""
    yield from commune_of("402")
