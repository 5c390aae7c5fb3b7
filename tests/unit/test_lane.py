"""Short tasks that a worker is given several at once: each has its answer, whatever becomes of those before it."""

import asyncio
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pool_tasks as tasks
from carekg.terms.errors import LimitReached, WorkerDied
from carekg.workers.pool import Pool
from carekg.workers.roster import DEPTH
from pools import LIMITS, Check, children, settled

SHORT = "ASK { ?short ?as ?proven }"


async def begin(pool: Pool, *each: tuple[Callable[..., Any], Any]) -> list["asyncio.Task[Any]"]:
    """Ask for short tasks one after the other, without waiting for any."""
    await pool.query(tasks.count, text=SHORT)
    asked = [asyncio.create_task(pool.query(task, argument, text=SHORT)) for task, argument in each]
    await asyncio.sleep(0.02)
    return asked


@pytest.fixture
def several(folder: Path) -> Callable[[Check], Any]:
    """A function that has a check look at a pool with three workers for short tasks."""

    def run(check: Check) -> Any:
        async def use() -> Any:
            async with Pool(str(folder), ("pool_tasks",), replace(LIMITS, fast_workers=3, waiting=64)) as pool:
                await settled(pool)
                return await check(pool)

        return asyncio.run(use())

    return run


def test_a_worker_at_short_tasks_is_given_more_before_another_is_woken(several: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        asked = await begin(pool, *[(tasks.tell_process, 0.01)] * (DEPTH + 1))
        processes = await asyncio.gather(*asked)
        assert len(set(processes[:DEPTH])) == 1
        assert processes[DEPTH] != processes[0], "beyond so many, another works too"

    several(check)


def test_where_short_tasks_take_a_while_others_are_woken_for_them(several: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        for _ in range(5):
            await asyncio.gather(*await begin(pool, *[(tasks.tell_process, 0.015)] * 6))
        processes = await asyncio.gather(*await begin(pool, *[(tasks.tell_process, 0.015)] * 3))
        assert len(set(processes)) == 3

    several(check)


def test_what_waits_behind_a_long_task_is_answered_by_another_worker(several: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        first, *others = await begin(pool, (tasks.work, 0.6), *[(tasks.tell_process, 0)] * (DEPTH - 1))
        await asyncio.gather(*others)
        assert not first.done(), "nobody waited for it"
        assert await first >= LIMITS.nice, "it is done in the slow lane"
        assert pool.fast.events["killed"] == 1

    several(check)


def test_a_crash_ends_none_of_what_waits_behind_it(several: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        wait, crash, *others = await begin(
            pool, (tasks.tell_process, 0.05), (tasks.crash_at, 0), *[(tasks.tell_process, 0)] * 2
        )
        processes = await asyncio.gather(wait, *others)
        assert os.getpid() not in processes
        with pytest.raises(WorkerDied):
            await crash

    several(check)


@pytest.mark.parametrize("leaving", [0, 1, 3])
def test_a_caller_who_leaves_takes_no_answer_along(several: Callable[[Check], Any], leaving: int) -> None:
    async def check(pool: Pool) -> None:
        asked = await begin(pool, *[(tasks.tell_process, 0.015)] * DEPTH)
        asked.pop(leaving).cancel()
        assert all(await asyncio.gather(*asked))

    several(check)


def test_those_who_ask_while_another_version_comes_are_answered(several: Callable[[Check], Any], folder: Path) -> None:
    async def check(pool: Pool) -> None:
        asked = await begin(pool, *[(tasks.tell_process, 0.01)] * 9)
        pool.move(str(folder))
        asked += [asyncio.create_task(pool.query(tasks.tell_process, 0, text=SHORT)) for _ in range(4)]
        assert all(await asyncio.gather(*asked))

    several(check)


def test_a_worker_stays_for_short_tasks_while_others_are_replaced(several: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        long = [
            asyncio.create_task(pool.query(tasks.work, 0.2, text=f"ASK {{ {'?x ' * each} }}")) for each in range(12)
        ]
        while not all(each.done() for each in long):
            assert pool.fast._others <= max(0, pool.fast.living - 1)
            await asyncio.sleep(0.001)
        assert pool.fast.events["killed"] >= 10
        await asyncio.gather(*long)

    several(check)


def test_stopping_ends_all_that_a_worker_was_given(folder: Path) -> None:
    async def check() -> list[Any]:
        async with Pool(str(folder), ("pool_tasks",), LIMITS) as pool:
            asked = await begin(pool, *[(tasks.wait, 60)] * DEPTH)
        return await asyncio.gather(*asked, return_exceptions=True)

    before = children()
    assert all(isinstance(each, LimitReached) for each in asyncio.run(check()))
    assert children() == before


def test_a_long_row_of_all_kinds_leaves_every_worker_free(several: Callable[[Check], Any]) -> None:
    chosen = random.Random(7)
    kinds = [(tasks.tell_process, 0), (tasks.tell_process, 0.003), (tasks.work, 0.08), (tasks.crash_at, 0)]

    async def check(pool: Pool) -> None:
        await pool.query(tasks.count, text=SHORT)
        asked = []
        for number in range(120):
            task, argument = chosen.choices(kinds, (80, 30, 2, 2))[0]
            text = SHORT if chosen.random() < 0.8 else f"ASK {{ {'?x ' * (number + 4)} }}"
            asked.append(asyncio.create_task(pool.query(task, argument, text=text)))
            if chosen.random() < 0.05:
                chosen.choice(asked).cancel()
            await asyncio.sleep(chosen.random() * 0.004)
        done = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(each, int | WorkerDied | asyncio.CancelledError) for each in done)
        for _ in range(200):
            if pool.fast.idle == pool.fast.living == 3:
                break
            await asyncio.sleep(0.02)
        assert pool.fast.idle == 3
        assert pool.fast._others == 0

    several(check)
