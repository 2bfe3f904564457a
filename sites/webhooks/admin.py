"""*Webhook* in Wagtail admin: the portal's addresses, one of them with its log, the form. Administrators decide, the head reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.powers import Powers
from sites.releases.enums import ReleaseType
from sites.webhooks import acts, signing
from sites.webhooks.enums import DeliveryState, EndpointState
from sites.webhooks.forms import EndpointForm
from sites.webhooks.models import Delivery, Endpoint
from tenants.context import current_tenant

A_PAGE = 50


class Screen(WagtailAdminTemplateMixin):
    """What all screens of webhooks have: who gets in, which portal's addresses they show."""

    header_icon = "link"
    changes = False
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the administrators, and the head to read."""
        powers = Powers.of(request.user)  # type: ignore[arg-type]
        self.may_change = powers.is_administrator
        needed = (
            powers.is_administrator if self.changes or request.method == "POST" else powers.manages_accounts
        )
        if not needed:
            raise PermissionDenied(
                _("Webhooks are kept by the portal's administrators; the head may read them.")
            )
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def endpoint(self) -> Endpoint:
        """The address that the screen is about, one of this portal."""
        return get_object_or_404(Endpoint.objects.of(current_tenant().pk), pk=self.kwargs["key"])

    @property
    def by(self) -> str:
        """Who acts, for the record."""
        return str(self.request.user)

    def trail(self, *more: tuple[str, str]) -> list[dict[str, str]]:
        """The way to this screen: pairs of address and label behind the list."""
        way = [(reverse("webhooks_list"), _("Webhooks")), *more]
        return [{"url": url, "label": label} for url, label in way]


class ListView(Screen, TemplateView):
    """All addresses of the portal."""

    template_name = "webhooks/list.html"

    def get_page_title(self) -> str:
        """The heading."""
        return _("Webhooks")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """The way here."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the addresses."""
        endpoints = list(Endpoint.objects.of(current_tenant().pk))
        return super().get_context_data(
            endpoints=endpoints,
            may_change=self.may_change,
            may_add=self.may_change and len(endpoints) < acts.MOST,
            **kwargs,
        )


class EndpointView(Screen, TemplateView):
    """One address: what it is told, its secret, what came of the messages, and what can be done."""

    template_name = "webhooks/endpoint.html"
    ACTS = ("pause", "resume", "secret", "test", "failed", "again", "remove")

    def get_page_title(self) -> str:
        """The heading."""
        return self.endpoint.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """The way here."""
        return self.trail(("", self.endpoint.name))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the log, narrowed by how far messages have come."""
        chosen = self.request.GET.get("tinh-trang", "")
        log = Delivery.objects.filter(endpoint=self.endpoint).order_by("-created_at", "-id")
        if chosen in DeliveryState.values:
            log = log.filter(state=chosen)
        labels = dict(ReleaseType.choices)
        return super().get_context_data(
            endpoint=self.endpoint,
            types=[labels[key] for key in self.endpoint.types if key in labels],
            may_change=self.may_change,
            secret=signing.secret_of(self.endpoint) if self.may_change else "",
            is_active=self.endpoint.state == EndpointState.ACTIVE,
            failed=log.filter(state=DeliveryState.FAILED).count(),
            chosen=chosen,
            states=DeliveryState.choices,
            page=Paginator(log, A_PAGE).get_page(self.request.GET.get("trang")),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was asked for."""
        act = request.POST.get("act", "")
        if act not in self.ACTS:
            messages.error(request, _("There is no such act."))
            return redirect("webhooks_endpoint", key=self.endpoint.pk)
        said = getattr(self, f"_{act}")()
        messages.success(request, said)
        return (
            redirect("webhooks_list")
            if act == "remove"
            else redirect("webhooks_endpoint", key=self.kwargs["key"])
        )

    def _pause(self) -> str:
        acts.pause(self.endpoint, self.by)
        return _("The webhook is paused. What changes meanwhile is told when it is resumed.")

    def _resume(self) -> str:
        acts.resume(self.endpoint, self.by)
        return _("The webhook is active again.")

    def _secret(self) -> str:
        acts.change_secret(self.endpoint, self.by)
        return _(
            "There is a new secret. The old one signs too for 24 hours; enter the new one at the receiver."
        )

    def _test(self) -> str:
        acts.try_out(self.endpoint)
        return _("A test message is on its way. The log shows what came of it.")

    def _failed(self) -> str:
        count = acts.send_again(self.endpoint)
        return _("%(count)d messages are sent again.") % {"count": count}

    def _again(self) -> str:
        message = get_object_or_404(
            Delivery, endpoint=self.endpoint, pk=_uuid(self.request.POST.get("message"))
        )
        count = acts.send_again(self.endpoint, message.pk)
        return _("The message is sent again.") if count else _("The message is on its way already.")

    def _remove(self) -> str:
        acts.remove(self.endpoint)
        return _("The webhook is removed.")


