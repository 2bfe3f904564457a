"""Work that a province's IT asked for in its console: done one after another by the fleet's worker, with a log."""

import logging
from collections.abc import Callable, Iterable

from django.utils import timezone

from tenants.acts import ArchiveTenant, CloseToWriting, ResumeTenant, SuspendTenant
from tenants.backup.restore import RestoreBeside
from tenants.backup.take import BackUpTenant
from tenants.calendar_day import today
from tenants.context import no_tenant
from tenants.enums import FleetAct, RunState
from tenants.errors import ActRefused, TenantError
from tenants.fleet.creating import CreateMany
from tenants.fleet.unit_list import Line
from tenants.models import Backup, FleetRun, Tenant
from tenants.models.fleet import LOG_LIMIT

logger = logging.getLogger(__name__)

STATE_ACTS: dict[str, type[SuspendTenant | ResumeTenant | ArchiveTenant | CloseToWriting]] = {
    FleetAct.SUSPEND: SuspendTenant,
    FleetAct.RESUME: ResumeTenant,
    FleetAct.ARCHIVE: ArchiveTenant,
    FleetAct.READ_ONLY: CloseToWriting,
}


def communes_of(province: Tenant) -> dict[str, Tenant]:
    """The tenants that a province's IT may act on, by code: its communes and its own former units, not itself."""
    rows = Tenant.objects.filter(identities__parent=province, is_copy=False).distinct()
    return {tenant.identity(today()).code: tenant for tenant in rows}


def next_run() -> FleetRun | None:
    """The oldest run that waits, or that a worker left unfinished when it died; taken by whoever calls with the fleet's lock."""
    open_states = [RunState.QUEUED, RunState.RUNNING]
    return FleetRun.objects.filter(state__in=open_states).order_by("asked_at").first()


def perform(run: FleetRun) -> None:
    """Do a run and store what came of it. Each of its acts is all or nothing; begun again, what was done is found done."""
    FleetRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, begun_at=timezone.now(), done=0, log="")
    telling = _Telling(run)
    try:
        with no_tenant():
            failed = _ACTS[run.act](run, telling)
    except Exception as error:
        logger.exception("Work on the fleet %s failed", run.pk)
        own = isinstance(error, TenantError)
        telling.line(
            str(error) if own else f"{type(error).__name__}: see the log of the fleet's worker, {run.pk}."
        )
        state = RunState.FAILED
    else:
        state = (
            RunState.DONE if not failed else RunState.FAILED if failed >= telling.total else RunState.PARTLY
        )
    FleetRun.objects.filter(pk=run.pk).update(state=state, ended_at=timezone.now())


class _Telling:
    """Writes progress and log where the console reads them."""

    def __init__(self, run: FleetRun) -> None:
        self.run, self.total, self._log = run, 0, ""

    def __call__(self, done: int, total: int, line: str) -> None:
        self.total = total
        self.line(line, done=done, total=total)

    def line(self, text: str, **values: int) -> None:
        self._log = (self._log + f"{timezone.localtime():%H:%M:%S} {text}\n")[-LOG_LIMIT:]
        FleetRun.objects.filter(pk=self.run.pk).update(log=self._log, **values)


def _create(run: FleetRun, telling: _Telling) -> int:
    """The lines were read when they were asked for; here they are made."""
    lines = tuple(Line(**{**line, "hosts": tuple(line["hosts"])}) for line in run.parameters["lines"])
    province = run.province.identity().code
    created = CreateMany(lines=lines, by=run.asked_by, province=province).execute(telling)
    return len(created.failed)


def _change_states(run: FleetRun, telling: _Telling) -> int:
    act = STATE_ACTS[run.act]

    def change(tenant: Tenant) -> str:
        moved = act(tenant=tenant, by=run.asked_by, reason=run.parameters["reason"]).execute()
        return str(moved.get_state_display())

    return _each(run, telling, change)


def _back_up(run: FleetRun, telling: _Telling) -> int:
    def back_up(tenant: Tenant) -> str:
        backup = BackUpTenant(tenant=tenant, by=run.asked_by).execute()
        return f"{backup.name} ({backup.size:,} bytes)"

    return _each(run, telling, back_up)


def _restore_beside(run: FleetRun, telling: _Telling) -> int:
    backup = Backup.objects.kept().get(pk=run.parameters["backup"])
    code = run.province.identity().code
    done = RestoreBeside(
        name=backup.name, host=run.parameters["host"], by=run.asked_by, province=code
    ).execute()
    telling(1, 1, f"{done.tenant.schema_name}: {done.rows} rows, {done.files} files")
    return 0


def _each(run: FleetRun, telling: _Telling, act: Callable[[Tenant], str]) -> int:
    """Act on each of the asked-for communes of the province; one that refuses holds up no other. Returns how many did."""
    own, codes, failed = communes_of(run.province), _codes(run.parameters["codes"]), 0
    for done, code in enumerate(codes, 1):
        try:
            if code not in own:
                raise ActRefused("code", f"The province has no portal with the code {code}.")
            line = f"{code}: {act(own[code])}"
        except TenantError as refusal:
            failed += 1
            line = f"{code}: {refusal}"
        telling(done, len(codes), line)
    return failed


def _codes(given: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(str(code) for code in given))


_ACTS: dict[str, Callable[[FleetRun, _Telling], int]] = {
    FleetAct.CREATE: _create,
    FleetAct.BACK_UP: _back_up,
    FleetAct.RESTORE_BESIDE: _restore_beside,
    **dict.fromkeys(STATE_ACTS, _change_states),
}
