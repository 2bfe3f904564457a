"""Delegations in the record of decisions."""

from __future__ import annotations

from uuid import UUID

from cms.accounts.models import User
from cms.accounts.posts import HEAD
from cms.board.models import Delegation
from cms.record import writing
from cms.record.enums import Act
from cms.regulation.queries import in_force


def record_delegation(act: Act, given: Delegation, by: User | None) -> None:
    """Write that `given` began or ended, with its facts sealed; `by` is None where it ended by itself."""
    regulation = in_force()
    _authority, _stated, sources = regulation.deputy_rule()
    facts = writing.facts_digest(
        giver=given.giver_id,
        taker=given.taker_id,
        decision=given.decision,
        starts_at=given.starts_at,
        ends_at=given.last_moment,
        fields=sorted(given.fields),
        columns=sorted(given.columns),
        stages=sorted(given.stages),
    )
    writing.write(
        act,
        account=by.pk if by else None,
        post=HEAD if by else "",
        about=given.pk,
        digest=facts,
        version=UUID(regulation.facts.id) if regulation.facts else None,
        clause="; ".join(source.clause for source in sources if source.clause),
    )
