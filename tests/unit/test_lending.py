"""Connections that a worker was lent: each request has one answer, whoever gives it."""

import asyncio
import gc
import json
import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pool_tasks as tasks
from carekg.store.embedded import VERSION_FILE
from carekg.workers.lent import MOST, Note
from carekg.workers.pool import Pool
from pools import LIMITS, Check, children, descriptors

LENT = replace(LIMITS, fast_workers=2, fast_budget=0.2, crowded_budget=0.2, resident_quads=0)


class Line:
    """A connection that may be lent: a client's end, and ours."""

    def __init__(self) -> None:
        self.client, self._ours = socket.socketpair()
        self.client.setblocking(False)
        self._ours.setblocking(False)
        self.back, self.broken = asyncio.Event(), False
        self.notes: list[Note] = []
        self.rest, self.bug = b"", ""

    def fileno(self) -> int:
        return self._ours.fileno()

    def note(self, notes: list[Note]) -> None:
        self.notes += notes

    def tell_bug(self, bug: str) -> None:
        self.bug = bug

    def send_rest(self, rest: bytes) -> None:
        self.rest += rest

    def take_back(self) -> None:
        self.back.set()

    def break_off(self) -> None:
        self.broken = True
        self.back.set()

    async def say(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.client, data)

    async def hear(self) -> bytes:
        return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.client, 65_536), 20)

    async def ask(self, data: bytes) -> bytes:
        await self.say(data)
        return await self.hear()

    async def until_back(self) -> None:
        await asyncio.wait_for(self.back.wait(), 20)
        self.back.clear()

    @property
    def unread(self) -> bytes:
        """What the client said and nobody took."""
        return self._ours.recv(65_536, socket.MSG_PEEK)

    def close(self) -> None:
        self.client.close()
        self._ours.close()


@pytest.fixture
def lending(folder: Path) -> Callable[[Check], Any]:
    """A function that has a check look at a pool whose workers may be lent connections, and that nothing is left."""

    def run(check: Check) -> Any:
        async def use() -> Any:
            async with Pool(str(folder), ("pool_tasks",), LENT, tasks.Echo) as pool:
                async with asyncio.timeout(20):
                    while len(pool.fast.workers) < LENT.fast_workers:
                        await asyncio.sleep(0.005)
                return await check(pool)

        gc.collect()  # what other tests left open closes now, and not meanwhile
        before = descriptors(), children()
        result = asyncio.run(use())
        assert (descriptors(), children()) == before
        return result

    return run


async def lend(pool: Pool, line: Line, shape: str = "a") -> None:
    async with asyncio.timeout(20):
        while not pool.lend(line, shape):
            await asyncio.sleep(0.005)


