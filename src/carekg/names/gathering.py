"""Gathering: everything that has a name in a version of the graph, with all its names, codes, kind and dates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from carekg.names.described import AREA_OF
from carekg.names.folding import fold, shortened
from carekg.names.groups import CONCEPT, FAMILIES, INITIALLED, group_of, kind_of_law
from carekg.names.initials import initials, short_forms
from carekg.store.embedded import Embedded
from carekg.store.sparql import read_folder
from carekg.terms.prefixes import ID, PREFIXES

Rows = Mapping[str, list[dict[str, Any]]]
QUERIES: Final = Path(__file__).parent / "gathered"
_PRACTICE: Final = "practices"
_FACTS: Final = ("stage", "end", "shadow", "operates", "checked")
_BESIDE_COUNCIL: Final = f"{PREFIXES['structure']}integration-joint-board"  # the code of its area means the council


class Name(NamedTuple):
    """One name of a thing: `role` says what sort; `since` and `until` bound the days on which it was the name.

    Roles: label, other (a second name), former, area (of a council: that of its area), code, mark (a code of an older
    scheme, or one that it no longer has), number (of a fact), heading (of a provision).
    """

    text: str
    role: str
    since: str | None = None
    until: str | None = None


@dataclass
class Thing:
    """Something with a name.

    `kind` is what sort of thing it is, in words; `act`, the Act that a provision is of; `weight`, how much there is of
    it (bodies of the kind, provisions of the Act), which puts it before its namesakes; `governed`, who governs an area.
    """

    iri: str
    label: str
    group: str = ""
    kind: str = ""
    kind_iri: str = ""
    code: str | None = None
    since: str | None = None
    until: str | None = None
    stage: str | None = None
    end: str | None = None
    shadow: str | None = None
    operates: str | None = None
    checked: str | None = None
    is_said: bool = False
    act: str | None = None
    number: str = ""
    weight: int = 0
    governed: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)


@dataclass(frozen=True)
class Gathered:
    """What a version of the graph has names for, and which bodies followed which, with the day."""

    things: Mapping[str, Thing]
    successors: tuple[tuple[str, str, str], ...]


def ask(store: Embedded) -> Rows:
    """Ask a store for what is gathered: the rows of each query by its name, with plain values, in their own order."""
    return {query.name: plain(_values(store.select(query.text))) for query in read_folder(QUERIES)}


def plain(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put rows into an order that depends on nothing but what they say."""
    return sorted(rows, key=lambda row: [value or "" for value in row.values()])


