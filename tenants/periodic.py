"""Jobs that run again and again, each tenant's at a time of its own so that the load is even."""

import heapq
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

Job = Callable[[], None]


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """A registered job."""

    name: str
    call: Job
    every_seconds: float
    per_tenant: bool


_jobs: dict[str, PeriodicJob] = {}


def register(name: str, call: Job, every_seconds: float, per_tenant: bool = True) -> None:
    """Let the worker run a job every so many seconds; entering a name again replaces the job.

    Parameters:
        name: at most 80 characters, its own in the installation.
        call: takes nothing. For `per_tenant` it runs once for each tenant in service, in its context
            (`tenants.context.current_tenant()`); else once, without a tenant. It may run twice for one turn
            after a crash, so it must not mind.
        every_seconds: the period; turns are spread over it by name and tenant. Turns missed while no worker
            ran are made up for by one.

    Raises:
        ValueError: the name is too long, or the period is not positive.
    """
    if not 0 < len(name) <= 80:
        raise ValueError(f"A periodic job's name has 1 to 80 characters; “{name}” has {len(name)}.")
    if every_seconds <= 0:
        raise ValueError(f"The period of “{name}” must be more than 0 seconds; it is {every_seconds}.")
    _jobs[name] = PeriodicJob(name, call, every_seconds, per_tenant)


def unregister(name: str) -> None:
    """Take a job out again."""
    _jobs.pop(name, None)


def registered_jobs() -> list[PeriodicJob]:
    """All jobs, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One job for one tenant (or for none), to be run at `due_at`, in seconds of the epoch; `number` counts
    its periods.
    """

    due_at: float
    job: str
    tenant_id: UUID | None = field(compare=False)
    number: int = field(compare=False)


def phase(name: str, tenant_id: UUID | None, every_seconds: float) -> float:
    """The second of its period at which a job comes for a tenant: the same always, and even over all
    tenants.
    """
    return zlib.crc32(f"{name}/{tenant_id}".encode()) / 2**32 * every_seconds


def turn_number(job: PeriodicJob, tenant_id: UUID | None, now: float) -> int:
    """How many of its periods have begun by `now`, seconds of the epoch."""
    return int((now - phase(job.name, tenant_id, job.every_seconds)) // job.every_seconds)


class Schedule:
    """Which jobs are due. Pure: it is told the time, the tenants, and what ran before."""

    def __init__(self) -> None:
        self._heap: list[Turn] = []
        self._known: set[tuple[str, UUID | None]] = set()

    def update(
        self,
        jobs: Iterable[PeriodicJob],
        tenants: Iterable[UUID],
        last: dict[tuple[str, UUID | None], int],
        now: float,
    ) -> None:
        """Take in what is new and leave out what is gone.

        `last` holds the numbers of the turns that ran last; one of which nothing is known waits for its
        next turn, so that a first start is no rush.
        """
        tenant_ids = list(tenants)
        wanted = {
            (job.name, tenant_id): job
            for job in jobs
            for tenant_id in (tenant_ids if job.per_tenant else [None])
        }
        for key in wanted.keys() - self._known:
            job, tenant_id = wanted[key], key[1]
            missed = key in last and last[key] < turn_number(job, tenant_id, now)
            heapq.heappush(
                self._heap, self._missed(job, tenant_id, now) if missed else self._next(job, tenant_id, now)
            )
        if self._known - wanted.keys():
            self._heap = [turn for turn in self._heap if (turn.job, turn.tenant_id) in wanted]
            heapq.heapify(self._heap)
        self._known = set(wanted)

    def due(self, now: float) -> Turn | None:
        """The next turn if its time has come; it is not given again until `done`."""
        return heapq.heappop(self._heap) if self._heap and self._heap[0].due_at <= now else None

    def put_back(self, turn: Turn) -> None:
        """A turn that could not be begun yet."""
        heapq.heappush(self._heap, turn)

    def done(self, job: PeriodicJob, turn: Turn, now: float) -> None:
        """A turn was run: the job's next one is scheduled, unless the job or the tenant is gone meanwhile."""
        if (turn.job, turn.tenant_id) in self._known:
            heapq.heappush(self._heap, self._next(job, turn.tenant_id, now))

    @staticmethod
    def _next(job: PeriodicJob, tenant_id: UUID | None, now: float) -> Turn:
        number = turn_number(job, tenant_id, now) + 1
        due_at = number * job.every_seconds + phase(job.name, tenant_id, job.every_seconds)
        return Turn(due_at, job.name, tenant_id, number)

    @staticmethod
    def _missed(job: PeriodicJob, tenant_id: UUID | None, now: float) -> Turn:
        return Turn(now, job.name, tenant_id, turn_number(job, tenant_id, now))
