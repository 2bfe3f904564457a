"""`tenant create --from`: many tenants from a list."""

from pathlib import Path
from typing import Any

from tenants.errors import ActRefused
from tenants.fleet.creating import CreateMany
from tenants.fleet.unit_list import UnitListError, read_unit_list
from tenants.management.acts import Told
from tenants.management.acts.progress import Progress


def run(options: dict[str, Any], out: Told, err: Told) -> int:
    """Make what is missing; what failed is told and written beside the list, to be mended and run again."""
    path = Path(options["source"])
    try:
        found = read_unit_list(path.read_bytes(), path.name)
    except OSError as error:
        raise ActRefused("from", f"{path} cannot be read: {error.strerror}.") from error
    except UnitListError as error:
        raise ActRefused("from", f"{error} Nothing was made.") from error
    for note in found.notes:
        out.write(note)
    created = CreateMany(lines=found.lines, by=options["by"], province=options["province"]).execute(
        Progress("Creating")
    )
    out.write(f"{len(created.made)} made, {len(created.there)} there already, {len(created.failed)} failed.")
    for line, sentence in created.failed:
        err.write(f"{path.name}, line {line.number}, {line.code}: {sentence}")
    if created.failed:
        rest = path.with_name(f"{path.stem}.failed.csv")
        rest.write_text(created.failed_as_csv(), encoding="utf-8")
        err.write(f"The lines that failed stand in {rest}.")
        return 1
    return 0
