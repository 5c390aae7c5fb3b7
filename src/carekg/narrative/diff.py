"""What began, ended, moved or changed between two dates."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from carekg.questions.answer import Answer, to_python
from carekg.questions.registry import labels
from carekg.store.embedded import Embedded
from carekg.store.sparql import Value, bind, read
from carekg.terms.dates import read_date
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import PREFIXES

PARTS: Final = ("body", "kind", "version", "duty", "seat", "role")
_QUERY: Final = read(Path(__file__).parent / "diff.rq")
_DATE: Final = NamedNode(f"{PREFIXES['xsd']}date")
_JOINED: Final = {"seat": "moved", "role": "moved", "version": "changed", "duty": "changed"}
_COLUMNS: Final = (
    "change",
    "part",
    "date",
    "thing",
    "says",
    "holder",
    "replaced",
    "replaced_holder",
    "provision",
    "section",
    "act",
    "verification",
    "read_at",
)


def diff(store: Embedded, start: str, end: str, part: str | None = None) -> Answer:
    """Tell what began, ended, moved or changed between two dates.

    A seat or role has moved, and a provision or duty has changed, where one of the same place ended on the day on
    which one, and only one, other began: the row is what began, and `replaced` what ended.

    Parameters: store; start and end, YYYY-MM-DD; part, one of PARTS, all unless given.
    Returns: an answer whose date is the end; empty where nothing that the graph holds changed.
    Raises: BadParameter where a date does not exist, the end is before the start, or the part is none of them.
    """
    first, last = read_date(start, "from"), read_date(end, "to")
    if last < first:
        raise BadParameter("to", end, f"write a date on or after {first}")
    if part is not None and part not in PARTS:
        raise BadParameter("part", part, f"write {', '.join(PARTS[:-1])} or {PARTS[-1]}")
    values: dict[str, Value] = {"from": _literal(first), "to": _literal(last), "part": Literal(part) if part else None}
    found = _once(store.select(bind(_QUERY.text, values)))
    rows = sorted((_row(*pair) for pair in _join(found)), key=lambda row: (row["part"], row["date"], row["thing"]))
    iris = {NamedNode(value) for row in rows for value in row.values() if str(value).startswith("http")}
    return Answer(
        question="diff",
        columns=_COLUMNS,
        rows=tuple(rows),
        as_of=last,
        version=store.version["hash"],
        parameters={"from": start, "to": end} | ({"part": part} if part else {}),
        labels=labels(store, iris),
    )


def _literal(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=_DATE)


def _once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one row a thing, with every address that it was read at."""
    kept: dict[str, dict[str, Any]] = {}
    for terms in found:
        row = {name: to_python(term) for name, term in terms.items()}
        before = kept.setdefault(f"{row['part']} {row['thing']}", row | {"read_at": []})
        before["read_at"].append(row["address"] or "")
    return [row | {"read_at": "; ".join(dict.fromkeys(row["read_at"]))} for row in kept.values()]


def _join(found: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Put what ended beside what took its place, where that is one for one."""
    places: dict[tuple[str, str, str], dict[str, list[dict[str, Any]]]] = defaultdict(
        lambda: {"began": [], "ended": []}
    )
    for row in found:
        places[row["part"], row["key"], row["date"]][row["change"]].append(row)
    joined: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for (part, _, _), each in places.items():
        if part in _JOINED and len(each["began"]) == len(each["ended"]) == 1:
            joined.append((each["began"][0] | {"change": _JOINED[part]}, each["ended"][0]))
        else:
            joined += [(row, None) for row in (*each["began"], *each["ended"])]
    return joined


def _row(row: dict[str, Any], replaced: dict[str, Any] | None) -> dict[str, Any]:
    gone = replaced or {}
    whole = row | {"replaced": gone.get("thing"), "replaced_holder": gone.get("holder")}
    return {column: whole[column] for column in _COLUMNS}
