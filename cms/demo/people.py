"""The demo's accounts: a named person for each role, with one password that only the demo's settings accept."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cms.accounts.groups import give_groups
from cms.accounts.models import Appointment, User
from cms.demo.portals import PASSWORD, Person, Portal
from cms.moderation.rules import role_permissions

SINCE = dt.date(2022, 9, 12)


def hire(portal: Portal) -> dict[str, User]:
    """Make the accounts and appointments of `portal` in the current tenant. Returns the accounts by user name."""
    permissions = role_permissions()
    accounts = {}
    for person in portal.people:
        user = _account(portal, person)
        Appointment.objects.get_or_create(
            user=user,
            role_key=person.role,
            valid_from=SINCE,
            defaults={
                "post_title": person.post,
                "decision": person.decision,
                "fields": person.fields,
                "columns": person.columns,
            },
        )
        give_groups(user, permissions)
        accounts[person.username] = user
    return accounts


def _account(portal: Portal, person: Person) -> User:
    user, _is_new = User.objects.get_or_create(
        username=person.username,
        defaults={
            "full_name": person.name,
            "job_title": person.post,
            "email": f"{person.username}@{portal.slug}.example",
            "is_demo": True,
            "must_change_password": False,
            "password": _encoded_password(),
            "password_changed_at": timezone.now(),
        },
    )
    return user


@cache
def _encoded_password() -> str:
    """One encoding does for all accounts: the password is printed at every start, and encoding takes a third of a second."""
    return make_password(PASSWORD)