def test_a_worker_answers_on_a_connection_that_it_was_lent(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            await lend(pool, line)
            assert [await line.ask(b"ping") for _ in range(50)] == [b"pong"] * 50
            assert int(await line.ask(b"who")) != os.getpid()
            await line.say(b"something else")
            await line.until_back()
            assert (line.unread, line.bug) == (b"something else", ""), "what is not for it stays where it was"
            assert line.notes == [(200, 0.001, False, b"1")] * 51

    lending(check)


def test_a_bug_of_the_clerk_leaves_the_request_to_its_parent(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            await lend(pool, line)
            await line.say(b"bug")
            await line.until_back()
            assert line.unread == b"bug"
            assert line.bug.endswith("ZeroDivisionError: integer division or modulo by zero\n")

    lending(check)


def test_shapes_are_learnt_with_each_connection(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            for shape in ("a", "b"):
                await lend(pool, line, shape)
                if shape == "a":
                    await line.say(b"other")
                    await line.until_back()
                    line._ours.recv(5)
            assert set((await line.ask(b"shapes")).split()) >= {b"b"}

    lending(check)


def test_connections_are_shared_out_and_no_more_are_lent_than_may_be(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        lines = [Line() for _ in range(2 * MOST + 1)]
        lent = [pool.lend(line, "a") for line in lines]
        assert lent == [True] * 2 * MOST + [False]
        assert {await line.ask(b"ping") for line in lines[:-1]} == {b"pong"}
        assert len({await line.ask(b"who") for line in lines[:-1]}) == 2
        for line in lines:
            line.close()

    lending(check)


def test_a_worker_that_is_given_something_long_gives_all_back_before(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        lines = [Line() for _ in range(10)]
        for line in lines:
            await lend(pool, line)
        long = asyncio.create_task(pool.ask(tasks.wait, 1))
        async with asyncio.timeout(20):
            while sum(line.back.is_set() for line in lines) < 5:
                await asyncio.sleep(0.005)
        assert sum(pool_has(pool, line) for line in lines) == 5, "those of the other worker"
        assert not long.done()
        assert {await line.ask(b"ping") for line in lines if pool_has(pool, line)} == {b"pong"}
        await long
        for line in lines:
            line.close()

    lending(check)


def test_a_short_task_leaves_them_where_they_are(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        for _ in range(3):
            await pool.query(tasks.count, text="ASK {}")
        with closing(Line()) as line, closing(Line()) as other:
            for each in (line, other):
                await lend(pool, each)
            for _ in range(20):
                assert await pool.query(tasks.count, text="ASK {}") == 2
                assert await line.ask(b"ping") == await other.ask(b"ping") == b"pong"
            assert not line.back.is_set()
            assert not other.back.is_set()

    lending(check)


def test_one_request_that_runs_long_costs_the_others_nothing(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        lines = [Line() for _ in range(6)]
        for line in lines:
            await lend(pool, line)
        await lines[0].say(b"work")
        beside = lines[::2]  # lent to the same worker, in turn
        await asyncio.gather(*(line.until_back() for line in beside))
        assert lines[0].unread == b"work"
        assert not any(line.broken for line in lines)
        for line in lines[1:]:
            if not pool_has(pool, line):
                await lend(pool, line)
            assert await line.ask(b"ping") == b"pong"
        for line in lines:
            line.close()

    lending(check)


def pool_has(pool: Pool, line: Line) -> bool:
    return any(each.loans and line in each.loans._lent.values() for each in pool.fast.workers)


def test_a_worker_that_crashes_or_is_killed_leaves_what_it_was_asked(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            await lend(pool, line)
            await line.say(b"crash")
            await line.until_back()
            assert (line.unread, line.broken) == (b"crash", False)
            line._ours.recv(5)
            await lend(pool, line)
            os.kill(int(await line.ask(b"who")), signal.SIGKILL)
            await line.until_back()
            await lend(pool, line)
            assert await line.ask(b"ping") == b"pong"

    lending(check)


def test_what_a_slow_reader_has_yet_to_get_is_given_back_with_it(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            await lend(pool, line)
            await line.say(b"big")
            await line.until_back()
            got = 0
            while got < tasks.BIG - len(line.rest):
                got += len(await line.hear())
            assert got + len(line.rest) == tasks.BIG
            assert len(line.rest) > 1_000_000

    lending(check)


def test_a_connection_on_which_nothing_comes_is_given_back(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            await lend(pool, line)
            assert await line.ask(b"ping") == b"pong"
            await line.until_back()
            assert pool.fast.workers

    lending(check)


def test_a_client_that_leaves_is_given_back(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            await lend(pool, line)
            line.client.close()
            await line.until_back()
            assert line.unread == b""

    lending(check)


def test_no_answer_is_of_a_version_before(lending: Callable[[Check], Any], folder: Path) -> None:
    async def check(pool: Pool) -> None:
        with closing(Line()) as line:
            for number in range(1, 8):
                (folder / VERSION_FILE).write_text(json.dumps({"hash": str(number), "quads": 2}), encoding="utf-8")
                pool.move(str(folder))
                if pool_has(pool, line):
                    await line.say(b"version")
                    await line.until_back()
                    assert line.unread == b"version", "a worker of the version before answers nothing more"
                    line._ours.recv(7)
                await lend(pool, line)
                assert await line.ask(b"version") == b"%d" % number

    lending(check)


def test_a_sealed_worker_can_still_open_nothing(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        lines = [Line() for _ in range(MOST)]
        for line in lines:
            await lend(pool, line)
            assert await line.ask(b"file") == b"EMFILE"
        for line in lines[::2]:
            await line.say(b"other")
            await line.until_back()
        for line in lines[1::2]:
            assert (await line.ask(b"socket"), await line.ask(b"file")) == (b"EMFILE", b"EMFILE")
        for line in lines:
            line.close()

    lending(check)


def test_a_short_task_is_not_charged_with_what_was_lent(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        await pool.query(tasks.count, text="ASK {}")
        with closing(Line()) as line, closing(Line()) as other:
            for each in (line, other):
                await lend(pool, each)
                await each.say(b"heavy")
            await asyncio.sleep(0.02)
            assert await pool.query(tasks.work, 0.15, text="ASK {}") == 0, "the slow lane is nicer"
            assert await line.hear() == await other.hear() == b"0"
            assert pool.short("ASK {}") is not None

    lending(check)


def test_a_worn_worker_is_replaced_and_no_task_is_lost(lending: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        used = set()
        with closing(Line()) as line:
            for _ in range(6):
                used.add(await insist(pool, line, b"who"))
                await line.say(b"take")
                counted = [await pool.query(tasks.count, text="ASK {}") for _ in range(20)]
                assert counted == [2] * 20
                assert int(await insist(pool, line)) == 80 << 20
        assert len(used) >= 3

    lending(check)


async def insist(pool: Pool, line: Line, data: bytes = b"") -> bytes:
    """Ask on a connection that is lent again wherever it is given back unanswered."""
    await line.say(data)
    async with asyncio.timeout(20):
        while True:
            if not pool_has(pool, line):
                await lend(pool, line)
            with suppress(TimeoutError):
                return await asyncio.wait_for(line.hear(), 0.3)
