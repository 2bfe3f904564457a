"""*Gửi xuống xã, phường*: choosing an item, sending it, following what receivers do, withdrawing it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from cms.clocks.listing import as_csv
from cms.clocks.views.own import csv_answer
from sites.releases.models import Release
from sites.syndication import powers, sending
from sites.syndication.board import board, csv_header, csv_rows
from sites.syndication.enums import Kind
from sites.syndication.forms import SendForm, WithdrawForm, units
from sites.syndication.models import Dispatch
from sites.syndication.released import Sent, released
from sites.syndication.views.base import Screen
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.enums import TenantKind, UnitType

A_PAGE = 30


class SendingScreen(Screen):
    """A screen of what this portal sends."""

    reads = staticmethod(powers.may_follow)
    writes = staticmethod(powers.may_send)

    @property
    def heading(self) -> str:
        """What the whole is called here."""
        if current_tenant().kind == TenantKind.PROVINCE:
            return _("Sent to communes and wards")
        return _("Offered to neighbours")

    def trail(self) -> list[tuple[str, str]]:
        """Below the list."""
        return [(reverse("syndication_sent"), self.heading)]


class SentListView(SendingScreen, TemplateView):
    """What this portal sent, the latest first."""

    template_name = "syndication/sent.html"

    def get_page_title(self) -> str:
        """The heading."""
        return self.heading

    def trail(self) -> list[tuple[str, str]]:
        """The first of them."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of them, each with its board in figures."""
        sent = Dispatch.objects.of(current_tenant().pk)
        page = Paginator(sent, A_PAGE).get_page(self.request.GET.get("trang"))
        public = released(each.pair for each in page)
        lines = []
        for dispatch in page:
            item = public.get(dispatch.pair)
            title = item.title if item else _("(no longer public)")
            lines.append((dispatch, title, board(dispatch, item), audience_text(dispatch)))
        is_province = current_tenant().kind == TenantKind.PROVINCE
        return super().get_context_data(
            page=page, lines=lines, may_send=self.may_act, is_province=is_province, **kwargs
        )


class ChooseView(SendingScreen, TemplateView):
    """The released items that can be sent."""

    template_name = "syndication/choose.html"
    reads = staticmethod(powers.may_send)

    def get_page_title(self) -> str:
        """The heading."""
        return _("Choose what to send")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of them, narrowed by words of their titles."""
        words = self.request.GET.get("q", "").strip()[:100]
        items = sending.sendable(current_tenant())
        for word in words.split():
            items = items.filter(title__icontains=word)
        page = Paginator(items, A_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(page=page, words=words, **kwargs)


class SendView(SendingScreen, FormView[SendForm]):
    """The form for one item."""

    template_name = "syndication/send.html"
    form_class = SendForm
    reads = staticmethod(powers.may_send)

    @cached_property
    def item(self) -> Release:
        """The item to send."""
        found = sending.sendable(current_tenant()).filter(item_id=self.kwargs["item_id"]).first()
        if found is None:
            raise Http404(_("Only a published article or legal document of this portal can be sent."))
        return found

    def get_page_title(self) -> str:
        """The heading."""
        return _("Send")

    def trail(self) -> list[tuple[str, str]]:
        """Below the choice."""
        return [*super().trail(), (reverse("syndication_choose"), _("Choose what to send"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the units that can be reached today."""
        sender = current_tenant()
        choices = units(sending.reachable(sender), today())
        return {**super().get_form_kwargs(), "sender": sender, "choices": choices}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the item."""
        return super().get_context_data(item=self.item, **kwargs)

    def form_valid(self, form: SendForm) -> HttpResponse:
        """Send it."""
        try:
            sent = sending.send(self.item.item_id, form.wishes, self.user, form.cleaned_data["key"])
        except sending.CannotSend as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("It is sent. The units see it at once."))
        return redirect("syndication_board", key=sent.pk)


class BoardView(SendingScreen, TemplateView):
    """One sent item: who read it, who answered what, who is late; and withdrawing it."""

    template_name = "syndication/board.html"

    @cached_property
    def sent(self) -> Dispatch:
        """The sent item, one of this portal's."""
        return get_object_or_404(Dispatch.objects.of(current_tenant().pk), pk=self.kwargs["key"])

    @cached_property
    def item(self) -> Sent | None:
        """Its public form; None where it is not public any more."""
        return released([self.sent.pair]).get(self.sent.pair)

    def get_page_title(self) -> str:
        """The heading; the item's own title stands below, where it has room."""
        return _("Sent item")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the board, narrowed to who is late or did not read it."""
        found = board(self.sent, self.item)
        chosen = self.request.GET.get("xem", "")
        kwargs.setdefault("form", WithdrawForm())
        return super().get_context_data(
            sent=self.sent,
            item=self.item,
            audience=audience_text(self.sent),
            board=found,
            lines=found.narrowed(late=chosen == "tre", unread=chosen == "chua-doc"),
            chosen=chosen,
            is_offer=self.sent.kind == Kind.OFFERED,
            is_active=self.sent.is_active(),
            may_withdraw=self.may_act and self.sent.withdrawn_at is None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw it."""
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if sending.withdraw(self.sent.pk, self.user, form.cleaned_data["reason"]):
            messages.success(request, _("It is withdrawn and gone from every portal."))
        return redirect("syndication_board", key=self.sent.pk)


class BoardCsvView(BoardView):
    """The board as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> StreamingHttpResponse:  # type: ignore[override]
        """Return the file."""
        sent = self.sent
        name = f"tiep-nhan-{sent.sent_at:%Y-%m-%d}-{str(sent.pk)[-6:]}.csv"
        return csv_answer(as_csv(csv_header(), csv_rows(board(sent, self.item).lines)), name)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse: a file is read only."""
        return HttpResponseNotAllowed(["GET", "HEAD"])


def audience_text(sent: Dispatch) -> str:
    """To whom something was sent, in words."""
    if sent.unit_types:
        return ", ".join(str(UnitType(one).label) for one in sent.unit_types)
    if sent.codes:
        return _("%(number)d chosen units") % {"number": len(sent.codes)}
    return str(sent.get_audience_display())
