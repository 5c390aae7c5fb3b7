"""Endings: how a body ended, and by which law, in one clause."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.content import to_python
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, date_term, read
from carekg.terms.dates import spoken
from carekg.terms.prefixes import PREFIXES

_QUERY: Final = read(Path(__file__).parent / "ending.rq")
UNKNOWN: Final = "what followed is not held"
_BY_LAW_ONLY: Final = "which bodies took its place is not held"
_WORDS: Final = {
    "renamed": "it went on as {after}",
    "replaced": "{after} took its place",
    "replaced-by-a-class": "{after} took its place",
    "in-part": "parts of it passed to {after}",
    "split": "it was split into {after}",
    "merged": "it was merged into {after}",
}


def ending(store: Embedded, body: str, as_of: date) -> str | None:
    """Say in one clause how a body ended by a date, and by which law where that is held; None where it had not.

    Parameters: store; body, its IRI; as_of, the day.
    """
    day = date_term(as_of)
    found = store.select(bind(_QUERY.text, {"id": NamedNode(body), "as_of": day}))
    rows = [{name: to_python(term) for name, term in row.items()} for row in found]
    return _sentence(rows, is_body=body.startswith(PREFIXES["body"])) if rows else None


def _sentence(rows: Sequence[Mapping[str, Any]], *, is_body: bool) -> str:
    by = f", by {rows[0]['number']} of the {rows[0]['act']}" if rows[0]["act"] else ""
    ended = f"ended on {spoken(rows[0]['ended'])}{by}"
    after = list(dict.fromkeys(row["name"] for row in rows if row["name"]))
    if not after and by and is_body:
        return f"{ended}; {_BY_LAW_ONLY}"
    if not after:
        return f"{ended}; {UNKNOWN}" if is_body else ended
    kinds = {row["kind"].rpartition("/")[2] for row in rows if row["kind"]}
    kind = kinds.pop() if len(kinds) == 1 else "in-part"
    joined = after[0] if len(after) == 1 else f"{', '.join(after[:-1])} and {after[-1]}"
    return f"{ended}: {_WORDS[kind].format(after=joined)}"
