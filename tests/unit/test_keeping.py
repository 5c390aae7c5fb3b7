"""What a version says of its things is asked for once, kept as long as it is open, and never of what may change."""

import pickle
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import Store

from carekg.store import keeping
from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept, inherit, know, once, tell


def opened() -> Embedded:
    return Embedded(Store(), {"hash": "of a test"}, Path())


class Asked:
    """What is held of every thing but one, and what was asked for."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, store: Embedded, things: Sequence[str]) -> dict[str, str]:
        self.calls.append(list(things))
        return {thing: thing.upper() for thing in things if thing != "nothing"}


def test_each_thing_is_asked_for_once_and_so_is_one_of_which_nothing_is_held() -> None:
    asked, store = Asked(), opened()
    kept = Kept(asked)
    assert kept.of(store, ["b", "a", "nothing", "a"]) == {"a": "A", "b": "B"}
    assert kept.of(store, ["nothing", "c", "b"]) == {"b": "B", "c": "C"}
    assert asked.calls == [["a", "b", "nothing"], ["c"]]


def test_a_version_knows_nothing_of_another_unless_it_inherits_it() -> None:
    asked, first, second = Asked(), opened(), opened()
    kept = Kept(asked)
    kept.of(first, ["a"])
    kept.of(second, ["b"])
    assert asked.calls == [["a"], ["b"]]
    third = opened()
    inherit(first, third)
    assert (kept.of(third, ["a"]), asked.calls) == ({"a": "A"}, [["a"], ["b"]])


def test_what_was_asked_in_another_process_is_known() -> None:
    asked, read = Asked(), []
    here, there = opened(), opened()
    kept, counted = Kept(asked), once(lambda store: read.append(store) or len(read))
    kept.of(there, ["a", "nothing"])
    counted(there)
    know(here, pickle.loads(pickle.dumps(tell(there))))
    assert (kept.of(here, ["a", "nothing"]), counted(here)) == ({"a": "A"}, 1)
    assert (asked.calls, len(read)) == ([["a", "nothing"]], 1)


def test_a_store_that_may_change_is_asked_each_time() -> None:
    asked, store = Asked(), opened()
    store.is_lasting = False
    kept = Kept(asked)
    assert [kept.of(store, ["a"]), kept.of(store, ["a"])] == [{"a": "A"}] * 2
    assert asked.calls == [["a"], ["a"]]


def test_no_more_is_kept_than_a_process_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST", 3)
    asked, store = Asked(), opened()
    kept = Kept(asked)
    for things in ("abc", "d", "a", "bcde", "d"):
        assert kept.of(store, things) == {thing: thing.upper() for thing in things}
    assert asked.calls == [["a", "b", "c"], ["d"], ["a"], ["b", "c", "e"], ["d"]]


def test_of_a_version_that_does_not_say_how_large_it_is_what_is_asked_is_kept() -> None:
    asked, store = Asked(), Embedded(Store(), {"hash": "of a remote server", "quads": None}, Path())
    kept = Kept(asked)
    assert [kept.of(store, ["a"]), kept.of(store, ["a"]), asked.calls] == [{"a": "A"}, {"a": "A"}, [["a"]]]


def test_of_a_larger_version_more_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST", 3)
    asked, store = Asked(), Embedded(Store(), {"hash": "of a test", "quads": 5 * keeping.QUADS_FOR_ONE}, Path())
    kept = Kept(asked)
    for things in ("abcde", "a", "f", "a"):
        kept.of(store, things)
    assert asked.calls == [["a", "b", "c", "d", "e"], ["f"], ["a"]]


def test_a_function_of_a_version_is_called_once() -> None:
    calls = []

    @once
    def count(store: Embedded) -> int:
        calls.append(store)
        return len(calls)

    first, second = opened(), opened()
    assert [count(first), count(first), count(second)] == [1, 1, 2]
