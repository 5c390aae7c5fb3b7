"""Settling what an answer comes to: one function for every question, from its declaration, its things and the data."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from carekg.questions.content import Table, to_python
from carekg.questions.declaration import Question
from carekg.questions.endings import UNKNOWN, ending
from carekg.questions.outcome import Outcome
from carekg.store.embedded import Embedded
from carekg.store.sparql import Value, bind, date_term, read
from carekg.terms.dates import tell_date
from carekg.terms.prefixes import PREFIXES, expand

_HERE: Final = Path(__file__).parent
_QUERIES: Final = {
    name: read(_HERE / f"{name}.rq").text
    for name in (
        "standing",
        "standing-versions",
        "successors",
        "completeness",
        "held-count",
        "coverage",
        "areas-of",
        "predecessors",
    )
}
_GSS: Final = PREFIXES["gss"]
_NATIONS: Final = {"E": "E92000001", "W": "W92000004", "S": "S92000003", "N": "N92000002"}
_SINCE: Final = "valid_from"
_MOST_NAMED: Final = 4
_PLANNED: Final = ("announced", "bill", "planned")
Row = Mapping[str, Any]


def settle(
    store: Embedded, question: Question, values: Mapping[str, Any], as_of: date, tables: Sequence[Table]
) -> Outcome:
    """Say what an answer comes to.

    Parameters: store; question; values of its parameters, entities as IRIs; as_of, the day; tables of the answer.
    Returns: `rows` where there are any, unless the day lies outside the files and none of them is dated; else, in
    this order, that a thing asked about had ended or is not there yet, that place or day lie outside the files, that
    there is none, where a completeness statement says so whose claims hold in this very graph; else that nothing is
    held.
    """
    total = sum(table.total for table in tables)
    told = f"{total:,} row{'' if total == 1 else 's'}."
    wrong = sum(bool(row.get("problem")) for table in tables for row in table.whole)
    if total > wrong:
        return (None if _is_dated(tables) else _lies_outside(store, question, (), as_of)) or Outcome("rows", told)
    things = list(things_asked(question, values))
    if wrong and not things:
        return Outcome("not-held", "None of the names has an answer: each row says why.")
    return (
        _stands(store, things, as_of)
        or _lies_outside(store, question, things, as_of)
        or _is_complete(store, question, things, as_of)
        or _is_unheld(store, question, values, things)
    )


def early(store: Embedded, question: Question, as_of: date) -> tuple[str, ...]:
    """Say that a day lies outside what the files behind a question cover, for an answer that has rows all the same.

    Parameters: store; question; as_of, the day. Returns: one sentence, or none.
    """
    found = _lies_outside(store, question, (), as_of)
    return (found.sentence,) if found else ()


def _is_dated(tables: Sequence[Table]) -> bool:
    """Tell whether any row says since when, where there is a column for it: what has no date is of no day."""
    columned = [table for table in tables if _SINCE in table.part.names]
    return not columned or any(row.get(_SINCE) is not None for table in columned for row in table.whole)


def things_asked(question: Question, values: Mapping[str, Any]) -> Iterable[str]:
    """Give the things that a question was asked about, IRIs. Parameters: question; values of its parameters."""
    for parameter in question.parameters:
        value = values.get(parameter.name)
        if parameter.type == "entity" and value is not None:
            yield from value if parameter.several else [value]


def _select(store: Embedded, name: str, **terms: Value) -> list[dict[str, Any]]:
    return [{name: to_python(term) for name, term in row.items()} for row in store.select(bind(_QUERIES[name], terms))]


def _nodes(things: Iterable[str]) -> list[NamedNode]:
    return [NamedNode(thing) for thing in things]


def _stands(store: Embedded, things: Sequence[str], as_of: date) -> Outcome | None:
    """Tell of the first thing that had ended by the day, or is not there yet."""
    if not things:
        return None
    known = {row["thing"]: row for row in _select(store, "standing", things=_nodes(things))}
    versions = {row["thing"]: row for row in _select(store, "standing-versions", things=_nodes(things))}
    for thing in things:
        row, day = known[thing] | versions.get(thing, {}) if thing in known else {}, as_of.isoformat()
        begins, ends = _span(row)
        if ends is not None and ends <= day:
            return Outcome("ended", f"{_named(row)} {_ended(store, thing, ends, as_of)}.")
        if str(row.get("stage") or "").rpartition("/")[2] in _PLANNED:
            until = f" to begin on {tell_date(begins)}" if begins is not None and begins > day else ""
            return Outcome("planned", f"{_named(row)} is planned{until}, and was not there on {tell_date(day)}.")
        if begins is not None and begins > day:
            return Outcome("planned", f"{_named(row)} begins on {tell_date(begins)}, after {tell_date(day)}.")
    return None


def _named(row: Row) -> str:
    """Give the label of a thing as a sentence begins."""
    return str(row["label"][:1]).upper() + str(row["label"][1:])


def _span(row: Row) -> tuple[str | None, str | None]:
    """Give the first day of a thing, or of the versions of a provision, and the first day without it."""
    begins = row.get("begins") or row.get("in_force_from")
    has_versions = row.get("in_force_from") is not None
    ends = row.get("ends") or (row.get("in_force_until") if has_versions and not row.get("ongoing") else None)
    return begins, ends


def _ended(store: Embedded, thing: str, ends: str, as_of: date) -> str:
    """Say how a thing ended: of a body by the kind of its succession, of another by what replaced it."""
    how = ending(store, thing, as_of)
    return how if how and UNKNOWN not in how else f"ended on {tell_date(ends)}{_followed(store, thing)}"


def _followed(store: Embedded, thing: str) -> str:
    names = [row["label"] for row in _select(store, "successors", thing=NamedNode(thing))]
    return f", followed by {_listed(names)}" if names else ""


def _listed(names: Sequence[str]) -> str:
    """List names in words.

    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def nations_of(store: Embedded, things: Sequence[str]) -> set[str]:
    """Give the nations, IRIs, in which things lie, by the codes of their areas."""
    areas = _select(store, "areas-of", things=_nodes(things)) if things else []
    found = {_NATIONS.get(row["area"].removeprefix(_GSS)[:1]) for row in areas}
    return {f"{_GSS}{nation}" for nation in found if nation}


