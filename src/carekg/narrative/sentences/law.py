"""Law: what a sentence says that somebody must do, sits on, is or can do, beside the law in force and what ended."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from carekg.narrative.sentences import cues
from carekg.narrative.sentences.held import Capacity, Held, Rule
from carekg.narrative.sentences.lexicon import Span
from carekg.narrative.sentences.reading import Reading
from carekg.narrative.sentences.words import phrase, places_of

SAYS: Final = "the law says so"
OTHERWISE: Final = "the law says otherwise"
ENDED: Final = "no longer the law"
Resolve = Callable[[str], str | None]
_AUXILIARY: Final = frozenset(
    ["is", "are", "has", "have", "does", "do", "must", "may", "can", "will", "shall", "should", "cannot"]
)
_DETERMINERS: Final = frozenset(["a", "an", "the", "each", "every", "any", "all", "our", "their", "its", "of"])
_SHORT: Final = 4  # letters: "need", "feed" and the like are no verbs in the past
_OPENING: Final = cues.LIGHT | frozenset(("under", "section", "schedule"))
# Of what a sentence says, denied or not, and what the law says: whether they agree; all else is left open.
_AGREE: Final = {
    ("must", "must"): True, ("must", "must-have-regard"): True, ("may", "may"): True, ("must not", "must-not"): True,
    ("need not", "need-not"): True, ("need not", "must"): False, ("need not", "must-have-regard"): False,
    ("must not", "must"): False, ("must", "must-not"): False, ("may", "must-not"): False, ("must", "need-not"): False,
    ("must not", "may"): False,
}  # fmt: skip


class Told(NamedTuple):
    """What the law says to a sentence: a verdict, and the thing that says so, with its words and status."""

    verdict: str
    thing: str
    says: str
    status: str = ""


def find_ended(reading: Reading, held: Held, day: str, resolve: Resolve) -> list[Told]:
    """Give what a sentence speaks of as of the present and that has ended by a day: a kind of body, or a provision.

    Parameters: reading; held; day; resolve, which gives the address of a provision that is cited.
    """
    if _looks_back(reading) or reading.is_negated:
        return []
    subject = _subject(reading)
    is_meant = subject is not None and subject.things <= held.ended.keys() and _is_name(subject)
    things = set(subject.things) if subject is not None and is_meant and _does_something(reading, subject) else set()
    things |= {iri for iri in map(resolve, reading.citations) if iri is not None}
    ended = [(thing, *held.ended[thing]) for thing in sorted(things) if thing in held.ended]
    return [Told(ENDED, thing, f"{says}: ended {until}") for thing, says, until in ended if until <= day]


def _is_name(span: Span) -> bool:
    """Tell whether words are a name and no common word: several of them, or an acronym."""
    return len(span.places) > 1 or span.words[:2].isupper()


def _looks_back(reading: Reading) -> bool:
    """Tell whether a sentence is of the past: by a word that says so, or a verb in the past, "was" and "each" apart."""
    words = [token.word for token in reading.tokens]
    pasts = [
        word
        for before, word, is_free in zip(["", *words], words, reading.free, strict=False)
        if is_free and word.endswith("ed") and len(word) > _SHORT and before not in cues.BEING | _DETERMINERS
    ]
    return bool(pasts or reading.has(cues.PAST))


def _subject(reading: Reading) -> Span | None:
    """Give the first thing that a sentence names, where only light words stand before it."""
    first = reading.spans[0] if reading.spans else None
    if first is None:
        return None
    before = [
        token.word
        for place, token in enumerate(reading.tokens)
        if place < first.places[0] and place not in reading.cited
    ]
    return first if all(word in _OPENING for word in before) else None


def _does_something(reading: Reading, subject: Span) -> bool:
    """Tell whether a verb of the present follows the subject, or what is joined to it by "and"."""
    words = [token.word for token in reading.tokens]
    at = subject.places[-1] + 1
    while at < len(words) and (words[at] in ("and", "or", "the", "our", "its") or at in reading.named):
        at += 1
    if at >= len(words):
        return False
    is_of_one = words[at].endswith("s") and not words[at].endswith("ss")
    is_of_many = subject.words.endswith("s") and (reading.stems[at],) in _SINGLE_ACTIONS
    return words[at] in _AUXILIARY or is_of_one or is_of_many


def find_rules(reading: Reading, held: Held, day: str) -> list[Told] | str:
    """Give the rules in force that say, or deny, that somebody must or may do something; else say why none is read."""
    if reading.modal is None:
        return "no word says that somebody must or may"
    first, last = reading.modal.places[0], reading.modal.places[-1]
    bearers = [span for span in reading.spans if span.places[-1] < first]
    others = [span for span in reading.spans if span.places[0] > last]
    action = _action(reading, last)
    if action is None or not bearers:
        return "who must do what is not told in words that are known"
    name, places = action
    left = reading.left_over([*reading.named, *reading.modal.places, *places])
    if left or reading.repaired:
        return f"words were not understood: {', '.join([*left, *reading.repaired])}"
    found = []
    for rule in held.rules:
        agrees = _AGREE.get((reading.modal.modality, rule.modality))
        if agrees is None or rule.action != name or not rule.holds(day):
            continue
        if (
            _cover(bearers, rule.bearers, held)
            and _cover(others, rule.parties | rule.bearers, held)
            and _meets(others, rule)
        ):
            found.append(Told(SAYS if agrees else OTHERWISE, rule.iri, rule.says, rule.status))
    return found


def _action(reading: Reading, after: int) -> tuple[str, list[int]] | None:
    """Give the action whose word comes first after a place."""
    free = [is_free and place > after for place, is_free in enumerate(reading.free)]
    found = [
        (places[0], -len(words), name, places)
        for words, name in _ACTIONS
        for places in places_of(reading.stems, words, free)
    ]
    return min(found)[2:] if found else None


def _cover(spans: Iterable[Span], things: set[str], held: Held) -> bool:
    """Tell whether every one of some words stands for one of some things, or for a wider kind than it."""
    return all(not things.isdisjoint(_meant(span, held)) for span in spans)


def _meant(span: Span, held: Held) -> set[str]:
    """Give what words stand for, with the narrower kinds: "council" is said of upper-tier ones too."""
    return {*span.things, *(each for thing in span.things for each in held.narrower.get(thing, ()))}


def _meets(others: list[Span], rule: Rule) -> bool:
    """Tell whether a sentence names what the rule is about besides who is bound: its document, where it has one."""
    documents = {thing for thing in rule.parties if "/document/" in thing}
    named = set().union(*(span.things for span in others))
    return bool(documents & named) if documents else bool(others) or not rule.parties


def find_seats(reading: Reading, held: Held, day: str) -> list[Told]:
    """Give the seats that a sentence says, or denies, that somebody has."""
    cue = reading.first_of(cues.SEATS)
    if cue is None or reading.repaired:
        return []
    members = [span for span in reading.spans if span.places[-1] < cue[0]]
    boards = [span for span in reading.spans if span.places[0] > cue[-1]]
    modal = reading.modal.places if reading.modal else ()
    if (
        reading.left_over([*reading.named, *cue, *modal])
        or len(members) != 1
        or len(boards) != 1
        or _looks_back(reading)
    ):
        return []
    return [
        Told(OTHERWISE if reading.is_negated else SAYS, seat.iri, seat.says, seat.status)
        for seat in held.seats
        if seat.member in members[0].things and seat.board in boards[0].things and seat.holds(day)
    ]


def find_capacities(reading: Reading, held: Held) -> list[Told]:
    """Give what the law says of what a sentence says, or denies, that a kind of body is or can do."""
    found = []
    for name, texts in cues.CAPACITIES.items():
        cue = reading.first_of(texts) or reading.first_of([" ".join(reversed(text.split())) for text in texts])
        if cue is None or reading.repaired or _looks_back(reading) or reading.cues:
            continue
        kinds = [span for span in reading.spans if not set(span.places) & set(cue)]
        if len(kinds) == 1 and not reading.left_over([*reading.named, *cue], frozenset(("power", "body"))):
            found += [
                _told(each, reading)
                for each in held.capacities
                if each.capacity == name and each.kind in kinds[0].things
            ]
    return found


def _told(capacity: Capacity, reading: Reading) -> Told:
    agrees = capacity.is_held != reading.is_negated
    return Told(SAYS if agrees else OTHERWISE, capacity.iri, capacity.says, capacity.status)


def near_rules(reading: Reading, held: Held, day: str) -> list[Rule]:
    """Give the rules in force that are about most of what a sentence names, where it names two things or more."""
    if len(reading.spans) < 2:
        return []
    action = _action(reading, -1)
    counted: Counter[int] = Counter()
    for span in reading.spans:
        counted.update(set().union(*(held.rules_of.get(thing, ()) for thing in _meant(span, held))))
    of_bearer = set().union(*(_meant(span, held) for span in reading.spans))
    found = [
        (-number, action is None or action[0] != rule.action, rule.bearers.isdisjoint(of_bearer), rule.iri, rule)
        for rule, number in ((held.rules[place], number) for place, number in counted.items() if number > 1)
        if rule.holds(day)
    ]
    return [each[-1] for each in sorted(found, key=lambda each: each[:-1])]


_ACTIONS: Final = sorted(
    [(phrase(text), name) for name, texts in cues.ACTIONS.items() for text in texts]
    + [
        (phrase(name.replace("-", " ")), name)
        for name in (
            *(
                "cooperate",
                "establish",
                "prepare",
                "publish",
                "consult",
                "involve",
                "have-regard",
                "consider",
                "appoint",
            ),
            *("nominate", "pool", "pay", "share-information", "inform", "encourage", "delegate", "direct", "approve"),
            *("assess", "review", "arrange", "provide", "promote", "integrate", "safeguard", "request", "comply"),
            *("transfer", "designate", "reimburse", "report", "include", "represent", "employ"),
        )
    ],
    key=lambda each: -len(each[0]),
)
_SINGLE_ACTIONS: Final = frozenset(words for words, _ in _ACTIONS if len(words) == 1)
