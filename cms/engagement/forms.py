"""Forms of the desks' screens. They ask; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cms.board.forms import people
from cms.board.models import OrganisationUnit
from cms.engagement import acts
from cms.engagement.enums import REFUSED, CaseKind, Channel
from cms.engagement.kinds import kind_of
from cms.engagement.models import Case
from cms.inbox.limits import CONTACT, FORMS, LONGEST, SHORTEST
from cms.regulation.registers import field_choices

SUPPLY = (
    ("portal", _("Under the secret link, on the portal")),
    ("post", _("A copy by post")),
    ("office", _("Read or copied at the office")),
)
"""The forms in which information can be requested (Luật 01/2026/QH16, Điều 24)."""


NATURES = (("wrong", _("The information is wrong")), ("unlawful", _("The content is unlawful")))
"""What a report says of an item (Luật 01/2026/QH16, Điều 22.4; the regulation on removing)."""


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseForm(forms.Form):
    """A form of one step; it is told of the case, which may say what can be chosen."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_case(case)

    def take_case(self, case: Case) -> None:
        """Fit the form to the case."""


class ClassifyForm(CaseForm):
    """Take a case on."""

    topic = forms.CharField(
        label=_("The matter in a few words"),
        max_length=150,
        help_text=_("It stands in lists and letters to officials: name the matter, never a person."),
    )
    field = forms.ChoiceField(label=_("Field"))

    def take_case(self, case: Case) -> None:
        """Offer the fields."""
        self.fields["field"].choices = [("", _("Choose the field")), *field_choices()]  # type: ignore[attr-defined]


class OutOfScopeForm(CaseForm):
    """Tell who asked where to go."""

    where_to = forms.CharField(
        label=_("Where the asker can go"),
        widget=_long(4),
        help_text=_("The office, its address and telephone. The asker reads it as you write it."),
    )


class RefuseForm(CaseForm):
    """Not take a complaint or denunciation."""

    closing = forms.ChoiceField(
        label=_("It is"), choices=[(one.value, one.label) for one in REFUSED], widget=forms.RadioSelect
    )


class ForwardForm(CaseForm):
    """Give a case to who handles it."""

    unit = forms.ModelChoiceField(
        OrganisationUnit.objects.all(), label=_("Office"), required=False, empty_label=_("no office")
    )
    note = forms.CharField(label=_("Note for who answers"), max_length=500, required=False, widget=_long(3))

    def take_case(self, case: Case) -> None:
        """Offer the people who work here."""
        person = people()
        person.label, person.required, person.empty_label = _("Official"), False, _("nobody by name")
        self.fields["handler"] = person
        self.order_fields(["unit", "handler", "note"])


class AskForm(CaseForm):
    """Ask the asker for more."""

    text = forms.CharField(label=_("What is missing"), widget=_long(5))


class InterimForm(CaseForm):
    """How far handling has come, and by when the answer comes."""

    reason = forms.CharField(label=_("How far handling has come"), widget=_long(4))
    by_day = forms.DateField(label=_("The answer comes by"), widget=AdminDateInput)


class AnswerForm(CaseForm):
    """The answer."""

    text = forms.CharField(
        label=_("Answer"),
        widget=_long(14),
        help_text=_("To the asker. Name the documents you rely on; paragraphs are apart by an empty line."),
    )


class SupplyForm(AnswerForm):
    """What is supplied to who requested information."""

    text = forms.CharField(
        label=_("What is supplied"),
        widget=_long(14),
        help_text=_(
            "The information itself, or where it stands; say of what could be supplied in part only."
        ),
    )
    cost = forms.IntegerField(
        label=_("Cost of copying and posting, in đồng"), initial=0, min_value=0,
        help_text=_("Nothing but the real cost may be asked; what had to be public costs nothing (Luật 01/2026/QH16, Điều 25)."),
    )  # fmt: skip


class ExtendForm(CaseForm):
    """More time for supplying."""

    by_day = forms.DateField(label=_("The information comes by"), widget=AdminDateInput)
    reason = forms.CharField(label=_("Why more time is needed"), widget=_long(4))


