"""What the registry tells the rooms above it."""

from django.dispatch import Signal

interruptions_changed = Signal()
"""What a portal announces of its interruptions changed, and the transaction that did it has committed.

Argument: `tenant`. Sent in the process that did it.
"""
