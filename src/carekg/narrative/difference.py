"""What began, ended, moved or changed between two dates."""

from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.questions.seats import in_blocks
from carekg.store.sparql import bind, read
from carekg.terms.errors import BadParameter

_KEYS: Final = read(Path(__file__).parent / "difference.rq")
_DETAILS: Final = read(Path(__file__).parent / "difference-details.rq")
_JOINED: Final = {
    "seat": "moved",
    "role": "moved",
    "location": "moved",
    "relevance": "moved",
    "version": "changed",
    "duty": "changed",
    "code": "changed",
}
_KEYS_OF: Final = {
    "version": ("version_of",),
    "duty": ("provision", "action"),
    "seat": ("on", "provision"),
    "role": ("role",),
    "relevance": ("council",),
    "location": ("place",),
    "code": ("governor",),
}
_HOLDERS: Final = {
    "seat": "seat_holder",
    "role": "holder",
    "relevance": "body",
    "location": "inside",
    "code": "governor",
}
_PLANNED: Final = ("announced", "bill", "enacted", "withdrawn")
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """Tell what began, ended, moved or changed between two dates, and what is planned between them.

    A seat or role has moved, and a provision or duty has changed, where one of the same place ended on the day on
    which one, and only one, other began: the row is what began, and `replaced` what ended.
    Raises: BadParameter where the end is before the start.
    """
    first, last = ask.values["from"], ask.values["to"]
    if last < first:
        raise BadParameter("to", last, f"write a date on or after {first}")
    pairs = (_row(*pair) for pair in _join(_found(ask)))
    rows = sorted(pairs, key=lambda row: (row["part"], row["date"], row["thing"]))
    if ask.values["measure"] is None:
        return ask.answer(rows, as_of=last)
    network = ask.asker.ask("compare", _sides(ask), ask.progress)
    beside = {**network.members, "columns": network.columns, "rows": network.rows}
    return ask.answer(rows, as_of=last, members={"network": beside}, notes=network.notes)


def _found(ask: Ask) -> list[Row]:
    """Give what held on one of the dates and not on the other, and what is planned, each with its key."""
    terms = {name: ask.terms()[name] for name in ("from", "to")}
    keys = [{name: to_python(term) for name, term in row.items()} for row in ask.store.select(bind(_KEYS.text, terms))]
    changes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in keys:
        changes[key["part"], key["thing"]].append(key["change"])
    wanted = ask.values["part"]
    kept = [key for key in keys if len(changes[key["part"], key["thing"]]) == 1 and wanted in (None, key["part"])]
    things = [NamedNode(each) for each in sorted({key["thing"] for key in kept})]
    details = _once(in_blocks(ask, _DETAILS.text, "things", things))
    return [row for key in kept if (row := _told(key, details[key["thing"]]))]


def _told(key: Row, details: Row) -> Row | None:
    """Give the row of a thing, or nothing where it is of no part of the difference: planned things are of one alone."""
    part, stage = key["part"], (details["stage"] or "").rpartition("/")[2]
    is_planned = stage in _PLANNED and (part != "planned" or (details["end"] or "").endswith("/planned"))
    if (part == "planned") != is_planned and part != "succession":
        return None
    names = _KEYS_OF.get(part, ("thing",))
    if any(details[name] is None for name in names):
        return None
    change = {"planned": "is planned", "succession": details["how"] or key["change"]}.get(part, key["change"])
    row = details | key | {"change": change, "key": " ".join(details[name] for name in names)}
    law = details["provision"] or details["version_of"]
    return row | {"holder": details.get(_HOLDERS.get(part, "")), "provision": law}


def _sides(ask: Ask) -> dict[str, Any]:
    same = {name: ask.values[name] for name in ("measure", "layer", "top")}
    return {**same, "first": ask.values["from"], "second": ask.values["to"]}


def _once(found: list[Row]) -> dict[str, Row]:
    """Keep one row a thing, with every address that it was read at."""
    kept: dict[str, Row] = {}
    for row in found:
        before = kept.setdefault(row["thing"], row | {"read_at": []})
        before["read_at"].append(row["address"] or "")
    return {thing: row | {"read_at": "; ".join(dict.fromkeys(row["read_at"]))} for thing, row in kept.items()}


def _join(found: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Put what ended beside what took its place, where that is one for one."""
    places: dict[tuple[str, str, str], dict[str, list[dict[str, Any]]]] = defaultdict(
        lambda: {"began": [], "ended": []}
    )
    for row in found:
        side = row["change"] if row["change"] in ("began", "ended") else "began"
        places[row["part"], row["key"], row["date"]][side].append(row)
    joined: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for (part, _, _), each in places.items():
        if part in _JOINED and len(each["began"]) == len(each["ended"]) == 1:
            joined.append((each["began"][0] | {"change": _JOINED[part]}, each["ended"][0]))
        else:
            joined += [(row, None) for row in (*each["began"], *each["ended"])]
    return joined


def _row(row: dict[str, Any], replaced: dict[str, Any] | None) -> dict[str, Any]:
    gone = replaced or {}
    return row | {"replaced": gone.get("thing"), "replaced_holder": gone.get("holder")}
