"""Who is told what about accounts and appointments. The texts are templates of `cms.notices`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from cms.accounts.enums import AccountChange
from cms.accounts.models import Appointment, User
from cms.accounts.posts import HEAD, post_of
from cms.accounts.powers import Powers
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from tenants.context import current_tenant
from tenants.origins import admin_origin

SECONDS_A_DAY = 86_400


def tell_appointed(appointment: Appointment, who: str = "") -> None:
    """Tell the head, whoever recorded it, and the person appointed; `who` names the recorder who has no account here."""
    context = {
        "person": str(appointment.user),
        "post": appointment.post_title,
        "decision": appointment.decision,
        "who": who or _name(appointment.appointed_by),
        "decides": post_of(appointment.role_key).decides,
    }
    for person in _heads() | {appointment.user}:
        tell(person, NoticeKind.APPOINTED, context, _address("accounts_appointments:index", person))


def tell_ended(appointment: Appointment) -> None:
    """Tell the head and the person whose post ended."""
    context = {
        "person": str(appointment.user),
        "post": appointment.post_title,
        "who": _name(appointment.ended_by),
        "reason": appointment.end_reason,
        "last_day": None if appointment.ended_at else appointment.valid_to,
    }
    for person in _heads() | {appointment.user}:
        tell(person, NoticeKind.APPOINTMENT_ENDED, context)


def tell_account_changed(account: User, change: AccountChange, by: User | None) -> None:
    """Tell the head, and the person unless the account is closed."""
    context = {"person": str(account), "username": account.username, "change": change.value, "who": _name(by)}
    people = _heads() | (set() if change is AccountChange.DISABLED else {account})
    for person in people:
        tell(person, NoticeKind.ACCOUNT_CHANGED, context)


def tell_password_link(account: User) -> None:
    """Send a link with which the person chooses a password; whoever asked for it never sees it."""
    context = {
        "portal": current_tenant().identity().name,
        "username": account.username,
        "days": settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY,
    }
    tell(account, NoticeKind.PASSWORD_LINK, context)


def password_link(account: Any) -> str:
    """Return the address under which `account` chooses a password; it holds for `PASSWORD_RESET_TIMEOUT` seconds and once."""
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(account.pk)),
            "token": default_token_generator.make_token(account),
        },
    )
    return admin_origin(current_tenant()) + path


def _heads() -> set[User]:
    return {post.user for post in Appointment.objects.current().holding(HEAD).select_related("user")}


def _name(person: User | None) -> str:
    return str(person) if person else ""


def _address(view: str, person: User) -> str:
    return admin_origin(current_tenant()) + reverse(view) if Powers.of(person).manages_accounts else ""
