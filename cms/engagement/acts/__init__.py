"""What is done to a case. Each act is one transaction: it checks who may, moves the state, writes the history, and tells whom it concerns.

Every act raises PermissionDenied for who may not, ValidationError for what cannot be (by field where there is one), TenantReadOnly in an archive.
"""

from cms.engagement.acts.answering import approve, hand_over, interim, put_forward, return_answer
from cms.engagement.acts.asking import add, ask_more, rate, withdraw
from cms.engagement.acts.classifying import classify, forward, out_of_scope, refuse
from cms.engagement.acts.receiving import enter, receive

__all__ = [
    "add",
    "approve",
    "ask_more",
    "classify",
    "enter",
    "forward",
    "hand_over",
    "interim",
    "out_of_scope",
    "put_forward",
    "rate",
    "receive",
    "refuse",
    "return_answer",
    "withdraw",
]
