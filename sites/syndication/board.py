"""A sender's board: what each receiver of one sent item did, and who is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sites.syndication.enums import Answer, Kind
from sites.syndication.letters import late
from sites.syndication.models import Dispatch, Receipt, ReceiptEntry
from sites.syndication.released import Sent
from sites.syndication.scope import receivers
from tenants.calendar_day import today
from tenants.models import TenantIdentity


@dataclass(frozen=True)
class Line:
    """One receiver, with its receipt where it did something."""

    code: str
    name: str
    receipt: Receipt | None
    is_late: bool
    is_seen: bool
    saw_older_version: bool

    @property
    def answer(self) -> str:
        """What was answered, or where it is placed; empty for nothing."""
        if self.receipt is None:
            return ""
        if self.receipt.answer:
            return str(Answer(self.receipt.answer).label)
        return self.receipt.get_place_display() if self.receipt.dispatch.kind == Kind.MANDATORY else ""


@dataclass(frozen=True)
class Board:
    """All receivers of one sent item, who is late first."""

    lines: list[Line]

    @property
    def seen(self) -> int:
        """How many read it."""
        return sum(line.is_seen for line in self.lines)

    @property
    def late(self) -> int:
        """How many should have read it and did not."""
        return sum(line.is_late for line in self.lines)

    def narrowed(self, *, late: bool, unread: bool) -> list[Line]:
        """The receivers, or those alone who are late or did not read it."""
        return [line for line in self.lines if (line.is_late or not late) and not (unread and line.is_seen)]

    @property
    def answered(self) -> int:
        """How many answered the offer."""
        return sum(bool(line.receipt and line.receipt.answer) for line in self.lines)


def board(dispatch: Dispatch, sent: Sent | None) -> Board:
    """The board of a sent item: of the units that it reaches today, or would reach if it were still there."""
    reached = {reach.tenant_id for reach in receivers(dispatch.pk, ended_too=True)}
    receipts = {
        receipt.tenant_id: receipt
        for receipt in Receipt.objects.filter(dispatch=dispatch).select_related("dispatch")
    }
    identities = TenantIdentity.objects.on(today()).filter(tenant_id__in=reached).order_by("code")
    lines = [_line(dispatch, sent, each, receipts.get(each.tenant_id)) for each in identities]
    return Board(sorted(lines, key=lambda line: not line.is_late))


def _line(dispatch: Dispatch, sent: Sent | None, unit: TenantIdentity, receipt: Receipt | None) -> Line:
    seen = bool(receipt and receipt.seen_at)
    return Line(
        code=unit.code,
        name=unit.name,
        receipt=receipt,
        is_late=dispatch.is_active() and late(dispatch, receipt, today()),
        is_seen=seen,
        saw_older_version=bool(seen and sent and receipt and receipt.seen_version != sent.version),
    )


def history(dispatch: Dispatch, tenant_id: Any) -> list[ReceiptEntry]:
    """What one receiver did with a sent item, in order."""
    return list(ReceiptEntry.objects.filter(dispatch=dispatch, tenant_id=tenant_id).order_by("at", "id"))


def csv_header() -> list[str]:
    """The columns of the board as a file."""
    return [
        _("Unit code"), _("Unit"), _("Late"), _("Read at"), _("Read by"), _("Version read"), _("Answer or place"),
        _("Answered at"), _("Answered by"), _("Reason"),
    ]  # fmt: skip


def csv_rows(found: Iterable[Line]) -> Iterator[list[Any]]:
    """The board as a file, a row for each receiver."""
    for line in found:
        receipt = line.receipt
        version = (
            _("an older one") if line.saw_older_version else _("the present one") if line.is_seen else ""
        )
        yield [
            line.code,
            line.name,
            _("late") if line.is_late else "",
            _instant(receipt.seen_at if receipt else None),
            receipt.seen_by if receipt else "",
            version,
            line.answer,
            _instant(receipt.answered_at if receipt else None),
            receipt.answered_by if receipt else "",
            receipt.reason if receipt else "",
        ]


def _instant(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M") if moment else ""
