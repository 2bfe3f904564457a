"""Ending what somebody is signed in to."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from cms.accounts.models import User


def end_sessions(account: User) -> int:
    """Sign `account` out everywhere at once. Returns how many sessions ended.

    A session does not say whose it is until it is decoded; a portal has few enough to look at them all.
    """
    key = str(account.pk)
    living = Session.objects.filter(expire_date__gt=timezone.now())
    own = [session.pk for session in living if session.get_decoded().get(SESSION_KEY) == key]
    Session.objects.filter(pk__in=own).delete()
    return len(own)
