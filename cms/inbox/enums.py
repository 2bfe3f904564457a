"""Closed lists of what citizens send."""

from __future__ import annotations

from enum import StrEnum


class EnvelopeKind(StrEnum):
    """What an envelope holds, which says what desk it goes to. A value, once written, keeps its meaning."""

    QUESTION = "question"
