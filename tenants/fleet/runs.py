"""Work that a province's IT asked for in its console: done one after another by the fleet's worker, with a log."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenants.acts import (
    AnnounceInterruption,
    ArchiveTenant,
    BeginMaintenance,
    CallOffInterruption,
    CloseToWriting,
    DeleteTenant,
    RenameHost,
    ResumeTenant,
    SetQuotas,
    SuspendTenant,
)
from tenants.backup.restore import RestoreBeside
from tenants.backup.routine import verify_backup
from tenants.backup.take import BackUpTenant
from tenants.calendar_day import today
from tenants.context import no_tenant
from tenants.enums import FleetAct, RunState, TenantState
from tenants.errors import ActRefused, TenantError
from tenants.fleet.creating import CreateMany
from tenants.fleet.unit_list import Line
from tenants.heartbeat import beat
from tenants.models import Backup, FleetRun, Interruption, Tenant, TenantIdentity
from tenants.models.fleet import LOG_LIMIT
from tenants.models.tenant import TenantQuerySet

logger = logging.getLogger(__name__)

StateAct = type[SuspendTenant | ResumeTenant | ArchiveTenant | CloseToWriting | BeginMaintenance]
STATE_ACTS: dict[str, StateAct] = {
    FleetAct.SUSPEND: SuspendTenant,
    FleetAct.RESUME: ResumeTenant,
    FleetAct.ARCHIVE: ArchiveTenant,
    FleetAct.READ_ONLY: CloseToWriting,
    FleetAct.MAINTENANCE: BeginMaintenance,
}
LANGUAGE = "vi"
"""Of the log: whoever asked reads it in the admin."""


def communes_of(province: Tenant) -> dict[str, Tenant]:
    """The tenants that a province's IT may act on, by code: its communes and its own former units, not itself."""
    rows = tenants_below(province).filter(is_copy=False)
    return {tenant.identity(today()).code: tenant for tenant in rows}


def tenants_below(province: Tenant) -> TenantQuerySet:
    """The tenants whose province this is today, or was when their unit ended; copies of them too, never the province itself."""
    last = TenantIdentity.objects.filter(tenant=OuterRef("pk"), valid_from__lte=today()).order_by(
        "-valid_from"
    )
    return (
        Tenant.objects.annotate(parent_today=Subquery(last.values("parent")[:1]))
        .filter(parent_today=province.pk)
        .exclude(state=TenantState.DELETED)
    )


def next_run() -> FleetRun | None:
    """The oldest run that waits, or that a worker left unfinished when it died; taken by whoever calls with the fleet's lock."""
    open_states = [RunState.QUEUED, RunState.RUNNING]
    return FleetRun.objects.filter(state__in=open_states).order_by("asked_at").first()


