"""What the questions' desk asks the regulation in force. Nothing else in this app does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cms.board.standing import Need
from cms.engagement.enums import CaseKind
from cms.engagement.models import Desk
from cms.moderation.rules import RouteStage, need_of, route_of_facts
from cms.regulation.events import EventDates
from cms.regulation.explanation import Source, ValueAnswer
from cms.regulation.queries import in_force
from cms.regulation.regulation import QuestionsFigure, Regulation
from cms.regulation.routing import ItemFacts
from cms.regulation.vocabulary import DeadlineKey, Permission
from tenants.context import current_tenant
from tenants.enums import TenantState

BOARD = "board"
KEEP_REFUSED = dt.timedelta(days=30)
"""How long the text of a complaint or denunciation stays readable by its sender; the platform's own figure."""
KEEP_WITHDRAWN = dt.timedelta(days=1)
"""How long text and contact stay after the asker withdrew, in case it was a slip; the platform's own figure."""
KEEP = dt.timedelta(days=365)
"""How long text and contact of a question are kept after it is settled; the platform's own figure, no clause sets one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the regulation says on a point, and where.

    Attributes:
        allowed: the answer.
        source: in Vietnamese words; the platform's default says that it is one.
    """

    allowed: bool
    source: str


def is_open() -> bool:
    """Return whether the current tenant takes questions now: it wants to, and is neither an archive nor closed otherwise."""
    return current_tenant().state == TenantState.ACTIVE and is_wanted()


def is_wanted(regulation: Regulation | None = None) -> bool:
    """Return whether the current tenant is to take questions: its regulation says so, or, where it is silent, the portal opened the desk.

    Args:
        regulation: the one to ask; the one in force unless given.
    """
    stated = (regulation or in_force()).scalar("qa.enabled")
    if stated is not None and stated.value is not None:
        return bool(stated.value)
    return Desk.objects.filter(kind=CaseKind.QUESTION, is_open=True).exists()


def is_silent() -> bool:
    """Return whether the regulation does not say if there are questions, so that the portal decides by itself."""
    stated = in_force().scalar("qa.enabled")
    return stated is None or stated.value is None


def figure() -> QuestionsFigure:
    """Return within what time questions are answered, and by which clause."""
    return in_force().questions()


def figure_source() -> str:
    """Return whose the answering time is, in words."""
    answer = in_force().answer(DeadlineKey.QA_ANSWER, EventDates({}))
    return answer.decided.source.words if answer.decided else ""


def interim_rule() -> Rule:
    """Return whether an interim notice may be sent. A regulation that sets the answering time and is silent on it allows none."""
    regulation = in_force()
    own = regulation.scalar("qa.interim_reply_allowed")
    if own is not None and own.value is not None:
        return Rule(bool(own.value), regulation.source(own.clause).words)
    deadline = regulation.deadline(DeadlineKey.QA_ANSWER)
    if deadline is not None:
        return Rule(False, regulation.source(deadline.clause).words)
    return _rule("qa.interim_reply_allowed")


def publishing_rule() -> Rule:
    """Return whether answers of common concern have to be published."""
    return _rule("qa.publish_if_common_interest")


def refusal_rule() -> Rule:
    """Return by which rule complaints and denunciations are not taken."""
    return _rule("qa.refused_kinds")


def scope_rule() -> Rule:
    """Return by which rule questions outside the accepted matters are told at once."""
    regulation = in_force()
    deadline = regulation.deadline(DeadlineKey.QA_OUT_OF_SCOPE_NOTICE)
    if deadline is not None:
        return Rule(True, regulation.source(deadline.clause).words)
    return _rule("qa.accepted_topics")


def steps_source() -> str:
    """Return where the steps of handling stand, in words."""
    return _words(in_force().value("qa.steps"))


def receiving_roles() -> frozenset[str]:
    """Return the roles that receive, classify and forward: who the regulation names, else the platform's default, the board."""
    regulation = in_force()
    named = {role.key for role in regulation.roles() if Permission.RECEIVE_QUESTIONS in role.permissions}
    receiver = regulation.value("qa.receiver").value
    return frozenset(named | ({str(receiver)} if receiver else set()) or {BOARD})


def answering_roles() -> frozenset[str]:
    """Return the roles that answer what is forwarded to them by the regulation's own words."""
    return frozenset(
        role.key for role in in_force().roles() if Permission.ANSWER_QUESTIONS in role.permissions
    )


def route(field: str) -> tuple[RouteStage, ...]:
    """Return the stages that an answer in a field runs through; the last one is final."""
    return route_of_facts(_facts(field))


def needs(field: str) -> list[tuple[RouteStage, Need]]:
    """Return the stages with what each asks of who decides."""
    facts = _facts(field)
    return [(stage, need_of(stage, facts)) for stage in route_of_facts(facts)]


def _facts(field: str) -> ItemFacts:
    return ItemFacts(field=field)


def _rule(parameter: str) -> Rule:
    answer = in_force().value(parameter)
    return Rule(bool(answer.value), _words(answer))


def _words(answer: ValueAnswer) -> str:
    source: Source = answer.source
    return source.words
