"""What releases take from a portal's regulation and registers. The one place that knows `cms.regulation`'s functions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms.regulation import registers
from tenants.models import Tenant


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
    return ""


def attribution(tenant: Tenant) -> str:
    """The line that re-use must carry, as the regulation in force words it; empty where it is silent."""
    return ""


def portal_name(tenant: Tenant) -> str:
    """What the regulation in force calls the portal; empty where it is silent."""
    return ""


def authority(tenant: Tenant) -> str:
    """The authority whose portal it is."""
    return f"Ủy ban nhân dân {tenant.identity().name}"


def notice(tenant: Tenant) -> str | None:
    """What readers are to know of the regulation's state, such as that it is older than the merged unit."""
    return None


def questions(tenant: Tenant) -> dict[str, Any]:
    """Within what time the portal answers citizens' questions."""
    return {"enabled": False}


def public_view(tenant: Tenant) -> dict[str, Any] | None:
    """The regulation as its page shows it; None where the portal has none."""
    return None
