"""*Tin gửi đến*: what this portal was sent, and what is to be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from cms.content.models import ArticlePage
from sites.api.output import name_of, voice_or_none
from sites.releases.enums import ReleaseType
from sites.releases.models import Release
from sites.syndication import powers, receiving
from sites.syndication.board import history
from sites.syndication.enums import Answer, Kind, Place
from sites.syndication.forms import DeclineForm, DraftForm, PlaceForm
from sites.syndication.letters import late
from sites.syndication.models import Dispatch, Receipt
from sites.syndication.released import Sent, released
from sites.syndication.scope import Reach, received
from sites.syndication.views.base import Screen
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.errors import ActRefused

TOLD_FOR = timedelta(days=30)
"""So long the list says what was withdrawn, and why."""


@dataclass(frozen=True)
class Entry:
    """One item that this portal is sent, with what was done."""

    reach: Reach
    sent: Sent
    dispatch: Dispatch
    receipt: Receipt | None
    sender: str

    @property
    def is_seen(self) -> bool:
        """Whether it was read as it is now."""
        return bool(self.receipt and self.receipt.seen_version == self.sent.version)

    @property
    def is_new_version(self) -> bool:
        """Whether it changed since it was read."""
        return bool(self.receipt and self.receipt.seen_version and not self.is_seen)

    @property
    def is_late(self) -> bool:
        """Whether it should have been read and was not."""
        return late(self.dispatch, self.receipt, today())

    @property
    def state(self) -> str:
        """How things stand, in words."""
        if self.reach.kind == Kind.OFFERED:
            return str(Answer(self.reach.answer).label)
        if self.reach.kind == Kind.EMERGENCY:
            return _("Shown on every page")
        return str(Place(self.reach.place).label)


def entries() -> list[Entry]:
    """What the current portal is sent now, the latest first."""
    tenant = current_tenant()
    reaches = received(tenant.pk)
    public = released(reach.pair for reach in reaches)
    keys = [reach.dispatch_id for reach in reaches]
    dispatches = Dispatch.objects.in_bulk(keys)
    receipts = {
        receipt.dispatch_id: receipt
        for receipt in Receipt.objects.filter(tenant_id=tenant.pk, dispatch_id__in=keys)
    }
    names = {sender: name_of(sender) for sender in {reach.sender_id for reach in reaches}}
    return [
        Entry(
            reach,
            public[reach.pair],
            dispatches[reach.dispatch_id],
            receipts.get(reach.dispatch_id),
            names[reach.sender_id],
        )
        for reach in reaches
        if reach.pair in public
    ]


@dataclass(frozen=True)
class Withdrawn:
    """What this portal dealt with, and its sender withdrew since."""

    dispatch: Dispatch
    title: str
    sender: str


def lately_withdrawn() -> list[Withdrawn]:
    """What of it was withdrawn in the last 30 days, the latest first, for whoever looks for it."""
    since = timezone.now() - TOLD_FOR
    dealt_with = Dispatch.objects.filter(receipts__tenant_id=current_tenant().pk, withdrawn_at__gte=since)
    found = list(dealt_with.order_by("-withdrawn_at")[:20])
    public = released(each.pair for each in found)
    titles = {pair: sent.title for pair, sent in public.items()}
    return [
        Withdrawn(
            each,
            titles.get(each.pair, _("(no longer public)")),
            name_of(each.sender_id),
        )
        for each in found
    ]


class ReceivingScreen(Screen):
    """A screen of what this portal is sent."""

    header_icon = "download"
    reads = staticmethod(powers.may_receive)
    writes = staticmethod(powers.may_receive)


class ReceivedListView(ReceivingScreen, TemplateView):
    """All that this portal is sent now."""

    template_name = "syndication/received.html"

    def get_page_title(self) -> str:
        """The heading."""
        return _("Sent to this portal")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them: what waits for somebody first."""
        found = entries()
        waiting = [entry for entry in found if not entry.is_seen]
        return super().get_context_data(
            entries=sorted(found, key=lambda entry: entry.is_seen),
            waiting=len(waiting),
            withdrawn=lately_withdrawn(),
            **kwargs,
        )


