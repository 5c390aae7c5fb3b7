"""Effects: what a sentence says that one thing does to another, beside the claims and findings that are held on it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from carekg.narrative.sentences import cues
from carekg.narrative.sentences.held import Claim, Finding, Held
from carekg.narrative.sentences.lexicon import Span
from carekg.narrative.sentences.reading import Cue, Reading
from carekg.terms.prefixes import PREFIXES

_GENERAL: Final = f"{PREFIXES['population']}general-population"
# Whoever these are, the sentence is of anybody.
_ANYBODY: Final = frozenset(f"{PREFIXES['stakeholder']}{name}" for name in ("service-users", "public"))
_REVERSED: Final = frozenset(("depends-on", "needs", "is-remedied-by", "has-barrier"))
SAME, OTHER_PEOPLE, OTHER_WAY, TURNED, NEAR, ONE = range(6)
FITS: Final = (
    "the same",
    "of other people",
    "in the other direction",
    "the other way round",
    "of a wider or narrower thing",
    "of one of the things",
)


class Effect(NamedTuple):
    """What a sentence says: what acts, on what, which way, for whom, and whether that is denied."""

    sources: frozenset[str]
    targets: frozenset[str]
    way: cues.Way
    people: frozenset[str]
    is_denied: bool


class Near(NamedTuple):
    """A claim and how it fits."""

    claim: Claim
    fit: int


def read_effect(reading: Reading) -> Effect | str:
    """Read what a sentence says that one thing does to another; else say why that cannot be read."""
    effects = [span for span in reading.spans if _acts(span)]
    if len(reading.cues) != 1:
        many = "it says several things at once" if reading.cues else "no word tells what one thing does to another"
        return f"{many}: {_listed(reading, reading.cues)}" if reading.cues else many
    (cue,) = reading.cues
    left = reading.left_over([*reading.named, *cue.places])
    stopped = (
        _words("it hopes, doubts or speaks of evidence", reading.has(cues.HEDGES))
        or _words("it is a question", ["?"] if reading.text.rstrip().endswith("?") else [])
        or _words("words were not understood", left)
        or _words("words were read as others", reading.repaired)
        or _words(
            "it denies more than once", reading.has(cues.NEGATIONS) if len(reading.has(cues.NEGATIONS)) > 1 else []
        )
        or _words("it is of somebody in particular", [span.words for span in reading.spans if _is_somebody(span)])
    )
    if stopped:
        return stopped
    before = [span for span in effects if span.places[-1] < cue.places[0]]
    after = [span for span in effects if span not in before]
    if not before or not after:
        return "what acts, or what it acts on, is not a thing that is held"
    sources, targets = (after, before) if _is_turned(reading, cue) else (before, after)
    people = {thing for span in reading.spans if "population" in span.sorts for thing in span.things} - {_GENERAL}
    if len(people) > 1:
        return "it is of several groups of people at once"
    common = [frozenset.intersection(*(span.things for span in each)) for each in (sources, targets)]
    if not all(common):
        return "it is of several things at once"
    return Effect(common[0], common[1], cue.way, frozenset(people), reading.is_negated)


def _acts(span: Span) -> bool:
    """Tell whether words may be what acts or is acted on: anything but people, and those who are anybody."""
    return "population" not in span.sorts and not span.things & _ANYBODY


def _is_somebody(span: Span) -> bool:
    return (
        span.sorts == {"party"}
        and all("/stakeholder/" in thing for thing in span.things)
        and not span.things & _ANYBODY
    )


def _is_turned(reading: Reading, cue: Cue) -> bool:
    """Tell whether what acts stands after the cue: "is hindered by", "depends on", "is overcome by"."""
    first, last = cue.places[0], cue.places[-1]
    words = [token.word for token in reading.tokens]
    is_passive = "by" in words[last + 1 : last + 2] and bool(cues.BEING & set(words[max(0, first - 2) : first]))
    return is_passive or cue.way == "need"


def find_claims(effect: Effect, held: Held) -> list[Near]:
    """Give the claims on what a sentence says, the same ones first."""
    found = []
    for claim in held.claims:
        source, target = (claim.object, claim.subject) if claim.relation in _REVERSED else (claim.subject, claim.object)
        if source in effect.sources and target in effect.targets:
            is_same_way = claim.relation in cues.RELATIONS[effect.way]
            is_same_people = claim.population is None or effect.people == {claim.population}
            found.append(Near(claim, OTHER_WAY if not is_same_way else SAME if is_same_people else OTHER_PEOPLE))
        elif target in effect.sources and source in effect.targets:
            found.append(Near(claim, TURNED))
    return sorted(found, key=lambda each: each.fit)


def near_claims(reading: Reading, held: Held) -> list[Near]:
    """Give the claims on things that a sentence names, or on wider or narrower ones, the nearest first."""
    spans = [span for span in reading.spans if _acts(span)]
    exact, wide = _places(span.things for span in spans), _places(held.related(span.things) for span in spans)
    found = []
    for claim in held.claims:
        if _by_two(wide.get(claim.subject, set()), wide.get(claim.object, set())):
            is_exact = _by_two(exact.get(claim.subject, set()), exact.get(claim.object, set()))
            found.append(Near(claim, OTHER_WAY if is_exact else NEAR))
        elif claim.subject in exact or claim.object in exact:
            found.append(Near(claim, ONE))
    return sorted(found, key=lambda each: each.fit)


def near_findings(reading: Reading, held: Held) -> list[Finding]:
    """Give the findings about two or more of the things that a sentence names, or about wider or narrower ones."""
    counted: Counter[int] = Counter()
    for span in reading.spans:
        if _acts(span):
            counted.update(set().union(*(held.findings_on.get(thing, ()) for thing in held.related(span.things))))
    several = sorted((-number, place) for place, number in counted.items() if number > 1)
    return [held.findings[place] for _, place in several]


def _places(groups: Iterable[Iterable[str]]) -> dict[str, set[int]]:
    """Give for each thing the numbers of the groups that it is in."""
    found: dict[str, set[int]] = defaultdict(set)
    for place, group in enumerate(groups):
        for thing in group:
            found[thing].add(place)
    return found


def _by_two(one: set[int], other: set[int]) -> bool:
    return bool(one and other) and len(one | other) > 1


def bears(finding: Finding, people: frozenset[str]) -> bool:
    """Tell whether a finding is of the people that a sentence is of: of anybody, or of just that group."""
    return bool(people & finding.populations) if people else finding.populations <= {_GENERAL}


def _words(reason: str, words: Sequence[str]) -> str:
    return f"{reason}: {', '.join(words)}" if words else ""


def _listed(reading: Reading, found: Sequence[Cue]) -> str:
    return ", ".join(" ".join(reading.tokens[place].text for place in cue.places) for cue in found)
