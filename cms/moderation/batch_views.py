"""Screens about several items: approving what was chosen from the list, and giving items under way the route of a new regulation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cms.board.powers import BoardPowers
from cms.moderation.batch import Outcome, approve_several
from cms.moderation.enums import Point
from cms.moderation.facts import facts_of
from cms.moderation.models import Submission
from cms.moderation.reading import waiting_items
from cms.moderation.rerouting import on_older_routes, reroute
from cms.moderation.views import ScreenMixin
from cms.regulation.queries import in_force

MOST = 50


class BatchView(ScreenMixin, TemplateView):
    """Read what was chosen, one under the other, and approve all of it with one press."""

    template_name = "moderation/batch.html"
    header_icon = "tick-inverse"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Approve several items")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the chosen items that wait for this person, with their content."""
        wanted = set(self.request.GET.getlist("item"))
        items = [
            item
            for item in waiting_items(self.request.user)
            if str(item.page.pk) in wanted and item.may_decide
        ][:MOST]
        shown = [(item, facts_of(item.content)) for item in items]
        return super().get_context_data(items=shown, points=Point.choices, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve each item of which the content shown is still the content submitted; say of each other why not."""
        chosen = [
            (int(key), digest)
            for key, _sign, digest in (pair.partition(":") for pair in request.POST.getlist("item")[:MOST])
            if key.isdigit()
        ]
        for outcome in approve_several(chosen, request.user, checked=request.POST.getlist("checked")):
            self._say(outcome)
        return redirect("moderation_waiting")

    def _say(self, outcome: Outcome) -> None:
        words = {"title": outcome.title, "why": outcome.refusal}
        if outcome.refusal:
            messages.error(self.request, _("“%(title)s” is not approved: %(why)s") % words)
        elif outcome.is_public:
            messages.success(self.request, _("“%(title)s” is approved and public.") % words)
        else:
            messages.success(self.request, _("Your approval of “%(title)s” is recorded.") % words)


class RerouteView(ScreenMixin, TemplateView):
    """The items under way that a newer regulation would send another way; the head may say that they go it."""

    template_name = "moderation/reroute.html"
    header_icon = "rotate"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the head. Raises PermissionDenied for others."""
        if not BoardPowers.of(request.user).is_head:  # type: ignore[arg-type]
            raise PermissionDenied(_("Only the head gives items under way another route."))
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Items on the route of an older rule")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the items, with the route they are on and the one they would get."""
        return super().get_context_data(items=on_older_routes(), regulation=in_force().title, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the chosen items the route of today."""
        chosen = Submission.objects.filter(pk__in=request.POST.getlist("item"), voided_at=None)
        count = len([reroute(submission, request.user) for submission in chosen])
        messages.success(
            request,
            ngettext(
                "%(count)s item begins anew on the route of today.",
                "%(count)s items begin anew on the route of today.",
                count,
            )
            % {"count": count},
        )
        return redirect("moderation_reroute")
