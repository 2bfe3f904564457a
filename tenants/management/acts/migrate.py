"""`tenant migrate`: all tenants to the state of the code."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from tenants.fleet.migrate import AnotherLeads, MigrateFleet, MigrationsRefused, Report, outdated_tenants
from tenants.management.acts import Told
from tenants.management.acts.progress import Progress

DONE, SOME_FAILED, REFUSED, ANOTHER_LEADS = 0, 1, 2, 3
EXIT_CODES = (
    f"exit code: {DONE} every tenant is in the state of the code; {SOME_FAILED} some were set aside or not begun; "
    f"{REFUSED} a migration cannot work per tenant, nothing was begun; {ANOTHER_LEADS} another process does it"
)


def add_arguments(parser: ArgumentParser) -> None:
    """How careful, and how wide."""
    parser.add_argument(
        "--canary", type=int, default=0, metavar="N", help="migrate N first; stop if one fails"
    )
    parser.add_argument("--threads", type=int, default=4, help="how many at a time (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="only say how many are behind")
    parser.add_argument("--only", nargs="+", default=[], metavar="TENANT", help="only these tenants")


def run(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Do it and report; the exit code tells a deployment whether to go on."""
    if options["check"]:
        behind = outdated_tenants().count()
        out.write(f"{behind} tenant(s) are behind the code.")
        return SOME_FAILED if behind else DONE
    only: frozenset[UUID] | None = frozenset(found(name).pk for name in options["only"]) or None
    act = MigrateFleet(canaries=options["canary"], threads=options["threads"], only=only)
    try:
        report = act.execute(Progress("Migrating"))
    except MigrationsRefused as refusal:
        err.write(f"Nothing was begun.\n{refusal}")
        return REFUSED
    except AnotherLeads as refusal:
        err.write(str(refusal))
        return ANOTHER_LEADS
    tell(report, out, err)
    return DONE if report.is_complete else SOME_FAILED


def tell(report: Report, out: Told, err: Told) -> None:
    """The report at the end."""
    if not report.count and report.is_complete:
        out.write(f"Nothing to do ({report.seconds:.2f} s).")
        return
    ways = ", ".join(f"{count} by {way}" for way, count in sorted(report.migrated.items()))
    out.write(f"{report.count} tenant(s) migrated in {report.seconds:.1f} s ({ways or 'none'}).")
    for schema, sentence in sorted(report.failed.items()):
        err.write(f"{schema} is under maintenance: {sentence.splitlines()[0]}")
    if report.not_begun:
        err.write(f"{report.not_begun} tenant(s) were not begun: a canary failed. They serve as before.")
