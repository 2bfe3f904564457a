"""A desk: its cases with their due times, entering one on a citizen's behalf, opening the desk, the register of requests."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from cms.accounts.models import User
from cms.clocks.enums import Standing
from cms.clocks.listing import as_csv
from cms.content import delivery
from cms.engagement import acts, register, rules
from cms.engagement.enums import OPEN_STATES, CaseKind, Channel, State
from cms.engagement.exchange import Contact
from cms.engagement.forms import ConfirmForm, EnterForm
from cms.engagement.kinds import state_label
from cms.engagement.machine import MACHINES
from cms.engagement.mailing import secret_link
from cms.engagement.models import Case, Desk
from cms.engagement.places import admin_path, enter_path, open_path
from cms.engagement.powers import DeskPowers
from cms.engagement.timing import clocks_of
from cms.engagement.views.base import DeskScreen, FormScreen
from cms.record.enums import Act as Recorded
from cms.record.writing import write as record
from cms.regulation.registers import field_label
from tenants.context import current_tenant
from tenants.guards import ensure_writable

A_PAGE = 50


class DeskView(DeskScreen):
    """*Hỏi – đáp* and the other desks: what is open with its due time, the most urgent first; what is done, newest first."""

    template_name = "engagement/desk.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.desk.words.desk)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the cases."""
        shown = self.request.GET.get("buoc", "")
        page = Paginator(self._cases(shown), A_PAGE).get_page(self.request.GET.get("trang"))
        clocks = clocks_of([case.pk for case in page.object_list])
        rows = [
            (case, admin_path(case), clocks.get(case.pk), field_label(case.field) if case.field else "")
            for case in page.object_list
        ]
        if shown == "":
            rows.sort(key=lambda row: (row[2] is None or row[2].due_at is None, row[2] and row[2].due_at))
        return super().get_context_data(
            rows=rows, page=page, shown=shown, tabs=self._tabs(), powers=self.powers, words=self.desk.words,
            figure=rules.figure(self.kind), is_open=rules.is_open(self.kind), is_silent=rules.is_silent(self.kind),
            enter=enter_path(self.kind), opening=open_path(self.kind), register=self._register(),
            overdue=Standing.OVERDUE, **kwargs,
        )  # fmt: skip

    def _cases(self, shown: str) -> QuerySet[Case]:
        cases = Case.objects.filter(kind=self.kind).select_related("unit", "handler")
        if not (self.powers.receives or self.powers.is_head):
            cases = self.powers.concerning(cases)
        if shown in State.values:
            return cases.filter(state=shown)
        return cases.filter(state__in=OPEN_STATES).order_by("received_at")

    def _tabs(self) -> list[tuple[str, str]]:
        reached = {step.to for step in MACHINES[self.kind].values()} | {State.RECEIVED}
        own = [(one.value, state_label(self.kind, one)) for one in State if one in reached]
        return [("", _("Not yet answered")), *own]

    def _register(self) -> str:
        is_kept = self.kind == CaseKind.INFORMATION and (self.powers.receives or self.powers.is_head)
        return reverse("engagement_register") if is_kept else ""


class EnterView(FormScreen):
    """Enter a case on a citizen's behalf; the receipt is shown once."""

    form_class = EnterForm

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.desk.words.enter)

    @property
    def button(self) -> str:
        """Return the words on the button."""
        return _("Enter it")

    def may_come(self) -> bool:
        """Return whether this person receives what citizens send."""
        return self.powers.receives

    def make_form(self, *data: Any) -> Form:
        """Return the form of this desk."""
        return EnterForm(*data, initial=self.get_initial(), kind=self.kind)

    def done(self, data: dict[str, Any]) -> HttpResponse:
        """Enter it and show the receipt to hand over."""
        case, receipt = acts.enter(
            kind=self.kind, by=self.user, channel=Channel(data["channel"]), received_at=data["received_at"],
            text=data["text"], contact=Contact.of(data), note=data["note"],
        )  # fmt: skip
        link = secret_link(self.kind, receipt.token)
        context = {"case": case, "link": link, "address": admin_path(case)}
        return self.render_to_response(self.get_context_data(form=None, receipt=context))


class OpenDeskView(FormScreen):
    """Open or close a desk that the regulation says nothing of."""

    form_class = ConfirmForm

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.desk.words.close if rules.is_wanted(self.kind) else self.desk.words.open)

    @property
    def button(self) -> str:
        """Return the words on the button."""
        return self.get_page_title()

    @property
    def explanation(self) -> str:
        """Return what will happen, and whose rule the answering time is."""
        if rules.is_wanted(self.kind):
            return _("Citizens can send nothing more here; what has come in is still answered.")
        return _("The regulation is silent on this desk. Once it is open, answers are due %(limit)s (%(source)s).") % {
            "limit": rules.figure(self.kind).words, "source": rules.figure(self.kind).source,
        }  # fmt: skip

    def may_come(self) -> bool:
        """Return whether this person decides on the desk: the head, where the regulation is silent."""
        return self.powers.is_head and rules.is_silent(self.kind)

    def act(self, data: dict[str, Any]) -> str:
        """Open or close it."""
        ensure_writable(current_tenant())
        wanted = not rules.is_wanted(self.kind)
        Desk.objects.update_or_create(kind=self.kind, defaults={"is_open": wanted, "changed_by": self.user})
        record(Recorded.SETTING_CHANGED, account=self.user.pk, clause=rules.ENABLING[self.kind])
        delivery.writer().refresh_portal()
        return _("The desk is open.") if wanted else _("The desk is closed.")


class RegisterView(View):
    """*Sổ theo dõi*: the register of requests for information, without a word of who asked or what was said."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Give it as CSV (RFC 4180). Raises PermissionDenied for who does not receive requests."""
        powers = DeskPowers.of(request.user) if isinstance(request.user, User) else None
        if powers is None or not (powers.receives or powers.is_head):
            raise PermissionDenied
        content = as_csv(register.COLUMNS, register.rows(timezone.now()))
        response = HttpResponse("".join(content), content_type="text/csv; charset=utf-8")
        name = f"so-theo-doi-cung-cap-thong-tin-{timezone.localdate():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response
