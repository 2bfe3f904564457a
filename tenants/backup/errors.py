"""Why a backup cannot be taken or used; each sentence says what, where and what can be done."""

from tenants.errors import TenantError


class BackupError(TenantError):
    """A backup cannot be taken; nothing was left behind."""


class BackupRefused(BackupError):
    """A backup cannot be restored: it is torn, somebody else's, or newer than this version. Nothing was changed."""
