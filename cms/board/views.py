"""The board's screens: who holds which post, who stands in for whom, who is away."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.decisions import Decision
from cms.accounts.models import User
from cms.board import forms, reading
from cms.board.act_screen import ActScreen
from cms.board.acts import ArrangeOffice, EndAbsence, EndDelegation, GiveDelegation, RecordAbsence
from cms.board.enums import AbsenceKind
from cms.board.models import Absence, Delegation, OrganisationUnit
from cms.board.powers import BoardPowers
from cms.regulation.queries import in_force


class BoardScreen(WagtailAdminTemplateMixin, TemplateView):
    """What the screens share: who may come in, and the way back."""

    header_icon = "group"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in who may. Raises PermissionDenied for others."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        self.user, self.powers = request.user, BoardPowers.of(request.user)
        if not self.may_enter():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self) -> bool:
        """Return whether this person may see the screen."""
        return self.powers.may_see

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        here = {"url": "", "label": self.get_page_title()}
        board = {"url": reverse("board"), "label": _("Editorial board")}
        return [here] if isinstance(self, BoardView) else [board, here]


class BoardView(BoardScreen):
    """*Ban biên tập*: the organisation tree, the powers given, the absences."""

    template_name = "board/board.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Editorial board")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tree and what holds now."""
        _authority, stated, sources = in_force().deputy_rule()
        return super().get_context_data(
            offices=reading.offices(),
            delegations=[(given, reading.scope_words(given)) for given in reading.delegations()],
            absences=[(away, self.powers.may_record_absence_of(away.person)) for away in reading.absences()],
            powers=self.powers,
            may_record=self.powers.keeps or self.powers.is_member,
            deputy_clause="; ".join(source.clause_text for source in sources if source.clause_text)
            if stated
            else "",
            **kwargs,
        )


class BoardActView(ActScreen, BoardScreen):
    """A form of the board's, which knows who fills it in, and the act behind it."""

    title: Any = ""

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.title)

    def make_form(self, *data: Any) -> Form:
        """Return the form as this person gets it."""
        form: Form = self.form_class(*data, by=self.user, initial=self.get_initial())
        return form

    def back(self) -> str:
        """Return to the board."""
        return reverse("board")


class DelegateView(BoardActView):
    """Give the head's power to a deputy."""

    form_class = forms.DelegationForm
    header_icon = "key"
    title = gettext_lazy("Empower a deputy")
    button = gettext_lazy("Give the power")
    explanation = gettext_lazy(
        "Whoever receives it decides in your place until the last day. You can take it back at any time."
    )

    def may_enter(self) -> bool:
        """Return whether this person has the head's power."""
        return self.powers.may_delegate

    def act(self, data: dict[str, Any]) -> str:
        """Give it."""
        number, signed_on = data.pop("decision_number").strip(), data.pop("decision_date")
        given = GiveDelegation(by=self.user, decision=Decision(number, signed_on), **data).execute()
        return _("%(person)s is empowered until the end of %(day)s.") % {
            "person": given.taker,
            "day": f"{data['last_day']:%d/%m/%Y}",
        }


class EndDelegationView(BoardActView):
    """Take the power back."""

    form_class = forms.EndForm
    is_serious = True
    title = gettext_lazy("Take the power back")
    button = gettext_lazy("Take it back now")

    @property
    def explanation(self) -> str:
        """Return what will happen."""
        given = get_object_or_404(Delegation.objects.select_related("taker"), pk=self.kwargs["pk"])
        return _(
            "From this moment %(person)s decides in your place no more; what was decided stays decided."
        ) % {"person": given.taker}

    def may_enter(self) -> bool:
        """Return whether this person has the head's power."""
        return self.powers.may_delegate

    def act(self, data: dict[str, Any]) -> str:
        """End it."""
        given = get_object_or_404(Delegation, pk=self.kwargs["pk"])
        given = EndDelegation(by=self.user, delegation=given, reason=data["reason"]).execute()
        return _("The delegation to %(person)s is over.") % {"person": given.taker}


class AbsenceView(BoardActView):
    """Record that somebody is away."""

    form_class = forms.AbsenceForm
    header_icon = "date"
    title = gettext_lazy("Record an absence")
    button = gettext_lazy("Record the absence")
    explanation = gettext_lazy(
        "Who is away decides nothing; what would wait for them goes on by the portal's moderation rule."
    )

    def may_enter(self) -> bool:
        """Return whether this person records any absence."""
        return self.powers.keeps or self.powers.is_member

    def act(self, data: dict[str, Any]) -> str:
        """Record it."""
        data["kind"] = AbsenceKind(data["kind"])
        away = RecordAbsence(by=self.user, **data).execute()
        return _("It is recorded that %(person)s is away.") % {"person": away.person}


class EndAbsenceView(BoardActView):
    """Record that somebody is back."""

    form_class = forms.ConfirmForm
    title = gettext_lazy("Back again")
    button = gettext_lazy("Record that the person is back")

    @property
    def explanation(self) -> str:
        """Return what will happen."""
        away = get_object_or_404(Absence.objects.select_related("person"), pk=self.kwargs["pk"])
        return _("%(person)s acts again from this moment.") % {"person": away.person}

    def may_enter(self) -> bool:
        """Return whether this person records absences."""
        return self.powers.keeps or self.powers.is_member

    def act(self, data: dict[str, Any]) -> str:
        """End it."""
        away = EndAbsence(by=self.user, absence=get_object_or_404(Absence, pk=self.kwargs["pk"])).execute()
        return _("%(person)s is back.") % {"person": away.person}


class OfficeView(BoardActView):
    """Put an office into the tree, or change it."""

    form_class = forms.OfficeForm

    @property
    def office(self) -> OrganisationUnit | None:
        """Return the office to change, None for a new one."""
        key = self.kwargs.get("pk")
        return get_object_or_404(OrganisationUnit, pk=key) if key else None

    @property
    def title(self) -> str:
        """Return the heading."""
        return str(self.office) if self.office else _("Add an office")

    button = gettext_lazy("Save")

    def may_enter(self) -> bool:
        """Return whether this person keeps the tree."""
        return self.powers.keeps

    def get_initial(self) -> dict[str, Any]:
        """Fill in the office."""
        office = self.office
        names = ("name", "role_key", "parent", "position", "decision", "fields", "columns")
        return {name: getattr(office, name) for name in names} if office else {}

    def act(self, data: dict[str, Any]) -> str:
        """Save it."""
        return _("%(office)s is saved.") % {
            "office": ArrangeOffice(by=self.user, office=self.office, **data).execute()
        }
