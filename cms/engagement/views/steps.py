"""The steps of a case as screens: each a form, words that name the clause, and the act behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.engagement import acts, forms, publishing, rules
from cms.engagement.enums import Act, CaseKind, Closing, MessageKind, MessageState, State
from cms.engagement.exchange import text_of
from cms.engagement.machine import allows
from cms.engagement.models import Case
from cms.engagement.places import admin_path
from cms.engagement.powers import DeskPowers, waiting, waiting_message
from cms.engagement.timing import latest_extension
from cms.engagement.views.base import CaseScreen, FormScreen
from cms.engagement.wording import reception
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import DeadlineKey

May = Callable[[Case, DeskPowers], bool]
DECIDING = "duyet"


@dataclass(frozen=True, slots=True)
class StepScreen:
    """A step: its address, words, form, who may, what it says before and does after.

    Attributes:
        explanation: what the form says above, with the clause.
        act: does it and returns what to say.
        is_next: whether it is what usually comes next, so that its button stands out.
        kinds: the desks that know it.
    """

    slug: str
    label: Any
    form: type[forms.CaseForm]
    may: May
    explanation: Callable[[Case], str]
    act: Callable[[Case, Any, dict[str, Any]], str]
    is_next: bool = False
    is_serious: bool = False
    initial: Callable[[Case], dict[str, Any]] = lambda case: {}
    kinds: tuple[CaseKind, ...] = tuple(CaseKind)


def _receiver(act: Act) -> May:
    return lambda case, powers: powers.receives and allows(case.kind, case.state, act)


def _answerer(act: Act) -> May:
    return lambda case, powers: powers.answers(case) and allows(case.kind, case.state, act)


def _by(source: str) -> str:
    return _("By: %(source)s.") % {"source": source}


def _classify(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.classify(case, by=by, **data)
    return _("It is taken on.")


def _out_of_scope(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.out_of_scope(case, by=by, **data)
    return _("The asker is told.")


def _refuse(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.refuse(case, by=by, closing=Closing(data["closing"]))
    return _("The sender is told where to go; the text is deleted after 30 days.")


def _forward(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.forward(case, by=by, **data)
    return _("It is forwarded.")


def _ask(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.ask_more(case, by=by, **data)
    return _("The asker is asked.")


def _interim(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.interim(case, by=by, **data)
    return _("The interim notice is sent.")


def _answer(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.put_forward(case, by=by, **data)
    return _("The answer is put forward.")


def _supply(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.put_forward(case, by=by, text=data["text"], cost=data["cost"] or 0)
    return _("What is supplied is put forward.")


def _extend(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.extend(case, by=by, **data)
    return _("The time is extended, and the requester is told.")


def _deny(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.deny(case, by=by, **data)
    return _("The refusal is put forward.")


def _find_error(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.find_error(case, by=by, **data)
    return _("The requester is told; what is right is due now.")


def _remove(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.remove(case, by=by, **data)
    return _("The item is taken down; the office confirms it or restores the item on the item's own screen.")


def _merge(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.merge(case, by=by, **data)
    return _("It is merged, and its sender is told.")


def _hand_to(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.hand_to(case, by=by, to=UUID(data["to"]), reason=data["reason"])
    return _("It is handed over, and its sender is told.")


def _decide(case: Case, by: Any, data: dict[str, Any]) -> str:
    if data["decision"] == forms.DecideForm.APPROVE:
        acts.approve(case, by=by)
        return _("The answer is approved.")
    acts.return_answer(case, by=by, comment=data["comment"])
    return _("The answer is returned.")


def _hand_over(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.hand_over(case, by=by, **data)
    return _("The answer is handed over; the case counts as answered.")


def _publish(case: Case, by: Any, data: dict[str, Any]) -> str:
    page = publishing.publish(case, by=by, **data)
    if page.workflow_in_progress:
        return _("The public wording awaits approval.")
    return _("The public wording is saved as a draft: answer what the check asks about, then submit it.")


def _stage_words(case: Case) -> str:
    found = waiting(case)
    return found.stage.title if found else ""


def _approval(case: Case) -> str:
    return _("Approval: %(stages)s.") % {"stages": "; ".join(one.title for one in rules.route(case.field))}


def _last_answer(case: Case) -> dict[str, Any]:
    returned = case.messages.filter(kind=MessageKind.ANSWER, state=MessageState.RETURNED).last()
    return {"text": text_of(returned)} if returned else {}


def _public(case: Case) -> dict[str, Any]:
    answer = case.messages.filter(kind=MessageKind.ANSWER, state=MessageState.SENT).last()
    return {"title": case.topic, "answer": text_of(answer) if answer else ""}


def _refusal_words(case: Case) -> str:
    return _("%(by)s The sender is told where to go: %(where)s. The text stays readable to the sender for 30 days, then it is deleted.") % {
        "by": _by(rules.refusal_rule(case.kind).source), "where": reception(),
    }  # fmt: skip


def _extension_words(case: Case) -> str:
    latest = latest_extension(case)
    return _("Once, by a notice within the first period, until %(day)s at most. %(by)s") % {
        "day": f"{timezone.localtime(latest):%d/%m/%Y}" if latest else "–",
        "by": _by(rules.source_of(DeadlineKey.INFORMATION_EXTENSION)),
    }


def _may_interim(case: Case, powers: DeskPowers) -> bool:
    allowed = allows(case.kind, case.state, Act.INTERIM) and powers.answers(case)
    return allowed and rules.interim_rule(case.kind).allowed


def _may_extend(case: Case, powers: DeskPowers) -> bool:
    return case.extended_at is None and powers.answers(case) and allows(case.kind, case.state, Act.EXTENDED)


def _may_ask(case: Case, powers: DeskPowers) -> bool:
    return powers.answers(case) and allows(case.kind, case.state, Act.ASKED)


def _may_remove(case: Case, powers: DeskPowers) -> bool:
    if not (powers.removes and allows(case.kind, case.state, Act.REMOVED)):
        return False
    page = acts.reported_page(case)
    return page is not None and page.live


def _removal_words(case: Case) -> str:
    source = in_force().takedown()["executor"].source
    return _by(source.words if source else "")


def _may_deny(case: Case, powers: DeskPowers) -> bool:
    return case.answered_at is None and powers.answers(case) and allows(case.kind, case.state, Act.DRAFTED)


def _may_hand_over(case: Case, powers: DeskPowers) -> bool:
    return case.state == State.APPROVED and acts.goes_by_hand(case) and powers.answers(case)


def _may_publish(case: Case, powers: DeskPowers) -> bool:
    return case.item_id is None and powers.answers(case) and allows(case.kind, case.state, Act.PUBLIC_DRAFT)


_PETITION, _INFORMATION = (CaseKind.PETITION,), (CaseKind.INFORMATION,)
_REPORT = (CaseKind.REPORT,)
_ANSWERED = (CaseKind.QUESTION, CaseKind.PETITION)
_STEPS = (
    StepScreen(
        "phan-loai", gettext_lazy("Classify it and take it on"), forms.ClassifyForm, _receiver(Act.CLASSIFIED),
        lambda case: _by(rules.steps_source(case.kind)), _classify, is_next=True,
        initial=lambda case: {"field": case.field},
    ),
    StepScreen(
        "chuyen", gettext_lazy("Forward"), forms.ForwardForm, _receiver(Act.FORWARDED),
        lambda case: _by(rules.steps_source(case.kind)), _forward, is_next=True,
        initial=lambda case: {"unit": case.unit_id, "handler": case.handler_id},
    ),
    StepScreen(
        "tra-loi", gettext_lazy("Write the answer"), forms.AnswerForm, _answerer(Act.DRAFTED),
        _approval, _answer, is_next=True, initial=_last_answer, kinds=(*_ANSWERED, *_REPORT),
    ),
    StepScreen(
        "cung-cap", gettext_lazy("Write what is supplied"), forms.SupplyForm, _answerer(Act.DRAFTED),
        _approval, _supply, is_next=True, initial=_last_answer, kinds=_INFORMATION,
    ),
    StepScreen(
        DECIDING, gettext_lazy("Decide on the answer"), forms.DecideForm,
        lambda case, powers: powers.decides(case) is not None, lambda case: _by(_stage_words(case)), _decide, is_next=True,
    ),
    StepScreen(
        "giao", gettext_lazy("Note that the answer was handed over"), forms.HandOverForm, _may_hand_over,
        lambda case: _("The asker gave no e-mail address: print the answer and hand it over or post it."), _hand_over,
        is_next=True,
    ),
    StepScreen(
        "go-tam", gettext_lazy("Take the item down at once"), forms.RemoveForm, _may_remove,
        _removal_words, _remove, kinds=_REPORT, is_serious=True,
    ),
    StepScreen(
        "hoi-them", gettext_lazy("Ask the asker for more"), forms.AskForm, _may_ask,
        lambda case: _("The time counts from the day on which the request is complete.")
        if case.kind == CaseKind.INFORMATION and case.state == State.RECEIVED
        else _("No clause lets the answering time stand still: it runs on while you wait."), _ask,
    ),
    StepScreen(
        "thong-bao", gettext_lazy("Send an interim notice"), forms.InterimForm, _may_interim,
        lambda case: _by(rules.interim_rule(case.kind).source), _interim, kinds=_ANSWERED,
    ),
    StepScreen(
        "gia-han", gettext_lazy("Extend the time"), forms.ExtendForm, _may_extend, _extension_words, _extend,
        kinds=_INFORMATION,
    ),
    StepScreen(
        "nhap-chung", gettext_lazy("Merge it with an earlier one"), forms.MergeForm, _receiver(Act.MERGED),
        lambda case: _("Its sender is told now, and again when the earlier one is resolved."), _merge, kinds=_PETITION,
    ),
    StepScreen(
        "chuyen-co-quan", gettext_lazy("Hand it over to another authority"), forms.HandToForm, _receiver(Act.HANDED_OVER),
        lambda case: _by(rules.scope_rule(case.kind).source), _hand_to, kinds=_PETITION, is_serious=True,
    ),
    StepScreen(
        "tu-choi", gettext_lazy("Refuse to supply"), forms.DenyForm, _may_deny,
        _approval, _deny, kinds=_INFORMATION, is_serious=True,
    ),
    StepScreen(
        "ngoai-pham-vi", gettext_lazy("It is not ours to answer"), forms.OutOfScopeForm, _receiver(Act.OUT_OF_SCOPE),
        lambda case: _by(rules.scope_rule(case.kind).source), _out_of_scope, is_serious=True,
    ),
    StepScreen(
        "khieu-nai", gettext_lazy("It is a complaint or denunciation"), forms.RefuseForm, _receiver(Act.REFUSED),
        _refusal_words, _refuse, is_serious=True,
    ),
    StepScreen(
        "phat-hien-sai", gettext_lazy("What was supplied is wrong"), forms.ErrorForm, _answerer(Act.ERROR_FOUND),
        lambda case: _by(rules.source_of(DeadlineKey.INFORMATION_OWN_ERROR)), _find_error, kinds=_INFORMATION,
    ),
    StepScreen(
        "dang", gettext_lazy("Publish it"), forms.PublishForm, _may_publish,
        lambda case: _by(rules.publishing_rule(case.kind).source), _publish, is_next=True, initial=_public,
        kinds=_ANSWERED,
    ),
)  # fmt: skip


def steps_of(kind: CaseKind) -> dict[str, StepScreen]:
    """Return the steps that a desk knows, in the order in which they are offered."""
    return {step.slug: step for step in _STEPS if kind in step.kinds}


class StepView(FormScreen, CaseScreen):
    """One step of a case."""

    @cached_property
    def step(self) -> StepScreen:
        """Return the step; 404 for an unknown one."""
        try:
            return steps_of(self.kind)[self.kwargs["step"]]
        except KeyError:
            raise Http404 from None

    def may_come(self) -> bool:
        """Return whether this person may read the case and do the step now."""
        if not self.powers.reads(self.case):
            raise PermissionDenied
        return self.request.method == "POST" or self.step.may(self.case, self.powers)

    @property
    def form_class(self) -> type[forms.CaseForm]:
        """Return the step's form."""
        return self.step.form

    def make_form(self, *data: Any) -> Form:
        """Return the form, fitted to the case."""
        return self.form_class(*data, initial=self.get_initial(), case=self.case)

    @property
    def button(self) -> str:
        """Return the words on the button."""
        return str(self.step.label)

    @property
    def explanation(self) -> str:
        """Return what the screen says above the form."""
        return self.step.explanation(self.case)

    @property
    def is_serious(self) -> bool:
        """Return whether the button warns."""
        return self.step.is_serious

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.step.label)

    def get_page_subtitle(self) -> str:
        """Return the code."""
        return self.case.code

    def get_initial(self) -> dict[str, Any]:
        """Return what the form starts with."""
        return self.step.initial(self.case)

    def back(self) -> str:
        """Return to the case."""
        return admin_path(self.case)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the answer that is decided on beside the decision."""
        message = waiting_message(self.case) if self.step.slug == DECIDING else None
        return super().get_context_data(waiting=text_of(message) if message else "", **kwargs)

    def act(self, data: dict[str, Any]) -> str:
        """Do the step."""
        return self.step.act(self.case, self.user, data)
