"""A portal's own deadlines: the list with its counts, the same as CSV, one deadline with its history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.powers import Powers
from cms.clocks import acts
from cms.clocks.enums import Standing
from cms.clocks.listing import Filter, as_csv, clock_header, clock_rows, counts, share_in_time
from cms.clocks.models import Clock
from cms.regulation.registers import category_label, stops, word
from cms.regulation.vocabulary import DeadlineKey
from tenants.calendar_day import today
from tenants.guards import ensure_writable

A_PAGE = 50


def may_see(user: Any) -> bool:
    """Whether a person sees the portal's deadlines: whoever works on its content or manages it."""
    return user_has_any_page_permission(user) or Powers.of(user).manages_accounts


def filter_of(request: HttpRequest) -> Filter:
    """Return what a request narrows the list by; what it does not know is left out."""
    return Filter(standing=request.GET.get("tinh-trang", ""), category=request.GET.get("loai", ""))


class OwnScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen for whoever works on this portal."""

    header_icon = "time"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in whoever works on this portal."""
        if not may_see(request.user):
            raise PermissionDenied(_("Only people who work on this portal see its deadlines."))
        return super().dispatch(request, *args, **kwargs)


class ClocksView(OwnScreen):
    """*Thời hạn*: what is overdue, due within a day, on time, and what became of the rest."""

    template_name = "clocks/list.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Deadlines")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the counts, the filter and one page of clocks."""
        chosen = filter_of(self.request)
        clocks = Filter(chosen.standing, chosen.category).apply(Clock.objects.select_related("responsible"))
        numbers = counts(Clock.objects.all())
        used = Clock.objects.exclude(category="").order_by().values_list("category", flat=True).distinct()
        return super().get_context_data(
            tabs=[(one, Standing(one).label, numbers[one]) for one in Standing.values],
            share=share_in_time(numbers),
            chosen=chosen,
            categories=sorted(((key, category_label(key)) for key in used), key=lambda pair: pair[1]),
            page=Paginator(clocks, A_PAGE).get_page(self.request.GET.get("trang")),
            query=self._query(chosen),
            **kwargs,
        )

    @staticmethod
    def _query(chosen: Filter) -> str:
        return f"tinh-trang={chosen.standing}&loai={chosen.category}"


class ClocksCsvView(View):
    """The list as CSV, under the same filter, without pages."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """Return the file."""
        if not may_see(request.user):
            raise PermissionDenied(_("Only people who work on this portal see its deadlines."))
        clocks = filter_of(request).apply(Clock.objects.select_related("responsible"))
        return csv_answer(as_csv(clock_header(), clock_rows(clocks)), f"thoi-han-{today():%Y-%m-%d}.csv")


def csv_answer(lines: Any, name: str) -> StreamingHttpResponse:
    """Return CSV as a file to be kept."""
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class EndForm(forms.Form):
    """Why a deadline ends without its act."""

    reason = forms.CharField(required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = _("Why this is not done any more")


class ClockView(OwnScreen):
    """One deadline: the rule, what was overridden, the history; its end without publication for who may."""

    template_name = "clocks/clock.html"

    @cached_property
    def clock(self) -> Clock:
        """Return the clock."""
        return get_object_or_404(Clock.objects.select_related("responsible"), pk=self.kwargs["clock_id"])

    def get_page_title(self) -> str:
        """Return the heading."""
        return self.clock.title or self.clock.key_label

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [
            {"url": reverse("clocks_list"), "label": _("Deadlines")},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def may_end(self) -> bool:
        """Whether this person may end the deadline: the head, and who is responsible for it."""
        user = self.request.user
        return self.clock.is_open and (self.clock.responsible_id == user.pk or Powers.of(user).is_head)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the clock, its history, and what ends it."""
        kwargs.setdefault("form", EndForm())
        return super().get_context_data(
            clock=self.clock,
            standing=self.clock.current_standing,
            layer=word("layer", self.clock.layer) if self.clock.layer else "",
            stops_when=word("stop_event", stops()[DeadlineKey(self.clock.key)]),
            history=self.clock.history.select_related("by"),
            others=Clock.objects.of_subject(self.clock.subject_id).exclude(pk=self.clock.pk),
            may_end=self.may_end,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End the deadline, with the reason."""
        ensure_writable()
        if not self.may_end:
            raise PermissionDenied(_("Only the head, or who is responsible for the item, ends a deadline."))
        form = EndForm(request.POST)
        if form.is_valid():
            try:
                acts.end(self.clock, by=request.user, reason=form.cleaned_data["reason"])
            except ValidationError as refusal:
                form.add_error(None, refusal) if not hasattr(refusal, "error_dict") else form.add_error(
                    "reason", refusal.messages[0]
                )
            else:
                messages.success(request, _("The deadline is ended; the reason stands in its history."))
                return redirect("clocks_clock", self.clock.pk)
        return self.render_to_response(self.get_context_data(form=form))
