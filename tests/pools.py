"""A pool over a version of one triple: what its tests share."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from carekg.workers.pool import Limits, Pool
from support import descendants, direct

LIMITS = Limits(deadline=30, fast_budget=0.15, memory=128, fast_workers=1, slow_workers=1, waiting=3)

TRIPLE = Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), NamedNode("http://e/c"))

Check = Callable[[Pool], Awaitable[Any]]


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> set[int]:
    """The processes of our pools; a server that tests share, which replaces its own as it likes, has another parent."""
    ours = {each for each in direct(os.getpid()) if b"forkserver" not in _command(each)}
    return ours.union(*map(descendants, ours))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended
        return b""


async def settled(pool: Pool) -> None:
    """Wait until the workers of the template that holds the graph have taken over, and no other is left."""
    async with asyncio.timeout(20):
        while not pool.reads_memory or pool.changing:
            await asyncio.sleep(0.02)
