"""An index of names that is updated says what one says that is written whole."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carekg.names.gathering import Gathered, Name, Thing
from carekg.names.updating import update
from carekg.names.writing import write
from indexed import indexed

ACT = "http://www.legislation.gov.uk/id/ukpga/2006/41"


def thing(number: int, label: str, group: str = "bodies", kind: str = "council", **more: object) -> Thing:
    iri = f"{ACT}/section/{number}" if group == "law" else f"http://e/{number}"
    made = Thing(iri, label, group, kind, "http://e/0", **more)  # type: ignore[arg-type]
    made.names.append(Name(label, "label"))
    return made


def gathered(things: Iterable[Thing]) -> Gathered:
    held = {each.iri: each for each in things}
    followed = [(one, other, "2020-01-01") for one, other in pairwise(sorted(held))]
    return Gathered(held, tuple(followed))


THINGS = st.builds(
    thing,
    st.integers(0, 6),
    st.sampled_from(["Leeds", "Leeds Council", "Health and Wellbeing Board", "Kent", "St Kent", "an Act"]),
    st.sampled_from(["bodies", "law", "statements"]),
    st.sampled_from(["council", "Act", "section"]),
    act=st.sampled_from([None, ACT, "http://e/1"]),
    since=st.sampled_from([None, "2013-04-01"]),
    weight=st.integers(0, 1),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(states=st.lists(st.lists(THINGS, max_size=8), min_size=2, max_size=5))
def test_updates_leave_what_writing_leaves(tmp_path_factory: pytest.TempPathFactory, states: list[list[Thing]]) -> None:
    folder = tmp_path_factory.mktemp("names")
    file, whole = folder / "names.sqlite", folder / "whole.sqlite"
    states_of = [gathered(things) for things in states]
    write(states_of[0], file)
    for before, now in pairwise(states_of):
        assert update(file, before, now)
        write(now, whole)
        assert indexed(file) == indexed(whole)
        whole.unlink()


def test_what_comes_between_the_same_two_again_and_again_is_written_whole_in_the_end(tmp_path: Path) -> None:
    file, things = tmp_path / "names.sqlite", [thing(0, "Kent"), thing(99, "Kent")]
    write(gathered(things), file)
    for number in range(98, 1, -1):
        before, things = gathered(things), [*things, thing(number, "Kent")]
        if not update(file, before, gathered(things)):
            break
    else:
        raise AssertionError("there is room without end")
    assert number < 96, "there is room for some"


def test_many_changes_are_not_made_one_by_one(tmp_path: Path) -> None:
    file, things = tmp_path / "names.sqlite", [thing(number, f"Kent {number}") for number in range(300)]
    write(gathered([]), file)
    assert not update(file, gathered([]), gathered(things))


def test_a_thing_that_is_called_otherwise_is_found_by_its_new_name_alone(tmp_path: Path) -> None:
    file = tmp_path / "names.sqlite"
    before, now = gathered([thing(1, "Kent"), thing(2, "Surrey")]), gathered([thing(1, "Sussex"), thing(2, "Surrey")])
    write(before, file)
    assert update(file, before, now)
    assert {word: found(file, word) for word in ("kent", "sussex", "surrey")} == {
        "kent": [],
        "sussex": ["Sussex"],
        "surrey": ["Surrey"],
    }


def found(file: Path, word: str) -> list[str]:
    text = "SELECT n.name FROM texts t JOIN names n ON n.id = t.rowid WHERE texts MATCH ?"
    with closing(sqlite3.connect(file)) as index:
        return [row[0] for row in index.execute(text, (word,))]
