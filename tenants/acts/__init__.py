"""Acts on the registry. Each is made with what it needs, refuses what cannot be, and does all of it or
nothing.
"""

from tenants.acts.create import CreateTenant
from tenants.acts.hosts import AddHost, HandOverHost, RenameHost
from tenants.acts.states import ArchiveTenant, ResumeTenant, SuspendTenant

__all__ = [
    "AddHost",
    "ArchiveTenant",
    "CreateTenant",
    "HandOverHost",
    "RenameHost",
    "ResumeTenant",
    "SuspendTenant",
]
