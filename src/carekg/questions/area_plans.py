"""What is planned for an area: what is announced, or in a Bill, for its bodies, their kinds and their places."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.keyed import in_blocks
from carekg.questions.plans import is_known
from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept
from carekg.store.sparql import read

_HERE: Final = Path(__file__).parent
_SAID: Final = read(_HERE / "area-plans.rq")
_WORDS: Final = read(_HERE / "area-plan-words.rq")
_KINDS: Final = read(_HERE / "area-kinds.rq")
_LATER: Final = ("ended", "enacted", "in-force")  # stages of what is law, and begins on a later day
Row = dict[str, Any]


def planned_for(store: Embedded, things: Iterable[str], as_of: date) -> list[Row]:
    """List what is planned for things, as it was known on a date, by day and name.

    Parameters: store; things, IRIs; as_of, the day. A plan stays one on the day that is planned for it, until the files
    say that it was carried out.
    """
    said = [row for rows in _ABOUT.of(store, things).values() for row in rows]
    known = _KNOWN.of(store, (row["item"] for row in said))
    rows = [known[row["item"]] | row for row in said if row["item"] in known and _is_planned(known[row["item"]], as_of)]
    return sorted(rows, key=lambda row: (row["valid_from"] or "", row["item"], row["about"]))


def warm(store: Embedded) -> None:
    """Have known what is said of kinds of body: all bodies point at theirs, and an engine in memory passes them all."""
    _ABOUT.of(store, (row["kind"].value for row in store.select(_KINDS.text)))


def _is_planned(row: Row, as_of: date) -> bool:
    stage, is_later = _word(row["stage"]), row["valid_from"] is not None and row["valid_from"] > as_of.isoformat()
    if stage in ("announced", "bill"):
        return _is_known(row, as_of) and (is_later or row["valid_from"] is None or _word(row["end"]) == "planned")
    return _is_known(row, as_of) and is_later and (row["is_event"] if not stage else stage in _LATER)


def _is_known(row: Row, as_of: date) -> bool:
    """Tell whether it was made known; where no day is recorded, by when it was checked or read, or by its file."""
    looked = row["checked"] or row["read"]
    return is_known(row["announced"] or ("" if looked else row["vintage"]), looked, as_of)


def _word(iri: str | None) -> str:
    return (iri or "").rpartition("/")[2]


def _tell(store: Embedded, things: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in in_blocks(store, _SAID.text, {}, "things", [NamedNode(each) for each in things]):
        found[row["about"]].append(row)
    return {thing: found[thing] for thing in things}  # nothing too: it is asked of the default graph alone


def _say(store: Embedded, things: Sequence[str]) -> dict[str, Row]:
    rows = in_blocks(store, _WORDS.text, {}, "things", [NamedNode(each) for each in things])
    return {row["thing"]: row for row in rows if row["detail"]}


_ABOUT: Final = Kept(_tell)
_KNOWN: Final = Kept(_say)
