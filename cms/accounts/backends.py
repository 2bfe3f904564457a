"""Signing in with lockout: after repeated failures an account rests for a while (TCVN 14423:2026, `login.max_failures`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from cms.accounts.models import User


class LockoutBackend(ModelBackend):
    """Django's model backend, which counts failures, refuses locked accounts, and refuses demo accounts outside the demo."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the account for right credentials, None otherwise; a locked account gets None even for the right password."""
        if username is None or password is None:
            return None
        account = User.objects.filter(username=username).first()
        if account is not None and self._is_locked(account):
            User().set_password(password)  # a locked account takes as long to refuse as any other
            return None
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if account is not None:
            if user is None:
                self._count_failure(account)
            elif account.failed_logins or account.locked_until:
                User.objects.filter(pk=account.pk).update(failed_logins=0, locked_until=None)
        return user if isinstance(user, User) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Return whether the account may sign in at all: active, and not a demo account on a real installation."""
        if getattr(user, "is_demo", False) and not settings.PORTAL_DEMO:
            return False
        return super().user_can_authenticate(user)

    @staticmethod
    def _is_locked(account: User) -> bool:
        return account.locked_until is not None and account.locked_until > timezone.now()

    @staticmethod
    def _count_failure(account: User) -> None:
        User.objects.filter(pk=account.pk).update(failed_logins=F("failed_logins") + 1)
        account.refresh_from_db(fields=["failed_logins"])
        if account.failed_logins >= settings.ACCOUNT_MAX_FAILURES:
            until = timezone.now() + dt.timedelta(minutes=settings.ACCOUNT_LOCK_MINUTES)
            User.objects.filter(pk=account.pk).update(failed_logins=0, locked_until=until)
