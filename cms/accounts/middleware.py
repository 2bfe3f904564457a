"""Rules for a signed-in session: it ends when idle, and a first password has to be changed before anything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from cms.accounts.models import User

LAST_SEEN = "last_seen"
# What the page for the first password needs itself.
ALWAYS_REACHED = ("wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite")
# An open editor asks every few seconds who else is there; that is the browser's doing, not a person's.
BACKGROUND = "wagtailadmin_editing_sessions"
# Writing the time of last use at every request would make reading a write; a minute is fine for a rule of minutes and days.
NOTE_EVERY = dt.timedelta(minutes=1)


class AccountRulesMiddleware:
    """Ends idle sessions (`ACCOUNT_IDLE_MINUTES`), holds a must-change account at the password page, notes the last use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Apply the rules to a signed-in request; others pass."""
        user = request.user
        if isinstance(user, User) and user.is_authenticated:
            answer = self._end_when_idle(request) or self._hold_at_password(request, user)
            if answer is not None:
                return answer
            if not self._is_background(request):
                self._note_use(request, user)
        return self.get_response(request)

    @staticmethod
    def _is_background(request: HttpRequest) -> bool:
        try:
            return BACKGROUND in resolve(request.path_info).namespaces
        except Resolver404:
            return False

    @staticmethod
    def _end_when_idle(request: HttpRequest) -> HttpResponse | None:
        seen = parse_datetime(request.session.get(LAST_SEEN, ""))
        limit = dt.timedelta(minutes=settings.ACCOUNT_IDLE_MINUTES)
        if seen is None or timezone.now() - seen <= limit:
            return None
        logout(request)
        return redirect(f"{reverse('wagtailadmin_login')}?{urlencode({'next': request.path, 'idle': '1'})}")

    @staticmethod
    def _hold_at_password(request: HttpRequest, user: User) -> HttpResponse | None:
        if not user.must_change_password or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        page = reverse("accounts_first_password")
        if request.path in {page, *map(reverse, ALWAYS_REACHED)}:
            return None
        return redirect(page)

    @staticmethod
    def _note_use(request: HttpRequest, user: User) -> None:
        now = timezone.now()
        seen = parse_datetime(request.session.get(LAST_SEEN, ""))
        if seen is None or now - seen >= NOTE_EVERY:
            request.session[LAST_SEEN] = now.isoformat()
            User.objects.filter(pk=user.pk).update(last_used_at=now)
