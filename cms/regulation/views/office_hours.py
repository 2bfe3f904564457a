"""The office hours that a portal keeps, in its settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.regulation.forms.errors import spread
from cms.regulation.models import OfficeHoursPeriod
from cms.regulation.office_hours import RemoveOfficeHours, SetOfficeHours, spans_of
from cms.regulation.queries import in_force
from cms.regulation.registers import label_choices, word
from cms.regulation.views.base import RegulationScreen
from cms.regulation.views.calendar import day_field

HALVES = ("morning", "afternoon")
TIME = "%H:%M"


class OfficeHoursForm(forms.Form):
    """From which day, from when to when before and after lunch, on which days."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["valid_from"] = day_field()
        self.fields["valid_from"].label = _("From")
        labels = {
            "morning_opens": _("Morning, from"), "morning_closes": _("Morning, until"),
            "afternoon_opens": _("Afternoon, from"), "afternoon_closes": _("Afternoon, until"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name] = forms.TimeField(
                label=label,
                required=False,
                input_formats=[TIME],
                widget=forms.TimeInput(format=TIME, attrs={"placeholder": "07:30"}),
                error_messages={"invalid": _("Write hour:minute, for example 07:30.")},
            )
        self.fields["weekdays"] = forms.MultipleChoiceField(
            label=_("Working days"),
            required=False,
            choices=label_choices("weekday"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None ticked: as the regulation says, else Monday to Friday."),
        )
        self.fields["decision"] = forms.CharField(
            label=_("By which decision"), required=False, max_length=200
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a half of the day that only begins or only ends, or ends before it begins; beside the field."""
        given = super().clean() or {}
        before = None
        for half in HALVES:
            opens, closes = given.get(f"{half}_opens"), given.get(f"{half}_closes")
            if bool(opens) != bool(closes):
                missing = f"{half}_closes" if opens else f"{half}_opens"
                if missing not in self.errors:
                    self.add_error(
                        missing, _("Fill this in, or leave both times of this half of the day empty.")
                    )
            elif opens and closes and opens >= closes:
                self.add_error(f"{half}_closes", _("It has to be later than when it opens."))
            elif opens and before and opens < before:
                self.add_error(f"{half}_opens", _("The afternoon cannot begin before the morning has ended."))
            before = closes or before
        return given

    def spans(self) -> list[str]:
        """Return the spans. Raises ValidationError where neither half is worked."""
        halves = []
        for half in HALVES:
            opens, closes = self.cleaned_data.get(f"{half}_opens"), self.cleaned_data.get(f"{half}_closes")
            halves.append((opens.strftime(TIME), closes.strftime(TIME)) if opens and closes else None)
        return spans_of(halves[0], halves[1])


class OfficeHoursView(RegulationScreen):
    """*Giờ làm việc*: what holds, since when, and what is to hold from a day on."""

    template_name = "regulation/office_hours.html"
    header_icon = "time"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Office hours")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the periods and the form."""
        kwargs.setdefault("form", OfficeHoursForm())
        periods = [
            (one, ", ".join(one.spans), ", ".join(word("weekday", day) for day in one.weekdays))
            for one in OfficeHoursPeriod.objects.all()
        ]
        usual = in_force().value("calendar.office_hours")
        return super().get_context_data(periods=periods, usual=", ".join(usual.value or ()), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Set hours, or take a period out."""
        if request.POST.get("act") == "remove":
            RemoveOfficeHours(by=request.user, key=int(request.POST["key"])).execute()
            messages.success(request, _("The period is taken out; open deadlines are computed anew."))
            return redirect("regulation_office_hours")
        form = OfficeHoursForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                SetOfficeHours(
                    by=request.user,
                    valid_from=given["valid_from"],
                    spans=form.spans(),
                    weekdays=given["weekdays"],
                    decision=given["decision"],
                ).execute()
            except ValidationError as refusal:
                spread(form, refusal, {"spans": "morning_opens"})
            else:
                messages.success(request, _("Saved. Open deadlines are computed anew."))
                return redirect("regulation_office_hours")
        return self.render_to_response(self.get_context_data(form=form))
