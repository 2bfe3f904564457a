"""Asking for work on portals of the province. It is only queued here: the fleet's worker does it, with the owner's role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.fleet.powers import province_of
from tenants.enums import FleetAct
from tenants.fleet.runs import STATE_ACTS
from tenants.fleet.standing import PortalStanding, portals_below
from tenants.models import FleetRun


@dataclass(frozen=True, kw_only=True)
class AskForWork:
    """Queue work on portals of the province.

    Parameters:
        by: who asks; the province's IT.
        parameters: what the act needs, as the fleet's worker reads it; codes are looked for among the province's own portals there too.
    """

    by: Any
    act: FleetAct
    parameters: dict[str, Any]

    def execute(self) -> FleetRun:
        """Return the work, waiting. Raises Http404, PermissionDenied as `province_of` does."""
        province = province_of(self.by)
        return FleetRun.objects.create(
            act=self.act, province=province, asked_by=self.by.get_username(), parameters=self.parameters
        )


def chosen_portals(user: Any, codes: Iterable[str]) -> list[PortalStanding]:
    """Return the portals that these codes name, copies apart; raises ValidationError for a code that the province does not have."""
    own = {one.code: one for one in portals_below(province_of(user)) if not one.is_copy}
    wanted = list(dict.fromkeys(codes))
    if unknown := [code for code in wanted if code not in own]:
        raise ValidationError(
            _("The province has no portal with the code %(code)s.") % {"code": ", ".join(unknown[:5])}
        )
    return [own[code] for code in wanted]


def refused(act: FleetAct, portal: PortalStanding) -> str:
    """Return why an act cannot be done with a portal in its present state; empty where it can."""
    allowed = STATE_ACTS[act].allowed_from if act in STATE_ACTS else None
    if allowed is not None and portal.state not in allowed:
        return _("not possible: it is “%(state)s”") % {"state": portal.state.label}
    return ""
