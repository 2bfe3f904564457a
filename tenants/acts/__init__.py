"""Acts on the registry. Each is made with what it needs, refuses what cannot be, and does all of it or
nothing.
"""

from tenants.acts.create import CreateTenant
from tenants.acts.hosts import AddHost, HandOverHost, RenameHost
from tenants.acts.interruptions import AnnounceInterruption, CallOffInterruption
from tenants.acts.quotas import SetQuotas
from tenants.acts.states import (
    ArchiveTenant,
    BeginMaintenance,
    CloseToWriting,
    DeleteTenant,
    ResumeTenant,
    SuspendTenant,
)

__all__ = [
    "AddHost",
    "AnnounceInterruption",
    "ArchiveTenant",
    "BeginMaintenance",
    "CallOffInterruption",
    "CloseToWriting",
    "CreateTenant",
    "DeleteTenant",
    "HandOverHost",
    "RenameHost",
    "ResumeTenant",
    "SetQuotas",
    "SuspendTenant",
]
