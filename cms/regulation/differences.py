"""What changed between two versions of a regulation, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cms.regulation.registers import groups
from cms.regulation.schema import RegulationFile
from cms.regulation.wording import Statement, statements


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what was said before, what is said now; None where one version is silent."""

    group_title: str
    before: Statement | None
    after: Statement | None

    @property
    def label(self) -> str:
        """Return what it is about."""
        said = self.after or self.before
        return said.label if said else ""

    @property
    def sentence(self) -> str:
        """Return the change in one Vietnamese sentence, with the clauses."""
        if self.before is None and self.after:
            said = self.after
            return f"{self.label}: quy định mới “{said.value}” ({_place(said)})."
        if self.after is None and self.before:
            said = self.before
            return f"{self.label}: không còn quy định; trước đây là “{said.value}” ({_place(said)})."
        assert self.before  # noqa: S101 - a change has at least one side, and both are there now
        assert self.after  # noqa: S101
        if self.before.raw == self.after.raw:
            places = f"{_place(self.before)} thành {_place(self.after)}"
            return f"{self.label}: nội dung giữ nguyên, điều khoản từ {places}."
        return (
            f"{self.label}: từ “{self.before.value}” ({_place(self.before)}) "
            f"thành “{self.after.value}” ({_place(self.after)})."
        )


def _place(statement: Statement) -> str:
    text = statement.clause_text
    return text[0].lower() + text[1:] if not text.startswith("Điều") else text


def differences(before: RegulationFile, after: RegulationFile, *, on: dt.date) -> list[Change]:
    """Return what differs between two versions, in the order of the model.

    Args:
        on: the day for which cited instruments are read, in both.
    """
    old = {(said.group, said.key): said for said in statements(before, on=on)}
    new = {(said.group, said.key): said for said in statements(after, on=on)}
    titles = {group.key: group.title for group in groups()}
    order = list(titles)
    keys = sorted({*old, *new}, key=lambda name: order.index(name[0]))
    changes = []
    for name in keys:
        was, now = old.get(name), new.get(name)
        if was is None or now is None or (was.raw, was.clause) != (now.raw, now.clause):
            changes.append(Change(titles[name[0]], was, now))
    return changes
