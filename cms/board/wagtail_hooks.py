"""The board in Wagtail admin: its menu, its screens, what the history calls the acts."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.accounts.models import User
from cms.board import views
from cms.board.powers import BoardPowers


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the board's screens."""
    return [
        path("ban-bien-tap/", views.BoardView.as_view(), name="board"),
        path("ban-bien-tap/uy-quyen/", views.DelegateView.as_view(), name="board_delegate"),
        path(
            "ban-bien-tap/uy-quyen/<uuid:pk>/thu-hoi/",
            views.EndDelegationView.as_view(),
            name="board_end_delegation",
        ),
        path("ban-bien-tap/vang-mat/", views.AbsenceView.as_view(), name="board_absence"),
        path(
            "ban-bien-tap/vang-mat/<uuid:pk>/tro-lai/",
            views.EndAbsenceView.as_view(),
            name="board_end_absence",
        ),
        path("ban-bien-tap/phong-ban/", views.OfficeView.as_view(), name="board_add_office"),
        path("ban-bien-tap/phong-ban/<uuid:pk>/", views.OfficeView.as_view(), name="board_office"),
    ]


class BoardMenuItem(MenuItem):
    """Shown to the board and to those who manage accounts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may read the board's screen."""
        return isinstance(request.user, User) and BoardPowers.of(request.user).may_see


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Offer the board."""
    return BoardMenuItem(_("Editorial board"), reverse("board"), name="board", icon_name="group", order=95)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the acts in the history."""
    actions.register_action("board.delegate", _("Empower"), _("Empowered"))
    actions.register_action("board.end_delegation", _("Take power back"), _("Power taken back"))
    actions.register_action("board.record_absence", _("Record an absence"), _("Absence recorded"))
    actions.register_action("board.end_absence", _("Record a return"), _("Return recorded"))
    actions.register_action("board.arrange", _("Arrange the offices"), _("Offices arranged"))
