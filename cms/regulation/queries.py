"""The regulation in force of the current tenant, kept in memory by version."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from uuid import UUID

from django.db import connection

from cms.regulation.calendar import OfficeHours, WorkingCalendar
from cms.regulation.events import as_instant
from cms.regulation.layer_data import platform
from cms.regulation.layers import Surroundings
from cms.regulation.models import COUNTING_STATES, OfficeHoursPeriod, RegulationVersion
from cms.regulation.province_layer import Days, overrides, province_layer
from cms.regulation.regulation import Regulation, VersionFacts
from cms.regulation.rows import file_of
from cms.regulation.schema import RegulationFile
from cms.regulation.vocabulary import Weekday
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.enums import TenantKind
from tenants.models.tenant import IdentityUnknown

_MADE_OF = """
SELECT
    (SELECT string_agg((id, state, effective_from, effective_to, assumed, assumed_reason, source_digest)::text, ' ' ORDER BY id)
        FROM regulation_regulationversion WHERE state = ANY(%s)),
    (SELECT string_agg((valid_from, spans, weekdays)::text, ' ' ORDER BY valid_from) FROM regulation_officehoursperiod),
    (SELECT state FROM public.province_rulesstate WHERE province_id = %s)"""
"""All that the answer of a day is made of beside what is read once: the versions' facts, the office hours, the state of the province's rules."""


def in_force(on: dt.date | dt.datetime | None = None) -> Regulation:
    """Return the current tenant's regulation on a day (today, unless given), with the earlier versions behind
    it.

    Where none is in force the answer has no rules of its own: law and the platform's defaults answer.

    Raises:
        NoTenant: no tenant is set.
    """
    day = today() if on is None else as_instant(on).date()
    versions = list(RegulationVersion.objects.begun_by(day))
    current = next((_file(version) for version in versions if version.holds_on(day)), None)
    around = surroundings(day, current)
    earlier: list[Regulation] = []
    for version in reversed(versions):
        earlier.insert(0, _regulation(version, around, day))
    if earlier and earlier[0].holds_on(day):
        return Regulation(earlier[0].file, earlier[0].facts, around, earlier=tuple(earlier[1:]), asked_on=day)
    return Regulation(None, None, around, earlier=tuple(earlier), asked_on=day)


def latest(on: dt.date | None = None) -> Regulation:
    """Return the regulation in force on a day, or the last that was: what an archive's pages still show.

    Raises:
        NoTenant: no tenant is set.
    """
    found = in_force(on)
    if found.has_own_rules or not found.earlier:
        return found
    last = found.earlier[0]
    return Regulation(
        last.file, last.facts, last.around, earlier=tuple(found.earlier[1:]), asked_on=found.asked_on
    )


def latest_remembered() -> Regulation:
    """Return what `latest` does today, from memory while nothing that it is made of has changed: one query in the place of three.

    Raises:
        NoTenant: no tenant is set.
    """
    day, tenant = today(), current_tenant()
    province = tenant.pk if tenant.kind == TenantKind.PROVINCE else _province(str(tenant.pk), day)[0]
    with connection.cursor() as cursor:
        cursor.execute(_MADE_OF, [[state.value for state in COUNTING_STATES], province])
        key = (tenant.pk, day, province, *cursor.fetchone())
    found = _latest.get(key)
    if found is None:
        found = latest(day)
        if len(_latest) >= _KEEP:
            _latest.pop(next(iter(_latest)))
        _latest[key] = found
    return found


def version(key: UUID | str) -> Regulation | None:
    """Return one version of the current tenant's regulation by its id, None where there is none."""
    row = RegulationVersion.objects.filter(pk=key).first()
    if row is None:
        return None
    return _regulation(row, surroundings(row.effective_from, _file(row)), row.effective_from)


def _regulation(row: RegulationVersion, around: Surroundings, day: dt.date) -> Regulation:
    facts = VersionFacts(
        id=str(row.pk),
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        assumed=row.assumed,
        assumed_reason=row.assumed_reason,
        state=row.state,
        digest=row.source_digest,
    )
    return Regulation(_file(row), facts, around, asked_on=day)


_files: dict[tuple[UUID, UUID, str], RegulationFile] = {}
_latest: dict[tuple[object, ...], Regulation] = {}
_KEEP = 512


def _file(row: RegulationVersion) -> RegulationFile:
    """Return the typed content of a version: read once in a process, since a version's rows never change."""
    key = (current_tenant().pk, row.pk, row.source_digest)  # a copy of a portal has the same keys
    found = _files.get(key)
    if found is None:
        found = file_of(row, row.parameters.all())
        if len(_files) >= _KEEP:
            _files.pop(next(iter(_files)))
        _files[key] = found
    return found


def forget() -> None:
    """Forget what is remembered of versions: this process works with another database from now on."""
    _files.clear()
    _latest.clear()


def surroundings(day: dt.date, file: RegulationFile | None = None) -> Surroundings:
    """Return the current tenant's calendar and the province whose rulebook binds it on a day.

    Args:
        file: the regulation in force, whose working week and office hours count where the tenant's own data
            names none.

    Raises:
        NoTenant: no tenant is set.
    """
    tenant = current_tenant()
    is_province = tenant.kind == TenantKind.PROVINCE
    parent, code = (tenant.pk, None) if is_province else _province(str(tenant.pk), day)
    kept = province_layer(parent, code)
    periods = tuple(
        (period.valid_from, tuple(period.spans), tuple(period.weekdays))
        for period in OfficeHoursPeriod.objects.all()
    )
    week = _stated(file, "working_week") or _default("calendar.working_week", day)
    for first, _, weekdays in periods:
        if weekdays and first <= day:
            week = weekdays
    hours = _stated(file, "office_hours") or _default("calendar.office_hours", day)
    changes = tuple((first, spans) for first, spans, _ in periods)
    calendar = _calendar(hours, week, changes, kept.days, kept.decided)
    return Surroundings(calendar, code, kept.rulebooks if code else ())


@lru_cache(maxsize=8192)
def _province(tenant_key: str, day: dt.date) -> tuple[UUID | None, str | None]:
    tenant = current_tenant()
    try:
        parent = tenant.parent(day)
        return (parent.pk, parent.identity(day).code) if parent else (None, None)
    except IdentityUnknown:  # a copy may be older than the merged unit, whose province is then today's
        parent = tenant.parent()
        return (parent.pk, parent.identity().code) if parent else (None, None)


@lru_cache(maxsize=1024)
def _calendar(
    hours: tuple[str, ...],
    week: tuple[str, ...],
    changes: tuple[tuple[dt.date, tuple[str, ...]], ...],
    days: Days,
    decided: frozenset[int],
) -> WorkingCalendar:
    """Return the calendar of some office hours and days; tenants that keep the same ones share it."""
    return WorkingCalendar(
        OfficeHours.parse(hours),
        week=[Weekday(name).number for name in week],
        overrides=overrides(days),
        also_decided=decided,
        later_hours=[(first, OfficeHours.parse(spans)) for first, spans in changes],
    )


def _stated(file: RegulationFile | None, key: str) -> tuple[str, ...]:
    leaf = getattr(file.parameters.calendar, key) if file else None
    return tuple(leaf.value) if leaf and leaf.value else ()


def _default(parameter: str, day: dt.date) -> tuple[str, ...]:
    found = platform().value(parameter, day)
    return tuple(found.value) if found else ()
