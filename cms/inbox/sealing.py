"""Sealing what citizens write. Pure: keys come in, nothing is stored.

age's X25519 recipients (https://age-encryption.org/v1), as for backups: whoever seals needs the public key alone and cannot open again what was
sealed; every sealed text has a key of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyrage  # type: ignore[import-untyped]
from pyrage import x25519


class Unreadable(ValueError):
    """Something sealed cannot be opened with the keys at hand; the message says which key it asks for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of keys.

    Attributes:
        public: `age1…`; seals.
        secret: `AGE-SECRET-KEY-1…`; opens.
    """

    public: str
    secret: str

    @property
    def key_id(self) -> str:
        """Return the id of the pair, 16 hexadecimal digits."""
        return key_id_of(self.public)


def new_pair() -> Pair:
    """Make a pair of keys."""
    identity = x25519.Identity.generate()
    return Pair(str(identity.to_public()), str(identity))


def pair_of(secret: str) -> Pair:
    """Return the pair of a secret key.

    Raises:
        Unreadable: it is no age identity.
    """
    try:
        identity = x25519.Identity.from_str(secret.strip())
    except pyrage.IdentityError as error:
        raise Unreadable("What is given is no secret key (AGE-SECRET-KEY-1…).") from error
    return Pair(str(identity.to_public()), str(identity))


def key_id_of(public: str) -> str:
    """Return the id of a public key, 16 hexadecimal digits."""
    return hashlib.sha256(public.encode()).hexdigest()[:16]


def seal(content: bytes, public: str) -> bytes:
    """Return `content` so that only the holder of the secret key reads it.

    Raises:
        Unreadable: `public` is no age recipient.
    """
    try:
        recipient = x25519.Recipient.from_str(public)
    except pyrage.RecipientError as error:
        raise Unreadable("What is given is no public key (age1…).") from error
    sealed: bytes = pyrage.encrypt(content, [recipient])
    return sealed


def unseal(sealed: bytes, secrets: Iterable[str]) -> bytes:
    """Return what was sealed.

    Raises:
        Unreadable: none of the secret keys opens it, or it was changed.
    """
    try:
        opened: bytes = pyrage.decrypt(sealed, [x25519.Identity.from_str(one) for one in secrets])
    except pyrage.DecryptError as error:
        raise Unreadable("None of the keys opens this, or it was changed after it was sealed.") from error
    return opened


def as_bytes(shape: dict[str, Any]) -> bytes:
    """Return a shape as it is sealed."""
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":")).encode()


def as_shape(content: bytes) -> dict[str, Any]:
    """Return the shape that was sealed.

    Raises:
        Unreadable: it is no JSON object.
    """
    try:
        shape = json.loads(content)
    except ValueError as error:
        raise Unreadable("What was sealed is no JSON.") from error
    if not isinstance(shape, dict):
        raise Unreadable("What was sealed is no JSON object.")
    return shape
