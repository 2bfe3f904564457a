"""What is done with a version: compare, try on past items, put in force, throw away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.regulation.concurrency import ChangedMeanwhile, state_of
from cms.regulation.differences import differences
from cms.regulation.drafts import DiscardDraft, PutInForce, problems, readable
from cms.regulation.forms.errors import spread
from cms.regulation.models import RegulationVersion
from cms.regulation.queries import in_force, surroundings
from cms.regulation.regulation import Regulation, VersionFacts
from cms.regulation.views.base import VersionScreen
from cms.regulation.what_if import as_if_always, past_items, replay
from tenants.calendar_day import today

USUAL_DAYS = 90


class DifferencesView(VersionScreen):
    """What differs from another version, in words."""

    template_name = "regulation/differences.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("What changes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the other versions, and the differences from the chosen one: the version in force unless said."""
        others = RegulationVersion.objects.exclude(pk=self.version.pk)
        chosen = self.request.GET.get("with")
        other = (
            get_object_or_404(others, pk=chosen) if chosen else others.on(today()).first() or others.first()
        )
        changes = differences(readable(other), readable(self.version), on=today()) if other else []
        return super().get_context_data(others=others, other=other, changes=changes, **kwargs)


class DaysForm(forms.Form):
    """How many days back."""

    days = forms.IntegerField(min_value=1, max_value=1500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["days"].label = _("Items of the last (days)")


class WhatIfView(VersionScreen):
    """Which items of the last days would be due at another time, or approved by others."""

    template_name = "regulation/what_if.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Try it on past items")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what would change."""
        form = DaysForm(self.request.GET if "days" in self.request.GET else {"days": USUAL_DAYS})
        moved, count = [], 0
        if form.is_valid():
            items = list(past_items(today() - dt.timedelta(days=form.cleaned_data["days"])))
            moved, count = list(replay(in_force(), self._proposed(), items)), len(items)
        return super().get_context_data(form=form, moved=moved, count=count, **kwargs)

    def _proposed(self) -> Regulation:
        file, day = readable(self.version), today()
        facts = VersionFacts(str(self.version.pk), day, state=self.version.state)
        return as_if_always(Regulation(file, facts, surroundings(day, file), asked_on=day))


class InForceForm(forms.Form):
    """On what footing: complete, or a copy that counts as in force by assumption."""

    assumed_from = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "05/03/2026"}),
        input_formats=["%d/%m/%Y"],
    )
    assumed_reason = forms.CharField(required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    past_is_meant = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first, reason = self.fields["assumed_from"], self.fields["assumed_reason"]
        first.label, reason.label = (
            _("Only for a copy without number or full date: counts as in force from"),
            _("Why from that day"),
        )
        self.fields["past_is_meant"].label = _("The first day lies in the past, and that is meant")
        first.help_text = _("Day/month/year. Every answer and the public page then say that this is assumed.")
        first.error_messages["invalid"] = _("Write day/month/year, for example 05/03/2026.")


class PutInForceView(VersionScreen):
    """The head puts a version in force, having seen what is missing."""

    template_name = "regulation/put_in_force.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Put in force")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is missing."""
        if not self.powers.is_head:
            raise PermissionDenied(_("Only the head puts a regulation in force."))
        kwargs.setdefault("form", InForceForm())
        kwargs.setdefault("seen", state_of(self.version))
        return super().get_context_data(problems=problems(self.version), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Put it in force, or say everything that is in the way."""
        form = InForceForm(request.POST)
        if form.is_valid():
            try:
                PutInForce(
                    by=request.user,
                    version=self.version,
                    seen=request.POST.get("seen", ""),
                    **form.cleaned_data,
                ).execute()
            except ChangedMeanwhile as changed:
                form.add_error(
                    None, f"{changed.saving.heading} {_('Look at it once more before you put it in force.')}"
                )
            except ValidationError as refusal:
                spread(form, refusal)
            else:
                messages.success(request, _("The regulation is in force from its first day on."))
                return redirect("regulation_versions")
        return self.render_to_response(self.get_context_data(form=form))


class DiscardView(VersionScreen):
    """Asks before a draft is thrown away."""

    template_name = "regulation/discard.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Throw the draft away")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Throw it away."""
        DiscardDraft(by=request.user, draft=self.version).execute()
        messages.success(request, _("The draft is thrown away."))
        return redirect("regulation_versions")