def perform(run: FleetRun) -> None:
    """Do a run and store what came of it. Each of its acts is all or nothing; begun again, what was done is found done."""
    FleetRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, begun_at=timezone.now(), done=0, log="")
    telling = _Telling(run)
    try:
        with no_tenant(), override(LANGUAGE):
            failed = _ACTS[run.act](run, telling)
    except Exception as error:
        logger.exception("Work on the fleet %s failed", run.pk)
        own = isinstance(error, TenantError)
        with override(LANGUAGE):
            telling.line(
                str(error)
                if own
                else _("%(error)s: the log of the fleet's worker says more, under %(run)s.")
                % {"error": type(error).__name__, "run": run.pk}
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
        beat()  # work on many portals takes its time, and is no stand-still

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
        return f"{backup.name} ({filesizeformat(backup.size)})"

    return _each(run, telling, back_up)


def _verify(run: FleetRun, telling: _Telling) -> int:
    def verify(tenant: Tenant) -> str:
        backup = Backup.objects.kept().filter(tenant=tenant).first()
        if backup is None:
            raise ActRefused("code", _("It has no backup yet."))
        if wrong := verify_backup(backup, rehearse=True):
            raise ActRefused("code", wrong)
        return _("%(backup)s is whole and was restored for trial") % {"backup": backup.name}

    return _each(run, telling, verify)


def _restore_beside(run: FleetRun, telling: _Telling) -> int:
    backup = Backup.objects.kept().get(pk=run.parameters["backup"])
    code = run.province.identity().code
    telling(0, 1, backup.name)
    done = RestoreBeside(
        name=backup.name, host=run.parameters["host"], by=run.asked_by, province=code
    ).execute()
    telling(
        1,
        1,
        _("%(host)s: %(rows)d rows, %(files)d files")
        % {"host": run.parameters["host"], "rows": done.rows, "files": done.files},
    )
    return 0


def _remove_copy(run: FleetRun, telling: _Telling) -> int:
    """A copy goes at once: it was never public, and its original is where it was."""
    copy = tenants_below(run.province).filter(is_copy=True, pk=run.parameters["copy"]).first()
    if copy is None:
        raise ActRefused("copy", _("The province has no such copy."))
    reason = _("looked at")
    if copy.state not in DeleteTenant.allowed_from:
        copy = SuspendTenant(tenant=copy, by=run.asked_by, reason=reason).execute()
    DeleteTenant(tenant=copy, by=run.asked_by, reason=reason).execute()
    telling(1, 1, copy.schema_name)
    return 0


def _announce(run: FleetRun, telling: _Telling) -> int:
    given = run.parameters

    def announce(tenant: Tenant) -> str:
        starts_at, ends_at = (datetime.fromisoformat(given[name]) for name in ("starts_at", "ends_at"))
        present = Interruption.objects.filter(
            tenant=tenant, starts_at=starts_at, ends_at=ends_at, called_off_at=None
        )
        made = (
            present.first()
            or AnnounceInterruption(
                tenant=tenant,
                starts_at=starts_at,
                ends_at=ends_at,
                by=run.asked_by,
                reason=given["reason"],
                force_majeure=given.get("force_majeure", ""),
                asked_at=run.asked_at,
            ).execute()
        )
        return f"{timezone.localtime(made.starts_at):%H:%M %d/%m/%Y}"

    return _each(run, telling, announce)


def _call_off(run: FleetRun, telling: _Telling) -> int:
    found = Interruption.objects.filter(
        pk=run.parameters["interruption"], tenant__in=tenants_below(run.province)
    ).first()
    if found is None:
        raise ActRefused("interruption", _("The province has announced no such interruption."))
    CallOffInterruption(interruption=found).execute()
    telling(1, 1, found.tenant.identity().name)
    return 0


def _set_quotas(run: FleetRun, telling: _Telling) -> int:
    def set_quotas(tenant: Tenant) -> str:
        changed = SetQuotas(
            tenant=tenant, storage=run.parameters["storage"], accounts=run.parameters["accounts"]
        ).execute()
        return quotas_in_words(changed)

    return _each(run, telling, set_quotas)


def quotas_in_words(tenant: Tenant) -> str:
    """What a portal may use at most, for people."""
    storage = filesizeformat(tenant.storage_quota) if tenant.storage_quota else _("without limit")
    accounts = str(tenant.account_quota) if tenant.account_quota else _("without limit")
    return _("storage %(storage)s, accounts %(accounts)s") % {"storage": storage, "accounts": accounts}


def _rename_host(run: FleetRun, telling: _Telling) -> int:
    def rename(tenant: Tenant) -> str:
        return str(RenameHost(tenant=tenant, name=run.parameters["host"]).execute())

    return _each(run, telling, rename)


def _each(run: FleetRun, telling: _Telling, act: Callable[[Tenant], str]) -> int:
    """Act on each of the asked-for communes of the province; one that refuses holds up no other. Returns how many did."""
    own, codes, failed = communes_of(run.province), _codes(run.parameters["codes"]), 0
    for done, code in enumerate(codes, 1):
        try:
            if code not in own:
                raise ActRefused(
                    "code", _("The province has no portal with the code %(code)s.") % {"code": code}
                )
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
    FleetAct.VERIFY: _verify,
    FleetAct.RESTORE_BESIDE: _restore_beside,
    FleetAct.REMOVE_COPY: _remove_copy,
    FleetAct.ANNOUNCE: _announce,
    FleetAct.CALL_OFF: _call_off,
    FleetAct.QUOTA: _set_quotas,
    FleetAct.RENAME_HOST: _rename_host,
    **dict.fromkeys(STATE_ACTS, _change_states),
}
