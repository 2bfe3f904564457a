"""The clocks of a portal and their history, in the tenant's schema."""

from cms.clocks.models.clock import Clock
from cms.clocks.models.history import ClockEntry

__all__ = ["Clock", "ClockEntry"]
