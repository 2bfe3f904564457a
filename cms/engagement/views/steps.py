"""The steps of a case as screens: each a form, words that name the clause, and the act behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.engagement import acts, forms, publishing, rules
from cms.engagement.enums import Act, Channel, Closing, MessageKind, MessageState
from cms.engagement.exchange import text_of
from cms.engagement.machine import allows
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers, current_stage, waiting_answer
from cms.engagement.views.base import CaseScreen, FormScreen
from cms.engagement.wording import reception

May = Callable[[Case, DeskPowers], bool]


@dataclass(frozen=True, slots=True)
class StepScreen:
    """A step: its address, words, form, who may, what it says before and does after.

    Attributes:
        explanation: what the form says above, with the clause.
        act: does it and returns what to say.
        is_next: whether it is what usually comes next, so that its button stands out.
    """

    slug: str
    label: Any
    form: type[Form]
    may: May
    explanation: Callable[[Case], str]
    act: Callable[[Case, Any, dict[str, Any]], str]
    is_next: bool = False
    is_serious: bool = False
    initial: Callable[[Case], dict[str, Any]] = lambda case: {}


def _receiver(act: Act) -> May:
    return lambda case, powers: powers.receives and allows(case.state, act)


def _answerer(act: Act) -> May:
    return lambda case, powers: powers.answers(case) and allows(case.state, act)


def _by(source: str) -> str:
    return _("By: %(source)s.") % {"source": source}


def _classify(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.classify(case, by=by, **data)
    return _("It is taken as a question.")


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


def _decide(case: Case, by: Any, data: dict[str, Any]) -> str:
    if data["decision"] == forms.DecideForm.APPROVE:
        acts.approve(case, by=by)
        return _("The answer is approved.")
    acts.return_answer(case, by=by, comment=data["comment"])
    return _("The answer is returned.")


def _hand_over(case: Case, by: Any, data: dict[str, Any]) -> str:
    acts.hand_over(case, by=by, **data)
    return _("The answer is handed over; the question counts as answered.")


def _publish(case: Case, by: Any, data: dict[str, Any]) -> str:
    page = publishing.publish(case, by=by, **data)
    if page.workflow_in_progress:
        return _("The public wording awaits approval.")
    return _("The public wording is saved as a draft: answer what the check asks about, then submit it.")


def _stage_words(case: Case) -> str:
    waiting = waiting_answer(case)
    found = current_stage(case, waiting) if waiting else None
    return found[0].title if found else ""


def _last_answer(case: Case) -> dict[str, Any]:
    returned = case.messages.filter(kind=MessageKind.ANSWER, state=MessageState.RETURNED).last()
    return {"text": text_of(returned)} if returned else {}


def _public(case: Case) -> dict[str, Any]:
    answer = case.messages.filter(kind=MessageKind.ANSWER, state=MessageState.SENT).last()
    return {"title": case.topic, "answer": text_of(answer) if answer else ""}


def _refusal_words(case: Case) -> str:
    return _("%(by)s The sender is told where to go: %(where)s. The text stays readable to the sender for 30 days, then it is deleted.") % {
        "by": _by(rules.refusal_rule().source), "where": reception(),
    }  # fmt: skip


def _may_interim(case: Case, powers: DeskPowers) -> bool:
    return rules.interim_rule().allowed and powers.answers(case) and allows(case.state, Act.INTERIM)


def _may_hand_over(case: Case, powers: DeskPowers) -> bool:
    by_hand = case.channel != Channel.FORM and not case.has_email
    return by_hand and powers.answers(case) and allows(case.state, Act.ANSWERED)


def _may_publish(case: Case, powers: DeskPowers) -> bool:
    return case.item_id is None and powers.answers(case) and allows(case.state, Act.PUBLIC_DRAFT)


_STEPS = (
    StepScreen(
        "phan-loai", gettext_lazy("Take it as a question"), forms.ClassifyForm, _receiver(Act.CLASSIFIED),
        lambda case: _by(rules.steps_source()), _classify, is_next=True, initial=lambda case: {"field": case.field},
    ),
    StepScreen(
        "chuyen", gettext_lazy("Forward"), forms.ForwardForm, _receiver(Act.FORWARDED),
        lambda case: _by(rules.steps_source()), _forward, is_next=True,
        initial=lambda case: {"unit": case.unit_id, "handler": case.handler_id},
    ),
    StepScreen(
        "tra-loi", gettext_lazy("Write the answer"), forms.AnswerForm, _answerer(Act.DRAFTED),
        lambda case: _("Approval: %(stages)s.") % {"stages": "; ".join(one.title for one in rules.route(case.field))},
        _answer, is_next=True, initial=_last_answer,
    ),
    StepScreen(
        "duyet", gettext_lazy("Decide on the answer"), forms.DecideForm,
        lambda case, powers: powers.decides(case) is not None, lambda case: _by(_stage_words(case)), _decide, is_next=True,
    ),
    StepScreen(
        "giao", gettext_lazy("Note that the answer was handed over"), forms.HandOverForm, _may_hand_over,
        lambda case: _("The asker gave no e-mail address: print the answer and hand it over or post it."), _hand_over,
        is_next=True,
    ),
    StepScreen(
        "hoi-them", gettext_lazy("Ask the asker for more"), forms.AskForm, _answerer(Act.ASKED),
        lambda case: _("No clause lets the answering time stand still: it runs on while you wait."), _ask,
    ),
    StepScreen(
        "thong-bao", gettext_lazy("Send an interim notice"), forms.InterimForm, _may_interim,
        lambda case: _by(rules.interim_rule().source), _interim,
    ),
    StepScreen(
        "ngoai-pham-vi", gettext_lazy("It is not ours to answer"), forms.OutOfScopeForm, _receiver(Act.OUT_OF_SCOPE),
        lambda case: _by(rules.scope_rule().source), _out_of_scope, is_serious=True,
    ),
    StepScreen(
        "khieu-nai", gettext_lazy("It is a complaint or denunciation"), forms.RefuseForm, _receiver(Act.REFUSED),
        _refusal_words, _refuse, is_serious=True,
    ),
    StepScreen(
        "dang", gettext_lazy("Publish it"), forms.PublishForm, _may_publish,
        lambda case: _by(rules.publishing_rule().source), _publish, is_next=True, initial=_public,
    ),
)  # fmt: skip
STEPS = {step.slug: step for step in _STEPS}


class StepView(FormScreen, CaseScreen):
    """One step of a case."""

    @cached_property
    def step(self) -> StepScreen:
        """Return the step; 404 for an unknown one."""
        try:
            return STEPS[self.kwargs["step"]]
        except KeyError:
            raise Http404 from None

    def may_come(self) -> bool:
        """Return whether this person may read the case and do the step now."""
        if not self.powers.reads(self.case):
            raise PermissionDenied
        return self.request.method == "POST" or self.step.may(self.case, self.powers)

    @property
    def form_class(self) -> type[Form]:
        """Return the step's form."""
        return self.step.form

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
        return reverse("engagement_case", args=[self.case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the answer that is decided on beside the decision."""
        waiting = waiting_answer(self.case) if self.step.slug == "duyet" else None
        return super().get_context_data(waiting=text_of(waiting) if waiting else "", **kwargs)

    def act(self, data: dict[str, Any]) -> str:
        """Do the step."""
        return self.step.act(self.case, self.user, data)
