"""The forms of sending and receiving."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.content.models import SectionPage
from sites.syndication.enums import LEVELS, Audience, Kind, Place
from sites.syndication.neighbours import MOST
from sites.syndication.sending import COMMUNE_TYPES, Wishes
from tenants.enums import TenantKind, UnitType
from tenants.identity import new_id
from tenants.models import Tenant, TenantIdentity

LONGEST_REASON = 500


def units(codes: dict[str, Any], day: dt.date) -> list[tuple[str, str]]:
    """Choices of units by code: their names today."""
    found = TenantIdentity.objects.on(day).filter(tenant_id__in=codes.values()).order_by("name")
    return [(identity.code, f"{identity.name} ({identity.code})") for identity in found]


class SendForm(forms.Form):
    """What is sent how, to whom, until when. A commune's form has only what it may: offers to units it names."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    kind = forms.ChoiceField(label=_("Kind of sending"), choices=Kind.choices, widget=forms.RadioSelect)
    level = forms.TypedChoiceField(
        label=_("Level of the disaster's risk"),
        choices=[("", _("not said"))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Of emergency notices only (Quyết định 18/2021/QĐ-TTg)."),
    )
    audience = forms.ChoiceField(label=_("To whom"), choices=Audience.choices, widget=forms.RadioSelect)
    unit_types = forms.MultipleChoiceField(
        label=_("Types of units"), widget=forms.CheckboxSelectMultiple, required=False
    )
    codes = forms.MultipleChoiceField(label=_("Units"), widget=forms.CheckboxSelectMultiple, required=False)
    see_by = forms.DateField(
        label=_("To be read by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Who has not confirmed reading it is reminded the day before and once afterwards."),
    )
    ends_at = forms.DateTimeField(
        label=_("Shown until"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("It disappears by itself then. An emergency notice needs it, at most 7 days ahead."),
    )

    def __init__(self, *args: Any, sender: Tenant, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["codes"].choices = choices
        fields["unit_types"].choices = [(one.value, UnitType(one).label) for one in COMMUNE_TYPES]
        fields["level"].choices = [("", _("not said")), *((n, str(n)) for n in LEVELS)]
        self._offers_only = sender.kind == TenantKind.COMMUNE
        if self._offers_only:
            for name in ("kind", "level", "audience", "unit_types"):
                del self.fields[name]
            fields["codes"].required = True
        else:
            fields["kind"].initial, fields["audience"].initial = Kind.MANDATORY, Audience.ALL

    @property
    def wishes(self) -> Wishes:
        """What was filled in; what belongs to another choice of audience or kind is left out."""
        data = self.cleaned_data
        if self._offers_only:
            return Wishes(
                Kind.OFFERED,
                Audience.CODES,
                codes=data["codes"],
                see_by=data["see_by"],
                ends_at=data["ends_at"],
            )
        kind, audience = Kind(data["kind"]), Audience(data["audience"])
        return Wishes(
            kind,
            audience,
            unit_types=data["unit_types"] if audience == Audience.TYPES else (),
            codes=data["codes"] if audience == Audience.CODES else (),
            see_by=data["see_by"],
            ends_at=data["ends_at"],
            level=data["level"] if kind == Kind.EMERGENCY else None,
        )


class WithdrawForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The units that received it are shown it."),
    )


class PlaceForm(forms.Form):
    """Where it stands on the first page."""

    place = forms.ChoiceField(label=_("Place on the first page"), choices=Place.choices)


class DeclineForm(forms.Form):
    """Why an offer is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The sender reads it."),
    )


class DraftForm(forms.Form):
    """The section for an own draft."""

    section = forms.ModelChoiceField(
        label=_("Section"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.queryset = SectionPage.objects.filter(live=True).order_by("path")
        field.label_from_instance = lambda page: f"{'– ' * max(page.depth - 3, 0)}{page.title}"


class NeighboursForm(forms.Form):
    """The neighbours that the first page links to."""

    codes = forms.MultipleChoiceField(
        label=_("Neighbours"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("At most 12 communes and wards of the same province."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["codes"]
        field.choices = choices

    def clean_codes(self) -> list[str]:
        """Refuse too many."""
        codes: list[str] = self.cleaned_data["codes"]
        if len(codes) > MOST:
            raise forms.ValidationError(_("At most 12 neighbours can be linked to."))
        return codes
