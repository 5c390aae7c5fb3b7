"""The pool with real worker processes: what runs away, fills memory or crashes ends alone."""

import asyncio
import os
import resource
import shutil
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest

import pool_tasks as tasks
from carekg.terms.errors import (
    AmbiguousName,
    DeadlinePassed,
    LimitReached,
    MemoryExceeded,
    ServiceBusy,
    VersionGone,
    WorkerDied,
)
from carekg.workers.pool import Pool
from carekg.workers.process import resident
from carekg.workers.worker import pack
from pools import LIMITS, Check, children, settled
from support import direct


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z " not in stat.read_text(encoding="ascii")


def test_a_task_is_done_on_the_graph(run: Callable[[Check], Any]) -> None:
    assert run(lambda pool: pool.query(tasks.count)) > 0
    assert run(lambda pool: pool.compute(tasks.count)) > 0


def test_the_slow_lane_takes_what_the_fast_lane_could_not_finish(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        await pool.query(tasks.work, 0.01)
        await pool.query(tasks.wait, 0.4)
        assert pool.fast.events == {"done": 2}, "waiting is not working"
        assert await pool.query(tasks.work, 0.4) >= LIMITS.nice
        assert pool.fast.events["killed"] == 1
        assert pool.slow.events["done"] == 1

    run(check)


def test_a_shape_that_ran_long_starts_in_the_slow_lane(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        for _ in range(3):
            assert await pool.query(tasks.work, 0.4, text="long") >= LIMITS.nice
        assert pool.fast.events == {"killed": 1}
        await pool.query(tasks.count, text="short")
        assert pool.fast.events["done"] == 1

    run(check)


def test_one_worker_is_kept_for_what_proved_short(folder: Path) -> None:
    limits = replace(LIMITS, fast_workers=2, slow_workers=1, waiting=64, fast_budget=5, crowded_budget=5)

    async def check() -> None:
        async with Pool(str(folder), ("pool_tasks",), limits) as pool:
            await settled(pool)
            await pool.query(tasks.count, text="short 1")
            long = [asyncio.create_task(pool.query(tasks.wait, 0.4, text=f"{'?' * each} x")) for each in range(1, 6)]
            await asyncio.sleep(0.05)
            began = time.monotonic()
            await pool.query(tasks.count, text="short 2")
            assert time.monotonic() - began < 0.3, "it waits for none of them"
            asked = asyncio.create_task(pool.ask(tasks.count))
            await asyncio.wait([asked, *long], return_when=asyncio.FIRST_COMPLETED)
            await asked
            assert sum(not each.done() for each in long) >= 2, "kinds take turns"
            await asyncio.gather(*long)

    asyncio.run(check())


def test_a_budget_is_small_while_others_wait(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        await settled(pool)
        assert await pool.query(tasks.work, 0.1, text="a") == os.nice(0), "alone, it may go on"
        both = [asyncio.create_task(pool.query(tasks.work, 0.1, text=each)) for each in ("b", "c")]
        assert max(await asyncio.gather(*both)) > os.nice(0)

    run(check)


def test_the_deadline_counts_from_arrival_and_may_be_lowered(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        await settled(pool)
        await pool.query(tasks.count)
        began = time.monotonic()
        with pytest.raises(DeadlinePassed, match=r"0\.6 s") as caught:
            await pool.query(tasks.wait, 60, seconds=0.6)
        assert 0.5 < time.monotonic() - began < 1.5
        assert (caught.value.limit, caught.value.value) == ("deadline", 0.6)
        pool.limits = replace(pool.limits, write_deadline=0.6)
        with pytest.raises(DeadlinePassed, match=r"0\.6 s.*Nothing was changed"):
            await pool.change(tasks.wait, 60)
        assert await pool.query(tasks.count) > 0

    run(check)


def test_a_deadline_that_passes_in_the_fast_lane_is_named_though_the_slow_one_is_full(
    run: Callable[[Check], Any],
) -> None:
    async def check(pool: Pool) -> None:
        await settled(pool)
        long = asyncio.create_task(pool.slow.run(pack((tasks.wait, (60,), False, False)), inf))
        while pool.slow.idle:
            await asyncio.sleep(0.01)
        with pytest.raises(DeadlinePassed):
            await pool.query(tasks.wait, 60, seconds=0.4, text="short")
        before = pool.fast.events["done"]
        await pool.query(tasks.count, text="short")
        assert pool.fast.events["done"] == before + 1, "a short deadline tells nothing of the shape"
        assert not long.done()
        long.cancel()

    run(check)


def test_errors_keep_their_class_and_facts(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with pytest.raises(AmbiguousName, match="several things") as caught:
            await pool.query(tasks.raise_ours)
        assert caught.value.candidates == ("structure:a", "structure:b")
        with pytest.raises(RuntimeError, match="ValueError: odd"):
            await pool.query(tasks.raise_theirs)

    run(check)


@pytest.mark.parametrize(("task", "argument"), [(tasks.take, 4000), (tasks.sort_pairs, 2)])
def test_memory_is_bounded(run: Callable[[Check], Any], task: Callable[..., Any], argument: int) -> None:
    async def check(pool: Pool) -> None:
        with pytest.raises(MemoryExceeded, match="128 MiB"):
            await pool.query(task, argument)
        assert await pool.query(tasks.count) > 0

    run(check)


def test_all_workers_together_are_bounded(folder: Path) -> None:
    taken = resident(os.getpid()) // 2**20

    async def check() -> None:
        async with Pool(str(folder), ("pool_tasks",), replace(LIMITS, total_memory=taken + 500)) as pool:
            await settled(pool)
            small = asyncio.create_task(pool.query(tasks.hold, 20, 1.5))
            with pytest.raises(MemoryExceeded):
                await pool.compute(tasks.hold, 700, 20)
            assert await small > 0, "the other goes on"

    asyncio.run(check())


def test_a_crash_ends_only_its_own_task(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        crashed, slept = await asyncio.gather(
            pool.query(tasks.crash), pool.compute(tasks.wait, 0.3), return_exceptions=True
        )
        assert isinstance(crashed, WorkerDied)
        assert isinstance(slept, int)
        assert await pool.query(tasks.count) > 0

    run(check)


def test_a_worker_opens_neither_file_nor_socket(run: Callable[[Check], Any], tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("sings", encoding="utf-8")

    async def check(pool: Pool) -> None:
        called = []
        server = await asyncio.start_server(lambda *_: called.append(1), "127.0.0.1", 0)
        async with server:
            for task, argument in (
                (tasks.read_file, str(canary)),
                (tasks.call_out, server.sockets[0].getsockname()[1]),
            ):
                with pytest.raises(RuntimeError, match="Too many open files"):
                    await pool.query(task, argument)
        assert not called

    run(check)


def test_a_full_queue_is_refused_at_once(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        jobs = [asyncio.create_task(pool.compute(tasks.wait, 0.3)) for _ in range(8)]
        done = await asyncio.gather(*jobs, return_exceptions=True)
        assert sum(isinstance(each, ServiceBusy) for each in done) == 8 - LIMITS.waiting
        assert sum(isinstance(each, int) for each in done) == LIMITS.waiting

    run(check)


def test_who_gives_up_waiting_leaves_the_place_at_once(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        await pool.compute(tasks.wait, 0)
        jobs = [asyncio.create_task(pool.compute(tasks.wait, 0.5)) for _ in range(1 + LIMITS.waiting)]
        await asyncio.sleep(0.1)
        gone = jobs.pop()
        gone.cancel()
        await asyncio.wait([gone])
        jobs.append(asyncio.create_task(pool.compute(tasks.wait, 0)))
        done = await asyncio.gather(*jobs, return_exceptions=True)
        assert [each for each in done if isinstance(each, BaseException)] == [], "nobody is refused"

    run(check)


def test_a_worker_that_died_in_its_sleep_is_replaced(run: Callable[[Check], Any]) -> None:
    before = children()

    async def check(pool: Pool) -> None:
        await pool.query(tasks.count)
        for pid in children() - before:
            if pid not in direct(os.getpid()):
                os.kill(pid, 9)
        await asyncio.sleep(0.05)
        assert await pool.query(tasks.count) > 0

    run(check)


def test_a_template_that_died_is_replaced_with_its_workers(run: Callable[[Check], Any]) -> None:
    others = direct(os.getpid())

    async def check(pool: Pool) -> None:
        await settled(pool)
        for _ in range(3):
            assert await pool.query(tasks.count) > 0
            (template,) = direct(os.getpid()) - others
            workers = direct(template)
            os.kill(template, 9)
            assert workers
            async with asyncio.timeout(20):
                await asyncio.sleep(0.02)  # so that the loop hears of it
                while any(is_alive(pid) for pid in workers):
                    await asyncio.sleep(0.02)
        assert not pool.reads_memory, "nobody waits for it to be read again"

    run(check)


def test_a_replacement_is_there_at_once(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        began = time.monotonic()
        await pool.query(tasks.count)
        first, taken = time.monotonic() - began, list[float]()
        for _ in range(10):
            with pytest.raises(WorkerDied):
                await pool.query(tasks.crash)
            began = time.monotonic()
            await pool.query(tasks.count)
            taken.append(time.monotonic() - began)
        assert statistics.median(taken) < first / 4, "a fork, and no new interpreter"

    run(check)


def test_a_worker_that_has_grown_is_replaced_and_no_answer_lost(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        for _ in range(4):
            assert await pool.query(tasks.take, 100) == 100 * 1024 * 1024
            assert pool.fast.events["died"] == 0

    run(check)


def test_stopping_ends_work_under_way(folder: Path) -> None:
    async def check() -> BaseException | int:
        pool = Pool(str(folder), ("pool_tasks",), LIMITS)
        async with pool:
            await pool.query(tasks.count)
            job = asyncio.create_task(pool.query(tasks.wait, 60))
            await asyncio.sleep(0.5)
        (result,) = await asyncio.gather(job, return_exceptions=True)
        return result

    before = children()
    assert isinstance(asyncio.run(check()), LimitReached)
    assert children() == before


def test_our_own_limits_are_untouched(run: Callable[[Check], Any]) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    run(lambda pool: pool.query(tasks.count))
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


async def _until_told(ask: Callable[..., Any]) -> None:
    """Ask until the pool knows that the workers are killed."""
    while True:
        with suppress(WorkerDied):
            await ask(tasks.count)
        await asyncio.sleep(0.01)


def test_a_lane_can_answer_while_its_workers_are_replaced_and_not_before_one_was_there_or_once_none_can_start(
    folder: Path, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    shutil.copytree(folder, held)

    async def check() -> None:
        async with Pool(str(held), ("pool_tasks",), replace(LIMITS, resident_quads=0)) as pool:
            assert not pool.fast.can_answer
            assert await pool.query(tasks.count) > 0
            (worker,) = pool.fast.workers
            pool.fast.end(worker, WorkerDied(9))
            assert (pool.fast.living, pool.fast.can_answer) == (0, True)
            assert await pool.query(tasks.count) > 0, "it waited for the next"
            shutil.rmtree(held)
            pool.fast.end(*pool.fast.workers, WorkerDied(9))
            while pool.fast.can_answer:
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(check(), 20))


def test_a_version_whose_files_are_gone_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    held = tmp_path / "held"
    shutil.copytree(folder, held)

    async def check() -> None:
        async with Pool(str(held), ("pool_tasks",), replace(LIMITS, resident_quads=0)) as pool:
            assert await pool.query(tasks.count) > 0
            shutil.rmtree(held)
            for lane in pool.lanes.values():
                for worker in list(lane.workers):
                    worker.kill()
            for ask in (pool.query, pool.compute, pool.change):
                with pytest.raises(VersionGone, match="build anew"):
                    await _until_told(ask)

    asyncio.run(asyncio.wait_for(check(), 20))
