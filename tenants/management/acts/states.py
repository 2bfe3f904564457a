"""`tenant suspend`, `resume`, `archive`, `read-only`, `maintenance`, `announce`, `delete`: a tenant's life."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any

from tenants.acts import (
    AnnounceInterruption,
    ArchiveTenant,
    BeginMaintenance,
    CloseToWriting,
    DeleteTenant,
    ResumeTenant,
    SetQuotas,
    SuspendTenant,
)
from tenants.calendar_day import LEGAL_ZONE
from tenants.fleet.runs import quotas_in_words
from tenants.management.acts import Told

ACTS = {
    "suspend": (SuspendTenant, "take it out of service; seen within a second"),
    "resume": (ResumeTenant, "put it (back) into service"),
    "archive": (ArchiveTenant, "keep it as it is: readable, closed to writing"),
    "read-only": (CloseToWriting, "close it to writing for a time"),
    "maintenance": (BeginMaintenance, "close its admin for an announced interruption; public pages go on"),
    "delete": (DeleteTenant, "remove an old archive for good; its history stays"),
}


def add_arguments(acts: Any) -> None:
    """A sub-command for each."""
    for name, (_act, text) in ACTS.items():
        parser = acts.add_parser(name, help=text)
        parser.add_argument("tenant")
        parser.add_argument("--reason", required=True)
        if name == "archive":
            parser.add_argument("--abolished-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
    quota = acts.add_parser("quota", help="set what it may use at most; what is left out is without limit")
    quota.add_argument("tenant")
    quota.add_argument("--storage", type=float, metavar="GB", help="files and database")
    quota.add_argument("--accounts", type=int, metavar="N", help="open accounts")
    _add_announce(acts.add_parser("announce", help="announce an interruption, at least 7 working days ahead"))


def _add_announce(parser: ArgumentParser) -> None:
    parser.add_argument("tenant")
    for name in ("starts_at", "ends_at"):
        parser.add_argument(name, type=_instant, metavar=f"{name.split('_')[0].upper()} (YYYY-MM-DDTHH:MM)")
    parser.add_argument("--reason", required=True, help="what is done; the public reads it")
    parser.add_argument("--force-majeure", default="", help="why it could not be announced in time")


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no instant; write 2026-12-05T22:00.") from None


def change(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Move a tenant to another state."""
    act, _text = ACTS[options["act"]]
    more = {"abolished_on": options["abolished_on"]} if options["act"] == "archive" else {}
    made: Any = act(tenant=found(options["tenant"]), by=options["by"], reason=options["reason"], **more)
    tenant = made.execute()
    out.write(f"{tenant.identity()} is {tenant.state} now.")
    return 0


def set_quotas(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Set storage and accounts."""
    storage = int(options["storage"] * (1 << 30)) if options["storage"] is not None else None
    tenant = SetQuotas(
        tenant=found(options["tenant"]), storage=storage, accounts=options["accounts"]
    ).execute()
    out.write(f"{tenant.identity()}: {quotas_in_words(tenant)}.")
    return 0


def announce(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Announce an interruption."""
    interruption = AnnounceInterruption(
        tenant=found(options["tenant"]),
        starts_at=options["starts_at"],
        ends_at=options["ends_at"],
        by=options["by"],
        reason=options["reason"],
        force_majeure=options["force_majeure"],
    ).execute()
    out.write(f"Announced: {interruption}.")
    return 0
