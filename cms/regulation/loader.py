"""Loading a regulation file into the tenant's rows: checked as a whole first, then all of it or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import connection, transaction

from cms.regulation.files import DATA, FileRefused, Problem, digest
from cms.regulation.models import Parameter, RegulationVersion, VersionState
from cms.regulation.references import read_regulation
from cms.regulation.rows import rows_of
from cms.regulation.schema import RegulationFile
from cms.regulation.signals import own_rules_changed
from tenants.context import current_tenant

# One loading at a time in a tenant's schema; the number only has to differ from other advisory locks.
_LOCK = 7_214_035


def bundled_files() -> dict[str, Path]:
    """Return the regulation files that come with the platform, by slug."""
    registers = {
        "calendar",
        "categories",
        "fields",
        "instruments",
        "national",
        "parameters",
        "platform",
        "refusals",
        "rulebooks",
        "stops",
    }
    return {path.stem: path for path in sorted(DATA.glob("*.yaml")) if path.stem not in registers}


def load_into_tenant(source: str | Path) -> RegulationVersion:
    """Load a regulation file into the current tenant.

    Args:
        source: a path, or the slug of a file that comes with the platform (`quang-phu`).

    Returns the version, the one that is there already if the same file was loaded before.

    Raises:
        FileRefused: the file does not follow the model, or is another unit's; nothing is loaded.
        FileNotFoundError: there is no such file.
        NoTenant: no tenant is set.
    """
    path = bundled_files().get(str(source)) or Path(source)
    return load_text(path.read_text(encoding="utf-8"), path.name)


def load_text(text: str, name: str) -> RegulationVersion:
    """Load the text of a regulation file into the current tenant; see `load_into_tenant`."""
    file = read_regulation(text, name)
    _refuse_other_unit(file, name)
    fingerprint = digest(text)
    with transaction.atomic():
        lock_versions()
        known = RegulationVersion.objects.counting().filter(source_digest=fingerprint).first()
        if known:
            return known
        version = _version(file, fingerprint)
        make_room(version, name)
        version.save(force_insert=True)
        Parameter.objects.bulk_create(rows_of(file, version))
        own_rules_changed.send(
            sender=RegulationVersion, reason=f"{version.title or name}: {version}", by=None
        )
    return version


def _refuse_other_unit(file: RegulationFile, name: str) -> None:
    tenant = current_tenant()
    codes = list(tenant.identities.values_list("code", flat=True))
    if file.unit.code not in codes:
        expected = f"expected the code of this tenant ({', '.join(codes)})"
        raise FileRefused(name, [Problem(("unit", "code"), expected, file.unit.code)])


def lock_versions() -> None:
    """Let one change of versions at a time run in a tenant's schema, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_LOCK])


def _version(file: RegulationFile, fingerprint: str) -> RegulationVersion:
    given = file.parameters.regulation
    partial = str(given.issued_on.value or "") if given.issued_on else ""
    return RegulationVersion(
        state=VersionState.ACTIVE if file.is_complete_instrument else VersionState.CONFIRMED,
        title=_text(given.title),
        number=_text(given.number),
        issued_on=dt.date.fromisoformat(partial) if len(partial) == 10 else None,
        issued_on_partial=partial,
        issuing_body=_text(given.issuing_body),
        signatory=_text(given.signatory),
        replaces=list(given.replaces.value or ()) if given.replaces else [],
        effective_from=first_day(file),
        effective_to=_day(file.version.ends_on),
        assumed=not file.is_complete_instrument,
        assumed_reason=_assumed_reason(file),
        ended_reason=file.version.ends_because or "",
        older_than_unit=_day(file.version.older_than_unit),
        numbering=file.numbering.model_dump(mode="json"),
        unit_code=file.unit.code,
        schema_version=file.schema_version,
        source_digest=fingerprint,
    )


def _assumed_reason(file: RegulationFile) -> str:
    if file.is_complete_instrument:
        return ""
    return file.version.earliest_because or "Bản chụp thiếu số hoặc ngày ban hành."


def first_day(file: RegulationFile) -> dt.date:
    """Return the first day on which a version is in force, as printed, else the earliest possible one."""
    given = file.parameters.regulation
    rule = str(given.effective_from.value or "") if given.effective_from else ""
    issued = str(given.issued_on.value or "") if given.issued_on else ""
    known = rule if rule[:4].isdigit() else issued if len(issued) == 10 else file.version.earliest_possible
    if known is None:
        raise ValueError("a regulation file always has a first day")  # RegulationFile refuses one without
    return dt.date.fromisoformat(known)


def make_room(version: RegulationVersion, name: str) -> None:
    """End the version before this one on the day before; a confirmed copy of the same day goes back to draft.

    Raises:
        FileRefused: a later version, or one in force from the same day, stands in the way.
    """
    path = ("parameters", "regulation", "effective_from")
    others = RegulationVersion.objects.counting()
    later = others.filter(effective_from__gt=version.effective_from).order_by("effective_from").first()
    if later:
        raise FileRefused(
            name,
            [
                Problem(
                    path,
                    f"expected a day after {later.effective_from}, from which a version is in force",
                    str(version.effective_from),
                )
            ],
        )
    for other in others.filter(effective_from=version.effective_from):
        if other.state != VersionState.CONFIRMED:
            raise FileRefused(
                name,
                [
                    Problem(
                        path,
                        "expected another day: a version is in force from it",
                        str(version.effective_from),
                    )
                ],
            )
        other.state = VersionState.DRAFT
        other.save(update_fields=["state"])
    before = others.on(version.effective_from).first()
    if before:
        before.effective_to = version.effective_from - dt.timedelta(days=1)
        before.ended_reason = "Được thay thế bằng Quy chế mới."
        before.state = VersionState.SUPERSEDED
        before.save(update_fields=["effective_to", "ended_reason", "state"])


def _text(leaf: object) -> str:
    return str(getattr(leaf, "value", None) or "")


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
