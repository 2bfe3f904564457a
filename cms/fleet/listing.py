"""The portals of a province as a list: narrowed down, counted, and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.enums import TenantState, UnitType
from tenants.fleet.standing import PortalStanding, Version
from tenants.register.ascii import ascii_slug

CARE = "can-xem"
NO_BACKUP = "thieu-sao-luu"
VERSION_PARAMETER = "phien-ban"


def version_label(version: Version) -> str:
    """Return what a version is called."""
    return {
        Version.CURRENT: _("current version"),
        Version.BEHIND: _("waits for the new version"),
        Version.FAILED: _("could not take the new version"),
    }[version]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed by; empty means all.

    Attributes:
        words: part of a name, a code or a host, with or without marks.
        care: `can-xem` for what somebody should look at, `thieu-sao-luu` for portals without a good recent backup.
    """

    words: str = ""
    state: str = ""
    unit_type: str = ""
    version: str = ""
    care: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Filter:
        """Read a request's query; what it does not know is left out."""
        given = {name: str(query.get(parameter, "")).strip() for name, parameter in PARAMETERS.items()}
        known: dict[str, list[str]] = {
            "state": TenantState.values,
            "unit_type": UnitType.values,
            "version": [one.value for one in Version],
            "care": [CARE, NO_BACKUP],
        }
        return cls(
            **{name: value if value in known.get(name, [value]) else "" for name, value in given.items()}
        )

    def apply(self, portals: Iterable[PortalStanding]) -> list[PortalStanding]:
        """Return the portals that pass, in their order; copies never do."""
        return [one for one in portals if not one.is_copy and self._passes(one)]

    def _passes(self, one: PortalStanding) -> bool:
        wanted = ascii_slug(self.words)
        texts = [ascii_slug(one.name), one.code, *(ascii_slug(host) for host in one.hosts)]
        return (
            (not self.words or (bool(wanted) and any(wanted in text for text in texts)))
            and self.state in {"", one.state}
            and self.unit_type in {"", one.unit_type}
            and self.version in {"", one.version}
            and (self.care != CARE or one.needs_care)
            and (self.care != NO_BACKUP or one.is_backup_late)
        )


PARAMETERS = {
    "words": "q",
    "state": "trang-thai",
    "unit_type": "loai",
    "version": VERSION_PARAMETER,
    "care": "xem",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """The province at a glance."""

    portals: int
    units: int
    care: int
    no_backup: int
    bytes: int
    accounts: int

    @classmethod
    def of(cls, portals: Iterable[PortalStanding], units: int) -> Totals:
        """Count portals; `units` is how many communes the province has, with or without one."""
        own = [one for one in portals if not one.is_copy]
        return cls(
            portals=len(own),
            units=units,
            care=sum(one.needs_care for one in own),
            no_backup=sum(one.is_backup_late for one in own),
            bytes=sum(one.storage.used for one in own),
            accounts=sum(one.accounts.used for one in own),
        )


def csv_header() -> list[str]:
    """Return the names of the cells of `csv_rows`."""
    return [
        _("Unit code"), _("Unit"), _("State"), _("In this state since"), _("Version"), _("Canonical host"), _("Other hosts"),
        _("Last good backup"), _("Checksum compared"), _("Restored for trial"), _("What is wrong"), _("Files in bytes"),
        _("Database in bytes"), _("Storage in bytes at most"), _("Open accounts"), _("Accounts at most"), _("Last publication"),
        _("Measured"),
    ]  # fmt: skip


def csv_rows(portals: Iterable[PortalStanding]) -> Iterator[list[Any]]:
    """Yield a row for each portal."""
    for one in portals:
        yield [
            one.code,
            one.name,
            one.state.label,
            _instant(one.state_changed_at),
            version_label(one.version),
            one.host,
            " ".join(one.hosts[1:]),
            _instant(one.backup_taken_at),
            _instant(one.backup_verified_at),
            _instant(one.backup_rehearsed_at),
            " ".join(filter(None, (one.migration_error.partition("\n")[0], one.failure.partition("\n")[0]))),
            one.file_bytes,
            one.database_bytes,
            one.storage.limit or "",
            one.accounts.used,
            one.accounts.limit or "",
            _instant(one.published_at),
            _instant(one.measured_at),
        ]


def _instant(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
