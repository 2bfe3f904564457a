"""*Xã, phường lân cận*: which neighbours the first page links to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages

from sites.syndication import neighbours, powers
from sites.syndication.forms import NeighboursForm, units
from sites.syndication.views.base import Screen
from tenants.calendar_day import today
from tenants.context import current_tenant


class NeighboursView(Screen, FormView[NeighboursForm]):
    """The list to tick."""

    form_class = NeighboursForm
    template_name = "syndication/neighbours.html"
    header_icon = "link"
    reads = staticmethod(powers.may_receive)
    writes = staticmethod(powers.may_receive)
    success_url = reverse_lazy("syndication_neighbours")

    def get_page_title(self) -> str:
        """The heading."""
        return _("Neighbouring portals")

    def get_initial(self) -> dict[str, Any]:
        """Tick what is linked to."""
        return {"codes": [identity.code for identity in neighbours.neighbours(current_tenant())]}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the communes of the province that have a portal."""
        choices = units(neighbours.siblings(current_tenant()), today())
        return {**super().get_form_kwargs(), "choices": choices}

    def form_valid(self, form: NeighboursForm) -> HttpResponse:
        """Link to them."""
        neighbours.choose(current_tenant(), form.cleaned_data["codes"], self.user.get_full_name())
        messages.success(self.request, _("The links to neighbours are saved."))
        return super().form_valid(form)
