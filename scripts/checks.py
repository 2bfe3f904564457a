"""`make test`: every check there is, each under a heading, and what failed in one list at the end.

    python -m scripts.checks                 # all
    python -m scripts.checks types tests     # some
    PYTEST_ARGUMENTS="-k letters" …          # handed to pytest

A check that fails does not keep the others from running. All that need a database share one server.
"""

import os
import shlex
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tenants.database_url import DatabaseUrlError
from tenants.embedded import Profile
from tenants.embedded_programs import EmbeddedError
from tenants.letters import LettersLost
from tenants.roles import RolesError
from tenants.server import Server, administered_server
from tenants.state import StateError

CHECKOUT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
DATABASE = "cong_xa_checks"  # empty: what the management commands connect to
MANAGE = (PYTHON, "manage.py")
PREBUILD = (PYTHON, "-m", "tests.support.prebuild")


@dataclass(frozen=True)
class Check:
    """One thing that has to hold.

    Attributes:
        name: how it is called on the command line.
        heading: what it sees to.
        command: program and arguments; the exit code tells.
        database: whether it needs one.
    """

    name: str
    heading: str
    command: tuple[str, ...]
    database: bool = False


def checks() -> list[Check]:
    """All checks, quick ones first."""
    pytest = (
        PYTHON,
        "-m",
        "pytest",
        "-n",
        str(workers()),
        "--dist",
        "loadgroup",
        "--no-loadscope-reorder",
        "-q",
    )
    more = tuple(shlex.split(os.environ.get("PYTEST_ARGUMENTS", "")))
    return [
        Check("lint", "Lint (ruff)", (PYTHON, "-m", "ruff", "check", ".")),
        Check("format", "Format (ruff)", (PYTHON, "-m", "ruff", "format", "--check", ".")),
        Check("contracts", "Import contracts (import-linter)", (f"{Path(PYTHON).parent}/lint-imports",)),
        Check("types", "Types (mypy, strict)", (PYTHON, "-m", "mypy")),
        Check(
            "migrations",
            "No migration is missing",
            (*MANAGE, "makemigrations", "--check", "--dry-run"),
            database=True,
        ),
        Check("openapi", "openapi.yaml is what the API is", (*MANAGE, "openapi", "--check"), database=True),
        Check("tests", "Tests (pytest)", (*pytest, *more)),
    ]


def workers() -> int:
    """How many tests run at a time: as many as there are cores, two at least, four at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return min(max(cores, 2), 4)


def main(names: list[str]) -> int:
    """Run the checks of these names, or all.

    Returns:
        0 when all hold, 1 when one does not, 2 for an unknown name.
    """
    every = checks()
    unknown = sorted(set(names) - {check.name for check in every})
    if unknown:
        allowed = ", ".join(check.name for check in every)
        print(f"There is no check {unknown[0]!r}; allowed are {allowed}.", file=sys.stderr)
        return 2
    chosen = [check for check in every if not names or check.name in names]
    begun = time.monotonic()
    with ExitStack() as stack:
        try:
            server = stack.enter_context(administered_server(Profile.TEST))
            database = database_environment(server)
        except (DatabaseUrlError, EmbeddedError, LettersLost, RolesError, StateError) as error:
            print(f"There is no database to test with: {error}", file=sys.stderr)
            return 1
        if any(check.name == "tests" for check in chosen):  # a core is free while the quick checks run
            stack.callback(_end, subprocess.Popen(PREBUILD, cwd=CHECKOUT, stdin=subprocess.DEVNULL))
        results = [(check, *run(check, database if check.database else {})) for check in chosen]
    print(f"\n=== What held, in {time.monotonic() - begun:.0f} s " + "=" * 40)
    for check, held, seconds in results:
        print(f"  {'holds ' if held else 'FAILS '} {check.heading} ({seconds:.0f} s)")
    return 0 if all(held for _check, held, _seconds in results) else 1


def run(check: Check, more: dict[str, str]) -> tuple[bool, float]:
    """Run one check under its heading, with more variables in its environment.

    Returns:
        whether it holds, and how many seconds it took.
    """
    print(f"\n=== {check.heading} " + "=" * (70 - len(check.heading)), flush=True)
    begun = time.monotonic()
    try:
        held = (
            subprocess.run(check.command, cwd=CHECKOUT, env={**os.environ, **more}, check=False).returncode
            == 0
        )
    except OSError as error:
        print(f"{check.command[0]}: {error.strerror}")
        held = False
    return held, time.monotonic() - begun


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def database_environment(server: Server) -> dict[str, str]:
    """The variables by which a management command reaches an empty database as its owner."""
    return {**server.prepare(DATABASE).environment(), "DJANGO_SETTINGS_MODULE": "cms.settings.test"}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
