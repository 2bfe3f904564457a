"""A progress bar for people at a terminal, and plain lines for a log."""

import sys
import time
from typing import TextIO

WIDTH = 30
LOG_SECONDS = 10.0


class Progress:
    """Shows how far something is: a bar that is drawn again on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self.label = label
        self.stream = stream or sys.stderr
        self._begun = self._said = time.monotonic()

    def __call__(self, done: int, total: int, line: str = "") -> None:
        """So many are done of so many."""
        if self.stream.isatty():
            filled = WIDTH * done // max(total, 1)
            bar = "█" * filled + "·" * (WIDTH - filled)
            text = f"\r{self.label} {bar} {done}/{total} {self._rest(done, total)}  {line[:60]:<60}"
            self.stream.write(text + ("\n" if done == total else ""))
        elif done == total or time.monotonic() - self._said >= LOG_SECONDS:
            self._said = time.monotonic()
            self.stream.write(f"{self.label}: {done} of {total} {self._rest(done, total)}\n")
        self.stream.flush()

    def _rest(self, done: int, total: int) -> str:
        gone = time.monotonic() - self._begun
        if not 0 < done < total:
            return f"({gone:.1f} s)"
        return f"({gone / done * (total - done):.0f} s left)"