class DenyForm(CaseForm):
    """Refuse to supply, by a reason of the law."""

    reason = forms.ChoiceField(label=_("Reason of the law"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What it is in this case"),
        widget=_long(5),
        help_text=_("The requester reads it as you write it."),
    )
    earlier = forms.CharField(
        label=_("Codes of the earlier requests"), max_length=200, required=False,
        help_text=_("Only where the same was supplied to the same person before."),
    )  # fmt: skip

    def take_case(self, case: Case) -> None:
        """Offer the reasons of the law in force when the request was sent."""
        chosen = [(one.key, f"{one.label} ({one.words})") for one in acts.reasons(case).values()]
        self.fields["reason"].choices = chosen  # type: ignore[attr-defined]


class ErrorForm(CaseForm):
    """What is wrong in what was supplied."""

    text = forms.CharField(label=_("What is wrong or missing"), widget=_long(5))


class MergeForm(CaseForm):
    """Merge with an earlier petition."""

    code = forms.CharField(label=_("Code of the earlier one"), max_length=20)


class RemoveForm(CaseForm):
    """Take the item down until the office has decided."""

    reason = forms.CharField(label=_("Why it is taken down"), widget=_long(4))


class HandToForm(CaseForm):
    """Hand a petition over to another authority."""

    to = forms.ChoiceField(label=_("Authority"))
    reason = forms.CharField(label=_("Why it is that authority's matter"), widget=_long(3), max_length=500)

    def take_case(self, case: Case) -> None:
        """Offer the authorities with a portal in this province."""
        offered = [(str(one.pk), one.identity().name) for one in acts.authorities()]
        self.fields["to"].choices = [("", _("Choose the authority")), *offered]  # type: ignore[attr-defined]


class DecideForm(CaseForm):
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


class HandOverForm(CaseForm):
    """That an approved answer was handed over."""

    at = forms.DateTimeField(
        label=_("Handed over or posted at"), widget=AdminDateTimeInput, initial=timezone.now
    )
    how = forms.CharField(label=_("How"), max_length=300)


class PublishForm(CaseForm):
    """The public wording of an answered question."""

    title = forms.CharField(label=_("Title"), max_length=200)
    question = forms.CharField(
        label=_("Question in public wording"), widget=_long(5), max_length=3000,
        help_text=_("In words of your own: no name, address or number of who asked."),
    )  # fmt: skip
    answer = forms.CharField(label=_("Answer in public wording"), widget=_long(12), max_length=10000)


class EnterForm(forms.Form):
    """A case that did not come by the portal's form; it asks what that form asks, and how it came."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(one.value, one.label) for one in Channel if one not in (Channel.FORM, Channel.PORTAL)],
    )
    received_at = forms.DateTimeField(
        label=_("Received at"), widget=AdminDateTimeInput, initial=timezone.now,
        help_text=_("The answering time counts from then."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What was written"), min_length=SHORTEST, max_length=LONGEST, widget=_long(8)
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=300,
        required=False,
        help_text=_("Hamlet or neighbourhood, or an address."),
    )
    supply = forms.ChoiceField(label=_("How the information is wanted"), choices=SUPPLY, required=False)
    reason = forms.CharField(label=_("What it is for"), max_length=1000, required=False, widget=_long(3))
    item = forms.UUIDField(
        label=_("Key of the item"), required=False, help_text=_("It stands in the address of the form on the item's page.")
    )  # fmt: skip
    nature = forms.ChoiceField(label=_("What is the matter"), choices=NATURES, required=False)
    name = forms.CharField(label=_("Who sent it"), max_length=CONTACT["name"], required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=CONTACT["email"], required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=CONTACT["telephone"], required=False)
    address = forms.CharField(label=_("Address"), max_length=CONTACT["address"], required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example the number under which the letter came in."),
    )

    def __init__(self, *args: Any, kind: CaseKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = FORMS[kind_of(kind).envelope]
        for name in ("place", "supply", "reason", "item", "nature"):
            if name not in rules.longest:
                del self.fields[name]
        for name in rules.required:
            self.fields[name].required = True


class ConfirmForm(forms.Form):
    """Nothing to fill in."""
