"""Salts of the contents that the record speaks of.

The record in the public schema holds `seal(salt, digest)` and nothing else of a content. While the salt is there, the seal can be shown to be
that content's; when the item is purged its salts go, and the seal says nothing to anybody any more (NĐ 356/2025 on erasing personal data).
"""

from __future__ import annotations

import hmac
import secrets
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_salt() -> str:
    """Return 32 random bytes as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def seal(salt: str, digest: str) -> str:
    """Return the HMAC-SHA-256 (64 hexadecimal digits) of a content's digest under a salt (RFC 2104)."""
    return hmac.new(bytes.fromhex(salt), digest.encode(), "sha256").hexdigest()


class SaltQuerySet(models.QuerySet["Salt"]):
    """Salts by what they are for."""

    def seal_for(self, subject: UUID, digest: str) -> str:
        """Return the seal of the content `digest` of `subject`; its salt is made when it is first asked for."""
        salt, _is_new = self.get_or_create(subject_id=subject, digest=digest)
        return salt.seal

    def forget(self, *subjects: UUID) -> int:
        """Forget the salts of these subjects for good; return how many there were."""
        return self.filter(subject_id__in=subjects).delete()[0]


class Salt(models.Model):
    """The salt of one content of one subject: an item, or what else was decided about (an appointment)."""

    subject_id = models.UUIDField(_("what the content is of"))
    digest = models.CharField(_("digest of the content"), max_length=64)
    salt = models.CharField(_("salt"), max_length=64, default=new_salt)

    objects: ClassVar[SaltQuerySet] = SaltQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("salt of the record")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "digest"], name="salt_once_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.digest[:12]}"

    @property
    def seal(self) -> str:
        """Return what the record holds of this content."""
        return seal(self.salt, self.digest)
