"""A roster: which workers of a lane are free, and which are at short tasks alone and have room for another."""

from typing import Final

from carekg.workers.process import Process

DEPTH: Final = 8  # short tasks that a worker has at once: to wake it for each takes as long as the task itself
_BACKLOG: Final = 0.006  # seconds of work that may stand before a task: for more, one that rests is woken
_WEIGHT: Final = 0.05  # of the last task in what a task takes


class Roster:
    """The workers of a lane that may be given something."""

    def __init__(self) -> None:
        self.idle: list[Process] = []
        self._shared: list[Process] = []
        self._pace = 0.0  # seconds that a short task takes, lately

    @property
    def has_room(self) -> bool:
        """Whether there is room for a short task."""
        return bool(self._shared or self.idle)

    @property
    def at_short(self) -> list[Process]:
        """The workers that are at nothing, or at short tasks alone."""
        return [*self.idle, *self._shared]

    def take(self, *, is_short: bool) -> Process | None:
        """Give a worker, if there is one: for a short task one that is at some, so that none is woken without need."""
        if is_short and self._shared:
            worker = self._shared[-1] if self.idle else min(self._shared, key=_load)
            if not self.idle or worker.load * self._pace < _BACKLOG:
                return worker
        if not self.idle:
            return None
        worker = min(reversed(self.idle), key=_lent)  # what one was lent it gives back, to do something else
        self.idle.remove(worker)
        return worker

    def settle(self, worker: Process, *, is_short: bool) -> None:
        """Note that a worker was given a task, or is promised one."""
        self.remove(worker)
        if is_short and worker.load < DEPTH:
            self._shared.append(worker)

    def note_pace(self, seconds: float, tasks: int) -> None:
        """Note how long a worker had several short tasks, of which the last is done."""
        self._pace += _WEIGHT * (seconds / tasks - self._pace)

    def free(self, worker: Process) -> None:
        """Note that a worker is done with a task. What others it has are short."""
        if worker.load and worker not in self._shared:
            self._shared.append(worker)
        elif not worker.load:
            self.remove(worker)
            self.idle.append(worker)

    def remove(self, worker: Process) -> None:
        """Give a worker to nobody else."""
        for group in (self.idle, self._shared):
            if worker in group:
                group.remove(worker)

    def clear(self) -> list[Process]:
        """Give none of the workers to anybody else. Returns: those that were free."""
        free, self.idle = self.idle, []
        self._shared.clear()
        return free


def _load(worker: Process) -> int:
    return worker.load


def _lent(worker: Process) -> int:
    return worker.lent
