"""The form of a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from sites.releases.enums import ReleaseType
from sites.webhooks.acts import Wishes
from sites.webhooks.enums import Scope
from sites.webhooks.guard import Guard, UnusableUrl
from sites.webhooks.models import MAX_URL, Endpoint
from tenants.enums import TenantKind
from tenants.models import Tenant

REASONS = {
    "syntax": gettext_lazy(
        "This is no complete address. It begins with https:// and names a host in letters without tone marks, such as https://nhan-tin.example.vn/webhook."
    ),
    "password": gettext_lazy(
        "An address may hold no user name or password. Messages are signed; that is what the receiver checks."
    ),
    "scheme": gettext_lazy(
        "The address has to begin with https://. Plain http:// is allowed only in networks that the operator has opened."
    ),
    "port": gettext_lazy("This port is not allowed. Allowed are 80, 443 and 1024 to 65535."),
    "network": gettext_lazy(
        "This address lies in a private or reserved network. Allowed are the public Internet and the networks that the operator has opened."
    ),
}


class EndpointForm(forms.Form):
    """What an address is to be told."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("Which system it is, for people.")
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=MAX_URL,
        help_text=gettext_lazy("Where messages are sent, by POST. Redirections are not followed."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of items"),
        help_text=gettext_lazy("None chosen means all."),
        choices=ReleaseType.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    scope = forms.ChoiceField(label=gettext_lazy("Whose changes"), choices=Scope.choices)
    from_beginning = forms.BooleanField(
        label=gettext_lazy("Begin with everything that is public now"),
        help_text=gettext_lazy(
            "Otherwise the receiver is told of what is published or withdrawn from now on."
        ),
        required=False,
    )

    def __init__(self, *args: Any, tenant: Tenant, endpoint: Endpoint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if endpoint is not None:
            del self.fields["from_beginning"]
        if tenant.kind != TenantKind.PROVINCE:
            del self.fields["scope"]

    def clean_url(self) -> str:
        """Refuse what messages could never be sent to; the host's addresses are checked at each sending."""
        url: str = self.cleaned_data["url"].strip()
        try:
            Guard.of(settings.PORTAL_WEBHOOK_NETWORKS).check_url(url)
        except UnusableUrl as error:
            raise forms.ValidationError(REASONS[error.reason]) from error
        return url

    @property
    def wishes(self) -> Wishes:
        """What was filled in."""
        data = self.cleaned_data
        return Wishes(data["name"], data["url"], data["types"], Scope(data.get("scope", Scope.OWN)))
