"""What the desks' screens share: who may come in, and the way back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.models import User
from cms.board.act_screen import ActScreen
from cms.engagement.enums import CaseKind
from cms.engagement.kinds import KindOfCase, kind_of
from cms.engagement.models import Case
from cms.engagement.places import desk_path
from cms.engagement.powers import DeskPowers


class DeskScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of a desk."""

    header_icon = "help"
    request: HttpRequest
    kind: CaseKind = CaseKind.QUESTION

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in who may. Raises PermissionDenied for others."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        self.user, self.powers = request.user, DeskPowers.of(request.user)
        if not self.may_come():
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    @property
    def desk(self) -> KindOfCase:
        """Return the desk."""
        return kind_of(self.kind)

    def may_come(self) -> bool:
        """Return whether this person may see the screen."""
        return self.powers.may_enter

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [
            {"url": desk_path(self.kind), "label": str(self.desk.words.desk)},
            {"url": "", "label": self.get_page_title()},
        ]


class CaseScreen(DeskScreen):
    """A screen of one case."""

    @cached_property
    def case(self) -> Case:
        """Return the case; 404 where there is none at this desk."""
        cases = Case.objects.select_related("unit", "handler", "entered_by", "merged_into")
        found: Case = get_object_or_404(cases, pk=self.kwargs["pk"], kind=self.kind)
        return found

    def may_come(self) -> bool:
        """Return whether this person may read the case."""
        return self.powers.reads(self.case)


class FormScreen(ActScreen, DeskScreen):
    """A form of a desk's and the act behind it."""

    template_name = "engagement/act.html"

    def back(self) -> str:
        """Return to the desk."""
        return desk_path(self.kind)
