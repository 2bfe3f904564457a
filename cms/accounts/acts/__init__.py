"""Acts on accounts and appointments. Each is made with what it needs, refuses what may not be, and does all of it or nothing.

Every act raises PermissionDenied for who may not, ValidationError (by field) for what cannot be, TenantReadOnly in an archive.
"""

from cms.accounts.acts.accounts import (
    ChangeAccount,
    DisableAccount,
    EnableAccount,
    OpenAccount,
    SendPasswordLink,
)
from cms.accounts.acts.appointments import AppointHead, AppointPerson, EndAppointment

__all__ = [
    "AppointHead",
    "AppointPerson",
    "ChangeAccount",
    "DisableAccount",
    "EnableAccount",
    "EndAppointment",
    "OpenAccount",
    "SendPasswordLink",
]
