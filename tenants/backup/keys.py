"""Keys of backups, outside the database: who may read them, and the secret that does.

age's X25519 keys (https://age-encryption.org/v1). Whoever takes backups needs the recipients only; the
identity is needed to verify in full and to restore, and best kept on another machine.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from pyrage import IdentityError, RecipientError, x25519  # type: ignore[import-untyped]

from tenants.backup.errors import BackupError

RECIPIENTS = "PORTAL_BACKUP_RECIPIENTS"
IDENTITY_FILE = "PORTAL_BACKUP_IDENTITY_FILE"


@dataclass(frozen=True)
class KeyPair:
    """A new pair: what is configured, and what is put away."""

    recipient: str
    identity: str


def new_key_pair() -> KeyPair:
    """Make a pair of keys."""
    identity = x25519.Identity.generate()
    return KeyPair(str(identity.to_public()), str(identity))


def recipients() -> list[x25519.Recipient]:
    """Who will be able to read a new backup.

    Raises:
        BackupError: none is configured, or one is no key.
    """
    given = [one.strip() for one in os.environ.get(RECIPIENTS, "").split(",") if one.strip()]
    if not given:
        raise BackupError(
            _(
                "%(variable)s is empty: nobody could read the backup. “manage.py tenant backup-key” makes a pair of keys; the variable "
                "takes the public one (age1…), several are separated by commas."
            )
            % {"variable": RECIPIENTS}
        )
    try:
        return [x25519.Recipient.from_str(one) for one in given]
    except RecipientError as error:
        raise BackupError(
            _("%(variable)s holds what is no age key (age1…): %(error)s.")
            % {"variable": RECIPIENTS, "error": error}
        ) from error


def identities() -> list[x25519.Identity]:
    """The secrets that open backups.

    Raises:
        BackupError: the file is not configured, cannot be read, or holds none.
    """
    name = os.environ.get(IDENTITY_FILE, "")
    if not name:
        raise BackupError(
            _("%(variable)s is empty: give the file that holds the secret key (AGE-SECRET-KEY-…).")
            % {"variable": IDENTITY_FILE}
        )
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BackupError(
            _("The file of %(variable)s, %(name)s, cannot be read: %(error)s.")
            % {"variable": IDENTITY_FILE, "name": name, "error": error.strerror}
        ) from error
    try:
        found = [
            x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")
        ]
    except IdentityError as error:
        raise BackupError(
            _("%(name)s holds what is no age identity: %(error)s.") % {"name": name, "error": error}
        ) from error
    if not found:
        raise BackupError(_("%(name)s holds no line that begins with AGE-SECRET-KEY-.") % {"name": name})
    return found
