"""What each form asks for and how long it may be: one list for the form's checks, the desk's own entry and what the front end is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cms.inbox.enums import EnvelopeKind

SHORTEST, LONGEST = 10, 5000
"""Characters of what is asked, reported or requested."""
CONTACT = {"name": 150, "email": 254, "telephone": 30, "address": 300}
"""Characters at most of what a citizen says of themself."""
REACHED_BY = ("telephone", "email")


@dataclass(frozen=True, slots=True)
class FormRules:
    """What a form asks for.

    Attributes:
        longest: the fields with their characters at most, in the order in which mistakes are told.
        required: fields that may not be empty, besides the text.
        needs_reach: whether a telephone number or an e-mail address is needed.
        choices: fields that take one of a few values.
    """

    longest: Mapping[str, int]
    required: tuple[str, ...] = ()
    needs_reach: bool = False
    choices: Mapping[str, tuple[str, ...]] | None = None

    @property
    def further(self) -> tuple[str, ...]:
        """Return the fields beside the text and the contact."""
        return tuple(name for name in self.longest if name != "text" and name not in CONTACT)


FORMS: Mapping[EnvelopeKind, FormRules] = {
    EnvelopeKind.QUESTION: FormRules({"text": LONGEST, **CONTACT}),
    # Nghị định 20/2008/NĐ-CP Đ7: in Vietnamese, clear, with name, address, telephone or e-mail. The place is words: no position data.
    EnvelopeKind.PETITION: FormRules(
        {"text": LONGEST, "place": 300, **CONTACT}, required=("name", "address"), needs_reach=True
    ),
    # Luật 01/2026/QH16 Đ24: who requests, what, in which form. Numbers of identity papers are not asked for.
    EnvelopeKind.INFORMATION: FormRules(
        {"text": LONGEST, "supply": 20, "reason": 1000, **CONTACT},
        required=("name", "address"),
        needs_reach=True,
        choices={"supply": ("portal", "post", "office")},
    ),
    # Luật 01/2026/QH16 Đ22.4: whoever finds published information wrong may say so; nobody has to say who they are.
    EnvelopeKind.REPORT: FormRules(
        {"text": LONGEST, "item": 36, "nature": 20, **CONTACT},
        required=("item", "nature"),
        choices={"nature": ("wrong", "unlawful")},
    ),
}
