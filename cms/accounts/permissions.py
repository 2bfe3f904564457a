"""How Wagtail's screens ask who may see and use accounts and appointments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.accounts.models import Appointment, User
from cms.accounts.posts import ADMINISTRATORS, HEAD
from cms.accounts.powers import Powers

OFFERED = frozenset({"add", "change", "view"})  # nothing is deleted: accounts are closed, appointments end


class AccountsPermissionPolicy(BasePermissionPolicy):
    """Lets the head, the unit administrator and the province's IT in. What each may do there is asked of `Powers` by the acts."""

    permission_cache_name = "_account_powers"

    def get_all_permissions_for_user(self, user: Any) -> Powers:
        """Return the powers of `user`; Wagtail keeps them on the user object for the length of a request."""
        return Powers.of(user) if isinstance(user, User) else Powers(user, False, False)

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether `user` may do `action` on some instance."""
        return action in OFFERED and self.get_cached_permissions_for_user(user).manages_accounts

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Return the users who may do any of `actions`."""
        if OFFERED.isdisjoint(actions):
            return User.objects.none()
        posts = Appointment.objects.current().holding(HEAD, *ADMINISTRATORS)
        return User.objects.filter(is_active=True).filter(pk__in=posts.values("user")) | User.objects.filter(
            is_active=True, is_superuser=True
        )
