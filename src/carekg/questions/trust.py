"""Trust: of every row whence it is, how it was checked, and how it stands to the date."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.content import Row, to_python
from carekg.questions.declaration import Part
from carekg.questions.tense import tense
from carekg.store.embedded import Embedded
from carekg.store.sparql import read

_QUERY: Final = read(Path(__file__).parent / "trust.rq")
_BLOCK: Final = 100  # the engine's joins with longer VALUES blocks grow faster than the blocks


def trusted(store: Embedded, part: Part, rows: Sequence[Row], as_of: date) -> list[dict[str, Any]]:
    """Give rows with the columns of trust, by what the thing is that each rests on.

    Parameters: store; part, which names that column; rows; as_of, the day that they are asked of.
    Returns: the rows; a value that a row has itself stays.
    """
    known = _ask(store, {row[part.rests_on] for row in rows if row.get(part.rests_on)})
    return [_told(row, known.get(row.get(part.rests_on) or "", {}), as_of) for row in rows]


def tenses(store: Embedded, things: Iterable[str], as_of: date) -> dict[str, str]:
    """Say how things stand to a date. Parameters: store; things, IRIs; as_of. Returns: words of `tense`, by IRI."""
    known = _ask(store, set(things))
    return {thing: tense(known.get(thing, {}), as_of) for thing in things}


def _ask(store: Embedded, things: set[str]) -> dict[str, dict[str, Any]]:
    nodes = [NamedNode(thing) for thing in sorted(things) if "://" in thing]
    found = {}
    for start in range(0, len(nodes), _BLOCK):
        for row in store.select_of(_QUERY.text, "things", nodes[start : start + _BLOCK]):
            found[row["thing"].value] = {name: to_python(term) for name, term in row.items()}
    return found


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