class EditView(Screen, FormView[EndpointForm]):
    """The form, for a new address or one that is there."""

    form_class = EndpointForm
    template_name = "webhooks/form.html"
    changes = True

    def get_page_title(self) -> str:
        """The heading."""
        return _("Edit webhook") if "key" in self.kwargs else _("New webhook")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """The way here."""
        if "key" not in self.kwargs:
            return self.trail(("", self.get_page_title()))
        endpoint = reverse("webhooks_endpoint", args=[self.endpoint.pk])
        return self.trail((endpoint, self.endpoint.name), ("", self.get_page_title()))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is there."""
        endpoint = self.endpoint if "key" in self.kwargs else None
        given = {**super().get_form_kwargs(), "tenant": current_tenant(), "endpoint": endpoint}
        if endpoint is not None:
            given["initial"] = {name: getattr(endpoint, name) for name in ("name", "url", "types", "scope")}
        return given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the button does."""
        return super().get_context_data(
            action_url=self.request.path,
            submit_button_label=_("Save"),
            submit_button_active_label=_("Saving…"),
            **kwargs,
        )

    def form_valid(self, form: EndpointForm) -> HttpResponse:
        """Enter or change it."""
        if "key" in self.kwargs:
            acts.change(self.endpoint, form.wishes, self.by)
            messages.success(self.request, _("The webhook is saved."))
            return redirect("webhooks_endpoint", key=self.endpoint.pk)
        begin = bool(form.cleaned_data["from_beginning"])
        try:
            made = acts.enter(current_tenant(), form.wishes, self.by, from_beginning=begin)
        except acts.TooMany:
            form.add_error(
                None, _("A portal has at most %(most)d webhooks. Remove one first.") % {"most": acts.MOST}
            )
            return self.form_invalid(form)
        messages.success(self.request, _("The webhook is active. Enter its secret at the receiver."))
        return redirect("webhooks_endpoint", key=made.pk)


class MessageView(Screen, TemplateView):
    """One message: its body and every attempt."""

    template_name = "webhooks/message.html"

    @cached_property
    def message(self) -> Delivery:
        """The message, one of this portal's."""
        return get_object_or_404(Delivery, endpoint=self.endpoint, pk=self.kwargs["message_key"])

    def get_page_title(self) -> str:
        """The heading."""
        return self.message.get_event_display()

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """The way here."""
        endpoint = reverse("webhooks_endpoint", args=[self.endpoint.pk])
        return self.trail((endpoint, self.endpoint.name), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the attempts."""
        settled = {DeliveryState.DELIVERED, DeliveryState.FAILED}
        return super().get_context_data(
            endpoint=self.endpoint,
            message=self.message,
            attempts=self.message.attempts.all(),
            may_send_again=self.may_change and self.message.state in settled,
            **kwargs,
        )


class WebhooksMenuItem(MenuItem):
    """Shown to the administrators and the head."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may read them."""
        return bool(Powers.of(request.user).manages_accounts)  # type: ignore[arg-type]


def menu_item() -> MenuItem:
    """The item of the settings menu."""
    return WebhooksMenuItem(
        gettext_lazy("Webhooks"), reverse("webhooks_list"), name="webhooks", icon_name="link", order=40
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
