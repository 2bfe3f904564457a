"""What whoever sends something gets for it. Pure: made from the form's own secret, so that the same form sent twice has the same receipt.

The secret is in the form alone. What is stored are hashes of it, from which neither it nor the link can be found.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cms.inbox.enums import EnvelopeKind

PREFIXES: Mapping[EnvelopeKind, str] = {
    EnvelopeKind.QUESTION: "HD",  # hỏi – đáp
    EnvelopeKind.PETITION: "PA",  # phản ánh, kiến nghị
    EnvelopeKind.INFORMATION: "TT",  # cung cấp thông tin
    EnvelopeKind.REPORT: "BS",  # báo nội dung sai, vi phạm
}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_MISREAD = str.maketrans("ILO", "110")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt.

    Attributes:
        code: tells the state to whoever has it; 50 bits.
        token: of the secret link, which shows the exchange; 256 bits.
        idempotency: what makes two sendings one (64 hexadecimal digits).
    """

    code: str
    token: str
    idempotency: str

    @classmethod
    def of(cls, secret: str, kind: EnvelopeKind = EnvelopeKind.QUESTION) -> Receipt:
        """Return the receipt of a form with this secret; its code begins with the letters of the kind."""
        number = int.from_bytes(_derived(secret, "code")[:8], "big")
        letters = "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(10))
        return cls(
            code=f"{PREFIXES[kind]}-{letters[:5]}-{letters[5:]}",
            token=_derived(secret, "token").hex(),
            idempotency=_derived(secret, "once").hex(),
        )

    @property
    def token_hash(self) -> str:
        """Return what is stored of the token."""
        return token_hash(self.token)


def new_secret() -> str:
    """Return a form's secret, 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a secret link's token (64 hexadecimal digits)."""
    return hashlib.sha256(token.encode()).hexdigest()


def as_code(typed: str) -> str:
    """Return a code as it is stored, of what a person typed: small letters, missing dashes and letters that look like digits do not matter.

    Without the letters of a kind in front it is taken for a question's.
    """
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    known = next((one for one in PREFIXES.values() if len(plain) > 10 and plain.startswith(one)), "")
    prefix = known or PREFIXES[EnvelopeKind.QUESTION]
    plain = plain.removeprefix(prefix).translate(_MISREAD)[:10]
    return f"{prefix}-{plain[:5]}-{plain[5:]}"


def _derived(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), b"cong-xa intake " + purpose.encode(), "sha256")
