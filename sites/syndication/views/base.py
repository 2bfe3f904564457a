"""What all screens of sending and receiving have: who gets in, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class Screen(WagtailAdminTemplateMixin):
    """A screen for those whom `reads` lets in; only those of `writes` may post."""

    header_icon = "globe"
    reads: Callable[[Any], bool]
    writes: Callable[[Any], bool]
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in who may."""
        self.may_act = type(self).writes(request.user)
        allowed = self.may_act if request.method == "POST" else type(self).reads(request.user)
        if not allowed:
            raise PermissionDenied(_("Your posts do not give access to what is sent between portals."))
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> Any:
        """Who acts."""
        return self.request.user

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """The way here."""
        title: Any = self.get_page_title()
        return [*({"url": url, "label": label} for url, label in self.trail()), {"url": "", "label": title}]

    def trail(self) -> list[tuple[str, str]]:
        """Addresses and labels of the screens above."""
        return []
