"""Forms of the acts on one item. They ask; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.widgets import AdminDocumentChooser

from cms.accounts.models import User
from cms.content.models import Attachment
from cms.moderation.forms import PointsField
from tenants.calendar_day import today


class SignatureForm(forms.Form):
    """The signature of a supplying unit on what it sent."""

    unit = forms.CharField(label=_("Supplying unit"), max_length=200)
    signatory = forms.CharField(
        label=_("Who signed"), max_length=150, help_text=_("Name and post, as under the text.")
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=AdminDateInput, initial=today)
    scan = forms.ModelChoiceField(
        Attachment.objects.all(),
        label=_("Scan of the signed text"),
        widget=AdminDocumentChooser,
        help_text=_("It is kept with the item and is not published."),
    )


class UrgentForm(forms.Form):
    """Why an item cannot wait for its review."""

    reason = forms.CharField(
        label=_("Why it cannot wait"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    checked = PointsField()


class ReviewByForm(forms.Form):
    """When a public item is looked at again."""

    review_by = forms.DateField(
        label=_("Look at it again by"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Whoever wrote it is told on that day. Leave it empty for no day."),
    )


class AssignForm(forms.Form):
    """To whom of those who may decide an item is given."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Who decides"), empty_label=_("Choose the person")
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined]
