"""Who looks after the portals of a province."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from cms.accounts.models import Appointment
from cms.accounts.posts import PROVINCE_IT
from tenants.context import current_tenant
from tenants.enums import TenantKind
from tenants.models import Tenant


def runs_fleet(user: Any) -> bool:
    """Whether a person looks after a province's portals: its IT, signed in to the province's own portal."""
    if not user.is_active or current_tenant().kind != TenantKind.PROVINCE:
        return False
    return user.is_superuser or Appointment.objects.current().holding(PROVINCE_IT).filter(user=user).exists()


def province_of(user: Any) -> Tenant:
    """Return the province that a person looks after.

    Raises Http404 in a portal that is no province's, which has no console, and PermissionDenied for anybody but the province's IT.
    """
    province = current_tenant()
    if province.kind != TenantKind.PROVINCE:
        raise Http404(_("Only a province's portal has this screen."))
    if not runs_fleet(user):
        raise PermissionDenied(_("Only the province's IT looks after the portals of the province."))
    return province
