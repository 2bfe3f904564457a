"""What a visitor of the demo can look at beside the product. There is none of this outside the demo's settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.accounts.models import Appointment
from cms.demo.mailbox import letters_of
from cms.demo.portals import PASSWORD
from tenants.context import current_tenant


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List the demo accounts of this portal with their posts."""
    posts = (
        Appointment.objects.current().filter(user__is_demo=True).select_related("user").order_by("role_key")
    )
    context = {"tenant": current_tenant(), "posts": posts, "password": PASSWORD}
    return render(request, "demo/accounts.html", context)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the e-mails that the demo sent to this portal's officials, newest first."""
    addresses = set(Appointment.objects.values_list("user__email", flat=True))
    return render(
        request, "demo/mailbox.html", {"tenant": current_tenant(), "letters": letters_of(addresses)}
    )
