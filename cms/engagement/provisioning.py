"""What a new portal gets for its desks: a pair of keys, so that citizens can send from its first minute."""

from __future__ import annotations

from cms.engagement.keys import NoInstallationKey, ensure_key
from tenants.models import Tenant


def furnish(tenant: Tenant) -> None:
    """Give `tenant`, which is new and current, its keys. An installation without a key of its own leaves them out until it has one."""
    try:
        ensure_key()
    except NoInstallationKey:
        return
