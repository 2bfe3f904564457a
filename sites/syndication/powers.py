"""Who may send, and who answers what was sent."""

from __future__ import annotations

from typing import Any

from cms.accounts.posts import all_posts
from cms.accounts.powers import Powers, held_posts
from tenants.context import current_tenant
from tenants.enums import TenantKind

SENDING = frozenset({TenantKind.PROVINCE, TenantKind.COMMUNE})


def may_send(user: Any) -> bool:
    """Whether a person sends for the current portal: who decides here on publication. Others' portals will show it as from this one."""
    if current_tenant().kind not in SENDING:
        return False
    posts = all_posts()
    return any(key in posts and posts[key].decides for key in held_posts(user))


def may_follow(user: Any) -> bool:
    """Whether a person reads what the current portal sent and what receivers did: who sends, and the administrators."""
    if current_tenant().kind not in SENDING:
        return False
    return may_send(user) or Powers.of(user).manages_accounts


def may_receive(user: Any) -> bool:
    """Whether a person answers what the current portal is sent: a commune's head and administrators."""
    return current_tenant().kind == TenantKind.COMMUNE and Powers.of(user).manages_accounts
