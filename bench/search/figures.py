"""One line of the table, and the table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent.parent.parent / "var" / "bench"


@dataclass(frozen=True)
class Figure:
    """One measurement.

    `bar` is what issue 6 asks, the most or (`most` false) the least; `baseline` is the same of what it is compared
    with.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    most: bool = True
    baseline: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the bar is held."""
        return self.bar is None or (self.value <= self.bar if self.most else self.value >= self.bar)

    @property
    def ratio(self) -> float | None:
        """The value against the baseline."""
        return self.value / self.baseline if self.baseline else None

    def line(self) -> str:
        """The line of the table."""
        parts = [f"{self.name:<74} {self.value:9.3f} {self.unit:<8}"]
        if self.baseline is not None:
            parts.append(f"theirs {self.baseline:.3f}")
        if self.bar is not None:
            parts.append(f"bar {'≤' if self.most else '≥'} {self.bar:g}{'' if self.holds else '  NOT HELD'}")
        return "  ".join(parts).rstrip()

    def record(self) -> dict[str, Any]:
        """What is written to the file."""
        names = ("name", "value", "unit", "baseline", "ratio", "bar", "holds")
        return {name: getattr(self, name) for name in names}


def write(figures: Sequence[Figure], name: str) -> None:
    """Write var/bench/NAME.json."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = json.dumps([figure.record() for figure in figures], ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(told + "\n", encoding="utf-8")
