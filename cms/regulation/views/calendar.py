"""The province's working calendar: days entered over the computed ones, decided years, what became of open deadlines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.province.models import CalendarDay, DecidedYear, Recomputation
from cms.regulation.calendar import calendar_table
from cms.regulation.forms.errors import spread
from cms.regulation.province_acts import DecideYear, RemoveDay, SetDay, keeps_calendar, kept_calendar
from cms.regulation.registers import word
from cms.regulation.vocabulary import Weekday
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.models import Tenant

DAY = ["%d/%m/%Y"]
RECENT = 5


def day_field() -> forms.DateField:
    """Return a field for a day as officials write it."""
    field = forms.DateField(
        input_formats=DAY, widget=forms.DateInput(attrs={"placeholder": "05/03/2027"}, format=DAY[0])
    )
    field.error_messages |= {
        "invalid": _("Write day/month/year, for example 05/03/2027."),
        "required": _("Fill this in."),
    }
    return field


class DayForm(forms.Form):
    """A day that differs from the computed calendar."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"] = day_field()
        self.fields["day"].label = _("Day")
        self.fields["working"] = forms.ChoiceField(
            label=_("That day is"), choices=[("off", _("a day off")), ("worked", _("worked"))]
        )
        self.fields["reason"] = forms.CharField(label=_("Why"), max_length=200, required=False)
        self.fields["decision"] = forms.CharField(
            label=_("By which decision"), max_length=200, required=False
        )


class YearForm(forms.Form):
    """A year whose days off are decided."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"] = forms.IntegerField(
            label=_("Year"), error_messages={"required": _("Fill this in.")}
        )
        self.fields["decision"] = forms.CharField(
            label=_("By which notice or decision"), max_length=200, required=False
        )


class ProvinceCalendarView(WagtailAdminTemplateMixin, TemplateView):
    """*Lịch làm việc*: a year's days off and make-up days, and two forms."""

    template_name = "regulation/calendar.html"
    header_icon = "date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the province's IT."""
        if not keeps_calendar(request.user):
            raise PermissionDenied(_("Only the province's IT keeps the working calendar."))
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Working calendar")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [{"url": "", "label": self.get_page_title()}]

    def _year(self) -> int:
        asked = self.request.GET.get("nam", "")
        return int(asked) if asked.isdigit() and 2022 <= int(asked) <= 2099 else today().year

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the year, the forms and the last recomputations."""
        province, year = current_tenant(), self._year()
        kwargs.setdefault("day_form", DayForm(prefix="ngay"))
        kwargs.setdefault("year_form", YearForm(prefix="nam"))
        return super().get_context_data(
            year=year,
            years=range(today().year - 2, today().year + 4),
            is_decided=kept_calendar(province).is_certain(dt.date(year, 1, 1), dt.date(year, 12, 31)),
            decided=list(DecidedYear.objects.filter(province=province)),
            platform=calendar_table().decided,
            days=special_days(province, year),
            recomputations=recomputations(province),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Enter a day or a year, or take a day out."""
        act = request.POST.get("act")
        if act == "remove":
            RemoveDay(by=request.user, day=dt.date.fromisoformat(request.POST["day"])).execute()
            return self._done(_("The day follows the computed calendar again."), request.POST["day"][:4])
        form = YearForm(request.POST, prefix="nam") if act == "year" else DayForm(request.POST, prefix="ngay")
        if form.is_valid():
            given = form.cleaned_data
            try:
                if act == "year":
                    entered = DecideYear(by=request.user, **given).execute().year
                else:
                    entered = (
                        SetDay(by=request.user, **{**given, "working": given["working"] == "worked"})
                        .execute()
                        .day.year
                    )
            except ValidationError as refusal:
                spread(form, refusal)
            else:
                return self._done(
                    _("Saved. Open deadlines of the province's portals are being computed anew."), entered
                )
        name = "year_form" if act == "year" else "day_form"
        return self.render_to_response(self.get_context_data(**{name: form}))

    def _done(self, text: str, year: Any) -> HttpResponse:
        messages.success(self.request, text)
        return redirect(f"{reverse('province_calendar')}?nam={year}")


def special_days(province: Tenant, year: int) -> list[dict[str, Any]]:
    """Return the days of a year that differ from the usual week, and every day that was entered, in order."""
    entered = {one.day: one for one in CalendarDay.objects.filter(province=province, day__year=year)}
    table = {dt.date.fromisoformat(one.day): one for one in calendar_table().days}
    calendar = kept_calendar(province)
    found = []
    day = dt.date(year, 1, 1)
    while day.year == year:
        working = calendar.is_working_day(day)
        if working != (day.weekday() < 5) or day in entered:
            known = table.get(day)
            found.append({
                "day": day,
                "weekday": word("weekday", list(Weekday)[day.weekday()]),
                "working": working,
                "entered": entered.get(day),
                "reason": known.reason if known else "",
            })  # fmt: skip
        day += dt.timedelta(days=1)
    return found


def recomputations(province: Tenant) -> Any:
    """Return the last recomputations with how far they are."""
    done = Q(shares__done_at__isnull=False)
    return (
        Recomputation.objects.filter(province=province)
        .annotate(
            portals=Count("shares"),
            done=Count("shares", filter=done),
            clocks=Sum("shares__open_clocks"),
            moved=Sum("shares__moved"),
        )
        .order_by("-begun_at")[:RECENT]
    )


class RecomputationView(ProvinceCalendarView):
    """One recomputation: which portal's deadlines moved."""

    template_name = "regulation/recomputation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the portals' shares."""
        from django.shortcuts import get_object_or_404

        found = get_object_or_404(Recomputation, pk=self.kwargs["key"], province=current_tenant())
        shares = found.shares.select_related("tenant").order_by("tenant__schema_name")
        named = [(share, share.tenant.identity().name) for share in shares]
        kwargs.pop("key", None)
        return super().get_context_data(recomputation=found, shares=named, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing is changed here."""
        return redirect("province_recomputation", kwargs["key"])
