"""What clocks do when the rules change."""

from __future__ import annotations

from typing import Any

from cms.clocks.recomputing import announce, recompute_open
from tenants.models import Tenant


def province_changed(sender: Any, province: Tenant, reason: str, by: str, **kwargs: Any) -> None:
    """The province's calendar or rulebook changed: each of its portals computes its open clocks anew."""
    announce(province, reason, by)


def own_rules_changed(sender: Any, reason: str, by: Any = None, **kwargs: Any) -> None:
    """The portal's own regulation or office hours changed: compute its open clocks anew, here and now."""
    recompute_open(reason, by=by)