def _values(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({name: None if term is None else term.value for name, term in row.items()} for row in rows)


def gather(rows: Rows) -> Gathered:
    """Put the rows together. Parameters: rows, as `ask` gives them."""
    things = {row["thing"]: Thing(row["thing"], row["label"]) for row in reversed(rows["labels"])}
    for row in rows[_PRACTICE]:
        things.setdefault(row["thing"], Thing(row["thing"], row["label"], code=row["code"]))
    _date(things, rows["dates"])
    _classify(things, rows)
    _read_law(things, rows["law"])
    _name(things, rows)
    _name_as_seen(things, rows["seen"])
    _name_short(things)
    for row in rows["essay"]:
        if row["thing"] in things:
            things[row["thing"]].is_said = True
    _borrow_names(things, rows["governs"])
    _weigh(things)
    followed = tuple((row["thing"], row["after"], row["day"]) for row in rows["successors"])
    return Gathered(things, followed)


def _date(things: Mapping[str, Thing], rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        thing = things.get(row["thing"])
        if thing is not None:  # of several first days the earliest, of several last days the latest
            thing.since = _first(thing.since, row["since"])
            thing.until = max(thing.until or "", row["until"] or "") or None
            for name in _FACTS:
                if row[name]:
                    setattr(thing, name, _first(getattr(thing, name), row[name]))


def _first(one: str | None, other: str | None) -> str | None:
    return min(one, other) if one and other else one or other or None


def _classify(things: Mapping[str, Thing], rows: Rows) -> None:
    """Give each thing its kind: a body's or area's own; else the rarest of its classes, which says most."""
    common = Counter(row["type"] for row in rows["types"])
    types: dict[str, list[str]] = defaultdict(list)
    for row in rows["types"]:
        types[row["thing"]].append(row["type"])
    kinds = {row["thing"]: row["kind"] for row in (*rows[_PRACTICE], *reversed(rows["kinds"]))}
    for iri, thing in things.items():
        of_thing = sorted(types.get(iri, ()), key=lambda each: (common[each], each))
        thing.kind_iri = kinds.get(iri) or (of_thing[0] if of_thing else "")
        thing.group = group_of(iri, of_thing, is_body=iri in kinds)
        is_told = thing.kind_iri in things and thing.kind_iri != CONCEPT  # a concept is told by its vocabulary
        thing.kind = things[thing.kind_iri].label if is_told else _in_words(iri)


def _in_words(iri: str) -> str:
    if iri.startswith(ID):
        return iri.removeprefix(ID).partition("/")[0].replace("-", " ")
    return "term of an ontology"


def _read_law(things: Mapping[str, Thing], rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        thing = things.get(row["thing"])
        if thing is not None:
            thing.act, thing.number = row["act"], row["number"]
    for each in things.values():
        if each.group == "law":
            each.kind = kind_of_law(each.iri) or each.kind


def _name(things: Mapping[str, Thing], rows: Rows) -> None:
    for each in things.values():
        each.names.append(Name(each.label, "label" if each.act is None else "heading"))
        bare = each.label.partition(" (")[0]
        if each.group == "places" and bare != each.label:
            each.names.append(Name(bare, "other"))
    for row in (*rows["other-names"], *({**row, "name": row["code"], "role": "code"} for row in rows[_PRACTICE])):
        thing = things.get(row["thing"])
        if thing is not None:
            thing.names.append(Name(row["name"], row["role"]))
            if row["role"] == "code":
                thing.code = _first(thing.code, row["name"])


def _name_short(things: Mapping[str, Thing]) -> None:
    """Add what bodies are called for short where nothing else is called so: boards and councils by their initials.

    The other short forms come after them, and where they are no code either.
    """
    bodies = [each for each in things.values() if each.group == "bodies"]
    called = _called(things, ("label", "other"))
    for each in bodies:
        if each.kind_iri in INITIALLED:
            each.names += _uncalled(initials(each.label, each.kind_iri), called)
    called = _called(things, ("label", "other", "code"))
    for each in bodies:
        each.names += _uncalled(short_forms(each.label, each.kind_iri), called)


def _called(things: Mapping[str, Thing], roles: Sequence[str]) -> set[str]:
    """Give what things are called in some roles, with the kinds of body in it written out and short, as CCG is."""
    meant = (each for each in things.values() if each.group != "statements")
    said = {fold(name.text) for each in meant for name in each.names if name.role in roles}
    return said | set(map(shortened, said))


def _uncalled(short: Iterable[str], called: Set[str]) -> list[Name]:
    return [Name(text, "other") for text in short if fold(text) not in called]


def _name_as_seen(things: Mapping[str, Thing], rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the names that files gave, from the first day of each to that of the first file with another."""
    seen: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        seen[row["thing"]].append((row["day"], row["name"]))
        if row["area"] and row["area_name"]:
            seen[row["area"]].append((row["day"], row["area_name"]))
        thing = things.get(row["thing"])
        if thing is not None:
            more = ((row["code"], "code"), (row["other_name"], "other"), (row["other_code"], "mark"))
            thing.names += [Name(name, role) for name, role in more if name]
    for iri, sightings in seen.items():
        if iri in things:
            things[iri].names += _spans(things[iri].label, sorted(sightings))


def _spans(label: str, sightings: list[tuple[str, str]]) -> Iterable[Name]:
    last = {name: day for day, name in sightings}
    first = {name: day for day, name in reversed(sightings)}
    for name in first:
        if name == label:
            continue
        after = [day for day, other in sightings if day > last[name] and other != name]
        before = [day for day, other in sightings if day < first[name] and other != name]
        since = first[name] if before else None
        yield Name(name, "former", since, after[0]) if after else Name(name, "other", since)


def _borrow_names(things: Mapping[str, Thing], rows: Iterable[Mapping[str, Any]]) -> None:
    """Call who governs an area by its code, a council by its names, and an area with but a code by who governs it."""
    units = {row["thing"] for row in rows if row["whole"]}
    for row in rows:
        body, area = things.get(row["thing"]), things.get(row["area"] or "")
        if body is None or area is None or row["thing"] in units:
            continue
        area.governed.append(body.label)
        if body.kind_iri == _BESIDE_COUNCIL:
            continue
        body.names += [Name(name.text, "mark") for name in area.names if name.role == "code"]
        if area.label.startswith(AREA_OF):
            area.names += [Name(f"{AREA_OF}{name.text}", "other") for name in body.names if name.role == "label"]
        elif body.kind_iri in FAMILIES["council"] | FAMILIES["combined authority"]:
            named = (name for name in area.names if name.role in ("label", "other", "former"))
            body.names += [Name(name.text, "area", name.since) for name in named]


def _weigh(things: Mapping[str, Thing]) -> None:
    for thing in things.values():
        for whole in filter(None, (thing.kind_iri, thing.act)):
            if whole in things:
                things[whole].weight += 1
