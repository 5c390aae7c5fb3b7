"""Reading a sentence: what it names, which way it points, what it denies or hedges, and what is left over."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest
from typing import Final, NamedTuple

from carekg.narrative.sentences import cues
from carekg.narrative.sentences.lexicon import Lexicon, Span
from carekg.narrative.sentences.words import Token, phrase, places_of, tokenise

_CITED: Final = re.compile(  # each word of a title ends with a space, so that no text is tried in many ways
    r"\b(?:[Ss]ections?|[Ss]chedule|[Rr]egulations?|s\.|[Aa]rticle)\s*\w{1,12}(?:\(\w{1,6}\)){0,4}\s+(?:of|to)\s+(?:the\s+)?"
    r"(?:(?:[A-Z][\w'&]*|\([^()]{1,80}\)|of|and|for|in|etc\.?),?\s+){1,20}(?:Act|Regulations|Order|Rules|Measure)\s+\d{4}"
)
_PARTICLES: Final = frozenset(("down", "up", "back"))


class Cue(NamedTuple):
    """A word or words that tell which way a sentence points."""

    places: tuple[int, ...]
    way: cues.Way


class Modal(NamedTuple):
    """Words that say that somebody must or may."""

    places: tuple[int, ...]
    modality: str


@dataclass(frozen=True)
class Reading:
    """A sentence as it is read. `repaired` are words read as others that are spelt almost so."""

    text: str
    tokens: tuple[Token, ...]
    spans: tuple[Span, ...]
    citations: tuple[str, ...]
    cited: frozenset[int]
    repaired: tuple[str, ...]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of its words."""
        return tuple(token.stem for token in self.tokens)

    @cached_property
    def free(self) -> list[bool]:
        """Which words are part of no name and no citation."""
        named = set(chain.from_iterable(span.places for span in self.spans)) | self.cited
        return [place not in named for place in range(len(self.tokens))]

    @cached_property
    def cues(self) -> list[Cue]:
        """The words that tell which way it points; "help" and "support" before another are none."""
        found: list[Cue] = []
        free = list(self.free)
        for words, way in _WAYS:
            gap = cues.PARTED if len(words) == 2 and words[-1] in _PARTICLES else 0
            for places in places_of(self.stems, words, free, gap):
                found.append(Cue(tuple(places), way))
                for place in places:
                    free[place] = False
        found.sort()
        return [each for each, after in zip_longest(found, found[1:]) if not _is_helping(self, each, after)]

    @cached_property
    def modal(self) -> Modal | None:
        """The words that say that somebody must, need not, may or must not."""
        for words, modality in _MODALS:
            for places in places_of(self.stems, words, self.free):
                return Modal(tuple(places), modality)
        return None

    def has(self, words: Iterable[str]) -> list[str]:
        """Give which of some words it has, outside names and citations."""
        wanted = frozenset(words)
        return [token.word for token, free in zip(self.tokens, self.free, strict=True) if free and token.word in wanted]

    def first_of(self, phrases: Sequence[str]) -> tuple[int, ...] | None:
        """Give the places of the first of some phrases that it has."""
        for text in phrases:
            for places in places_of(self.stems, phrase(text), [True] * len(self.tokens)):
                return tuple(places)
        return None

    @property
    def is_negated(self) -> bool:
        """Whether it denies what it says."""
        return bool(self.has(cues.NEGATIONS))

    def left_over(self, explained: Iterable[int], more: frozenset[str] = frozenset()) -> list[str]:
        """Give the words that nothing accounts for: they may change what is said."""
        known = set(explained) | self.cited
        light = cues.LIGHT | cues.NEGATIONS | more
        rest = (token for place, token in enumerate(self.tokens) if place not in known)
        return [token.text for token in rest if token.word not in light]

    @cached_property
    def named(self) -> set[int]:
        """The places of the words of names."""
        return set(chain.from_iterable(span.places for span in self.spans))


def read(text: str, lexicon: Lexicon) -> Reading:
    """Read a sentence."""
    tokens = tokenise(text)
    matches = list(_CITED.finditer(text))
    cited = frozenset(
        place for place, token in enumerate(tokens) if any(each.start() <= token.start < each.end() for each in matches)
    )
    repaired: list[str] = []
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        other = None if place in cited or token.word in cues.LIGHT else lexicon.repaired(token.word)
        if other is not None:
            repaired.append(f"{token.text} (read as {other})")
            kept.append(tokenise(other)[0]._replace(text=token.text, start=token.start))
        else:
            kept.append(token)
    spans = [span for span in lexicon.find(kept) if cited.isdisjoint(span.places)]
    return Reading(text, tuple(kept), tuple(spans), tuple(each[0] for each in matches), cited, tuple(repaired))


def _is_helping(reading: Reading, cue: Cue, after: Cue | None) -> bool:
    word = reading.stems[cue.places[0]]
    return after is not None and word in ("help", "support") and after.places[0] - cue.places[-1] <= 2


_WAYS: Final[list[tuple[tuple[str, ...], cues.Way]]] = sorted(
    ((phrase(text), way) for way, texts in cues.WAYS.items() for text in texts), key=lambda each: -len(each[0])
)
_MODALS: Final = sorted(
    ((phrase(text), modality) for modality, texts in cues.MODALS.items() for text in texts),
    key=lambda each: -len(each[0]),
)
