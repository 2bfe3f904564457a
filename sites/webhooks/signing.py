"""Secrets and signatures of Standard Webhooks 1.0 (https://www.standardwebhooks.com).

A secret is derived from the installation's key, the address's own key and a number: neither the database nor a backup holds one,
and with `SECRET_KEY_FALLBACKS` a change of the installation's key goes by the same way as a change of one secret: both sign for a time.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from sites.webhooks.models import Endpoint

PREFIX = "whsec_"
OVERLAP = timedelta(hours=24)
"""For so long the secret before signs too, so that a receiver can change over without losing a message."""


def secret_of(endpoint: Endpoint) -> str:
    """The secret to enter at the receiver: `whsec_` and 32 bytes in base64."""
    return PREFIX + base64.b64encode(_key(settings.SECRET_KEY, endpoint, endpoint.secret_number)).decode()


def headers(endpoint: Endpoint, message_id: str, body: bytes, at: datetime | None = None) -> dict[str, str]:
    """The three headers that a message carries.

    Parameters:
        message_id: the same at every attempt.
        at: the moment of the attempt, which is signed; now unless given.
    """
    stamp = str(int((at or timezone.now()).timestamp()))
    signed = f"{message_id}.{stamp}.".encode() + body
    signatures = [f"v1,{_signature(key, signed)}" for key in _keys(endpoint)]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }


def _keys(endpoint: Endpoint) -> Iterable[bytes]:
    """The keys that sign now, today's first."""
    numbers = [endpoint.secret_number]
    changed = endpoint.secret_changed_at
    if endpoint.secret_number > 1 and changed is not None and timezone.now() - changed < OVERLAP:
        numbers.append(endpoint.secret_number - 1)
    for installation_key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        for number in numbers:
            yield _key(installation_key, endpoint, number)


def _key(installation_key: str, endpoint: Endpoint, number: int) -> bytes:
    said = f"webhooks.secret\n{endpoint.pk}\n{number}".encode()
    return hmac.new(installation_key.encode(), said, hashlib.sha256).digest()


def _signature(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
