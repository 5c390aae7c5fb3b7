"""Verdicts: what is said of each sentence, and why; none where no claim about the same is held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from carekg.narrative.sentences import effects, law
from carekg.narrative.sentences.effects import FITS, SAME, Effect, Near
from carekg.narrative.sentences.held import Finding, Held, Rule
from carekg.narrative.sentences.law import Resolve, Told
from carekg.narrative.sentences.reading import Reading, read

BORNE: Final = "borne out"
AGAINST: Final = "spoken against"
BOTH: Final = "both ways"
NONE: Final = "no matching claim held"
VERDICTS: Final = (BORNE, AGAINST, BOTH, law.SAYS, law.OTHERWISE, law.ENDED, NONE)
_NEAREST: Final = 5
_FLIPPED: Final = {"for": "against", "against": "for", "qualifies": "qualifies"}


@dataclass(frozen=True)
class Beside:
    """Something held that a sentence is set beside.

    `stance` is for, against, qualifies, says so, says otherwise, no longer the law, or near; `fit` says how it fits.
    """

    thing: str
    says: str
    stance: str
    fit: str
    design: str | None = None
    status: str | None = None
    publication: str | None = None


@dataclass(frozen=True)
class Judged:
    """A sentence with what it names, a verdict or none, why, and what is held on the same things or near them."""

    reading: Reading
    verdict: str
    reason: str
    beside: tuple[Beside, ...]


def judge(text: str, held: Held, day: str, resolve: Resolve) -> Judged:
    """Set a sentence beside what is held on a day. Parameters: resolve, which gives the address of what is cited."""
    reading = read(text, held.lexicon)
    ended = law.find_ended(reading, held, day, resolve)
    if ended:
        return _by_law(reading, ended, held, day)
    rules = law.find_rules(reading, held, day)
    told = law.find_seats(reading, held, day) or law.find_capacities(reading, held)
    told = told or ([] if isinstance(rules, str) else rules)
    if len({each.verdict for each in told}) == 1:
        return _by_law(reading, told, held, day)
    effect = effects.read_effect(reading)
    near = [] if isinstance(effect, str) else effects.find_claims(effect, held)
    if isinstance(effect, str):
        reason = rules if isinstance(rules, str) and reading.modal else effect
        return Judged(reading, NONE, _upper(reason), _nearest(reading, near, held, day))
    return _by_findings(reading, effect, near, held, day)


def _by_law(reading: Reading, told: Sequence[Told], held: Held, day: str) -> Judged:
    beside = [Beside(each.thing, each.says, each.verdict, FITS[SAME], "law", each.status) for each in told]
    reason = f"{beside[0].says}."
    rest = _nearest(reading, [], held, day, {each.thing for each in beside})
    return Judged(reading, beside[0].stance, reason, (*beside, *rest))


def _by_findings(reading: Reading, effect: Effect, near: Sequence[Near], held: Held, day: str) -> Judged:
    same = [each.claim for each in near if each.fit == SAME]
    findings = {each.iri: (each, claim.iri) for claim in same for each in held.by_claim.get(claim.iri, ())}
    bearing = [_beside(each, claim, effect) for each, claim in findings.values() if effects.bears(each, effect.people)]
    others = [
        _of_others(each, claim, effect) for each, claim in findings.values() if not effects.bears(each, effect.people)
    ]
    stances = {each.stance for each in bearing}
    verdict, reason = _weigh(stances, near, bool(others))
    claims = [Beside(each.claim.iri, each.claim.says, "near", FITS[each.fit]) for each in near]
    beside = (*claims, *sorted(bearing, key=lambda each: each.stance), *others)
    rest = _nearest(reading, near, held, day, {each.thing for each in beside})
    return Judged(reading, verdict, reason, (*beside, *(rest if verdict == NONE else ())))


def _weigh(stances: set[str], near: Sequence[Near], has_others: bool) -> tuple[str, str]:
    if {"for", "against"} <= stances:
        return BOTH, "Findings on the same claim point both ways."
    if "for" in stances:
        return BORNE, "Findings on the same claim are for it, and none is against."
    if "against" in stances:
        return AGAINST, "Findings on the same claim are against it, and none is for it."
    if not near:
        return NONE, "No claim on these things is held."
    fit = near[0].fit
    if fit != SAME:
        return NONE, f"What is held on these things is {FITS[fit]}."
    if has_others:
        return NONE, "What is held on these things is of other people."
    return NONE, "The claim is held, and no finding is for or against it."


def _beside(finding: Finding, claim: str, effect: Effect) -> Beside:
    stance = finding.stances[claim]
    told = _FLIPPED[stance] if effect.is_denied else stance
    return Beside(finding.iri, finding.says, told, FITS[SAME], finding.design, finding.status, finding.publication)


def _of_others(finding: Finding, claim: str, effect: Effect) -> Beside:
    told = _beside(finding, claim, effect)
    return Beside(
        told.thing, told.says, told.stance, FITS[effects.OTHER_PEOPLE], told.design, told.status, told.publication
    )


def _nearest(
    reading: Reading, near: Sequence[Near], held: Held, day: str, known: Iterable[str] = ()
) -> tuple[Beside, ...]:
    """Give what is held that is nearest: claims, then findings, then law, a few of each."""
    seen = set(known)
    claims = [*near, *(each for each in effects.near_claims(reading, held))]
    told = [Beside(each.claim.iri, each.claim.says, "near", FITS[each.fit]) for each in claims]
    findings = [_found(each) for each in effects.near_findings(reading, held)]
    rules = [_ruled(each) for each in law.near_rules(reading, held, day)]
    kept: list[Beside] = []
    for group in (told, findings, rules):
        fresh = [each for each in dict.fromkeys(group) if each.thing not in seen]
        seen |= {each.thing for each in fresh[:_NEAREST]}
        kept += fresh[:_NEAREST]
    return tuple(kept)


def _found(finding: Finding) -> Beside:
    fit = FITS[effects.NEAR]
    return Beside(finding.iri, finding.says, "near", fit, finding.design, finding.status, finding.publication)


def _ruled(rule: Rule) -> Beside:
    return Beside(rule.iri, rule.says, "near", FITS[effects.ONE], "law", rule.status)


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
