"""Citations: from how people cite an Act or a provision to its address at legislation.gov.uk."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from carekg.names.folding import fold

_WORDS: Final = {
    "section": ("s", "ss", "sec", "section", "sections", "subsection"),
    "regulation": ("r", "rr", "reg", "regs", "regulation", "regulations"),
    "article": ("art", "arts", "article", "articles"),
    "schedule": ("sch", "sched", "schedule"),
    "paragraph": ("para", "paras", "paragraph", "paragraphs"),
    "part": ("pt", "part"),
}
_SEGMENTS: Final = {word: segment for segment, words in _WORDS.items() for word in words}
_ORDER: Final = {"part": 0, "schedule": 1, "section": 2, "regulation": 2, "article": 2, "paragraph": 3}
_FUSED: Final = re.compile(r"\b(s|ss|sec|reg|regs|art|sch|sched|para|paras|pt)(?=[a-z]?\d)")  # not r: codes begin so
_NUMBER: Final = re.compile(r"[a-z]{0,2}\d+[a-z]{0,3}\d*[a-z]{0,2}|[ivx]+|[a-z]{1,2}")
_SMALL: Final = frozenset(("of", "the", "to", "in", "under", "and", "act", "no"))
_SMALL_IN_TITLES: Final = frozenset(("of", "the", "in", "and", "etc", "to", "for"))
_MOST_WORDS: Final = 60
_YEAR: Final = re.compile(r"\b(1[6-9]|20)\d\d\b")
_INSTRUMENT: Final = re.compile(r"/(uksi|wsi|ssi|nisr)/(\d{4})/(\d+)$")
_CHAPTER: Final = re.compile(r"/(ukpga|asp|anaw|asc|nia)/(\d{4})/(\d+)$")


class Citation(NamedTuple):
    """What is cited: the Acts that may be meant, all where none is named, and the path of the provision in them."""

    acts: tuple[str, ...]
    pin: str


class Citations:
    """The Acts and instruments of one version of the graph, by all that they are cited as."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Parameters: names, the address and a name of each Act or instrument, one of them or several."""
        acts: dict[str, set[str]] = defaultdict(set)
        for act, name in names:
            for form in _forms(act, name):
                acts[form].add(act)
        self._acts = {form: tuple(sorted(found)) for form, found in acts.items()}
        self._longest = max((len(form.split()) for form in self._acts), default=0)

    def read(self, text: str) -> Citation | None:
        """Read a citation; None where the text is none.

        >>> held = Citations([("http://e/ukpga/2007/28", "Local Government and Public Involvement in Health Act 2007")])
        >>> held.read("2007 Act s.116(5)")
        Citation(acts=('http://e/ukpga/2007/28',), pin='section/116/5')
        >>> held.read("s.116"), held.read("section 75 agreement")
        (Citation(acts=(), pin='section/116'), None)
        """
        words = _FUSED.sub(r"\1 ", fold(text)).split()[:_MOST_WORDS]
        start, end = self._find_act(words)
        pin = _read_pin(words[:start] + words[end:])
        acts = self._acts.get(" ".join(words[start:end]), ())
        return None if pin is None or not (acts or pin) else Citation(acts, pin)

    def _find_act(self, words: list[str]) -> tuple[int, int]:
        """Give where the name of an Act begins and ends: the first, and of those that begin there the longest."""
        for start in range(len(words)):
            for end in range(min(len(words), start + self._longest), start, -1):
                if " ".join(words[start:end]) in self._acts:
                    return start, end
        return 0, 0


def _forms(act: str, name: str) -> Iterator[str]:
    """Give all that an Act or instrument is called, folded: with and without its year, in initials, by its number."""
    folded = fold(name)
    year = _YEAR.search(folded)
    yield folded
    yield folded.replace("national health service", "nhs")
    if chapter := _CHAPTER.search(act):
        yield f"{chapter[2]} act"
        yield from (f"{chapter[2]} c {chapter[3]}", f"{chapter[2]} asp {chapter[3]}")
        if year and folded.endswith(year[0]):
            bare = folded.removesuffix(year[0]).strip()
            initials = "".join(word[0] for word in bare.split() if word not in _SMALL_IN_TITLES)
            yield from (bare, bare.replace("national health service", "nhs"))
            yield from ((f"{initials} {year[0]}", f"{initials}{year[0]}") if len(initials) > 1 else ())
    if instrument := _INSTRUMENT.search(act):
        for letters in ("si", "s i", instrument[1], "ssi", "s s i"):
            yield f"{letters} {instrument[2]} {instrument[3]}"


def _read_pin(words: list[str]) -> str | None:
    """Read the words beside the Act as the path of a provision; nothing for none; None where they are other words."""
    segments: dict[str, list[str]] = {}
    current: list[str] | None = None
    for word in words:
        if word in _SEGMENTS and _SEGMENTS[word] not in segments and (word not in ("s", "r") or current is None):
            current = segments.setdefault(_SEGMENTS[word], [])
        elif word in _SMALL:
            continue
        elif current is not None and _NUMBER.fullmatch(word):
            current.append(word)
        else:
            return None
    ordered = sorted(segments.items(), key=lambda each: _ORDER[each[0]])
    if not all(numbers for segment, numbers in ordered if segment != "schedule"):
        return None
    return "/".join("/".join((segment, *numbers)) for segment, numbers in ordered)
