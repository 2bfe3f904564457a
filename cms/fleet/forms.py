"""What work on portals needs to know, as the province's IT enters it. Each form gives the parameters that the fleet's worker reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.acts import AnnounceInterruption
from tenants.acts.hosts import checked_host, refuse_taken_host
from tenants.acts.interruptions import earliest_start
from tenants.calendar_day import LEGAL_ZONE, today
from tenants.errors import ActRefused
from tenants.fleet.standing import PortalStanding
from tenants.models import Tenant

MOMENT = "%H:%M %d/%m/%Y"
GIGABYTE = 1 << 30
LONGEST = 500


class WorkForm(forms.Form):
    """Work that needs no word: it is only confirmed."""

    def __init__(self, *args: Any, portals: Sequence[PortalStanding] = (), **options: Any) -> None:
        self.portals = portals
        super().__init__(*args, **options)

    def parameters(self) -> dict[str, Any]:
        """Return what the work needs beside its portals."""
        return {}


class ReasonForm(WorkForm):
    """Work that is done for a reason, which stays with the portal's state."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("It stays with the state, with your name and the time."),
        )

    def parameters(self) -> dict[str, Any]:
        """Return the reason."""
        return {"reason": self.cleaned_data["reason"]}


class AnnounceForm(WorkForm):
    """From when until when, why, and if it could not be foreseen, why not."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts_at"] = _moment_field(_("Interrupted from"))
        self.fields["ends_at"] = _moment_field(_("Interrupted until"))
        self.fields["reason"] = forms.CharField(
            label=_("What is done"),
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Citizens read it on every page of the portals from now on."),
        )
        self.fields["force_majeure"] = forms.CharField(
            label=_("Force majeure"),
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_(
                "Only for what could not be foreseen. A planned interruption is announced at least 7 working days ahead: today, not "
                "before %(moment)s."
            )
            % {"moment": f"{self.earliest().astimezone(LEGAL_ZONE):{MOMENT}}"},
        )

    def earliest(self) -> dt.datetime:
        """Return when a planned interruption that is announced now may begin."""
        tenant = Tenant.objects.filter(pk=self.portals[0].id).first() if self.portals else None
        return earliest_start(timezone.now(), tenant)

    def clean(self) -> dict[str, Any]:
        """Refuse beside its field what the act would refuse later."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and self.portals:
            tenant = Tenant.objects.get(pk=self.portals[0].id)  # one province, one calendar
            try:
                AnnounceInterruption(tenant=tenant, by="", **data).refuse()
            except ActRefused as refusal:
                self.add_error(refusal.field, refusal.sentence)
        return data

    def parameters(self) -> dict[str, Any]:
        """Return instants as text (ISO 8601)."""
        moments = {name: self.cleaned_data[name].isoformat() for name in ("starts_at", "ends_at")}
        return {**self.cleaned_data, **moments}


class QuotaForm(WorkForm):
    """How much the portals may use; empty is without limit."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["storage"] = forms.DecimalField(
            label=_("Storage at most, in gigabytes"),
            required=False,
            min_value=Decimal("0.01"),
            max_value=Decimal(100_000),
            decimal_places=2,
            localize=True,
            help_text=_("Files and database together; empty: without limit."),
        )
        self.fields["accounts"] = forms.IntegerField(
            label=_("Open accounts at most"),
            required=False,
            min_value=1,
            max_value=100_000,
            help_text=_("Empty: without limit. Accounts that are open already stay open."),
        )
        if len(self.portals) == 1:
            storage, accounts = self.portals[0].storage.limit, self.portals[0].accounts.limit
            self.initial = {
                "storage": round(Decimal(storage) / GIGABYTE, 2) if storage else None,
                "accounts": accounts,
            }

    def parameters(self) -> dict[str, Any]:
        """Return bytes and a number; None is without limit."""
        storage = self.cleaned_data["storage"]
        return {
            "storage": int(storage * GIGABYTE) if storage else None,
            "accounts": self.cleaned_data["accounts"],
        }


class HostForm(WorkForm):
    """A host that leads nowhere yet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["host"] = forms.CharField(
            label=_("Host"), max_length=253, help_text=_("For example quangphu.thanhhoa.gov.vn.")
        )

    def clean_host(self) -> str:
        """Return the host as it is kept. Raises ValidationError for one that is none, or leads to a portal."""
        return free_host(self.cleaned_data["host"])

    def parameters(self) -> dict[str, Any]:
        """Return the host."""
        return {"host": self.cleaned_data["host"]}


class RenameForm(HostForm):
    """The portal's new canonical host; one of its own that redirects today may become it."""

    def clean_host(self) -> str:
        """Return the host. Raises ValidationError for one that is none, is canonical already, or leads to another portal."""
        own = self.portals[0].hosts if self.portals else ()
        try:
            name = checked_host(self.cleaned_data["host"])
        except ActRefused as refusal:
            raise ValidationError(refusal.sentence) from refusal
        if name in own[:1]:
            raise ValidationError(_("This is the portal's canonical host already."))
        return name if name in own else free_host(name)


class CreateForm(forms.Form):
    """A portal for one of the province's communes that has none."""

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"] = forms.ChoiceField(label=_("Unit"), choices=[("", _("Choose")), *units])
        self.fields["host"] = forms.CharField(
            label=_("Host"),
            max_length=253,
            required=False,
            help_text=_(
                "Empty: the commune's name without marks before the province's host, as the law has it (Decree 224/2026, article 11)."
            ),
        )
        self.fields["draft"] = forms.BooleanField(
            label=_("Prepare it first"),
            required=False,
            initial=True,
            help_text=_("Its editors can sign in; citizens see it when you put it into service."),
        )

    def clean_host(self) -> str:
        """Return the host, or nothing. Raises ValidationError for one that is none, or leads to a portal."""
        given = self.cleaned_data["host"]
        return free_host(given) if given.strip() else ""


class ImportForm(forms.Form):
    """A list of portals to make."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = forms.FileField(
            label=_("List (CSV in UTF-8)"),
            help_text=_(
                "Columns: code, hosts and, as you like, name, province, draft; separated by comma, semicolon or tab."
            ),
        )


def free_host(given: str) -> str:
    """Return a host as it is kept. Raises ValidationError for one that is none, or leads to a portal today."""
    try:
        name = checked_host(given)
        refuse_taken_host(name, today())
    except ActRefused as refusal:
        raise ValidationError(refusal.sentence) from refusal
    return name


def _moment_field(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"placeholder": "22:00 05/12/2026"}, format=MOMENT),
        help_text=_("Hour and day, for example 22:00 05/12/2026."),
        error_messages={"invalid": _("Give hour and day, for example 22:00 05/12/2026.")},
    )
