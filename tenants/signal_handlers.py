"""What this process forgets when it changes the registry itself."""

from typing import Any

from django.db import transaction

from tenants.resolver import resolver


def forget_hosts(**kwargs: Any) -> None:
    """Forget now, for the rest of the transaction, and again after it commits, for what others learned
    meanwhile.
    """
    resolver.clear()
    transaction.on_commit(resolver.clear)
