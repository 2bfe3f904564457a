"""What is done to a case. Each act is one transaction: it checks who may, moves the state, writes the history, and tells whom it concerns.

Every act raises PermissionDenied for who may not, ValidationError for what cannot be (by field where there is one), TenantReadOnly in an archive.
"""

from cms.engagement.acts.answering import (
    approve,
    goes_by_hand,
    hand_over,
    interim,
    put_forward,
    return_answer,
)
from cms.engagement.acts.asking import add, ask_more, rate, withdraw
from cms.engagement.acts.classifying import classify, forward, out_of_scope, refuse
from cms.engagement.acts.handing_on import authorities, hand_to
from cms.engagement.acts.receiving import enter, receive
from cms.engagement.acts.removing import remove, reported_page, takedown_of
from cms.engagement.acts.supplying import ask_correction, deny, extend, find_error, reasons
from cms.engagement.acts.together import merge

__all__ = [
    "add",
    "approve",
    "ask_correction",
    "ask_more",
    "authorities",
    "classify",
    "deny",
    "enter",
    "extend",
    "find_error",
    "forward",
    "goes_by_hand",
    "hand_over",
    "hand_to",
    "interim",
    "merge",
    "out_of_scope",
    "put_forward",
    "rate",
    "reasons",
    "receive",
    "refuse",
    "remove",
    "reported_page",
    "return_answer",
    "takedown_of",
    "withdraw",
]
