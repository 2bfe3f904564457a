"""Forms of the desk's screens. They ask; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cms.board.forms import people
from cms.board.models import OrganisationUnit
from cms.engagement.acts.receiving import LONGEST, SHORTEST
from cms.engagement.enums import REFUSED, Channel
from cms.regulation.registers import field_choices


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ClassifyForm(forms.Form):
    """Take a case as a question."""

    topic = forms.CharField(
        label=_("The matter in a few words"),
        max_length=150,
        help_text=_("It stands in lists and letters to officials: name the matter, never a person."),
    )
    field = forms.ChoiceField(label=_("Field"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("Choose the field")), *field_choices()]  # type: ignore[attr-defined]


class OutOfScopeForm(forms.Form):
    """Tell who asked where to go."""

    where_to = forms.CharField(
        label=_("Where the asker can go"),
        widget=_long(4),
        help_text=_("The office, its address and telephone. The asker reads it as you write it."),
    )


class RefuseForm(forms.Form):
    """Not take a complaint or denunciation as a question."""

    closing = forms.ChoiceField(
        label=_("It is"), choices=[(one.value, one.label) for one in REFUSED], widget=forms.RadioSelect
    )


class ForwardForm(forms.Form):
    """Give a question to who answers."""

    unit = forms.ModelChoiceField(
        OrganisationUnit.objects.all(), label=_("Office"), required=False, empty_label=_("no office")
    )
    note = forms.CharField(label=_("Note for who answers"), max_length=500, required=False, widget=_long(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = people()
        person.label, person.required, person.empty_label = _("Official"), False, _("nobody by name")
        self.fields["handler"] = person
        self.order_fields(["unit", "handler", "note"])


class AskForm(forms.Form):
    """Ask the asker for more."""

    text = forms.CharField(label=_("What is missing"), widget=_long(5))


class InterimForm(forms.Form):
    """How far handling has come, and by when the answer comes."""

    reason = forms.CharField(label=_("How far handling has come"), widget=_long(4))
    by_day = forms.DateField(label=_("The answer comes by"), widget=AdminDateInput)


class AnswerForm(forms.Form):
    """The answer."""

    text = forms.CharField(
        label=_("Answer"),
        widget=_long(14),
        help_text=_("To the asker. Name the documents you rely on; paragraphs are apart by an empty line."),
    )


class DecideForm(forms.Form):
    """Approve an answer, or return it."""

    APPROVE, RETURN = "approve", "return"
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVE, _("Approve")), (RETURN, _("Return"))],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("What is to be mended"), widget=_long(4), required=False, help_text=_("Needed to return it.")
    )


class HandOverForm(forms.Form):
    """That an approved answer was handed over."""

    at = forms.DateTimeField(
        label=_("Handed over or posted at"), widget=AdminDateTimeInput, initial=timezone.now
    )
    how = forms.CharField(label=_("How"), max_length=300)


class PublishForm(forms.Form):
    """The public wording of an answered question."""

    title = forms.CharField(label=_("Title"), max_length=200)
    question = forms.CharField(
        label=_("Question in public wording"), widget=_long(5), max_length=3000,
        help_text=_("In words of your own: no name, address or number of who asked."),
    )  # fmt: skip
    answer = forms.CharField(label=_("Answer in public wording"), widget=_long(12), max_length=10000)


class EnterForm(forms.Form):
    """A question that did not come by the portal's form."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(one.value, one.label) for one in Channel if one is not Channel.FORM],
    )
    received_at = forms.DateTimeField(
        label=_("Received at"), widget=AdminDateTimeInput, initial=timezone.now,
        help_text=_("The answering time counts from then."),
    )  # fmt: skip
    text = forms.CharField(label=_("Question"), min_length=SHORTEST, max_length=LONGEST, widget=_long(8))
    name = forms.CharField(label=_("Who asks"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example the number under which the letter came in."),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in."""
