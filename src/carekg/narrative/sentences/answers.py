"""The answer to a text or a sheet of sentences."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

from carekg.narrative.sentences.given import Given, read_sentences
from carekg.narrative.sentences.held import load
from carekg.narrative.sentences.verdicts import VERDICTS, Beside, Judged, judge
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.terms.errors import InputError

METHOD: Final = (
    "A sentence is read by the names of things that are held, by plain lists of words that tell which way it points, "
    "and by nothing else. It gets a verdict only where all its words are accounted for and a claim about the same "
    "things, in the same direction and of the same people, is held; a verdict says what the findings or the law that "
    "are held say, not what is true."
)
_NEAREST: Final = 3
_STANCES: Final = {"supports": "for", "disputes": "against", "qualifies": "qualifies"}


def answer(ask: Ask) -> Answer:
    """Set each sentence of a text, or of a sheet, beside what is held. Raises: BadParameter."""
    given = read_sentences(ask.values["text"], ask.values["column"])
    held, resolve = load(ask.store), _resolver(ask)
    found = [judge(each.text, held, ask.as_of.isoformat(), resolve) for each in given]
    counts = Counter(each.verdict for each in found)
    told = {"sentences": len(found), **{verdict: counts[verdict] for verdict in VERDICTS}}
    rows = [_row(number, each, judged) for number, (each, judged) in enumerate(zip(given, found, strict=True), 1)]
    beside = [_held(number, each) for number, judged in enumerate(found, 1) for each in judged.beside]
    summary = "; ".join(f"{name}: {number}" for name, number in told.items())
    return ask.answer({"rows": rows, "held": beside}, members={"counts": told}, notes=(summary, METHOD))


def _resolver(ask: Ask) -> Callable[[str], str | None]:
    """Give what finds the provision that a citation is of; None where none is held."""

    @lru_cache(maxsize=1_024)
    def resolve(text: str) -> str | None:
        try:
            return ask.names.resolve(text, ("law",), ask.as_of, "text")
        except InputError:
            return None

    return resolve


def _row(number: int, given: Given, judged: Judged) -> dict[str, Any]:
    voices = {name: _join(_of_stance(judged, stance)) for name, stance in _STANCES.items()}
    law = _join(each for each in judged.beside if each.stance in VERDICTS)
    words = [*(span.words for span in judged.reading.spans), *judged.reading.citations]
    near = [each for each in judged.beside if each.stance == "near"][:_NEAREST]
    return {
        "number": number,
        "place": given.place,
        "says": given.text,
        "names": "; ".join(dict.fromkeys(words)) or None,
        "verdict": judged.verdict,
        "reason": judged.reason,
        **voices,
        "law": law,
        "nearest": "; ".join(f"{each.says} ({each.fit})" for each in near) or None,
    }


def _of_stance(judged: Judged, stance: str) -> Iterable[Beside]:
    return (each for each in judged.beside if each.stance == stance)


def _join(voices: Iterable[Beside]) -> str | None:
    return "; ".join(f"{each.says} ({_told(each)})" for each in voices) or None


def _told(beside: Beside) -> str:
    is_same = beside.fit == "the same"
    return ", ".join(filter(None, [beside.design, beside.status, None if is_same else beside.fit]))


def _held(number: int, beside: Beside) -> dict[str, Any]:
    return {"number": number, **vars(beside)}
