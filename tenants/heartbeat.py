"""A worker's sign of life, for whoever watches it from outside: a file whose time is that of its last turn.

    python -m tenants.heartbeat 120    # 0 while the last sign is younger than so many seconds, else 1

The file is named by `PORTAL_HEARTBEAT_FILE`; without it no sign is given.
"""

import os
import sys
import time
from pathlib import Path

VARIABLE = "PORTAL_HEARTBEAT_FILE"
EVERY_SECONDS = 5.0

_last = float("-inf")


def beat() -> None:
    """Give a sign of life, at most every five seconds: called in the loop that does the work, never by a thread beside it."""
    global _last
    name, now = os.environ.get(VARIABLE, ""), time.monotonic()
    if name and now - _last >= EVERY_SECONDS:
        _last = now
        Path(name).touch()


def age(now: float | None = None) -> float:
    """Seconds since the last sign of life; infinite where there was none."""
    try:
        return (now or time.time()) - Path(os.environ.get(VARIABLE, "")).stat().st_mtime
    except OSError:
        return float("inf")


def main(arguments: list[str]) -> int:
    """See whether the worker lives; says how long ago it last gave a sign."""
    limit = float(arguments[0])
    seconds = age()
    sys.stdout.write(f"last sign of life: {seconds:.0f} s ago, allowed are {limit:.0f} s\n")
    return 0 if seconds <= limit else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
