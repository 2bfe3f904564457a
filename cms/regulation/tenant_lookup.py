"""Which tenant a word on the command line means: a code, or the unit's name in ASCII."""

from __future__ import annotations

from tenants.calendar_day import today
from tenants.models import Tenant, TenantIdentity
from tenants.register.ascii import ascii_slug


class TenantNotFound(LookupError):
    """No tenant, or more than one, goes by that word; the message says which are meant."""


def find_tenant(word: str) -> Tenant:
    """Return the tenant of a code (`16522`) or of a name in ASCII (`quang-phu`).

    A code or name of today goes before one of the past. Names repeat across the country, so a name may be
    ambiguous.

    Raises:
        TenantNotFound: none or several tenants are meant.
    """
    identities = TenantIdentity.objects.select_related("tenant").order_by("code", "valid_from")
    found = (
        list(identities.filter(code=word))
        if word.isdigit()
        else [identity for identity in identities if ascii_slug(identity.short_name) == word]
    )
    day = today()
    current = [identity for identity in found if identity.holds(day)] or found
    tenants = {identity.tenant_id: identity for identity in current}
    if len(tenants) == 1:
        return next(iter(tenants.values())).tenant
    if not tenants:
        raise TenantNotFound(f"no tenant has the code or name {word!r}; “manage.py tenant list” shows them")
    meant = ", ".join(f"{identity.code} ({identity.name})" for identity in tenants.values())
    raise TenantNotFound(f"{word!r} is the name of several tenants: {meant}; give the code")
