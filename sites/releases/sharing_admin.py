"""*Chia sẻ lên cổng tỉnh*: which categories a commune lets its province show. The head decides, the administrators read."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.powers import Powers
from cms.regulation import registers
from sites.releases import sharing
from tenants.context import current_tenant
from tenants.enums import TenantKind
from tenants.guards import ensure_writable


class SharingForm(forms.Form):
    """The categories as a list to tick."""

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories the province shows too"),
        help_text=gettext_lazy(
            "Counts for what is published from now on. What is public already keeps what it was published with."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = registers.category_choices()  # type: ignore[attr-defined]


class SharingView(WagtailAdminTemplateMixin, FormView[SharingForm]):
    """The list for the portal of the request."""

    form_class = SharingForm
    template_name = "releases/sharing.html"
    page_title = gettext_lazy("Sharing with the province")
    header_icon = "globe"
    success_url = reverse_lazy("releases_sharing")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the head and the administrators of a commune."""
        self.powers = Powers.of(request.user)  # type: ignore[arg-type]
        if not may_read(request):
            raise PermissionDenied
        if request.method == "POST" and not self.powers.is_head:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Name the screen in its header."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_initial(self) -> dict[str, Any]:
        """Tick what is shared now."""
        keys = [key for key, _label in registers.category_choices()]
        rules = sharing.rules_of(current_tenant().pk, keys)
        return {"categories": [key for key, shared in rules.items() if shared]}

    def get_form(self, form_class: Any = None) -> SharingForm:
        """Let everybody but the head read only."""
        form = super().get_form(form_class)
        form.fields["categories"].disabled = not self.powers.is_head
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who may change it, and which province it is about."""
        parent = current_tenant().parent()
        return super().get_context_data(
            action_url=self.success_url,
            submit_button_label=_("Save"),
            submit_button_active_label=_("Saving…"),
            may_change=self.powers.is_head,
            province=parent.identity().name if parent else "",
            **kwargs,
        )

    def form_valid(self, form: SharingForm) -> HttpResponse:
        """Decide."""
        tenant = current_tenant()
        ensure_writable(tenant)
        wanted = set(form.cleaned_data["categories"])
        rules = {key: key in wanted for key, _label in registers.category_choices()}
        head: Any = self.request.user
        changed = sharing.change_rules(tenant.pk, rules, by=head.get_full_name())
        if changed:
            messages.success(self.request, _("Sharing with the province is changed."))
        return super().form_valid(form)


class SharingMenuItem(MenuItem):
    """Shown to the head and the administrators of a commune."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may read it."""
        return may_read(request)


def may_read(request: HttpRequest) -> bool:
    """Whether there is something to decide in this portal, and this person may see it."""
    if current_tenant().kind != TenantKind.COMMUNE:
        return False
    return bool(Powers.of(request.user).manages_accounts)  # type: ignore[arg-type]


def sharing_menu_item() -> MenuItem:
    """The item of the settings menu."""
    label = gettext_lazy("Sharing with the province")
    return SharingMenuItem(label, reverse("releases_sharing"), name="sharing", icon_name="globe", order=30)
