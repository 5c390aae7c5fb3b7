"""What began, ended, moved or changed between two dates."""

from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.store.sparql import bind, read
from carekg.terms.errors import BadParameter

_QUERY: Final = read(Path(__file__).parent / "difference.rq")
_JOINED: Final = {"seat": "moved", "role": "moved", "version": "changed", "duty": "changed"}


def answer(ask: Ask) -> Answer:
    """Tell what began, ended, moved or changed between two dates.

    A seat or role has moved, and a provision or duty has changed, where one of the same place ended on the day on
    which one, and only one, other began: the row is what began, and `replaced` what ended.
    Raises: BadParameter where the end is before the start.
    """
    first, last = ask.values["from"], ask.values["to"]
    if last < first:
        raise BadParameter("to", last, f"write a date on or after {first}")
    terms = {name: ask.terms()[name] for name in ("from", "to", "part")}
    found = _once(ask.store.select(bind(_QUERY.text, terms)))
    rows = sorted((_row(*pair) for pair in _join(found)), key=lambda row: (row["part"], row["date"], row["thing"]))
    if ask.values["measure"] is None:
        return ask.answer(rows, as_of=last)
    network = ask.asker.ask("compare", _sides(ask), ask.progress)
    beside = {**network.members, "columns": network.columns, "rows": network.rows}
    return ask.answer(rows, as_of=last, members={"network": beside}, notes=network.notes)


def _sides(ask: Ask) -> dict[str, Any]:
    same = {name: ask.values[name] for name in ("measure", "layer", "top")}
    return {**same, "first": ask.values["from"], "second": ask.values["to"]}


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
    return row | {"replaced": gone.get("thing"), "replaced_holder": gone.get("holder")}
