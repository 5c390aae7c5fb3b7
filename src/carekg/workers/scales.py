"""Scales: what the processes of a pool take together, and which worker is to end before the machine swaps."""

import os
from collections.abc import Collection
from typing import Final

from carekg.workers.process import Process, resident

MEBIBYTE: Final = 2**20
_MUCH: Final = 16 * MEBIBYTE  # what a worker that rests gives back when another takes its place


def find_heaviest(workers: Collection[Process], templates: Collection[int], most: int) -> tuple[Process, int] | None:
    """Find the worker to end where all processes together take more than they may.

    Parameters: workers; templates, the numbers of the processes that they were forked from, whose memory they share
    until they write into it; most, in bytes, that all and this process may take.
    Returns: the worker that has taken most since it began, of those that rest where one of them has taken much, for
    nobody misses those; and the bytes that each might have taken; None where all is well.
    """
    base = sum(map(resident, (os.getpid(), *templates)))
    grown = {worker: worker.growth for worker in workers}
    if not grown or base + sum(grown.values()) <= most:
        return None
    resting = [worker for worker, taken in grown.items() if taken > _MUCH and not worker.channel.load]
    return max(resting or grown, key=grown.__getitem__), max(most - base, 0) // len(grown)
