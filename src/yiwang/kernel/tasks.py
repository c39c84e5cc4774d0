"""Background tasks: each a `pump` that does a bounded piece of work, run under a lease with a fencing number.

The worker runs every registered task in its own thread; a rehearsal pumps the same tasks by hand until all
are quiet, then moves the clock. So a task never sleeps, never loops for ever and reads time only from
the clock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.db import connection, transaction
from django.db.models import Q

from yiwang.kernel import clock, statements
from yiwang.kernel.bus import ring_first
from yiwang.kernel.models import LeaseRow

SKEW = timedelta(seconds=60)
"""How far the clocks of two machines may be apart."""


HOLDER = "rehearsal"
"""Who pumps by hand."""
PATIENT_S = 0.2
"""Work with at least so long a pause can wait until what must be done at once is done."""


class LeaseLost(Exception):
    """Another holder has taken the task over; what this transaction did must be rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to run one task, valid while its fence is the row's fence."""

    name: str
    holder: str
    fence: int

    def hold(self) -> None:
        """Call inside the transaction of an effect: raises LeaseLost when the right has passed on."""
        # One plain statement: every piece of background work begins with it.
        row = statements.run(_HOLD[connection.features.has_select_for_update], (self.name,)).fetchone()
        if row is None or row[0] != self.fence:
            raise LeaseLost(self.name)


_HOLD = {
    False: "SELECT fence FROM kernel_leaserow WHERE name = %s",
    True: "SELECT fence FROM kernel_leaserow WHERE name = %s FOR UPDATE",
}


class Task(Protocol):
    """A piece of background work.

    `wakes` are bus subjects that hint at new work; `every` is the longest time in seconds between two pumps,
    `pause` the shortest: work that need not be done at once comes in larger pieces, and costs less. A task
    may say for how many seconds it `gathers` when rung after a silence: what comes in company is done once.
    """

    @property
    def name(self) -> str: ...
    @property
    def wakes(self) -> tuple[str, ...]: ...
    @property
    def every(self) -> float: ...
    @property
    def pause(self) -> float: ...

    def pump(self, lease: Lease) -> int:
        """Do a bounded amount of work; how many things were done, 0 when quiet."""
        ...


_tasks: dict[str, Task] = {}
_unrehearsed: set[str] = set()


def register(task: Task, *, rehearsed: bool = True) -> Task:
    """Make `task` known to the worker and to rehearsals; one name, one task.

    What takes many seconds and is no part of any scene is left to the worker: not `rehearsed`.
    """
    if task.name in _tasks and _tasks[task.name] is not task:
        raise ValueError(f"two tasks are called {task.name}")
    _tasks[task.name] = task
    if not rehearsed:
        _unrehearsed.add(task.name)
    return task


def registered() -> tuple[Task, ...]:
    return tuple(_tasks.values())


def acquire(name: str, holder: str, ttl_s: float = 10.0) -> Lease | None:
    """The lease of `name` if it is free, expired or already ours; None while somebody else holds it."""
    ttl = timedelta(seconds=ttl_s)
    held = LeaseRow.objects.filter(pk=name).first()
    if held is not None and held.holder not in ("", holder) and clock.is_ahead(held.expires_at, ttl + SKEW):
        return None  # who only waits for it does not ask for a writer's turn
    with transaction.atomic():
        now = clock.now()
        LeaseRow.objects.get_or_create(pk=name, defaults={"expires_at": now - timedelta(seconds=1)})
        # A row that is locked is just being written under, or taken by another: not free in either case.
        row = LeaseRow.objects.select_for_update(skip_locked=True).filter(pk=name).first()
        if row is None:
            return None
        if row.holder == holder:
            return Lease(name=name, holder=holder, fence=row.fence)
        if row.holder and clock.is_ahead(row.expires_at, ttl + SKEW):
            return None
        row.holder, row.fence, row.expires_at = holder, row.fence + 1, now + ttl
        row.save()
        return Lease(name=name, holder=holder, fence=row.fence)


def renew(holder: str, ttl_s: float = 10.0) -> int:
    """Prolong every lease of `holder` that no task is writing under at this moment; how many.

    A task that writes holds its row until it commits. Waiting for the slowest of them let the others expire;
    its own row can be taken by nobody meanwhile, and is prolonged the next time.
    """
    with transaction.atomic():
        idle = LeaseRow.objects.select_for_update(skip_locked=True).filter(holder=holder).values("pk")
        return LeaseRow.objects.filter(pk__in=idle).update(expires_at=clock.now() + timedelta(seconds=ttl_s))


def release(holder: str | None = None) -> None:
    """Give leases back: one holder's, or all (an embedded instance that holds the data folder's lock)."""
    LeaseRow.objects.filter(Q(holder=holder) if holder else Q()).update(holder="", expires_at=clock.now())


def pump_until_quiet(
    max_rounds: int = 400, leases: dict[str, Lease] | None = None, but: Collection[str] = ()
) -> int:
    """Pump every rehearsed task in turn until none has work; how much was done (rehearsals, tests).

    As in a worker a task is pumped again while it has work, and when it is rung; once these are quiet all are
    looked at, rung or not. What need not be done at once (`pause`) comes when all else is quiet: so it comes
    in larger pieces. Who pumps often keeps the `leases`, as a worker does: asking again was a third of a
    rehearsal's time. `but`: tasks that can wait until another time.
    """
    leases = {} if leases is None else leases
    rehearsed = [task for task in registered() if task.name not in _unrehearsed and task.name not in but]
    prompt = [task for task in rehearsed if task.pause < PATIENT_S]
    patient = [task for task in rehearsed if task.pause >= PATIENT_S]
    bells: dict[str, list[str]] = {}
    for task in rehearsed:
        for subject in task.wakes:
            bells.setdefault(subject, []).append(task.name)
    stirred: set[str] = set()

    def hear(subject: str) -> bool:
        stirred.update(bells.get(subject, ()))
        return True  # nobody else runs them

    def pump(those: list[Task], everybody: bool) -> int:
        moved = 0
        for task in those:
            if not everybody and task.name not in stirred:
                continue
            lease = leases.get(task.name) or acquire(task.name, HOLDER)
            if lease is None:
                raise LeaseLost(task.name)
            leases[task.name] = lease
            stirred.discard(task.name)
            if found := task.pump(lease):
                stirred.add(task.name)
                moved += found
        return moved

    done, everybody = 0, True
    ring_first(hear)
    try:
        for _ in range(max_rounds):
            if moved := pump(prompt, everybody):
                everybody = False
            elif not everybody:
                everybody = True
            elif moved := pump(patient, everybody):
                everybody = False
            else:
                return done
            done += moved
    finally:
        ring_first(None)
    raise RuntimeError(f"the tasks did not come to rest in {max_rounds} rounds")
