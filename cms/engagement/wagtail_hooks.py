"""The desk in Wagtail admin: its menu and its screens."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts.models import User
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.engagement.rules import is_wanted
from cms.engagement.views.case import CaseView
from cms.engagement.views.desk import DeskView, EnterView, OpenDeskView
from cms.engagement.views.steps import StepView


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the desk's screens."""
    return [
        path("hoi-dap/", DeskView.as_view(), name="engagement"),
        path("hoi-dap/nhap/", EnterView.as_view(), name="engagement_enter"),
        path("hoi-dap/mo/", OpenDeskView.as_view(), name="engagement_open"),
        path("hoi-dap/<uuid:pk>/", CaseView.as_view(), name="engagement_case"),
        path("hoi-dap/<uuid:pk>/<slug:step>/", StepView.as_view(), name="engagement_step"),
    ]


class DeskMenuItem(MenuItem):
    """Shown to whoever has something to do at the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may enter; a desk that is off and has no case is shown to the head alone, who may open it."""
        if not isinstance(request.user, User):
            return False
        powers = DeskPowers.of(request.user)
        return powers.is_head or (powers.may_enter and (is_wanted() or Case.objects.exists()))


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Offer the desk."""
    return DeskMenuItem(
        _("Citizens' questions"), reverse("engagement"), name="engagement", icon_name="help", order=92
    )
