"""The registry through which accounts learn what posts a portal has, without knowing its regulation.

`cms.moderation` enters what the regulation says when Django starts. The platform adds two posts of its own, which never decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from tenants.context import current_tenant
from tenants.enums import TenantKind

# The role of the regulation that appoints the others.
HEAD = "board_chief"

# The platform's own two posts: they manage accounts and settings and never approve.
UNIT_ADMINISTRATOR = "unit_administrator"
PROVINCE_IT = "province_it"
ADMINISTRATORS = (UNIT_ADMINISTRATOR, PROVINCE_IT)

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Post:
    """A post that a person can be appointed to.

    Attributes:
        key: of the role in the regulation, or one of the platform's two.
        label: its Vietnamese name, as the regulation prints it.
        permissions: what the regulation implies for it.
        decides: whether its holder decides on publication; appointing to it is the head's alone.
    """

    key: str
    label: str
    permissions: frozenset[str] = frozenset()
    decides: bool = False


class Posts(Protocol):
    """What moderation tells of the current tenant's regulation."""

    def posts(self) -> Sequence[Post]:
        """Return the regulation's posts in its own order."""

    def fields(self) -> Choices:
        """Return (key, label) of the fields that a post can be in charge of."""

    def columns(self) -> Choices:
        """Return (key, label) of the sections that a post can be in charge of."""


_source: Posts | None = None


def register_posts(source: Posts) -> None:
    """Enter what knows the posts of the current tenant; the last one entered counts."""
    global _source
    _source = source


def source() -> Posts:
    """Return what knows the posts. Raises ImproperlyConfigured where nothing was entered."""
    if _source is None:
        raise ImproperlyConfigured(
            "Nothing tells the posts of a portal: add cms.moderation to INSTALLED_APPS."
        )
    return _source


def all_posts() -> dict[str, Post]:
    """Return every post of the current tenant by key: the regulation's, then the platform's."""
    own = [Post(UNIT_ADMINISTRATOR, _("Unit administrator"))]
    if current_tenant().kind == TenantKind.PROVINCE:
        own.append(Post(PROVINCE_IT, _("Province IT")))
    return {post.key: post for post in [*source().posts(), *own]}


def post_of(key: str) -> Post:
    """Return the post of that key; one that today's regulation no longer has is taken for a deciding one, so that nothing opens by its loss."""
    return all_posts().get(key) or Post(key, key, decides=True)
