"""What happens to an account when somebody signs in with it."""

from __future__ import annotations

from typing import Any

from cms.accounts.groups import give_groups
from cms.accounts.models import User


def take_up_posts(sender: Any, user: Any, **kwargs: Any) -> None:
    """Give the groups of the posts that hold today: one may have begun or ended since the last sign-in."""
    if isinstance(user, User) and not user.is_superuser:
        give_groups(user)
