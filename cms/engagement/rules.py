"""What the desks ask the regulation and the law in force. Nothing else in this app does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cms.board.standing import Need
from cms.engagement.enums import CaseKind
from cms.engagement.kinds import kind_of
from cms.engagement.models import Desk
from cms.moderation.rules import RouteStage, need_of, route_of_facts
from cms.regulation.events import EventDates
from cms.regulation.explanation import Source, ValueAnswer
from cms.regulation.queries import in_force
from cms.regulation.regulation import AnsweringFigure, Regulation
from cms.regulation.routing import ItemFacts
from cms.regulation.vocabulary import DeadlineKey, Layer, Permission
from tenants.context import current_tenant
from tenants.enums import TenantState

BOARD = "board"
KEEP_REFUSED = dt.timedelta(days=30)
"""How long the text of a complaint or denunciation stays readable by its sender; the platform's own figure."""
KEEP_WITHDRAWN = dt.timedelta(days=1)
"""How long text and contact stay after the asker withdrew, in case it was a slip; the platform's own figure."""
KEEP = dt.timedelta(days=365)
"""How long text and contact of a case are kept after it is settled; the platform's own figure, no clause sets one."""
ENABLING = {CaseKind.QUESTION: "qa.enabled", CaseKind.PETITION: "feedback.petitions_enabled"}
"""What a regulation says of a desk. The other desks have no such switch: the law that sets their time obliges every authority."""
HANDLING = {
    CaseKind.PETITION: DeadlineKey.PETITION_FORWARD,
    CaseKind.INFORMATION: DeadlineKey.INFORMATION_REQUEST,
    CaseKind.REPORT: DeadlineKey.WRONG_INFORMATION,
}
"""The deadlines whose clauses also say how such a case is handled."""
NO_INTERIM = (CaseKind.INFORMATION, CaseKind.REPORT)
"""Desks whose time the law sets itself; it knows no interim notice."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the regulation says on a point, and where.

    Attributes:
        allowed: the answer.
        source: in Vietnamese words; the platform's default says that it is one.
    """

    allowed: bool
    source: str


def is_open(kind: str) -> bool:
    """Return whether the current tenant takes cases of a kind now: it is to, and is neither an archive nor closed otherwise."""
    return current_tenant().state == TenantState.ACTIVE and is_wanted(kind)


def is_wanted(kind: str, regulation: Regulation | None = None) -> bool:
    """Return whether the current tenant is to take cases of a kind: its regulation or the law says so, or, where both are silent, the portal
    opened the desk.

    Args:
        regulation: the one to ask; the one in force unless given.
    """
    rules = regulation or in_force()
    if kind not in ENABLING:
        decided = rules.answer(kind_of(kind).answer, EventDates({})).decided
        return decided is not None and decided.source.layer is not Layer.PLATFORM
    stated = rules.scalar(ENABLING[CaseKind(kind)])
    if stated is not None and stated.value is not None:
        return bool(stated.value)
    return Desk.objects.filter(kind=kind, is_open=True).exists()


def is_silent(kind: str) -> bool:
    """Return whether regulation and law do not say if there is such a desk, so that the portal decides by itself."""
    if kind not in ENABLING:
        return False
    stated = in_force().scalar(ENABLING[CaseKind(kind)])
    return stated is None or stated.value is None


def figure(kind: str) -> AnsweringFigure:
    """Return within what time cases of a kind are answered, and by which clause."""
    return in_force().answering(kind_of(kind).answer)


def source_of(key: DeadlineKey) -> str:
    """Return whose a deadline is, in words."""
    answer = in_force().answer(key, EventDates({}))
    return answer.decided.source.words if answer.decided else ""


def interim_rule(kind: str) -> Rule:
    """Return whether an interim notice may be sent. A regulation that sets the answering time and is silent on it allows none.

    What a regulation says of interim notices it says of questions; the law on requests knows an extension instead.
    """
    regulation, key = in_force(), kind_of(kind).answer
    if kind in NO_INTERIM:
        return Rule(False, source_of(key))
    own = regulation.scalar("qa.interim_reply_allowed") if kind == CaseKind.QUESTION else None
    if own is not None and own.value is not None:
        return Rule(bool(own.value), regulation.source(own.clause).words)
    deadline = regulation.deadline(key)
    if deadline is not None:
        return Rule(False, regulation.source(deadline.clause).words)
    return _rule("qa.interim_reply_allowed") if kind == CaseKind.QUESTION else Rule(True, _platform())


def publishing_rule(kind: str) -> Rule:
    """Return whether answers of common concern, or the results of petitions, have to be published."""
    return _rule("feedback.publish_results" if kind == CaseKind.PETITION else "qa.publish_if_common_interest")


def refusal_rule(kind: str) -> Rule:
    """Return by which rule complaints and denunciations are not taken; what a regulation says of them it says of questions."""
    return _rule("qa.refused_kinds") if kind == CaseKind.QUESTION else Rule(True, _platform())


def scope_rule(kind: str) -> Rule:
    """Return by which rule the sender of what is not the portal's is told."""
    if kind != CaseKind.QUESTION:
        return Rule(True, source_of(HANDLING[CaseKind(kind)]))
    regulation = in_force()
    deadline = regulation.deadline(DeadlineKey.QA_OUT_OF_SCOPE_NOTICE)
    if deadline is not None:
        return Rule(True, regulation.source(deadline.clause).words)
    return _rule("qa.accepted_topics")


def steps_source(kind: str) -> str:
    """Return where the steps of handling stand, in words."""
    if kind == CaseKind.QUESTION:
        return _words(in_force().value("qa.steps"))
    return source_of(HANDLING[CaseKind(kind)])


def receiving_roles() -> frozenset[str]:
    """Return the roles that receive, classify and forward: who the regulation names, else the platform's default, the board."""
    regulation = in_force()
    named = {role.key for role in regulation.roles() if Permission.RECEIVE_QUESTIONS in role.permissions}
    receiver = regulation.value("qa.receiver").value
    return frozenset(named | ({str(receiver)} if receiver else set()) or {BOARD})


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


def _platform() -> str:
    return Source(layer=Layer.PLATFORM).words


def _words(answer: ValueAnswer) -> str:
    source: Source = answer.source
    return source.words
