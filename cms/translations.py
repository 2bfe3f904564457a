"""Compile every `.po` of the project into the `.mo` that gettext reads: `python -m cms.translations`.

msgfmt is not on every machine, so polib does it. Catalogues that are newer than their source are left alone.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOMS = ("tenants", "cms", "sites", "search", "frontend")


def catalogues(root: Path) -> Iterator[Path]:
    """Yield the path of every `.po` file in the rooms below `root`."""
    for room in ROOMS:
        yield from sorted((root / room).rglob("locale/*/LC_MESSAGES/*.po"))


def compile_catalogue(source: Path) -> bool:
    """Compile one `.po` file beside itself.

    Parameters: `source`, the `.po` file. Returns whether anything was written.
    """
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    polib.pofile(str(source)).save_as_mofile(str(target))
    return True


def main() -> int:
    """Compile all catalogues and say how many were written."""
    written = sum(compile_catalogue(path) for path in catalogues(Path(__file__).resolve().parent.parent))
    print(f"translations: {written} compiled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
