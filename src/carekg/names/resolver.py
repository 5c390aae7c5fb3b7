"""Resolving: from what a caller names, and the kinds that are wanted, to the one thing that is meant on a day."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from carekg.build.optional import explain_missing, find_optional
from carekg.names.addresses import of_page
from carekg.names.folding import fold, key, singular, tells_sort_alone
from carekg.names.groups import WANTED
from carekg.names.index import Index, unnamed
from carekg.names.kinds import COUNCIL, OF_SEVERAL, find_kind, turn
from carekg.names.search import ALL, FIRST, RULE, SECOND, UNSURE, Hit, Search
from carekg.store.embedded import Embedded
from carekg.store.postcodes import Postcodes, is_postcode
from carekg.terms.dates import tell_span, today
from carekg.terms.errors import AmbiguousName, BadParameter, OtherKind, UnknownName
from carekg.terms.prefixes import PREFIXES, compress, expand, is_name_of_thing

NO_POSTCODES: Final = (
    "it is a postcode, and this store has no table of them: get the ONS Postcode Directory from the Open Geography "
    "portal, run carekg import postcodes FILE --store FOLDER, and start the service again"
)
LONGEST: Final = 500  # characters; the longest name held has some 200
_SUGGESTED: Final = 4
_FEW: Final = 25  # of a vocabulary: so many are told whole
_LIKELY: Final = 50.0  # a score below which another name is no help
_LOOKED_AT: Final = 400
_REGION: Final = "statistical region"
_FEWEST: Final = 3  # letters that a name may be begun with
_FORMS: Final = frozenset(("icb", "icp", "ccg", "hwb", "nhs", "area", "health", "wellbeing", "board", "upon"))
_COUNTABLE: Final = ("kinds", "funds", "topics", "documents")  # of which one may speak in the plural
_DATED: Final = ("bodies", "places")  # whose codes and names pass from one to the next
_OF_BODIES: Final = frozenset(("council", "seated", "body", "area"))


class Resolver:
    """What every parameter that names a thing is read by."""

    def __init__(
        self, store: Embedded, index: Callable[[], Index], postcodes: Callable[[], Postcodes | None] = lambda: None
    ) -> None:
        self._store, self._open, self._postcodes = store, index, postcodes

    @property
    def _index(self) -> Index:
        return self._open()

    def resolve(self, text: str, kinds: Sequence[str] = (), as_of: date | None = None, parameter: str = "id") -> str:
        """Give the IRI of the thing that a name, acronym, code, citation, CURIE or IRI stands for.

        Parameters: text; kinds of thing that are wanted, the one that is meant most first, any unless given; as_of, the
        day that it is asked of, today unless given; parameter, to name in an error.
        Raises: UnknownName with names like it; AmbiguousName with the senses; BadParameter where it is of another kind.

        Where one kind is wanted, what stands for one of that kind is taken: an area for its council. What stands for
        several councils is taken for itself where its kind is wanted too: a board, by its name or by its area.
        """
        if len(text) > LONGEST:
            raise BadParameter(parameter, text, f"write at most {LONGEST} characters")
        day = (as_of or today()).isoformat()
        if is_name_of_thing(text):
            found = [self._at(self._addressed(expand(text)), text)]
        else:
            held = find_optional(self._store, text) if _may_be_optional(kinds) else None
            if held is not None:
                return held
            on = as_of or today()
            found = self._certain(text, on) or self._several(text, on) or self._of_postcode(text, parameter)
        wanted = _Wanted(text, kinds, day, parameter)
        found = found or self._beginning(wanted)
        return self._one_of(wanted, found) if found else self._part_of(wanted, as_of)

    def _addressed(self, iri: str) -> str:
        """Give an IRI, or that of what the page at it is of."""
        return iri if self._index.known(iri) or self._store.is_described(iri) else of_page(iri)

    def _at(self, iri: str, name: str) -> Hit:
        known = self._index.known(iri)
        if known is None and not self._store.is_described(iri):
            raise UnknownName("entity", name, [compress(each) for each in self._index.near(iri, _SUGGESTED)])
        known = known or unnamed(iri)
        return Hit(known, name, "exact", 100.0, FIRST)

    def _of_postcode(self, text: str, parameter: str) -> list[Hit]:
        """Give the small area, or else the district, that a postcode lies in. Raises: BadParameter; UnknownName."""
        if not is_postcode(text):
            return []
        postcodes = self._postcodes()
        if postcodes is None:
            raise BadParameter(parameter, text, NO_POSTCODES)
        placed = postcodes.find(text)
        if placed is None:
            raise UnknownName("postcode", text)
        areas = (f"{PREFIXES['gss']}{code}" for code in (placed.small_area, placed.district) if code)
        held = next((iri for iri in areas if self._store.is_described(iri)), None)
        if held is None:
            raise BadParameter(parameter, text, "it lies in no district that is held here")
        return [self._at(held, text)]

    def _certain(self, text: str, as_of: date) -> list[Hit]:
        hits = Search(self._index, text, as_of, is_certain=True).hits
        return [hit for hit in hits if hit.tier]

    def _several(self, text: str, as_of: date) -> list[Hit]:
        """Give the kind of thing that a plural speaks of."""
        one = singular(text.strip())
        hits = self._certain(one, as_of) if one != text.strip() else []
        return [hit for hit in hits if hit.thing.group in _COUNTABLE]

    def _beginning(self, wanted: "_Wanted") -> list[Hit]:
        """Give the bodies and places whose names begin with the words, or have just those in another order.

        What goes before the words that tell one from another is left out where no name begins with it too: "NHS" alone.
        """
        words = key(fold(wanted.text)).words.split()
        is_wanted = not wanted.kinds or _OF_BODIES.intersection(wanted.kinds)
        if not is_wanted or sum(map(len, words)) < _FEWEST or tells_sort_alone(words):
            return []
        named = self._index.holding(words, ALL)
        for fits in (_begins, _begins_but_for_nhs, _is_of_same_words):
            things = self._index.things({name.thing for name in named if fits(name.words.split(), words)})
            hits = [Hit(each, wanted.text, "prefix", 80.0, RULE) for each in things.values() if each.group in _DATED]
            if hits:
                return hits
        return []

    def _one_of(self, wanted: "_Wanted", hits: Sequence[Hit]) -> str:
        """Choose among what a text stands for for certain: by the kind, by the day, by how good the name is."""
        several = self._of_several(wanted, hits)
        if wanted.kinds:
            hits = _without_parts(hits)
        for name in wanted.kinds:
            fitting = [hit for hit in hits if find_kind(name).fits(hit.thing)]
            if fitting and max(hit.tier for hit in fitting) < FIRST and _is_of_places(hits):
                fitting = _joined(fitting, self._turned(wanted, hits, name))  # what is called after the same place
            if fitting and name not in OF_SEVERAL:
                return self._choose(wanted, fitting)
        for name in wanted.kinds:
            turned = self._turned(wanted, hits, name)
            if turned and not (several and len(_settle(turned, wanted.day)) > 1):
                return self._choose(wanted, turned)
        if several:
            return self._choose(wanted, several)
        if wanted.kinds:
            raise _other_kind(wanted, hits, self._all_of(wanted.kinds))
        return self._choose(wanted, hits)

    def _of_several(self, wanted: "_Wanted", hits: Sequence[Hit]) -> list[Hit]:
        """Give what is wanted for itself where it stands for several councils: a board, or the area of one."""
        tests = [find_kind(name).fits for name in wanted.kinds if name in OF_SEVERAL]
        found = (*hits, *(each for kind in ("body", "health") for each in self._turned(wanted, hits, kind) if tests))
        fitting = [hit for hit in found if any(fits(hit.thing) for fits in tests)]
        return _joined(fitting, ()) if fitting else []

    def _turned(self, wanted: "_Wanted", hits: Sequence[Hit], kind: str) -> list[Hit]:
        """Give what things stand for: those that were there on the day, or else the others."""
        there = [hit.thing.iri for hit in _settle(hits, wanted.day)]
        iris = turn(self._store, there, kind) or turn(self._store, [hit.thing.iri for hit in hits], kind)
        known = (self._index.known(iri) for iri in iris)
        return [Hit(each, wanted.text, "exact", 96.0, SECOND) for each in known if each is not None]

    def _choose(self, wanted: "_Wanted", hits: Sequence[Hit]) -> str:
        left = [hit for hit in hits if hit.thing.group != "terms"] or list(hits)  # words of vocabularies come last
        if wanted.kinds or not _is_of_places(left):
            best = max(hit.tier for hit in left)
            left = [hit for hit in left if hit.tier == best]
        left = _settle(left, wanted.day)
        if len(left) > 1:
            raise AmbiguousName(wanted.text, [compress(hit.thing.iri) for hit in left], [_sense(hit) for hit in left])
        return left[0].thing.iri

    def _part_of(self, wanted: "_Wanted", as_of: date | None) -> str:
        """Take a council by a part of its name that no other has; else say what is like the text."""
        words = [word for word in key(fold(wanted.text)).words.split() if word not in _FORMS]
        if COUNCIL in wanted.kinds and words:
            named = self._index.holding(words, _LOOKED_AT)
            things = self._index.things({name.thing for name in named if set(words) <= set(name.folded.split())})
            hits = [Hit(each, wanted.text, "words", 80.0, UNSURE) for each in things.values()]
            councils = [hit for hit in hits if find_kind(COUNCIL).fits(hit.thing)]
            if councils:
                return self._choose(wanted, councils)
        if _may_be_optional(wanted.kinds):
            explain_missing(self._store, wanted.parameter, wanted.text)
        kind = " or ".join(find_kind(name).words.partition(" ")[2] for name in wanted.kinds) or "entity"
        near, known = self.suggest(wanted.text, wanted.kinds, as_of), self._all_of(wanted.kinds)
        raise UnknownName(kind, wanted.text, near or known, is_all=not near)

    def _all_of(self, kinds: Sequence[str]) -> list[str]:
        """Give the labels of all things of the kinds that are wanted, where those are words of small vocabularies."""
        if any(name in WANTED for name in kinds):
            return []
        return [label for name in kinds for label in self._index.labels(PREFIXES[name], _FEW)]

    def suggest(self, text: str, kinds: Sequence[str] = (), as_of: date | None = None) -> list[str]:
        """Give the names most like one that is not known, best first, of things of the kinds that are wanted."""
        tests = [find_kind(name).fits for name in kinds]
        hits = Search(self._index, text, as_of or today(), most=_LOOKED_AT).hits
        meant = (hit for hit in hits if hit.thing.group != "statements" and not hit.thing.is_said)
        fitting = (hit for hit in meant if not tests or any(fits(hit.thing) for fits in tests))
        likely = (hit.thing.label for hit in fitting if hit.score >= _LIKELY)
        return list(dict.fromkeys(likely))[:_SUGGESTED]


class _Wanted(NamedTuple):
    text: str
    kinds: Sequence[str]
    day: str
    parameter: str


def _begins(name: Sequence[str], words: Sequence[str]) -> bool:
    return name[: len(words)] == words


def _begins_but_for_nhs(name: Sequence[str], words: Sequence[str]) -> bool:
    return name[:1] == ["nhs"] and _begins(name[1:], words)


def _is_of_same_words(name: Sequence[str], words: Sequence[str]) -> bool:
    return sorted(name) == sorted(words)


def _joined(hits: Sequence[Hit], more: Iterable[Hit]) -> list[Hit]:
    """Join hits, one for each thing, all as sure as the surest."""
    best = max(hit.tier for hit in hits)
    return list({hit.thing.iri: hit._replace(tier=best) for hit in (*more, *hits)}.values())


def _may_be_optional(kinds: Sequence[str]) -> bool:
    return not kinds or not {"body", "area"}.isdisjoint(kinds)


def _settle(hits: Sequence[Hit], day: str) -> list[Hit]:
    """Keep of the bodies and areas those that were there on the day; where none was, those that were last before it."""
    there = [hit for hit in hits if hit.thing.group not in _DATED or hit.thing.is_there(day)]
    if there or not hits:
        return there
    ended = [hit.thing.until for hit in hits if hit.thing.until is not None and hit.thing.until <= day]
    last = max(ended, default=None)
    return [hit for hit in hits if last is None or hit.thing.until == last]


def _is_of_places(hits: Sequence[Hit]) -> bool:
    """Tell whether a text names a place, whose name all that is called after it bears too."""
    return any(hit.thing.group == "places" and hit.how == "exact" for hit in hits)


def _without_parts(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Where a text is the name of a region, leave out the council or area in it that is called so but for its sort.

    London is not the City of London, which is in it.
    """
    if not any(hit.how == "exact" and hit.thing.kind == _REGION for hit in hits):
        return hits
    is_council = find_kind(COUNCIL).fits
    return [hit for hit in hits if hit.how != "words" or not (hit.thing.group == "places" or is_council(hit.thing))]


def _sense(hit: Hit) -> dict[str, str | None]:
    thing = hit.thing
    dates = tell_span(thing.since, thing.until)
    return {
        "id": compress(thing.iri), "label": thing.label, "kind": thing.kind, "code": thing.code, "dates": dates,
        "context": thing.context,
    }  # fmt: skip


def _other_kind(wanted: _Wanted, hits: Sequence[Hit], known: Sequence[str]) -> BadParameter:
    """Say what is wanted and what was given; of a small vocabulary, all that there is."""
    kinds = " or ".join(find_kind(name).words for name in wanted.kinds)
    found = f"{hits[0].thing.label} ({hits[0].thing.context})"
    told = f"{kinds} is wanted, and this is {found}"
    if known:
        return BadParameter(wanted.parameter, wanted.text, f"{told}; there are: {', '.join(known)}")
    return OtherKind(wanted.parameter, wanted.text, told)
