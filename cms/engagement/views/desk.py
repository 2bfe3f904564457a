"""The desk: its cases with their due times, entering one on a citizen's behalf, opening the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cms.clocks.enums import Standing
from cms.clocks.models import Clock
from cms.content import delivery
from cms.engagement import acts, rules
from cms.engagement.enums import OPEN_STATES, CaseKind, Channel, State
from cms.engagement.exchange import Contact
from cms.engagement.forms import ConfirmForm, EnterForm
from cms.engagement.mailing import secret_link
from cms.engagement.models import Case, Desk
from cms.engagement.views.base import DeskScreen, FormScreen
from cms.record.enums import Act as Recorded
from cms.record.writing import write as record
from cms.regulation.registers import field_label
from cms.regulation.vocabulary import DeadlineKey
from tenants.context import current_tenant
from tenants.guards import ensure_writable

A_PAGE = 50


class DeskView(DeskScreen):
    """*Hỏi – đáp*: what is open with its due time, the most urgent first; what is done, newest first."""

    template_name = "engagement/desk.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Citizens' questions")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the cases."""
        shown = self.request.GET.get("buoc", "")
        page = Paginator(self._cases(shown), A_PAGE).get_page(self.request.GET.get("trang"))
        clocks = _clocks([case.pk for case in page.object_list])
        rows = [
            (case, clocks.get(case.pk), field_label(case.field) if case.field else "")
            for case in page.object_list
        ]
        if shown == "":
            rows.sort(key=lambda row: (row[1] is None or row[1].due_at is None, row[1] and row[1].due_at))
        figure = rules.figure()
        return super().get_context_data(
            rows=rows, page=page, shown=shown, tabs=self._tabs(), powers=self.powers, figure=figure,
            is_open=rules.is_open(), is_silent=rules.is_silent(), overdue=Standing.OVERDUE, **kwargs,
        )  # fmt: skip

    def _cases(self, shown: str) -> QuerySet[Case]:
        cases = Case.objects.filter(kind=CaseKind.QUESTION).select_related("unit", "handler")
        if not (self.powers.receives or self.powers.is_head):
            cases = self.powers.concerning(cases)
        if shown in State.values:
            return cases.filter(state=shown)
        return cases.filter(state__in=OPEN_STATES).order_by("received_at")

    @staticmethod
    def _tabs() -> list[tuple[str, str]]:
        return [("", _("Not yet answered")), *((one.value, str(one.label)) for one in State)]


def _clocks(keys: list[UUID]) -> dict[UUID, Clock]:
    found = Clock.objects.filter(subject_id__in=keys, key=DeadlineKey.QA_ANSWER).with_standing()
    return {clock.subject_id: clock for clock in found}


class EnterView(FormScreen):
    """Enter a question on a citizen's behalf; the receipt is shown once."""

    form_class = EnterForm

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Enter a question on a citizen's behalf")

    @property
    def button(self) -> str:
        """Return the words on the button."""
        return _("Enter it")

    def may_come(self) -> bool:
        """Return whether this person receives questions."""
        return self.powers.receives

    def done(self, data: dict[str, Any]) -> HttpResponse:
        """Enter it and show the receipt to hand over."""
        contact = Contact(data["name"], data["email"], data["telephone"], data["address"])
        case, receipt = acts.enter(
            by=self.user, channel=Channel(data["channel"]), received_at=data["received_at"], text=data["text"],
            contact=contact, note=data["note"],
        )  # fmt: skip
        context = {"case": case, "link": secret_link(receipt.token)}
        return self.render_to_response(self.get_context_data(form=None, receipt=context))


class OpenDeskView(FormScreen):
    """Open or close a desk that the regulation says nothing of."""

    form_class = ConfirmForm

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Close the questions' desk") if rules.is_wanted() else _("Open the questions' desk")

    @property
    def button(self) -> str:
        """Return the words on the button."""
        return self.get_page_title()

    @property
    def explanation(self) -> str:
        """Return what will happen, and whose rule the answering time is."""
        if rules.is_wanted():
            return _("Citizens can send no more questions; what has come in is still answered.")
        return _("The regulation is silent on questions. Once open, they are to be answered %(limit)s (%(source)s).") % {
            "limit": rules.figure().words, "source": rules.figure_source(),
        }  # fmt: skip

    def may_come(self) -> bool:
        """Return whether this person decides on the desk: the head, where the regulation is silent."""
        return self.powers.is_head and rules.is_silent()

    def act(self, data: dict[str, Any]) -> str:
        """Open or close it."""
        ensure_writable(current_tenant())
        wanted = not rules.is_wanted()
        Desk.objects.update_or_create(
            kind=CaseKind.QUESTION, defaults={"is_open": wanted, "changed_by": self.user}
        )
        record(Recorded.SETTING_CHANGED, account=self.user.pk, clause="qa.enabled")
        delivery.writer().refresh_portal()
        return _("The questions' desk is open.") if wanted else _("The questions' desk is closed.")