class ReceivedView(ReceivingScreen, TemplateView):
    """One of them: its text, what can be done, what was done."""

    template_name = "syndication/received_item.html"
    ACTS = ("see", "place", "accept", "draft", "decline")

    @cached_property
    def entry(self) -> Entry:
        """The item, as this portal is sent it now."""
        found = next((one for one in entries() if one.dispatch.pk == self.kwargs["key"]), None)
        if found is None:
            raise Http404(_("This portal is not sent this item, or no longer."))
        return found

    def get_page_title(self) -> str:
        """The heading; the item's own title stands below, where it has room."""
        return _("Sent item")

    def trail(self) -> list[tuple[str, str]]:
        """Below the list."""
        return [(reverse("syndication_received_list"), _("Sent to this portal"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its text, the forms of the acts that it allows, and its history here."""
        entry = self.entry
        voice = voice_or_none(entry.reach.sender_id)
        receipt = entry.receipt
        for name, form in (("draft_form", DraftForm()), ("decline_form", DeclineForm())):
            kwargs.setdefault(name, form)
        is_offer = entry.reach.kind == Kind.OFFERED
        drafted = receipt.draft_page_id if receipt else None
        page = ArticlePage.objects.filter(pk=drafted).first() if drafted else None
        return super().get_context_data(
            entry=entry,
            full=Release.objects.values_list("full", flat=True).get(pk=entry.sent.row),
            origin=voice.origin if voice else "",
            is_offer=is_offer,
            may_draft=is_offer and entry.sent.type == ReleaseType.ARTICLE and page is None,
            draft_page=page,
            may_place=entry.reach.is_shown and entry.reach.kind != Kind.EMERGENCY,
            place_form=PlaceForm(initial={"place": entry.reach.place}),
            history=history(entry.dispatch, current_tenant().pk),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was asked for."""
        act = request.POST.get("act", "")
        if act not in self.ACTS:
            messages.error(request, _("There is no such act."))
            return redirect("syndication_received", key=self.kwargs["key"])
        try:
            return getattr(self, f"_{act}")() or redirect("syndication_received", key=self.kwargs["key"])
        except receiving.NotReceived as gone:
            messages.error(request, str(gone))
            return redirect("syndication_received_list")
        except (receiving.CannotAnswer, ActRefused) as refusal:
            messages.error(request, getattr(refusal, "sentence", "") or str(refusal))
            return redirect("syndication_received", key=self.kwargs["key"])

    def _see(self) -> None:
        receiving.see(self.kwargs["key"], self.user)
        messages.success(self.request, _("It is confirmed that this portal has read it."))

    def _place(self) -> None:
        form = PlaceForm(self.request.POST)
        if form.is_valid():
            receiving.place(self.kwargs["key"], Place(form.cleaned_data["place"]), self.user)
            messages.success(self.request, _("It is placed."))

    def _accept(self) -> None:
        receiving.accept(self.kwargs["key"], self.user)
        messages.success(self.request, _("It is accepted and shown on this portal, with its source."))

    def _draft(self) -> HttpResponse | None:
        form = DraftForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(draft_form=form))
        page = receiving.draft(self.kwargs["key"], form.cleaned_data["section"], self.user)
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Open the draft"))
        said = _("A draft is made. It becomes public through this portal's own approvals.")
        messages.success(self.request, said, buttons=[edit])
        return None

    def _decline(self) -> HttpResponse | None:
        form = DeclineForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(decline_form=form))
        receiving.decline(self.kwargs["key"], self.user, form.cleaned_data["reason"])
        messages.success(self.request, _("It is declined; the sender is told why."))
        return None
