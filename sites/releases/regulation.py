"""What releases take from a portal's regulation and registers. The one place that knows `cms.regulation`'s functions."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms.engagement.enums import CaseKind
from cms.engagement.kinds import kind_of
from cms.engagement.rules import is_wanted
from cms.regulation import public_view, queries, registers
from cms.regulation.models import RegulationVersion
from cms.regulation.regulation import Regulation
from tenants import calendar_day
from tenants.context import current_tenant
from tenants.register.names import inside_phrase

_asked: ContextVar[dict[str, Regulation] | None] = ContextVar("regulation_asked_once", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Read the regulation at most once within the block, which makes one release."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def _latest() -> Regulation:
    known = _asked.get()
    if known is None:
        return queries.latest_remembered()
    schema = current_tenant().schema_name
    if schema not in known:
        known[schema] = queries.latest_remembered()
    return known[schema]


@dataclass(frozen=True, slots=True)
class Label:
    """A term of a register: its key and what readers see."""

    key: str
    label: str

    def shape(self) -> dict[str, str]:
        """As the API gives it."""
        return {"key": self.key, "label": self.label}


def category(key: str) -> Label | None:
    """The category of a key, None for an empty one; an unknown key is its own label."""
    return Label(key, registers.category_label(key)) if key else None


def field(key: str) -> Label | None:
    """The field (lĩnh vực) of a key, None for an empty one; an unknown key is its own label."""
    return Label(key, registers.field_label(key)) if key else None


def shape(label: Label | None) -> dict[str, Any] | None:
    """A label as the API gives it, null where there is none."""
    return label.shape() if label else None


def title_of(version: UUID | None) -> str:
    """The title of a regulation's version, empty where it is unknown."""
    rules = _latest()
    versions = (rules, *rules.earlier)
    return next((each.title for each in versions if each.facts and each.facts.id == str(version)), "")


def attribution(portal_name: str) -> str:
    """The line that re-use must carry, as the regulation words it; else made of the portal's name."""
    return inside_phrase(_latest().attribution_string(portal_name))


def portal_name() -> str:
    """What the regulation calls the portal; empty where it is silent."""
    return inside_phrase(_latest().identity().portal_name)


def authority() -> str:
    """The authority whose portal it is; empty where the regulation does not say."""
    return inside_phrase(_latest().identity().authority)


def desk(kind: CaseKind) -> dict[str, Any]:
    """Whether the portal takes cases of a kind, within what time it answers, and by which layer of rules."""
    rules = _latest()
    figure = rules.answering(kind_of(kind).answer)
    return {
        "enabled": is_wanted(kind, rules),
        "amount": figure.amount,
        "unit": figure.unit.value if figure.unit else "",
        "clause": figure.clause,
        "layer": figure.layer.value if figure.layer else "",
        "source": figure.source,
    }


def notice() -> str | None:
    """What readers are to know of the regulation's state, such as that it is older than the merged unit."""
    view = public_view.public_view()
    return view["notice"] if view else None


def versions() -> list[dict[str, Any]]:
    """Every version of the regulation as its page shows it, the newest first; empty where the portal has none."""
    today = calendar_day.today()
    views = []
    for row in RegulationVersion.objects.counting().order_by("-effective_from"):
        ended = row.effective_to is not None and row.effective_to < today
        shown_on = row.effective_to if ended else max(row.effective_from, today)
        view = public_view.public_view(shown_on)
        if view is not None:
            views.append(view)
    return views
