"""Accounts in Wagtail admin: the two viewsets, the menus, what the history calls the acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.accounts import menus
from cms.accounts.viewsets import AccountViewSet, AppointmentViewSet

LATE = 1000  # after every other app has entered its items


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    """Enter *Tài khoản* and *Phân công*."""
    return [
        AccountViewSet("accounts_accounts", url_prefix="tai-khoan"),
        AppointmentViewSet("accounts_appointments", url_prefix="phan-cong"),
    ]


@hooks.register("construct_main_menu", order=LATE)
def keep_main_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer the main menu's known items."""
    menus.keep(menu_items, menus.MAIN)


@hooks.register("construct_settings_menu", order=LATE)
def keep_settings_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer the settings' known items."""
    menus.keep(menu_items, menus.SETTINGS)


@hooks.register("construct_reports_menu", order=LATE)
def keep_reports_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer the reports' known items."""
    menus.keep(menu_items, menus.REPORTS)


@hooks.register("construct_help_menu", order=LATE)
def keep_help_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer no links to other people's sites."""
    menus.keep(menu_items, menus.HELP)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the acts in the history."""
    actions.register_action("accounts.open", _("Open an account"), _("Account opened"))
    actions.register_action("accounts.send_link", _("Send a password link"), _("Password link sent"))
    actions.register_action("accounts.disable", _("Close an account"), _("Account closed"))
    actions.register_action("accounts.enable", _("Open an account again"), _("Account opened again"))
    actions.register_action("accounts.appoint", _("Appoint"), _("Appointed"))
    actions.register_action("accounts.end_appointment", _("End an appointment"), _("Appointment ended"))
