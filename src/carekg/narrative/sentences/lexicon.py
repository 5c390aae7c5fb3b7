"""The lexicon: what things are called, and finding them in a sentence, however its words are ordered.

A word that is spelt almost as one of a name is read as that one, and said to be; no verdict rests on it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from carekg.narrative.sentences.words import Token, is_small, key, stem, tokenise

_LONGEST: Final = 8  # words of a name that is looked for
_LONG_ENOUGH: Final = 8  # letters of a word that may be misspelt


class Meaning(NamedTuple):
    """A thing that words may stand for, and what sort it is: effect, party, document, service or population."""

    thing: str
    sort: str


class Span(NamedTuple):
    """Words of a sentence that stand for things: their places, and the words as they are written."""

    places: tuple[int, ...]
    meanings: tuple[Meaning, ...]
    words: str

    @property
    def things(self) -> frozenset[str]:
        """The things that it may stand for."""
        return frozenset(meaning.thing for meaning in self.meanings)

    @property
    def sorts(self) -> frozenset[str]:
        """The sorts of thing that it may stand for."""
        return frozenset(meaning.sort for meaning in self.meanings)


def _written(tokens: Sequence[Token], places: Sequence[int]) -> str:
    return " ".join(token.text for token in tokens[places[0] : places[-1] + 1])


class Lexicon:
    """The names of things, by the stems of their words."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Parameters: names, each a thing, its sort and a name of it."""
        found: dict[tuple[str, ...], set[Meaning]] = defaultdict(set)
        self._acronyms: set[tuple[str, ...]] = set()
        words: set[str] = set()
        for thing, sort, name in names:
            tokens = tokenise(name)
            found[key(tokens)].add(Meaning(thing, sort))
            if name.isupper() and len(tokens) == 1:
                self._acronyms.add(key(tokens))
            words |= {token.word for token in tokens}
        self._names: Mapping[tuple[str, ...], tuple[Meaning, ...]] = {
            stems: tuple(sorted(meanings)) for stems, meanings in found.items() if stems
        }
        self._words = frozenset(words)
        self._long = sorted(word for word in words if len(word) >= _LONG_ENOUGH)

    @cached_property
    def repaired(self) -> Callable[[str], str | None]:
        """What gives the word of a name for one that is a slip away from it; it remembers, and is made when needed."""
        return lru_cache(maxsize=8_192)(self._repair)

    def find(self, tokens: Sequence[Token]) -> list[Span]:
        """Find what is named in a sentence: the longest names first, none within another, in order."""
        content = [place for place, token in enumerate(tokens) if not is_small(token)]
        taken: set[int] = set()
        spans: list[Span] = []
        for length in range(min(_LONGEST, len(content)), 0, -1):
            for start in range(len(content) - length + 1):
                places = content[start : start + length]
                meanings = self._meanings([tokens[place] for place in places])
                if meanings and taken.isdisjoint(places):
                    taken.update(places)
                    spans.append(Span(tuple(places), meanings, _written(tokens, places)))
        return sorted(spans)

    def _meanings(self, tokens: Sequence[Token]) -> tuple[Meaning, ...]:
        stems = key(tokens)
        found = self._names.get(stems, ())
        is_written_so = stems not in self._acronyms or tokens[0].text[:2].isupper()
        return found if is_written_so else ()

    def _repair(self, word: str) -> str | None:
        """Give the word of a name that a long word is one slip away from; None where it is known, or is like none."""
        if len(word) < _LONG_ENOUGH or word in self._words or any(stem(word) == stem(each) for each in self._long):
            return None
        match = process.extractOne(word, self._long, scorer=OSA.distance, score_cutoff=1)
        return None if match is None else str(match[0])
