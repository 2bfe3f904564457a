"""The fleet's worker: what needs the owner's role. One leads, others wait to take over."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from tenants.backup import routine
from tenants.backup.errors import BackupError
from tenants.context import no_tenant
from tenants.fleet.runs import next_run, perform
from tenants.fleet.usage import measure, next_to_measure
from tenants.heartbeat import beat
from tenants.locks import try_advisory_lock

logger = logging.getLogger(__name__)

LEADER = "tenants.fleet_worker"
IDLE_SECONDS, RETRY_SECONDS, PRUNE_SECONDS = 1.0, 5.0, 3600.0
MEASURE_EVERY = timedelta(days=1)


class FleetWorker:
    """Works until `stop()`: what was asked for first, then one due backup, one trial restore, one measurement at a time.

    So a province that waits is never behind a night of backups: after each single act the queue is looked at again.
    """

    def __init__(self, backups: bool = True) -> None:
        self.backups = backups
        self._stopping = threading.Event()
        self._pruned_at = float("-inf")

    def stop(self) -> None:
        """Finish the act under way and return."""
        self._stopping.set()

    def run(self, until_idle: bool = False) -> None:
        """Work; a database that is away is waited for."""
        while not self._stopping.is_set():
            beat()
            try:
                with try_advisory_lock(LEADER) as leads:
                    if leads and self._lead(until_idle):
                        return
                    if until_idle:
                        return
            except (OperationalError, InterfaceError) as error:
                if until_idle:
                    raise
                logger.error("The database cannot be reached: %s", str(error).strip().splitlines()[0])
            close_old_connections()
            self._stopping.wait(RETRY_SECONDS)

    def _lead(self, until_idle: bool) -> bool:
        """Work as the leader; True when there is nothing more to do and nobody waits for more."""
        logger.info("This process does the fleet's work")
        while not self._stopping.is_set():
            beat()
            close_old_connections()
            with no_tenant():
                busy = any(act() for act in self._acts())
            if not busy and until_idle:
                return True
            if not busy:
                self._stopping.wait(IDLE_SECONDS)
        return True

    def _acts(self) -> list[Callable[[], bool]]:
        """By urgency; the first that finds something to do is done, then it is begun anew."""
        return [
            self._asked_for,
            *([self._backup, self._trial, self._prune] if self.backups else []),
            self._measurement,
        ]

    def _asked_for(self) -> bool:
        run = next_run()
        if run is not None:
            perform(run)
        return run is not None

    def _backup(self) -> bool:
        return routine.back_up_due() > 0

    def _trial(self) -> bool:
        backup = routine.to_rehearse()
        if backup is None:
            return False
        try:
            if sentence := routine.verify_backup(backup, rehearse=True):
                logger.error("%s", sentence)
        except BackupError as error:  # the secret key is elsewhere: only checksums can be compared here
            logger.warning("No trial restore: %s", error)
            routine.postpone_trials()
            return False
        return True

    def _measurement(self) -> bool:
        tenant = next_to_measure(timezone.now() - MEASURE_EVERY)
        if tenant is not None:
            measure(tenant)
        return tenant is not None

    def _prune(self) -> bool:
        if time.monotonic() - self._pruned_at < PRUNE_SECONDS:
            return False
        self._pruned_at = time.monotonic()
        return routine.remove_old() > 0
