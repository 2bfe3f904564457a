"""Faults put into delivery, isolation and search, one at a time: `make planted`. Each has to be found by the tests that are named beside it.

Not part of `make test`: it takes minutes. A fault is a change of the text of one file, made in a copy of the checkout, so that nothing here is
touched. Before any fault the tests run as they are and have to pass. Ends with 1 where a fault is not found.

    python -m bench.planted                 # all
    python -m bench.planted cursor scope    # some
    python -m bench.planted --list
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.templates import KEEP

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "var" / "planted"
"""Where the copy is made: the same place each time, so that its database's templates are made once."""
OUTPUT = ROOT / "var" / "bench" / "planted.json"
SECONDS = 600
LEFT_OUT = (".git", ".venv", "var", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
NO_TEST_FAILED = {0, 5}


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        name: how it is called on the command line.
        what: what would go wrong.
        file, good, bad: the text that is changed.
        tests: those that have to find it.
    """

    name: str
    what: str
    file: str
    good: str
    bad: str
    tests: tuple[str, ...]


FEED, RELEASES = "tests/sites/test_change_feed.py", "tests/sites/test_release_transaction.py"

FAULTS = (
    Fault(
        "sequence",
        "positions follow the order of writing instead of that of commits",
        "sites/releases/changes.py",
        "SELECT id, nextval('public.releases_position') AS position",
        "SELECT id, id AS position",
        (FEED,),
    ),
    Fault(
        "lock",
        "two processes give positions at the same time",
        "sites/releases/changes.py",
        '_LOCK = "SELECT pg_advisory_xact_lock(%(lock)s);"',
        '_LOCK = "SELECT %(lock)s;"',
        (FEED,),
    ),
    Fault(
        "draft",
        "what nobody approved is released",
        "sites/releases/writer.py",
        "        granted = delivery.gate().check(page, digest)\n    return _written",
        "        granted = Granted(digest, None)\n    return _written",
        (RELEASES,),
    ),
    Fault(
        "tombstone",
        "a takedown is told to nobody",
        "sites/releases/writer.py",
        "    changes.announce(held, ChangeKind.WITHDRAWN, final=not approvals.may_come_back(page))\n",
        "",
        (RELEASES,),
    ),
    Fault(
        "expiry",
        "what has expired stays in the lists",
        "sites/releases/listing.py",
        '["type = ANY(%(types)s)", "(expires_at IS NULL OR expires_at > now())"]',
        '["type = ANY(%(types)s)"]',
        ("tests/sites/test_corrections.py",),
    ),
    Fault(
        "cursor",
        "a cursor skips what has the same instant",
        "sites/releases/listing.py",
        'f"({sort.column}, id) {sign} (%(after_key)s, %(after_row)s)"',
        'f"{sort.column} {sign} %(after_key)s AND %(after_row)s > 0"',
        ("tests/sites/test_cursors.py", "tests/sites/test_lists.py"),
    ),
    Fault(
        "scope",
        "a province shows the communes of every province",
        "sites/releases/sharing.py",
        ".filter(parent_id=province_id, tenant__in=public)",
        ".filter(tenant__in=public)",
        ("tests/sites/test_province_scope.py",),
    ),
    Fault(
        "unshared",
        "a province shows what a commune keeps to itself",
        "sites/releases/listing.py",
        '"(shared OR tenant_id = %(own)s::uuid)"',
        '"(tenant_id IS NOT NULL OR tenant_id = %(own)s::uuid)"',
        ("tests/sites/test_province_scope.py",),
    ),
    Fault(
        "cache",
        "caches keep an item after its takedown",
        "sites/releases/changes.py",
        "            purge.purge(_surrogate_keys(self.changes))",
        "            pass",
        ("tests/sites/test_caches.py",),
    ),
    Fault(
        "etag",
        "a new text has the entity tag of the old one",
        "sites/api/items.py",
        'tag = f"{found.etag}-{voice.stamp}"',
        'tag = f"{found.item_id}-{voice.stamp}"',
        ("tests/sites/test_api.py", "tests/sites/test_gateway.py"),
    ),
    Fault(
        "provisional",
        "a takedown that may be undone answers that the item is gone for good",
        "sites/api/items.py",
        "return gone() if withdrawn and last.final else not_found()",
        "return gone() if withdrawn else not_found()",
        ("tests/checks/test_provisional_takedown.py",),
    ),
    Fault(
        "preview",
        "the signature of a link to a draft is not checked",
        "sites/preview/links.py",
        "    if not any(hmac.compare_digest(signature, _signed(head, link, key)) for key in keys):\n        return None\n",
        "",
        ("tests/sites/preview",),
    ),
    Fault(
        "webhook",
        "a webhook may reach a private network",
        "sites/webhooks/guard.py",
        "return self.is_opened(address) or is_public(address)",
        "return True",
        ("tests/sites/webhooks/test_guard.py",),
    ),
)


def main() -> int:
    """Plant each fault, run its tests, say what came of it; 1 where one was not found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="FAULT", help="its name; all where none is given")
    parser.add_argument("--list", action="store_true", help="only name them")
    given = parser.parse_args()
    known = {fault.name: fault for fault in FAULTS}
    if unknown := set(given.names) - set(known):
        parser.error(f"no fault is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    chosen = [known[name] for name in given.names] or list(FAULTS)
    if given.list:
        for fault in chosen:
            say(f"{fault.name:12} {fault.what}")
        return 0
    return run(chosen)


def run(chosen: list[Fault]) -> int:
    """Plant these faults in a copy of the checkout; 1 where one was not found, or the tests fail without any."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
    keep = COPY / KEEP.relative_to(ROOT)
    keep.parent.mkdir(exist_ok=True)
    keep.touch()  # the templates are made without faults, once
    say("Without any fault …")
    if (code := failed(sorted({name for fault in chosen for name in fault.tests}))) != 0:
        say(f"The tests fail as they are ({code}): what they find proves nothing.")
        return 1
    figures = [figure(fault, plant(fault)) for fault in chosen]
    shutil.rmtree(COPY)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    missed = [entry["name"] for entry in figures if not entry["holds"]]
    say(f"{len(figures) - len(missed)} of {len(figures)} found.")
    return 1 if missed else 0


def plant(fault: Fault) -> bool:
    """Whether a fault is found.

    Raises:
        SystemExit: the text that it changes is no longer there.
    """
    path = COPY / fault.file
    text = path.read_text(encoding="utf-8")
    if text.count(fault.good) != 1:
        raise SystemExit(
            f"{fault.name}: {fault.file} holds {text.count(fault.good)} times what the fault changes"
        )
    path.write_text(text.replace(fault.good, fault.bad), encoding="utf-8")
    try:
        return failed(list(fault.tests)) not in NO_TEST_FAILED
    finally:
        path.write_text(text, encoding="utf-8")


def failed(tests: list[str]) -> int:
    """Run tests in the copy, up to the first that fails; pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=COPY, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return -1
    if done.returncode > 1:  # not a test that failed, but pytest that could not run
        raise SystemExit(f"pytest ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-2000:]}")
    return done.returncode


def figure(fault: Fault, found: bool) -> dict[str, object]:
    """An entry of the record, said on the way."""
    say(f"{fault.name:12} {fault.what:80} {'found' if found else 'NOT FOUND'}")
    return {
        "name": f"planted: {fault.what}",
        "value": int(found),
        "unit": "found",
        "baseline": None,
        "ratio": None,
        "bar": 1,
        "holds": found,
    }


def say(text: str) -> None:
    """Say something as soon as it is known."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
