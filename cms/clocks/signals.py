"""What clocks tell higher apps."""

from django.dispatch import Signal

clocks_moved = Signal()
"""Sent in the transaction of a recomputation, once a portal; `clocks` are those that say something else now."""
