"""Screens about one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordChangeView
from django.urls import reverse_lazy


class FirstPasswordView(LoginRequiredMixin, PasswordChangeView):
    """Asks for a password of one's own before anything else, at the first sign-in and after a reset."""

    template_name = "accounts/first_password.html"
    success_url = reverse_lazy("wagtailadmin_home")

    def form_valid(self, form: Any) -> Any:
        """Store the new password and let the account in."""
        answer = super().form_valid(form)
        form.user.must_change_password = False
        form.user.save(update_fields=["must_change_password"])
        return answer
