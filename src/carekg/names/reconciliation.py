"""Reconciliation: from the names in somebody's table to the things that they are of, with what is certain told apart.

Only a name, a code, a citation, or what a stated rule makes of a name is a match, where it leads to one thing that was
there on the day and nothing else that is said of it disagrees. All else is a candidate for a person to look at: with
the true body absent, the name most like its own is that of another body, and often very like it. Of a year or a month,
a match was there on some day of it, and nothing else that bears the name was.

Source: Reconciliation Service API 0.2, W3C Entity Reconciliation Community Group.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from carekg.names.extension import Property
from carekg.names.folding import fold, key
from carekg.names.index import Index, Known
from carekg.names.kinds import read_kind
from carekg.names.links import Link, find_links
from carekg.names.search import RULE, UNSURE, Hit, Search
from carekg.store.embedded import Embedded
from carekg.terms.dates import Period, read_period, tell_span, today
from carekg.terms.prefixes import PREFIXES, compress

_LOOKED_AT: Final = 400  # names that hold the words of one
_CONSIDERED: Final = 25  # candidates whose properties are compared
_AGREES, _DISAGREES = 2.0, -20.0  # points for a property
_LINKS: Final = ("within", "area")  # properties that are other things
_SPOKEN: Final = {"code": "its code", "within": "what it belongs to", "area": "its area"}
_BODIES: Final = frozenset(("council", "authority"))
_LEFT_OUT: Final = ("statements", "terms", "events")
_ENDED: Final = f"{PREFIXES['stage']}ended"
_PLANNED: Final = (f"{PREFIXES['stage']}announced", f"{PREFIXES['stage']}bill")
Test = Callable[[Known], bool]

GIVEN: Final = (
    Property("date", "date", "when the name was in use: 2022-07-01, 1/7/2022, 2022-07, 2022 or 2022/23"),
    Property("code", "code", "a code of it: ODS, GSS, SNAC, or of the register of councils"),
    Property("within", "within", "what it belongs to: a region, a county, an integrated care board, by name or code"),
    Property("area", "area", "the area that it governs, by name or code"),
    Property("kind", "kind", "its kind, such as council, trust or ICB"),
)


@dataclass(frozen=True)
class Query:
    """A name to be reconciled, the kinds of thing that it may be of, and what is said of it, by property.

    `strict` says of several kinds whether a thing is to be of `any` or of `all`; with `should`, where there is nothing
    of the kinds, others are candidates.
    """

    text: str
    kinds: Sequence[str] = ()
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int = 5
    strict: str = "any"

    def values(self, name: str) -> Sequence[str]:
        """Give what is said of a property."""
        return self.said.get(name, ())

    @property
    def has_kind(self) -> bool:
        """Whether a kind is said."""
        return bool(self.kinds or self.values("kind"))

    @property
    def names_body(self) -> bool:
        """Whether the name says itself that it is that of a body: some areas are called after theirs."""
        return not _BODIES.isdisjoint(fold(self.text).split())


class Candidate(NamedTuple):
    """What a name may be of; `match` where it is for certain. `features` say what the score is made of."""

    hit: Hit
    score: float
    match: bool
    features: Mapping[str, float | bool]


class Reconciler:
    """What reconciles names with the things of one version of the graph."""

    def __init__(self, store: Embedded, index: Index) -> None:
        self._store, self.index = store, index

    def candidates(self, query: Query) -> list[Candidate]:
        """Give what a name may be of, best first. Raises: UnknownName for a kind; BadParameter for a date."""
        time = self.time_of(query)
        hits = self._hits(query, time, self._test(query))[:_CONSIDERED]
        if not hits and query.strict == "should":
            hits = [hit._replace(tier=UNSURE) for hit in self._hits(query, time, None)][:_CONSIDERED]
        wants_links = any(query.values(name) for name in _LINKS)
        links = find_links(self._store, self.index, [hit.thing.iri for hit in hits]) if wants_links else {}
        found = [self._candidate(query, hit, time, links.get(hit.thing.iri, ())) for hit in hits]
        ordered = sorted(found, key=lambda each: (-each.score, -each.hit.thing.weight, each.hit.thing.iri))
        sure = _the_one(query, ordered)
        first = [sure._replace(match=True)] if sure else []
        return [*first, *(each for each in ordered if each is not sure)][: query.limit]

    def time_of(self, query: Query) -> Period:
        """Give the time that a name is of: today where none is said. Raises: BadParameter."""
        return next((read_period(text, "date") for text in query.values("date")), Period(today(), today()))

    def _hits(self, query: Query, time: Period, wanted: Test | None) -> list[Hit]:
        """Find what the name and the codes may be of, what has both first.

        A code makes sure of a name that is like it, unless the name is for sure that of something else.
        """
        hits = Search(self.index, query.text, time.last, wanted, _LOOKED_AT).hits
        named = {hit.thing.iri: hit for hit in hits if hit.thing.group not in _LEFT_OUT and not hit.thing.is_said}
        coded = self._coded(query, time, wanted)
        if not fold(query.text):
            return list(coded.values())
        is_other = any(hit.tier > UNSURE for iri, hit in named.items() if iri not in coded)
        least = UNSURE if is_other else RULE
        both = {iri: hit._replace(tier=max(hit.tier, least)) for iri, hit in named.items() if iri in coded}
        alone = {iri: hit._replace(tier=UNSURE) for iri, hit in coded.items() if iri not in named}
        return list((both | alone | {iri: hit for iri, hit in named.items() if iri not in coded}).values())

    def _coded(self, query: Query, time: Period, wanted: Test | None) -> dict[str, Hit]:
        """Find what the codes are of."""
        found = (Search(self.index, code, time.last, wanted, is_certain=True).hits for code in query.values("code"))
        return {hit.thing.iri: hit for hits in found for hit in hits if hit.how == "code" and hit.tier}

    def _test(self, query: Query) -> Test | None:
        """Give what tells the things of the kinds that are wanted. Raises: UnknownName."""
        types = [read_kind(self.index, kind).fits for kind in query.kinds]
        kinds = [read_kind(self.index, kind).fits for kind in query.values("kind")]
        enough = all if query.strict == "all" else any
        if not types and not kinds:
            return None
        return lambda thing: (
            (not types or enough(fits(thing) for fits in types)) and (not kinds or any(fits(thing) for fits in kinds))
        )

    def _candidate(self, query: Query, hit: Hit, time: Period, links: Sequence[Link]) -> Candidate:
        features: dict[str, float | bool] = {"name": hit.score, "in_force": _was_there(hit.thing, time)}
        points = 0.0
        checks: dict[str, Callable[[str], bool]] = {
            "code": lambda text: self._bears(hit.thing, text),
            **{name: self._link_test(name, links) for name in _LINKS},
        }
        for name, agrees in checks.items():
            given = query.values(name)
            if given:
                features[name] = any(agrees(text) for text in given)
                points += _AGREES if features[name] else _DISAGREES
        score = round(min(max(hit.score + points, 0.0), 100.0), 1)
        return Candidate(hit, score, False, features)

    def _bears(self, thing: Known, code: str) -> bool:
        codes = {name.folded for name in self.index.names_of(thing.iri) if name.role in ("code", "mark")}
        return fold(code) in codes

    def _link_test(self, name: str, links: Sequence[Link]) -> Callable[[str], bool]:
        """Give what tells whether one of the things that a thing is linked to is called so."""
        linked = [link.to.iri for link in links if name in (link.how, "within")]
        names = [name for iri in linked for name in self.index.names_of(iri)]
        folded, words = {name.folded for name in names}, {name.words for name in names if name.words}
        ids = {*linked, *map(compress, linked)}
        return lambda text: text in ids or fold(text) in folded or key(fold(text)).words in words


def explain(candidates: Sequence[Candidate]) -> str:
    """Say in words why none of some candidates is a match; nothing where one is."""
    if not candidates:
        return "nothing is called so"
    if candidates[0].match:
        return ""
    named = [each for each in candidates if each.hit.tier > UNSURE]
    if not named:
        return "nothing is called just so: these are like it"
    sure = [each for each in named if _is_sure(each)]
    if sure:
        return "several are called so: a kind, a date, a code or a place may tell which"
    first = named[0]
    against = [words for name, words in _SPOKEN.items() if first.features.get(name) is False]
    if against:
        return f"{first.hit.thing.label} is called so, but {' and '.join(against)} is another"
    if first.features["in_force"]:
        return f"a former name of {first.hit.thing.label}"
    span = tell_span(first.hit.thing.since, first.hit.thing.until)
    return f"{first.hit.thing.label} {f'is of another time: {span}' if span else 'has ended, or is only planned'}"


def _the_one(query: Query, candidates: Sequence[Candidate]) -> Candidate | None:
    """Give the one candidate that is certain: sure of name, there at the time, with nothing against it, and alone so.

    Without a kind the name of a place may be of anything that is called after it; without a date a name that is rather
    that of an ended body may be of that.
    """
    sure = [each for each in candidates if _is_sure(each) and not (query.names_body and _is_place(each))]
    best = max((each.hit.tier for each in sure), default=UNSURE)
    if not query.values("date") and any(each.hit.tier > best for each in candidates if not each.features["in_force"]):
        return None
    is_of_place = any(_is_place(each) and each.hit.how == "exact" for each in sure)
    left = sure if is_of_place and not query.has_kind else [each for each in sure if each.hit.tier == best]
    agreeing = [each for each in left if _agrees(each)]
    return agreeing[0] if len(agreeing) == 1 else left[0] if len(left) == 1 else None


def _is_sure(candidate: Candidate) -> bool:
    said = [value for name, value in candidate.features.items() if name != "name"]
    return candidate.hit.tier > UNSURE and candidate.hit.how != "former" and all(said)


def _was_there(thing: Known, time: Period) -> bool:
    """Tell whether a thing was there at some time; what ended or is planned on days that nobody knows was not."""
    is_over, is_planned = thing.stage == _ENDED, thing.stage in _PLANNED
    if (is_over and thing.until is None) or (is_planned and thing.since is None):
        return False
    return thing.meets(time.first.isoformat(), time.last.isoformat())


def _is_place(candidate: Candidate) -> bool:
    return candidate.hit.thing.group == "places"


def _agrees(candidate: Candidate) -> bool:
    return any(candidate.features.get(name) for name in ("code", *_LINKS))
