"""What the acts ask of names, addresses and user names, and how an account comes to be."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.accounts.telling import tell_password_link

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,59}$")


def need(allowed: bool, sentence: str) -> None:
    """Raise PermissionDenied with `sentence` unless `allowed`."""
    if not allowed:
        raise PermissionDenied(sentence)


def opened(full_name: str, email: str, username: str = "", job_title: str = "", telephone: str = "") -> User:
    """Return a new account without a password, to whose address the link to choose one goes."""
    address = checked_address(email)
    account = User(
        username=checked_username(username or address.partition("@")[0].lower()),
        full_name=checked_name(full_name),
        email=address,
        job_title=job_title.strip(),
        telephone=telephone.strip(),
        must_change_password=False,  # there is none to change: the person chooses the first one by the link
    )
    account.set_unusable_password()
    account.save()
    tell_password_link(account)
    return account


def checked_name(full_name: str) -> str:
    """Return the name with single spaces. Raises ValidationError for less than two words."""
    name = " ".join(full_name.split())
    if len(name.split()) < 2:
        raise ValidationError(
            {"full_name": _("Give the full name, family name first: an account belongs to a named person.")}
        )
    return name


def checked_address(email: str, account: User | None = None) -> str:
    """Return the address. Raises ValidationError where it is none, or another account than `account` has it."""
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    others = User.objects.filter(email__iexact=address)
    if account is not None:
        others = others.exclude(pk=account.pk)
    if others.exists():
        raise ValidationError(
            {"email": _("Another account of this portal has this e-mail address; a shared one is no one's.")}
        )
    return address


def checked_username(username: str) -> str:
    """Return the user name. Raises ValidationError where it has a wrong form or is taken."""
    if not USERNAME.match(username):
        raise ValidationError(
            {
                "username": _(
                    "A user name has 3 to 60 characters: small letters without accents, digits, dot, dash, underscore."
                )
            }
        )
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(
            {
                "username": _("Another account of this portal has the user name “%(name)s”.")
                % {"name": username}
            }
        )
    return username
