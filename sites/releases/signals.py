"""What the release store tells the rooms above it."""

from django.dispatch import Signal

positions_assigned = Signal()
"""Changes got their positions and can be read (`sites.releases.changes.after`).

Sent after the transaction that gave them has committed, in the process that gave them, by a thread of its own, several
batches together where they come quickly (`sites.releases.announcer`). Arguments: `first`
and `last`, the lowest and highest position given; `count`, how many. A receiver that fails does not harm the act; it must
be able to catch up from its own last position, since another process's batches are not heard here.
"""
