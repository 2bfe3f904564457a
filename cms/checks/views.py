"""The screens of the checks: classification, personal data, purge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.checks.classification import declare_open, safe_next
from cms.checks.enums import Answer, Level
from cms.checks.forms import AnswerForm, LevelForm, PurgeForm
from cms.checks.media_forms import refusal
from cms.checks.models import PersonalDataAnswer, PurgedItem
from cms.checks.personal_data import Finding, Kind
from cms.checks.purging import may_purge, purge
from cms.checks.scanning import answer, answers, findings
from cms.moderation.takedown import may_take_down
from cms.moderation.views import FormActView, PageView, ScreenMixin

KINDS = {
    Kind.CITIZEN_ID: gettext_lazy("Citizen's identity number"),
    Kind.PHONE: gettext_lazy("Telephone number"),
    Kind.BANK_ACCOUNT: gettext_lazy("Bank account"),
    Kind.HEALTH: gettext_lazy("Words about health"),
    Kind.UNREADABLE: gettext_lazy("A file that no machine can read"),
}


class ClassifyView(WagtailAdminTemplateMixin, TemplateView):
    """Asks how the information is classified before an editor or an upload opens."""

    template_name = "checks/classify.html"
    header_icon = "lock"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("How is the information classified?")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question and where it leads."""
        kwargs.setdefault("form", LevelForm())
        return super().get_context_data(next=self._next(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open the screen for open information; for any other say why not. Nothing is kept of either but the right to open one screen."""
        form = LevelForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        level = Level(form.cleaned_data["level"])
        if not level.may_be_here:
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal(level)))
        target = self._next()
        declare_open(request, target.partition("?")[0])
        return redirect(target)

    def _next(self) -> str:
        return safe_next(self.request, self.request.POST.get("next") or self.request.GET.get("next", ""))


@dataclass(frozen=True)
class FindingRow:
    """One finding on the screen: what it is, what was answered, the form to answer."""

    finding: Finding
    label: str
    given: PersonalDataAnswer | None
    form: AnswerForm


class PersonalDataView(PageView, ScreenMixin, TemplateView):
    """What may be personal data in an item, and the answers."""

    template_name = "checks/personal_data.html"
    header_icon = "user"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Personal data")

    def get_page_subtitle(self) -> str:
        """Return the title of the item."""
        return str(self.page.get_latest_revision_as_object().title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the findings of the latest draft."""
        if "rows" not in kwargs:
            kwargs["rows"] = self._rows()
        return super().get_context_data(page=self.page, may_answer=self._may_answer(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the answers that were given; what is wrong stands beside its field."""
        if not self._may_answer():
            raise PermissionDenied
        rows = self._rows(request.POST)
        wrong = [
            row for row in rows if not row.form.is_valid()
        ]  # every form is looked at, for the errors of each
        if wrong:
            return self.render_to_response(self.get_context_data(rows=rows))
        content = self.page.get_latest_revision_as_object()
        given = [row for row in rows if row.form.is_given]
        with transaction.atomic():
            for row in given:
                data = row.form.cleaned_data
                answer(content, row.finding, request.user, Answer(data["answer"]), data["reason"])
        left = len([row for row in rows if row.given is None]) - len(
            [row for row in given if row.given is None]
        )
        if left:
            messages.warning(request, _("%(count)s places still have no answer.") % {"count": left})
            return redirect("checks_personal_data", page_id=self.page.pk)
        messages.success(request, _("Everything is answered; the item can be submitted."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _may_answer(self) -> bool:
        return bool(self.page.permissions_for_user(self.request.user).can_edit())

    def _rows(self, data: Any = None) -> list[FindingRow]:
        content = self.page.get_latest_revision_as_object()
        kept = answers(content)
        return [
            FindingRow(
                one,
                str(KINDS[one.kind]),
                kept.get(one.key),
                AnswerForm(data, finding=one, prefix=one.key[:16]),
            )
            for one in findings(content)
        ]


class PurgeView(FormActView):
    """Purge an item that turned out to be secret or internal."""

    form_class = PurgeForm
    header_icon = "bin"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Secret or internal: purge")

    def get_page_subtitle(self) -> str:
        """Return nothing: the title may be what is secret."""
        return ""

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Purge now")

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return what will happen."""
        return _(
            "The item goes at once and for good: all versions and translations, its pictures and files that nothing else uses, what search, logs and"
            " notices keep of it. An entry without content stays. Backups made before today still hold it until they are overwritten: tell the"
            " operator, and report it by the rules on state secrets."
        )

    def may_act(self, user: Any) -> bool:
        """Return whether `user` may purge it."""
        return may_purge(user, self.page)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Purge; there is no item to go back to afterwards."""
        answer_ = super().post(request, *args, **kwargs)
        return redirect("checks_purged") if answer_.status_code == 302 else answer_

    def act(self, data: dict[str, Any]) -> None:
        """Purge the item."""
        purge(self.page, self.request.user, Level(data["level"]))
        messages.success(self.request, _("The item has been purged."))


class PurgedView(ScreenMixin, TemplateView):
    """What was purged, when and by whom; nothing of what it was."""

    template_name = "checks/purged.html"
    header_icon = "bin"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Purged items")

    def get_page_subtitle(self) -> str:
        """Return nothing."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the entries, for those who may take items down; to others their own alone."""
        entries = PurgedItem.objects.select_related("purged_by")
        if not may_take_down(self.request.user):
            entries = entries.filter(purged_by_id=self.request.user.pk)
        return super().get_context_data(entries=entries[:200], **kwargs)
