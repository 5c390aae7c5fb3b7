"""A pool with real worker processes."""

import asyncio
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, Store

import pool_tasks as tasks
from carekg.store.embedded import ENGINE_FOLDER, VERSION_FILE
from carekg.workers.pool import Pool
from pools import LIMITS, TRIPLE, Check, children, descriptors


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A version of one triple, in the default graph and in one of its own: what a worker opens."""
    monkeypatch.setenv("PYTHONPATH", str(Path(tasks.__file__).parent), prepend=os.pathsep)
    engine = Store(str(tmp_path / ENGINE_FOLDER))
    engine.add(TRIPLE)
    engine.add(Quad(*TRIPLE.triple, NamedNode("http://e/graph")))
    engine.flush()
    del engine
    (tmp_path / VERSION_FILE).write_text('{"hash": "0", "quads": 2}', encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Callable[[Check], Any]:
    """A function that runs a check in a pool, and sees that nothing of the pool is left."""

    async def within(check: Check) -> Any:
        async with Pool(str(folder), ("pool_tasks",), LIMITS) as pool:
            return await check(pool)

    def checked(check: Check) -> Any:
        gc.collect()  # what other tests left open closes now, and not meanwhile
        before = descriptors(), children()
        result = asyncio.run(within(check))
        assert (descriptors(), children()) == before
        return result

    return checked
