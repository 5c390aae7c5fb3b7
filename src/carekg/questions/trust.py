"""Trust: of every row whence it is, how it was checked, and how it stands to the date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.content import Row
from carekg.questions.declaration import Part
from carekg.questions.keyed import in_blocks
from carekg.questions.tense import tense
from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept
from carekg.store.sparql import QueryFile, read
from carekg.terms.prefixes import PREFIXES

_QUERY: Final = read(Path(__file__).parent / "trust.rq")
_WORDED: Final = read(Path(__file__).parent / "trust-words.rq")
_EVENTS: Final = (f"{PREFIXES['prov']}Activity", f"{PREFIXES['org']}ChangeEvent")
_TYPE: Final = f"{PREFIXES['rdf']}type"
_VALUES: Final = {  # what is known by each property, as it stands there
    f"{PREFIXES['ckg']}readAt": "read_at",
    f"{PREFIXES['ckg']}validFrom": "begins",
    f"{PREFIXES['ckg']}validUntil": "ends",
    f"{PREFIXES['ckg']}stage": "stage",
    f"{PREFIXES['ckg']}endStatus": "end",
    f"{PREFIXES['ckg']}shadowFrom": "shadow",
    f"{PREFIXES['ckg']}operatesFrom": "operates",
}
_NAMED: Final = {  # or in words of what stands there: the name of it, and the column of the words
    f"{PREFIXES['ckg']}knowledgeLevel": ("authority", "told"),
    f"{PREFIXES['ckg']}verification": ("text_checked", "told"),
    f"{PREFIXES['ckg']}sourceVersion": ("dates_checked", "dated"),
    f"{PREFIXES['prov']}wasDerivedFrom": ("derived_from", "name"),
}


def trusted(store: Embedded, part: Part, rows: Sequence[Row], as_of: date) -> list[dict[str, Any]]:
    """Give rows with the columns of trust, by what the thing is that each rests on.

    Parameters: store; part, which names that column; rows; as_of, the day that they are asked of.
    Returns: the rows; a value that a row has itself stays, and a row that rests on nothing is left as it is.
    """
    known = _KNOWN.of(store, (row[part.rests_on] for row in rows if row.get(part.rests_on)))
    return [
        _told(row, known.get(row[part.rests_on], {}), as_of) if row.get(part.rests_on) else dict(row) for row in rows
    ]


def tenses(store: Embedded, things: Iterable[str], as_of: date) -> dict[str, str]:
    """Say how things stand to a date. Parameters: store; things, IRIs; as_of. Returns: words of `tense`, by IRI."""
    known = _KNOWN.of(store, things)
    return {thing: tense(known.get(thing, {}), as_of) for thing in things}


def _ask(store: Embedded, things: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give what is known of things: of several values the first in their order, of days without it the last."""
    rows = _select(store, _QUERY, things)
    words = _WORDS.of(store, (row["value"] for row in rows if row["said"] in _NAMED))
    values: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for name, value in _read(row, words):
            values[row["thing"]][name].append(value)
    return {
        thing: {name: (max if name in ("ends", "is_event") else min)(found) for name, found in known.items()}
        for thing, known in values.items()
    }


def _read(row: Row, words: Mapping[str, Sequence[Row]]) -> Iterable[tuple[str, Any]]:
    """Give what a value tells, by the names of what is known."""
    said, value = row["said"], row["value"]
    if said in _VALUES:
        return [(_VALUES[said], value)]
    if said == _TYPE:
        return [("is_event", value in _EVENTS)]
    name, column = _NAMED[said]
    return [(name, each[column]) for each in words.get(value, ()) if each[column] is not None]


def _word(store: Embedded, things: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _select(store, _WORDED, things):
        found[row["thing"]].append(row)
    return found


def _select(store: Embedded, query: QueryFile, things: Sequence[str]) -> Sequence[Row]:
    return in_blocks(store, query.text, {}, "things", [NamedNode(thing) for thing in things if "://" in thing])


_KNOWN: Final = Kept(_ask)
_WORDS: Final = Kept(_word)


def _told(row: Row, known: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    checked = known.get("text_checked")
    dates = known.get("dates_checked") or (checked if known.get("begins") or known.get("ends") else None)
    trust = {
        "authority": known.get("authority"),
        "text_checked": checked,
        "dates_checked": dates,
        "tense": tense(known, as_of),
        "source": known.get("read_at") or known.get("derived_from"),
    }
    return trust | {name: value for name, value in row.items() if value is not None or name not in trust}
