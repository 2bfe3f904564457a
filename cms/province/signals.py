"""What a province tells higher apps."""

from django.dispatch import Signal

rules_changed = Signal()
"""Sent in the transaction that changes a province's calendar or rulebook; `province` (Tenant), `reason` and `by` (words)."""
