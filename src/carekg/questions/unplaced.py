"""Unplaced: kinds of body that were there on a date, of which it is not held which one covered what place."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode

from carekg.names.folding import plural
from carekg.questions.endings import ending
from carekg.questions.settling import nations_of
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, date_term, read
from carekg.terms.dates import tell_date

_THERE, _PLACED = (read(Path(__file__).parent / f"{name}.rq") for name in ("unplaced", "placed"))


def unplaced(store: Embedded, things: Iterable[str], as_of: date) -> Iterator[str]:
    """Say of each such kind that its bodies were there in the nations of things, how they ended, and what lists them.

    Parameters: store; things, IRIs of places and bodies; as_of, the day.
    """
    nations = [NamedNode(nation) for nation in sorted(nations_of(store, list(things)))]
    rows = store.select(bind(_THERE.text, {"nations": nations, "as_of": date_term(as_of)})) if nations else []
    placed = _placed(store, [row["kind"] for row in rows])
    for row in rows:
        if row["kind"] in placed:
            continue
        kind = row["label"].value
        ended = ending(store, row["kind"].value, date.fromisoformat(row["until"].value))
        yield (
            f"On {tell_date(as_of)} there were {plural(kind)}, which {ended}: "
            f"which of them covered a place is not held. The question bodies lists those that are held (kind={kind})."
        )


def _placed(store: Embedded, kinds: Sequence[NamedNode]) -> set[NamedNode]:
    """Give the kinds of which it is held what place one covered: asked of the few that were there on the date alone."""
    return {row["kind"] for row in store.select(bind(_PLACED.text, {"kinds": kinds}))} if kinds else set()
