"""When a message is sent again, and when an address is paused. Pure."""

import random
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

STEPS = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""What is waited after the first, second, … attempt that failed; after one more the message is given up: 75 hours and 36 minutes in all."""

JITTER = 0.2
"""Waiting is longer by up to a fifth, so that what failed together does not come back together."""

LONGEST = timedelta(hours=24)
"""The longest wait that a receiver's `Retry-After` is granted."""

PAUSE_AFTER = timedelta(days=5)
"""An address that has accepted nothing for so long is paused."""


def next_attempt(
    made: int, now: datetime, retry_after: timedelta | None = None, chance: float | None = None
) -> datetime | None:
    """When a message is tried again after `made` attempts that failed; None when it is given up.

    Parameters:
        retry_after: what the receiver asked for, if it did.
        chance: 0 to 1, for the jitter; random unless given.
    """
    if made < 1 or made > len(STEPS):
        return None
    step = STEPS[made - 1]
    wait = step + step * JITTER * (random.random() if chance is None else chance)  # noqa: S311 - no secret
    return now + max(wait, min(retry_after, LONGEST) if retry_after else wait)


def has_failed_too_long(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an address that has failed without a break since then is to be paused."""
    return failing_since is not None and now - failing_since >= PAUSE_AFTER


def read_retry_after(value: str, now: datetime) -> timedelta | None:
    """What `Retry-After` says (RFC 9110, 10.2.3): seconds or a date; None for anything else."""
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) < 9:
        return timedelta(seconds=int(text))
    try:
        wait = parsedate_to_datetime(text) - now
    except (TypeError, ValueError):
        return None
    return wait if wait > timedelta() else None
