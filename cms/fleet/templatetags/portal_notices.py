"""What everybody who works on a portal is told above every screen: announced interruptions, and storage or accounts that run out."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.powers import Powers
from tenants.context import current_tenant_or_none
from tenants.fleet.usage import account_share, limits_of, storage_share
from tenants.models import Interruption, Tenant, TenantUsage

register = template.Library()


@register.inclusion_tag("fleet/_notices.html", takes_context=True)
def portal_notices(context: Any) -> dict[str, Any]:
    """Return the notices of the current portal; none before somebody has signed in."""
    request, tenant = context.get("request"), current_tenant_or_none()
    if request is None or tenant is None or not getattr(request.user, "is_authenticated", False):
        return {}
    notices = [_interruption(one) for one in Interruption.objects.to_announce(tenant.pk)[:3]]
    if any(limits_of(tenant)):
        notices += _quotas(tenant, request.user)
    return {"notices": notices}


def _interruption(one: Interruption) -> str:
    from_, until = (timezone.localtime(instant) for instant in (one.starts_at, one.ends_at))
    words = {"from": f"{from_:%H:%M %d/%m/%Y}", "until": f"{until:%H:%M %d/%m/%Y}", "reason": one.reason}
    return _("Interruption announced from %(from)s until %(until)s: %(reason)s") % words


def _quotas(tenant: Tenant, user: Any) -> list[str]:
    """Whoever uploads is told of storage; accounts concern those who open them."""
    told, storage = [], storage_share(tenant)
    if storage.is_nearly_full:
        told.append(
            _(
                "The portal's storage is %(percent)d %% full: %(used)s of %(limit)s. When it is full no file can be uploaded."
            )
            % {
                "percent": storage.percent or 0,
                "used": filesizeformat(storage.used),
                "limit": filesizeformat(storage.limit or 0),
            }
        )
    usage = TenantUsage.objects.filter(tenant=tenant).values_list("accounts", flat=True).first() or 0
    accounts = account_share(tenant, usage)
    if accounts.is_nearly_full and Powers.of(user).manages_accounts:
        told.append(
            _("%(used)d of %(limit)d accounts are open. When all are, no further one can be opened.")
            % {"used": accounts.used, "limit": accounts.limit}
        )
    return told
