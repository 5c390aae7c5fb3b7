"""Search: what a text may stand for, best first, with how each was found and one score that says how well.

The score is of 100: 100 for an exact name, a code or a citation, 99 for another name or an acronym, 97 for a former
name, 96 for the words of a name without those that speech leaves out, 82 and less for the beginning of a name, 76 and
less for words in it, 80 and less for a name that is spelt like it. Two points are taken off for each step behind the
first group (bodies and kinds), fifteen for what was not there on the day, and five of a location within a board, whose
name the board's own is part of, where that is not certainly what is meant.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, Literal, NamedTuple

from rapidfuzz import fuzz

from carekg.names.folding import bare, fold, key
from carekg.names.groups import RANKS
from carekg.names.index import Index, Known, Named
from carekg.terms.dates import today
from carekg.terms.prefixes import PREFIXES

How = Literal["exact", "code", "former", "acronym", "prefix", "words", "spelling", "citation"]
FIRST, SECOND, RULE, UNSURE = 3, 2, 1, 0  # tiers of a hit
LONGEST: Final = 200  # characters of a text that are looked for
ALL: Final = 20_000  # names that are looked at
_SURE: Final = 90.0  # a score that makes looking for other spellings needless
_SPELLINGS: Final = 50
_SHORTEST: Final = 4  # letters of what may be a misspelling
_STEP, _ABSENT, _INNER = 2.0, 15.0, 5.0
_LOCATION: Final = f"{PREFIXES['structure']}sub-icb-location"
_SPOKEN: Final = 83.0  # points of a code that is an acronym of something else too: fewer than of that, ended or not
_CODED: Final = re.compile(r".*\bICB - ([0-9A-Z]{3,5})\s*", re.IGNORECASE)  # how a sub-board location is written
_ROLES: Final[dict[str, tuple[How, float, int]]] = {
    "label": ("exact", 100.0, FIRST),
    "code": ("code", 100.0, FIRST),
    "mark": ("code", 98.0, SECOND),
    "other": ("exact", 99.0, SECOND),
    "former": ("former", 97.0, RULE),
    "area": ("exact", 96.0, SECOND),
    "number": ("code", 95.0, RULE),
    "heading": ("exact", 90.0, RULE),
}


class Hit(NamedTuple):
    """Something that a text may stand for.

    `tier` says how sure that is: 3 by its first name, a code or a citation; 2 by another name; 1 by what a rule makes
    of a name, or by one that it no longer has; 0 by words or letters in common, which may be of another thing.
    """

    thing: Known
    name: str
    how: How
    score: float
    tier: int


class _Found(NamedTuple):
    number: int
    name: str
    how: How
    points: float
    tier: int


@dataclass(frozen=True)
class Search:
    """A search of the names: `as_of` is the day that names and things are wanted of.

    `wanted` tells the things that are; where it is given, a body is known by its name without the words of its kind.
    `most` bounds the names that are looked at for the words of the text; `is_certain` leaves out what is not; of a text
    that is still being typed, `is_typed`, other spellings are looked for only where no name begins with it or holds it.
    """

    index: Index
    text: str
    as_of: date = field(default_factory=today)
    wanted: Callable[[Known], bool] | None = None
    most: int = ALL
    is_certain: bool = False
    is_typed: bool = False

    @cached_property
    def hits(self) -> Sequence[Hit]:
        """What the text may stand for, best first; one hit each."""
        best: dict[int, _Found] = {}
        for found in self._find():
            if found.number not in best or found.points > best[found.number].points:
                best[found.number] = found
        things = self.index.things(best)
        hits = [self._hit(things[number], found) for number, found in best.items()]
        meant = hits if self.wanted is None else [hit for hit in hits if self.wanted(hit.thing)]
        return sorted(meant, key=lambda hit: (-hit.score, -hit.thing.weight, len(hit.thing.label), hit.thing.iri))

    def _hit(self, thing: Known, found: _Found) -> Hit:
        absent = 0.0 if thing.is_there(self.as_of.isoformat()) else _ABSENT
        inner = _INNER if found.tier == UNSURE and thing.kind_iri == _LOCATION else 0.0
        score = found.points - _STEP * RANKS[thing.group] - absent - inner
        return Hit(thing, found.name, found.how, round(max(score, 1.0), 1), found.tier)

    def _find(self) -> Iterator[_Found]:
        folded = fold(self.text[:LONGEST])
        if not folded:
            return
        sure = False
        for found in (*self._named(folded), *self._coded(), *self._cited(), *self._worded(folded)):
            sure = sure or found.points >= _SURE
            yield found
        if self.is_certain:
            return
        held = list(self._holding(folded))
        yield from held
        if len(folded) >= _SHORTEST and not (sure and self.wanted is None) and not (held and self.is_typed):
            yield from self._spelt(folded)

    def _named(self, folded: str) -> Iterator[_Found]:
        called = list(self.index.called(folded))
        is_spoken = folded.isalpha() and any(name.role == "other" and _is_acronym(name.name) for name in called)
        for name in called:
            how, points, tier = _ROLES[name.role]
            if is_spoken and name.role == "code":  # CCG means the groups, and not the council whose code it is too
                points, tier = _SPOKEN, RULE
            if name.role == "former" and self._is_current(name):
                how, points, tier = _ROLES["other"]
            if name.role == "other" and _is_acronym(name.name):
                how = "acronym"
            yield _Found(name.thing, name.name, how, points, tier)

    def _is_current(self, name: Named) -> bool:
        """Tell whether a former name was the name on the day."""
        return name.until is None or name.until > self.as_of.isoformat()

    def _coded(self) -> Iterator[_Found]:
        """Find a sub-board location by the code in its name: the name of its board has changed, the code has not."""
        coded = _CODED.fullmatch(self.text[:LONGEST].strip())
        for name in self.index.called(fold(coded[1])) if coded else ():
            if name.role == "code":
                yield _Found(name.thing, name.name, "code", 98.0, FIRST)

    def _worded(self, folded: str) -> Iterator[_Found]:
        words, sorts = key(folded)
        for name in self.index.worded(words) if words else ():
            fits = sorts <= set(name.sorts.split())
            how: How = "former" if name.role == "former" and not self._is_current(name) else "words"
            points = (96.0 if fits else 84.0) - (100.0 - _ROLES[name.role][1])
            yield _Found(name.thing, name.name, how, points, RULE if fits and name.role != "heading" else UNSURE)
        if self.wanted is not None and bare(words):
            for name in self.index.called_bare(bare(words)):
                others = set(words.split()) - set(name.words.split())
                fits = others <= {"nhs", "england"} and sorts <= set(name.sorts.split())
                yield _Found(name.thing, name.name, "words", 90.0, RULE if fits else UNSURE)

    def _cited(self) -> Iterator[_Found]:
        cited = self.index.citations.read(self.text[:LONGEST])
        if cited is None:
            return
        if not cited.acts:
            for place, number in enumerate(self.index.provisions(cited.pin)):
                yield _Found(number, self.text.strip(), "citation", 102.0 - min(place, 20) * 0.1, FIRST)
        for act in cited.acts:
            address = "/".join((act, *([cited.pin] if cited.pin else [])))
            is_whole = True
            while address != act and self.index.at(address) is None:  # what is cited may be held in less detail
                address, is_whole = address.rpartition("/")[0], False
            number_of = self.index.at(address)
            if number_of is not None and (is_whole or address != act):
                tier = FIRST if is_whole else UNSURE
                yield _Found(number_of, self.text.strip(), "citation", 102.0 if is_whole else 72.0, tier)

    def _holding(self, folded: str) -> Iterator[_Found]:
        """Find names with all the words; where there are none, those with all but what speech leaves out."""
        words = folded.split()
        for name in self.index.holding(words, self.most) or self.index.holding(key(folded).words.split(), self.most):
            more = max(len(name.folded.split()) - len(words), 0)
            if name.role in ("code", "mark"):
                yield _Found(name.thing, name.name, "prefix", 72.0, UNSURE)
            elif name.folded.startswith(folded):
                yield _Found(name.thing, name.name, "prefix", 82.0 - min(more, 10), UNSURE)
            else:
                yield _Found(name.thing, name.name, "words", 76.0 - min(more, 20), UNSURE)

    def _spelt(self, folded: str) -> Iterator[_Found]:
        """Find names that are spelt like it, of which those are most like whose words that tell it apart are."""
        words = key(folded).words
        for name, like in self.index.spelt_like(folded, _SPELLINGS):
            points = 0.4 * (like + fuzz.ratio(words, name.words))
            yield _Found(name.thing, name.name, "spelling", points, UNSURE)


def _is_acronym(name: str) -> bool:
    return " " not in name and sum(letter.isupper() for letter in name) > 1
