"""What the desk's screens share: who may come in, the way back, forms whose errors stand beside their fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.models import User
from cms.board.views import show_errors
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers


class DeskScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of the desk."""

    header_icon = "help"
    request: HttpRequest

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

    def may_come(self) -> bool:
        """Return whether this person may see the screen."""
        return self.powers.may_enter

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [
            {"url": reverse("engagement"), "label": _("Citizens' questions")},
            {"url": "", "label": self.get_page_title()},
        ]


class CaseScreen(DeskScreen):
    """A screen of one case."""

    @cached_property
    def case(self) -> Case:
        """Return the case; 404 where there is none."""
        cases = Case.objects.select_related("unit", "handler", "entered_by")
        found: Case = get_object_or_404(cases, pk=self.kwargs["pk"])
        return found

    def may_come(self) -> bool:
        """Return whether this person may read the case."""
        return self.powers.reads(self.case)


class FormScreen(DeskScreen):
    """A form and the act behind it; what the act refuses stands beside its field."""

    template_name = "engagement/act.html"
    form_class: type[Form]
    button: Any = ""
    explanation: Any = ""
    is_serious = False

    def initial(self) -> dict[str, Any]:
        """Return what the form starts with."""
        return {}

    def back(self) -> str:
        """Return where “Back” leads."""
        return reverse("engagement")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and its words."""
        kwargs.setdefault("form", self.form_class(initial=self.initial()))
        return super().get_context_data(
            button=self.button, explanation=self.explanation, is_serious=self.is_serious, back=self.back(), **kwargs
        )  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act where the form is right; otherwise show what is wrong."""
        form = self.form_class(request.POST, initial=self.initial())
        if form.is_valid():
            try:
                return self.done(form.cleaned_data)
            except ValidationError as error:
                show_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, **kwargs))

    def done(self, data: dict[str, Any]) -> HttpResponse:
        """Do it and say so."""
        messages.success(self.request, self.act(data))
        return redirect(self.back())

    def act(self, data: dict[str, Any]) -> str:
        """Do it and return what to say. Raises ValidationError by field."""
        raise NotImplementedError
