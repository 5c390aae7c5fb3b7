"""Findings: what research found, and where it disagrees; keys first, then the details of these."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyoxigraph import NamedNode

from carekg.names.described import describe
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.questions.seats import in_blocks
from carekg.questions.settling import nations_of
from carekg.store.sparql import Value, bind, read
from carekg.terms.prefixes import PREFIXES

_HERE: Final = Path(__file__).parent
_ALL, _AROUND, _ON, _PEOPLE, _DETAILS, _WORDS, _READERS = (
    read(_HERE / f"findings-{name}.rq").text
    for name in ("all", "around", "on", "people", "details", "words", "publications-people")
)
_WIDER: Final = read(_HERE / "wider-places.rq").text
_FINDINGS, _CLAIMS, _ESSAY, _SIDES = (
    read(_HERE / f"disagreements-{name}.rq").text for name in ("findings", "claims", "essay", "on")
)
_FIELDS: Final = {f"{PREFIXES['ckg']}{name}": name for name in ("population", "about")} | {
    f"{PREFIXES['cito']}{name}": name for name in ("supports", "disputes", "qualifies")
}
_SIDE: Final = ("says", "design", "area", "year", "publication")
_PAIR: Final = ("kind", "topic", "for", "against")
Row = dict[str, Any]


class _Near(NamedTuple):
    """Which findings are on what was asked for: on that very thing, on it or a narrower one, on a wider one."""

    same: set[str]
    near: set[str]
    wide: set[str]

    def match(self, finding: str) -> str | None:
        """Say how near a finding is; None where it is not."""
        if finding in self.near:
            return "same" if finding in self.same else "narrower"
        return "wider" if finding in self.wide else None


def evidence(ask: Ask) -> Answer:
    """List findings on a concept and about people; wider ones where they are asked for, or where there are no others.

    What else was asked for is looked for in what a finding says of itself, or else in what its publication does.
    """
    every = {row["finding"] for row in _select(ask, _ALL)}
    on, of = _near(ask, "concept", _ON), _near(ask, "population", _PEOPLE)
    keys = _wanted(ask, on, every) & _wanted(ask, of, every)
    details, words = _details(ask, keys), _words(ask, keys)
    designs = _around(ask, ask.values["design"])[0] if ask.values["design"] else None
    anywhere = [
        row | words[finding] | {"concept_match": on and on.match(finding), "population_match": of and of.match(finding)}
        for finding in keys
        for row in details[finding]
        if row["verification"] and _fits(ask, row, designs)
    ]
    rows = [row for row in anywhere if ask.values["area"] in (None, row["area"])]
    answer = ask.answer(sorted(rows, key=_order("design", "year", "publication", "finding")))
    return answer if rows else _leading_on(ask, answer, anywhere)


def _leading_on(ask: Ask, answer: Answer, anywhere: Iterable[Row]) -> Answer:
    """Say of an answer without findings of a place how many are held of wider ones, and how to ask for these."""
    found = Counter(row["area"] for row in {(row["finding"], row["area"]): row for row in anywhere}.values())
    wider = [place for place in _wider_places(ask) if found[place]]
    if not wider:
        return answer
    names = {place: name.partition(" (")[0] for place, name in describe(ask.store, wider, ask.as_of)[0].items()}
    told = ", ".join(f"{found[place]} of {names[place]} (area={names[place]})" for place in wider)
    outcome = replace(answer.outcome, sentence=f"{answer.outcome.sentence} Of wider places it holds findings: {told}.")
    return replace(answer, outcome=outcome)


def _wider_places(ask: Ask) -> list[str]:
    """Give the areas around the one that is asked for, if one is, the nearest first, and then its nation and beyond."""
    area = ask.values["area"]
    nations = sorted(nations_of(ask.store, [area])) if area else []
    wider = [*(_around_places(ask, [area]) if area else ()), *nations, *_around_places(ask, nations)]
    return [place for place in dict.fromkeys(wider) if place != area]


def _around_places(ask: Ask, places: Iterable[str]) -> list[str]:
    return sorted(row["area"] for row in _select(ask, _WIDER, things=_nodes(places)))


def _wanted(ask: Ask, found: _Near | None, every: Collection[str]) -> set[str]:
    if found is None:
        return set(every)
    near, wide = found.near & set(every), found.wide & set(every)
    return near | wide if ask.values["wider"] or not near else near


def _near(ask: Ask, parameter: str, text: str) -> _Near | None:
    """Find what is on the thing that a parameter names; sentences of documents do not make a finding near, or wide."""
    thing = ask.values[parameter]
    if not thing:
        return None
    narrow, broad = _around(ask, thing)
    rows = in_blocks(ask, text, "things", _nodes([*narrow, *(broad - narrow)]))
    heard = [row for row in rows if ask.values["essay"] or row["sentence"] is None]
    return _Near(
        {row["finding"] for row in rows if row["near"] == thing},
        {row["finding"] for row in heard if row["near"] in narrow},
        {row["finding"] for row in heard if row["near"] in broad},
    )


def _around(ask: Ask, thing: str) -> tuple[set[str], set[str]]:
    """Give a thing with what is narrower, and what is broader."""
    rows = _select(ask, _AROUND, thing=NamedNode(thing))
    return {row["near"] for row in rows if not row["is_wider"]}, {row["near"] for row in rows if row["is_wider"]}


def _fits(ask: Ask, row: Row, designs: Collection[str] | None) -> bool:
    wanted = ask.values
    return (
        wanted["direction"] in (None, row["direction"])
        and (wanted["setting"] is None or wanted["setting"].lower() in (row["setting"] or "").lower())
        and (designs is None or row["design"] in designs)
        and (wanted["since"] is None or (row["year"] is not None and row["year"] >= wanted["since"]))
    )


def disagreements(ask: Ask) -> Answer:
    """Set findings beside those that disagree with them, and claims beside what disputes and supports them."""
    said = {row["said"] for row in _select(ask, _ESSAY)} if not ask.values["essay"] else set()
    pairs = [row for row in (*_between_findings(ask), *_on_claims(ask)) if row["for"] not in said]
    if ask.values["concept"]:
        sides = in_blocks(ask, _SIDES, "things", _nodes(_around(ask, ask.values["concept"])[0]))
        on = {name: {row[name] for row in sides} for name in ("for", "against")}
        pairs = [row for row in pairs if row["for"] in on["for"] or row["against"] in on["against"]]
    details = _details(ask, {row[side] for row in pairs for side in ("for", "against")})
    rows = [
        {
            **{name: pair[name] for name in ("kind", "topic", "for", "against")},
            **_side("for", left),
            **_side("against", right),
        }
        for pair in pairs
        for left in details[pair["for"]]
        for right in details[pair["against"]]
    ]
    alone = list({tuple(row.items()): row for row in rows}.values())
    return ask.answer(sorted(alone, key=_order(*_PAIR, "for_publication", "for_area")))


def _between_findings(ask: Ask) -> Iterable[Row]:
    """Give each two findings once: the one that points further up stands on the left."""
    pairs = _select(ask, _FINDINGS)
    findings = {row["for"] for row in pairs} | {row["against"] for row in pairs}
    signs = {finding: rows[0]["sign"] or 0 for finding, rows in _details(ask, findings).items()}
    words = _words(ask, findings)
    for row in pairs:
        lead = signs.get(row["for"], 0) - signs.get(row["against"], 0)
        topic = words[row["for"]].get("about")
        if topic and (lead > 0 or (lead == 0 and row["for"] < row["against"])):
            yield row | {"kind": "finding against finding", "topic": topic}


def _on_claims(ask: Ask) -> Iterable[Row]:
    for row in _select(ask, _CLAIMS):
        if row["for"]:
            yield row | {"kind": "a claim, for and against"}
        else:
            yield row | {"for": row["claim"], "kind": "a claim that none supports"}


def _side(name: str, row: Row) -> Row:
    return {f"{name}_{field}": row[field] for field in _SIDE}


def _details(ask: Ask, findings: Iterable[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in in_blocks(ask, _DETAILS, "findings", _nodes(findings)):
        found[row["finding"]].append(row)
    return found


def _words(ask: Ask, findings: Iterable[str]) -> dict[str, Row]:
    """Join what each finding is about and speaks of, by the name of the column."""
    nodes = _nodes(findings)
    words: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in in_blocks(ask, _WORDS, "findings", nodes):
        words[row["finding"]][_FIELDS[row["field"]]].add(row["value"])
    for row in in_blocks(ask, _READERS, "findings", nodes):
        words[row["finding"]]["population"].add(row["value"])
    return {
        node.value: {name: "; ".join(sorted(words[node.value][name])) or None for name in _FIELDS.values()}
        for node in nodes
    }


def _select(ask: Ask, text: str, **terms: Value) -> list[Row]:
    found = ask.store.select(bind(text, {**ask.terms(), **terms}))
    return [{name: to_python(term) for name, term in row.items()} for row in found]


def _nodes(things: Iterable[str]) -> list[NamedNode]:
    return [NamedNode(thing) for thing in sorted(things)]


def _order(*names: str) -> Callable[[Mapping[str, Any]], Any]:
    """Put rows in the order of columns, those without a value first."""
    return lambda row: tuple((row[name] is not None, row[name] or "") for name in names)
