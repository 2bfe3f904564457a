"""Forms of the board's screens. They ask; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cms.accounts.models import Appointment, User
from cms.accounts.posts import all_posts, source
from cms.board.enums import AbsenceKind
from cms.board.models import OrganisationUnit
from cms.board.powers import BoardPowers, delegable_roles
from cms.board.standing import BOARD
from cms.regulation.registers import word
from cms.regulation.vocabulary import Stage
from tenants.calendar_day import today


def people(*roles: str) -> forms.ModelChoiceField:
    """Return a field in which a person is chosen who holds, or will hold, a post: any, or one of `roles`."""
    posts = Appointment.objects.not_over().filter(user__is_active=True)
    if roles:
        posts = posts.holding(*roles)
    field = forms.ModelChoiceField(
        User.objects.filter(pk__in=posts.values("user")), empty_label=_("Choose the person")
    )
    field.label_from_instance = _with_posts  # type: ignore[assignment,method-assign]
    return field


def _with_posts(person: Any) -> str:
    posts = Appointment.objects.not_over().filter(user=person)
    return f"{person} – {', '.join(posts.values_list('post_title', flat=True))}"


def several(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    """Return a field of boxes to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class DelegationForm(forms.Form):
    """The head's power for a deputy."""

    decision_number = forms.CharField(
        label=_("Number and symbol of the document"),
        max_length=90,
        help_text=_("As printed, e.g. 05/UQ-BBT."),
    )
    decision_date = forms.DateField(label=_("Signed on"), widget=AdminDateInput, initial=today)
    first_day = forms.DateField(
        label=_("First day"),
        widget=AdminDateInput,
        initial=today,
        help_text=_("Today means from this moment."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=AdminDateInput,
        help_text=_("The power ends by itself at 00:00 of the day after."),
    )
    field_order = [
        "taker",
        "decision_number",
        "decision_date",
        "first_day",
        "last_day",
        "fields",
        "columns",
        "stages",
    ]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"] = people(*(delegable_roles() or {"nobody"}))
        self.fields["taker"].label = _("Who receives the power")
        self.fields["fields"] = several(
            _("Only in these fields"), source().fields(), _("Nothing marked: in all fields.")
        )
        columns = source().columns()
        if columns:
            self.fields["columns"] = several(
                _("Only in these sections"), columns, _("Nothing marked: in all sections.")
            )
        stages = [
            (stage.value, word("stage", stage))
            for stage in (Stage.FINAL, Stage.FIELD_REVIEW, Stage.COLUMN_MAIN)
        ]
        self.fields["stages"] = several(
            _("Only at these steps"), stages, _("Nothing marked: at every step at which the head decides.")
        )
        self.order_fields(self.field_order)


class AbsenceForm(forms.Form):
    """Who is away, from when to when."""

    kind = forms.ChoiceField(label=_("Reason"), choices=AbsenceKind.choices)
    first_day = forms.DateField(label=_("First day"), widget=AdminDateInput, initial=today)
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Leave it empty where it is not known; somebody then records that the person is back."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = people()
        self.fields["person"].label = _("Person")
        if not BoardPowers.of(by).keeps:
            self.fields["person"].queryset = User.objects.filter(pk=by.pk)  # type: ignore[attr-defined]
            self.fields["person"].initial = by.pk
        self.order_fields(["person", "kind", "first_day", "last_day"])


class EndForm(forms.Form):
    """Why a delegation ends before its last day."""

    reason = forms.CharField(
        label=_("Document or reason"),
        max_length=200,
        help_text=_("E.g. back from leave; or 06/UQ-BBT, 3/3/2026."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ConfirmForm(forms.Form):
    """Nothing to fill in."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class OfficeForm(forms.Form):
    """An office of the organisation tree."""

    name = forms.CharField(label=_("Name of the office"), max_length=200)
    parent = forms.ModelChoiceField(
        OrganisationUnit.objects.all(),
        label=_("Stands under"),
        required=False,
        empty_label=_("Stands at the top"),
    )
    position = forms.IntegerField(
        label=_("Order among its neighbours"), min_value=0, max_value=999, initial=0
    )
    decision = forms.CharField(
        label=_("Decision that established it"),
        max_length=120,
        required=False,
        help_text=_("Number and date, e.g. 849/QĐ-UBND, 11/12/2025."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(post.key, post.label) for post in source().posts()]
        self.fields["role_key"] = forms.ChoiceField(
            label=_("Role in the regulation"),
            required=False,
            choices=[
                ("", _("None: it only stands in the tree")),
                (BOARD, word("role", BOARD)),
                *_without_board(roles),
            ],
            help_text=_("Whoever is appointed to this role acts for the office."),
        )
        self.fields["fields"] = several(_("Fields in charge"), source().fields())
        columns = source().columns()
        if columns:
            self.fields["columns"] = several(_("Sections in charge"), columns)
        if not BoardPowers.of(by).is_head:
            for name in ("role_key", "fields", "columns"):
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].help_text = _("The head decides what an office is in charge of.")
        self.order_fields(["name", "role_key", "parent", "position", "decision", "fields", "columns"])


def _without_board(roles: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(key, label) for key, label in roles if key != BOARD]


def post_label(key: str) -> str:
    """Return the name of a post, the key itself where today's regulation has none of it."""
    post = all_posts().get(key)
    return post.label if post else key
