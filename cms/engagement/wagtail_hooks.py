"""The desks in Wagtail admin: their menu and their screens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.accounts.models import User
from cms.engagement.enums import CaseKind
from cms.engagement.kinds import KINDS, KindOfCase
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.engagement.rules import is_wanted
from cms.engagement.views.case import CaseView
from cms.engagement.views.desk import DeskView, EnterView, OpenDeskView, RegisterView
from cms.engagement.views.steps import StepView


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the desks' screens."""
    requests = KINDS[CaseKind.INFORMATION].slug
    return [
        path(f"{requests}/so-theo-doi.csv", RegisterView.as_view(), name="engagement_register"),
        *(one for kind in KINDS.values() for one in _screens(kind)),
    ]


def _screens(desk: KindOfCase) -> list[URLPattern]:
    kind, name = desk.kind, f"engagement_{desk.kind.value}"
    return [
        path(f"{desk.slug}/", DeskView.as_view(kind=kind), name=name),
        path(f"{desk.slug}/nhap/", EnterView.as_view(kind=kind), name=f"{name}_enter"),
        path(f"{desk.slug}/mo/", OpenDeskView.as_view(kind=kind), name=f"{name}_open"),
        path(f"{desk.slug}/<uuid:pk>/", CaseView.as_view(kind=kind), name=f"{name}_case"),
        path(f"{desk.slug}/<uuid:pk>/<slug:step>/", StepView.as_view(kind=kind), name=f"{name}_step"),
    ]


class DeskMenuItem(MenuItem):
    """Shown to whoever has something to do at the desk."""

    def __init__(self, desk: KindOfCase, **more: Any) -> None:
        name = f"engagement_{desk.kind.value}"
        super().__init__(desk.words.desk, reverse_lazy(name), name=name, **more)
        self.kind = desk.kind

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may enter; a desk that is off and has no case is shown to the head alone, who may open it."""
        if not isinstance(request.user, User):
            return False
        powers = DeskPowers.of(request.user)
        used = is_wanted(self.kind) or Case.objects.filter(kind=self.kind).exists()
        return powers.is_head or (powers.may_enter and used)


_ICONS = {
    CaseKind.QUESTION: "help",
    CaseKind.PETITION: "comment",
    CaseKind.INFORMATION: "info-circle",
    CaseKind.REPORT: "warning",
}
_menu = Menu(
    items=[
        DeskMenuItem(desk, icon_name=_ICONS[desk.kind], order=order)
        for order, desk in enumerate(KINDS.values())
    ]
)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Offer the desks."""
    return SubmenuMenuItem(_("Citizens"), _menu, name="engagement", icon_name="group", order=92)
