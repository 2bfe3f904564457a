"""Asking for work: which portals, what the work needs to know, and the confirmation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.fleet import forms
from cms.fleet.asking import AskForWork, chosen_portals, refused
from cms.fleet.views.base import ConsoleScreen
from tenants.enums import FleetAct
from tenants.fleet.runs import tenants_below
from tenants.fleet.standing import PortalStanding
from tenants.models import Backup, Interruption

CODES = "ma"
FORMS: dict[FleetAct, type[forms.WorkForm]] = {
    FleetAct.SUSPEND: forms.ReasonForm,
    FleetAct.RESUME: forms.ReasonForm,
    FleetAct.READ_ONLY: forms.ReasonForm,
    FleetAct.ARCHIVE: forms.ReasonForm,
    FleetAct.MAINTENANCE: forms.ReasonForm,
    FleetAct.BACK_UP: forms.WorkForm,
    FleetAct.VERIFY: forms.WorkForm,
    FleetAct.ANNOUNCE: forms.AnnounceForm,
    FleetAct.QUOTA: forms.QuotaForm,
    FleetAct.RENAME_HOST: forms.RenameForm,
    FleetAct.RESTORE_BESIDE: forms.HostForm,
    FleetAct.REMOVE_COPY: forms.WorkForm,
    FleetAct.CALL_OFF: forms.WorkForm,
}
SERIOUS = frozenset({FleetAct.SUSPEND, FleetAct.ARCHIVE, FleetAct.REMOVE_COPY})


class AskView(ConsoleScreen):
    """One kind of work, on the portals that the address names."""

    template_name = "fleet/ask.html"

    @cached_property
    def act(self) -> FleetAct:
        """Return the kind of work. Raises Http404 for one that is not asked for here."""
        act = next((one for one in FORMS if one.value == self.kwargs["act"]), None)
        if act is None:
            raise Http404(_("There is no such work."))
        return act

    @cached_property
    def thing(self) -> tuple[dict[str, Any], str, str]:
        """Return what the work is about where it is no portal as a whole: its parameters, the portal's code, words for people.

        Raises Http404 for what is not of this province.
        """
        key = self.request.GET.get("so", "")
        below = tenants_below(self.province)
        found: Any = None
        tenant: Any = None
        if self.act == FleetAct.RESTORE_BESIDE and _is_key(key):
            found = Backup.objects.kept().filter(pk=key, tenant__in=below).select_related("tenant").first()
            words, name, tenant = str(found), "backup", getattr(found, "tenant", None)
        elif self.act == FleetAct.REMOVE_COPY and _is_key(key):
            found = tenant = below.filter(pk=key, is_copy=True).first()
            words, name = ", ".join(host.name for host in found.hosts.all()) if found else "", "copy"
        elif self.act == FleetAct.CALL_OFF and key.isdigit():
            found = Interruption.objects.filter(
                pk=int(key[:18]), tenant__in=below, called_off_at=None
            ).first()
            words, name, tenant = getattr(found, "reason", ""), "interruption", getattr(found, "tenant", None)
        if found is None:
            raise Http404(_("The province has no such thing."))
        value = found.pk if isinstance(found.pk, int) else str(found.pk)
        return {name: value}, tenant.identity().code, words

    @property
    def is_about_a_thing(self) -> bool:
        """Whether the work is about a backup, a copy or an interruption rather than portals."""
        return self.act in {FleetAct.RESTORE_BESIDE, FleetAct.REMOVE_COPY, FleetAct.CALL_OFF}

    @cached_property
    def portals(self) -> list[PortalStanding]:
        """Return the portals. Raises Http404 where one is not the province's: it does not exist here."""
        codes = [self.thing[1]] if self.is_about_a_thing else self.request.GET.getlist(CODES)
        try:
            return chosen_portals(self.request.user, codes)
        except ValidationError as refusal:
            raise Http404(refusal.messages[0]) from refusal

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.act.label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the portals, each with why it cannot be, and the form."""
        kwargs.setdefault("form", FORMS[self.act](portals=self.portals))
        rows = [(portal, refused(self.act, portal)) for portal in self.portals]
        return super().get_context_data(
            act_key=self.act.value,
            is_serious=self.act in SERIOUS,
            rows=rows,
            possible=sum(not why for _portal, why in rows),
            thing=self.thing[2] if self.is_about_a_thing else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Queue the work and show how far it is."""
        form = FORMS[self.act](request.POST, portals=self.portals)
        possible = [portal.code for portal in self.portals if not refused(self.act, portal)]
        if not form.is_valid() or not possible:
            return self.render_to_response(self.get_context_data(form=form))
        given = self.thing[0] if self.is_about_a_thing else {"codes": possible}
        run = AskForWork(by=request.user, act=self.act, parameters={**form.parameters(), **given}).execute()
        return redirect("fleet_run", run.pk)


class ChooseView(ConsoleScreen):
    """From the list with its ticks to the work that was chosen."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on to the work, with the ticked portals in its address."""
        act = request.GET.get("viec", "")
        if act not in {one.value for one in FORMS}:
            raise Http404(_("There is no such work."))
        query = urlencode([(CODES, code) for code in request.GET.getlist(CODES)])
        return redirect(f"{reverse('fleet_ask', args=[act])}?{query}")


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
