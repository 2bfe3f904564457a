"""What sending and receiving add to Wagtail admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sites.syndication import powers, views
from tenants.context import current_tenant
from tenants.enums import TenantKind


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screens."""
    return [
        path("gui-tin/", views.SentListView.as_view(), name="syndication_sent"),
        path("gui-tin/chon/", views.ChooseView.as_view(), name="syndication_choose"),
        path("gui-tin/chon/<uuid:item_id>/", views.SendView.as_view(), name="syndication_send"),
        path("gui-tin/<uuid:key>/", views.BoardView.as_view(), name="syndication_board"),
        path("gui-tin/<uuid:key>/tiep-nhan.csv", views.BoardCsvView.as_view(), name="syndication_board_csv"),
        path("tin-gui-den/", views.ReceivedListView.as_view(), name="syndication_received_list"),
        path("tin-gui-den/<uuid:key>/", views.ReceivedView.as_view(), name="syndication_received"),
        path("xa-lan-can/", views.NeighboursView.as_view(), name="syndication_neighbours"),
    ]


class GuardedMenuItem(MenuItem):
    """Shown to whom its screen lets in."""

    def __init__(self, *args: Any, shown_to: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown_to = shown_to

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may open the screen."""
        return self._shown_to(request.user)


@hooks.register("register_admin_menu_item")
def register_sent_down() -> MenuItem:
    """Offer *Gửi xuống xã, phường* in a province."""
    return _item(
        _("Send to communes and wards"),
        "syndication_sent",
        "sent-down",
        "upload",
        950,
        _in(TenantKind.PROVINCE),
    )


@hooks.register("register_admin_menu_item")
def register_received() -> MenuItem:
    """Offer *Tin tỉnh gửi* in a commune."""
    return _item(
        _("Sent by the province"),
        "syndication_received_list",
        "received",
        "download",
        945,
        powers.may_receive,
    )


@hooks.register("register_admin_menu_item")
def register_offered() -> MenuItem:
    """Offer *Gửi xã, phường bạn* in a commune."""
    return _item(
        _("Offer to neighbours"), "syndication_sent", "offered", "upload", 947, _in(TenantKind.COMMUNE)
    )


@hooks.register("register_settings_menu_item")
def register_neighbours() -> MenuItem:
    """Offer the links to neighbours in the settings."""
    return _item(
        _("Neighbouring portals"), "syndication_neighbours", "neighbours", "link", 35, powers.may_receive
    )


def _item(label: Any, url: str, name: str, icon: str, order: int, shown_to: Any) -> MenuItem:
    return GuardedMenuItem(label, reverse(url), name=name, icon_name=icon, order=order, shown_to=shown_to)


def _in(kind: TenantKind) -> Callable[[Any], bool]:
    return lambda user: current_tenant().kind == kind and powers.may_follow(user)
