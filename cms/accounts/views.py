"""Screens about one's own account: first password, reset by mail, the account page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from wagtail.admin.views import account

from cms.accounts.models import Appointment, User

# Name and address are the unit administrator's to change; a picture and notification settings of Wagtail's own have no use here.
NOT_OFFERED = (
    account.NameEmailSettingsPanel,
    account.AvatarSettingsPanel,
    account.NotificationsSettingsPanel,
)


class FirstPasswordView(LoginRequiredMixin, PasswordChangeView):
    """Asks for a password of one's own before anything else, where an account still has one that others know."""

    template_name = "accounts/first_password.html"
    success_url = reverse_lazy("wagtailadmin_home")

    def form_valid(self, form: Any) -> Any:
        """Store the new password and let the account in."""
        answer = super().form_valid(form)
        form.user.must_change_password = False
        form.user.save(update_fields=["must_change_password"])
        return answer


class ChoosePasswordView(account.PasswordResetConfirmView):
    """What the link in the letter leads to. Who reads the mailbox is the person: a lock after wrong passwords ends with it."""

    def form_valid(self, form: Any) -> Any:
        """Store the password that the person chose; nothing more is asked at the first sign-in."""
        answer = super().form_valid(form)
        User.objects.filter(pk=form.user.pk).update(
            must_change_password=False, failed_logins=0, locked_until=None
        )
        return answer


class OwnAccountView(account.AccountView):
    """Wagtail's account page with what is of use: look and password."""

    def get_panels(self) -> list[Any]:
        """Return the panels that are offered."""
        return [panel for panel in super().get_panels() if not isinstance(panel, NOT_OFFERED)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add by which posts this person works here."""
        posts = Appointment.objects.current().filter(user=self.request.user)
        return super().get_context_data(appointments=posts, **kwargs)


def not_offered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer 404: Wagtail's own screens of users and groups could set passwords and make superusers."""
    raise Http404(_("This screen is not offered: accounts and appointments have their own."))
