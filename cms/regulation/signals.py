"""What the regulation tells higher apps."""

from django.dispatch import Signal

own_rules_changed = Signal()
"""Sent in the transaction in which the current portal's regulation or office hours change; `reason` (words) and `by` (a user or None)."""
