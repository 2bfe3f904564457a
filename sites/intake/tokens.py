"""The token of a form: signed, of one portal, with its age, and with the secret that makes one sending of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.inbox.receipts import new_secret
from sites.api.problems import Problem

SALT = "cong-xa.intake"
UNSIGNED = "delivery-signs-nothing"
"""The key of a reading process that was given none; with it nothing is signed."""
VALID_SECONDS = 24 * 3600
QUICK_SECONDS = 3.0
"""Nobody reads and fills in a form so quickly; a machine does."""


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a token says.

    Attributes:
        secret: makes receipt, link and the key against doubling.
        age: seconds since the form was given out.
    """

    secret: str
    age: float

    @property
    def was_quick(self) -> bool:
        """Whether the form came back quicker than a person fills it in."""
        return self.age < QUICK_SECONDS


def can_sign() -> bool:
    """Return whether this process was given a key to sign with."""
    return bool(settings.SECRET_KEY) and settings.SECRET_KEY != UNSIGNED


def issue(tenant_id: UUID) -> str:
    """Return a new token of a portal's form."""
    return signing.dumps({"s": new_secret(), "t": tenant_id.hex, "a": timezone.now().timestamp()}, salt=SALT)


def read(token: str, tenant_id: UUID) -> FormToken:
    """Return what a token says.

    Raises:
        Problem: it is none of this portal's, or older than a day; a new form is to be asked for.
    """
    try:
        said = signing.loads(token, salt=SALT, max_age=dt.timedelta(seconds=VALID_SECONDS))
        if said["t"] != tenant_id.hex:
            raise _stale()
        return FormToken(str(said["s"]), timezone.now().timestamp() - float(said["a"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise _stale() from None


def _stale() -> Problem:
    detail = _(
        "The form was open too long, or is not this portal's. Ask for a new one; what you wrote can be sent with it."
    )
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "form-expired",
        detail,
        parameter="token",
        allowed="GET /api/v1/questions/form/",
    )