def _lies_outside(store: Embedded, question: Question, things: Sequence[str], as_of: date) -> Outcome | None:
    """Tell where the day, or a place, lies outside what the files behind the question cover."""
    covered = _select(store, "coverage", question=Literal(question.name))
    if not covered:
        return None
    day = as_of.isoformat()
    in_time = [row for row in covered if (row["first"] or "") <= day and (row["last"] is None or row["last"] > day)]
    told = "; ".join(dict.fromkeys(row["label"] for row in covered))
    if not in_time:
        return Outcome("outside", f"{tell_date(day)} is outside the files. {told}.")
    places = {row["place"] for row in in_time}
    return (
        Outcome("outside", f"The place is outside the files. {told}.") if nations_of(store, things) - places else None
    )


def _is_complete(store: Embedded, question: Question, things: Sequence[str], as_of: date) -> Outcome | None:
    """Tell that there is none, where a statement says that all is held, and what it claims is."""
    if not things:
        return None
    day = date_term(as_of)
    terms: dict[str, Value] = {"things": _nodes(things), "question": Literal(question.name), "as_of": day}
    for row in _select(store, "completeness", **terms):
        if row["claimed"] is None or _held(store, row["scope"], row["day"]) == row["claimed"]:
            return Outcome("none", f"There is none: {_lowered(row['label'])}.", row["statement"])
    return None


def _is_unheld(store: Embedded, question: Question, values: Mapping[str, Any], things: Sequence[str]) -> Outcome:
    """Say of what nothing is held, and what the files behind the question cover."""
    labels = {row["thing"]: row["label"] for row in _select(store, "standing", things=_nodes(things))} if things else {}
    entities = (each for each in question.parameters if each.type == "entity")
    usual = {expand(each.default) for each in entities if isinstance(each.default, str)}
    asked = [labels[thing] for thing in things if thing in labels and thing not in usual] + _texts(question, values)
    about = f" about {_listed(asked)}" if len(asked) <= _MOST_NAMED and asked else ""
    covered = dict.fromkeys(row["label"] for row in _select(store, "coverage", question=Literal(question.name)))
    more = "".join(f" {each}." for each in (*covered, *_followed_what(store, things)))
    return Outcome("not-held", f"The graph holds nothing{about} here, which does not say that there is nothing.{more}")


def _followed_what(store: Embedded, things: Sequence[str]) -> Iterable[str]:
    """Say what the one body that was asked about followed: what is held may be held of that."""
    if len(things) == 1:
        before = [row["label"] for row in _select(store, "predecessors", thing=NamedNode(things[0]))]
        if 0 < len(before) <= _MOST_NAMED:
            yield f"It followed {_listed(before)}"


def _texts(question: Question, values: Mapping[str, Any]) -> list[str]:
    """Give the texts that were asked for, as they were given."""
    given = [values[each.name] for each in question.parameters if each.type == "text" and each.default is None]
    return [f"“{text}”" for value in given if value for text in ([value] if isinstance(value, str) else value)]


@lru_cache(maxsize=256)
def _held(store: Embedded, kind: str, day: str) -> int:
    """Count the bodies of a kind on a day; kept, since a store does not change."""
    (row,) = _select(store, "held-count", kind=NamedNode(kind), day=date_term(day))
    return int(row["held"])


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
