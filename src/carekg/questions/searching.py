"""What answers the questions about names: search, suggest, resolve and entities."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from carekg.names.index import Known
from carekg.names.kinds import read_kind
from carekg.names.search import Hit
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.questions.tense import tense
from carekg.store.sparql import bind, read
from carekg.terms.dates import tell_date
from carekg.terms.errors import InputError

_ENTITIES, _TYPED = (read(Path(__file__).parent / f"{name}.rq").text for name in ("entities", "entities-typed"))
_EACH: Final = 5  # of each of several texts
_TYPED_AHEAD: Final = 200  # names that are looked at while somebody types
Test = Callable[[Hit], bool]


def search(ask: Ask) -> Answer:
    """Answer what texts may stand for. Raises: UnknownName for a kind."""
    texts: Sequence[str] = ask.values["q"]
    tests = _tests(ask)
    found = [(text, [hit for hit in ask.names.search(text, ask.as_of).hits if _is_shown(ask, hit)]) for text in texts]
    every = [hit for _, hits in found for hit in hits]
    most = None if len(texts) == 1 else _EACH
    rows = []
    for text, hits in found:
        of_text = list(_rows(ask, _passed(hits, tests.values()), most))
        if not of_text and len(texts) > 1:
            of_text = [{"problem": "nothing is called so"}]
        rows += [row | {"asked": text} for row in of_text]
    return ask.answer(rows, members={"facets": _facets(ask, every, tests)})


def suggest(ask: Ask) -> Answer:
    """Answer what a text that is being typed may become. Raises: UnknownName for a kind."""
    hits = ask.names.search(ask.values["q"], ask.as_of, most=_TYPED_AHEAD, is_typed=True).hits
    shown = [hit for hit in hits if not hit.thing.is_said and hit.thing.group != "statements"]
    return ask.answer(list(_rows(ask, _passed(shown, _tests(ask).values()), None)))


def resolve(ask: Ask) -> Answer:
    """Answer what each of several names stands for, or why it stands for nothing.

    Raises: UnknownName, AmbiguousName and BadParameter where there is one name alone.
    """
    texts: Sequence[str] = ask.values["id"]
    rows = []
    for text in texts:
        try:
            rows.append({"asked": text} | _resolved(ask, text))
        except InputError as error:
            if len(texts) == 1:
                raise
            rows.append({"asked": text, "problem": str(error)})
    return ask.answer(rows)


def _resolved(ask: Ask, text: str) -> dict[str, Any]:
    kinds = (ask.values["kind"],) if ask.values["kind"] else ()
    iri = ask.names.resolve(text, kinds, ask.as_of)
    known = ask.names.known(iri)
    if known is None:
        return {"iri": iri}
    followed = ask.names.successors(iri) if known.until else ()
    told = [f"{each.label} (from {tell_date(each.day[:10])})" for each in followed]
    return _row(ask, _hit(ask, text, known)) | {"successors": "; ".join(told) or None}


def _hit(ask: Ask, text: str, known: Known) -> Hit:
    """Give how a text stands for a thing: where it does for certain, names that hold its words are not looked at."""
    searches = (ask.names.search(text, ask.as_of, is_certain=each) for each in (True, False))
    found = (hit for search in searches for hit in search.hits if hit.tier or not search.is_certain)
    return next((hit for hit in found if hit.thing.iri == known.iri), Hit(known, known.label, "exact", 100.0, 3))


def entities(ask: Ask) -> Answer:
    """Answer what is in the graph, by class, by a name, or both."""
    terms = ask.terms()
    if ask.values["type"] and not ask.values["q"]:
        rows = ask.store.select(bind(_ENTITIES, terms))
        return ask.answer([{name: to_python(term) for name, term in row.items()} for row in rows])
    typed = None
    if ask.values["type"]:
        typed = {row["entity"].value for row in ask.store.select(bind(_TYPED, terms))}
    things = (each for each in _named(ask) if ask.values["essay"] or not each.is_said)
    wanted = (each for each in things if typed is None or each.iri in typed)
    return ask.answer([{"entity": each.iri, "label": each.label, "identifier": each.fact or None} for each in wanted])


def _named(ask: Ask) -> Iterable[Known]:
    """Give what a text may stand for, best first; without one, everything that has a name."""
    if not ask.values["q"]:
        return ask.names.index.every()
    return (hit.thing for hit in ask.names.search(ask.values["q"], ask.as_of).hits)


def _is_shown(ask: Ask, hit: Hit) -> bool:
    return bool(ask.values["essay"]) or not hit.thing.is_said


def _tests(ask: Ask) -> dict[str, Test]:
    """Give what hits must pass, by the parameter that says so."""
    tests: dict[str, Test] = {}
    group = ask.values["group"]
    if group:
        tests["group"] = lambda hit: hit.thing.group == group
    if ask.values["kind"]:
        kind = read_kind(ask.names.index, ask.values["kind"])
        tests["kind"] = lambda hit: kind.fits(hit.thing)
    return tests


def _passed(hits: Iterable[Hit], tests: Iterable[Test]) -> list[Hit]:
    every = list(tests)
    return [hit for hit in hits if all(test(hit) for test in every)]


def _facets(ask: Ask, hits: Sequence[Hit], tests: Mapping[str, Test]) -> dict[str, dict[str, int]]:
    """Count what was found by group, kind and tense; each count leaves out the test of its own parameter."""
    counts: dict[str, Callable[[Hit], str]] = {
        "group": lambda hit: hit.thing.group,
        "kind": lambda hit: hit.thing.kind,
        "tense": lambda hit: _tense(ask, hit),
    }
    return {
        name: dict(
            Counter(map(of, _passed(hits, (test for each, test in tests.items() if each != name)))).most_common()
        )
        for name, of in counts.items()
    }


def _rows(ask: Ask, hits: Sequence[Hit], most: int | None = None) -> Iterator[dict[str, Any]]:
    for rank, hit in enumerate(hits[:most], 1):
        yield {"rank": rank} | _row(ask, hit)


def _row(ask: Ask, hit: Hit) -> dict[str, Any]:
    thing = hit.thing
    return {
        "group": thing.group, "kind": thing.kind, "iri": thing.iri, "label": thing.label, "matched": hit.name,
        "how": hit.how, "score": hit.score, "code": thing.code, "valid_from": thing.since, "valid_until": thing.until,
        "tense": _tense(ask, hit), "context": thing.context,
    }  # fmt: skip


def _tense(ask: Ask, hit: Hit) -> str:
    thing = hit.thing
    days = (thing.since, thing.until, thing.shadow, thing.operates, thing.checked)
    return _tense_of(days, thing.stage, thing.end, thing.group == "events", ask.as_of)


@lru_cache(maxsize=10_000)  # what a word finds has few ways to stand to a date
def _tense_of(days: Sequence[str | None], stage: str | None, end: str | None, is_event: bool, as_of: date) -> str:
    names = ("begins", "ends", "shadow", "operates", "text_checked")
    return tense({**dict(zip(names, days, strict=True)), "stage": stage, "end": end, "is_event": is_event}, as_of)
