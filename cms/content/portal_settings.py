"""What stands in the footer of every page and how the portal looks: proposed here, public by approval like any content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.images.widgets import AdminImageChooser

from cms.accounts.powers import Powers
from cms.content.models import HomePage
from tenants.context import current_tenant
from tenants.guards import ensure_writable

FIELDS = ["address", "telephone", "email", "person_responsible", "accent", "emblem"]


@dataclass(frozen=True, kw_only=True)
class ProposePortalSettings:
    """Put new contact data and appearance forward: a draft of the home page, submitted to whom the regulation names.

    Raises PermissionDenied for who is neither head nor administrator, TenantReadOnly in an archive.
    """

    by: Any
    values: dict[str, Any]

    @transaction.atomic
    def execute(self) -> bool:
        """Submit the draft. Returns False, and does nothing, where nothing would change."""
        ensure_writable(current_tenant())
        if not may_propose(self.by):
            raise PermissionDenied(
                _("Only the head, the unit administrator or the province's IT changes these settings.")
            )
        home = current_draft()
        changed = {name: value for name, value in self.values.items() if getattr(home, name) != value}
        if not changed:
            return False
        for name, value in changed.items():
            setattr(home, name, value)
        home.save_revision(user=self.by, log_action=True)
        fresh = HomePage.objects.get(pk=home.pk)
        fresh.get_workflow().start(fresh, self.by)
        return True


def may_propose(user: Any) -> bool:
    """Return whether `user` may propose these settings."""
    return Powers.of(user).manages_accounts


def current_draft() -> HomePage:
    """Return the home page with its latest draft."""
    return HomePage.objects.get().get_latest_revision_as_object()


class PortalSettingsForm(WagtailAdminModelForm):
    """Contact in the footer, and the accent colour."""

    class Meta:
        model = HomePage
        fields = FIELDS
        widgets = {
            "accent": forms.TextInput(attrs={"type": "color", "class": "portal-colour"}),
            "emblem": AdminImageChooser,
        }


class PortalSettingsView(WagtailAdminTemplateMixin, FormView):
    """*Thông tin cổng*."""

    form_class = PortalSettingsForm
    template_name = "content/portal_settings.html"
    page_title = gettext_lazy("Contact and appearance")
    header_icon = "cog"
    success_url = reverse_lazy("portal_settings")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in those who may propose."""
        if not may_propose(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Name the screen in its header."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show the latest draft."""
        return {**super().get_form_kwargs(), "instance": current_draft()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a proposal waits."""
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            media=kwargs["form"].media,
            action_url=self.success_url,
            submit_button_label=_("Submit for approval"),
            submit_button_active_label=_("Submitting…"),
            waits=HomePage.objects.get().workflow_in_progress,
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Put the values forward."""
        if ProposePortalSettings(by=self.request.user, values=form.cleaned_data).execute():
            messages.success(
                self.request, _("The changes are submitted. They become public when they are approved.")
            )
        else:
            messages.info(self.request, _("Nothing was changed."))
        return super().form_valid(form)
