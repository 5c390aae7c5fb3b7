"""Pathways: chains of claims from a barrier, through activities and mechanisms, to a benefit."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from carekg.names.described import labels
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read

_QUERIES: Final = Path(__file__).parent
_STEPS, _EVIDENCE = (read(_QUERIES / f"pathway-{name}.rq") for name in ("steps", "evidence"))
MOST_STEPS: Final = 7
STRENGTHS: Final = ("disputed", "no finding", "mixed", "supported")  # from the weakest
METHOD: Final = (
    "A chain follows claims of the theory of change from what acts to what it acts on, and visits nothing twice. Its "
    "sign is the product of the signs of its steps. A step is disputed where more findings dispute its claim than "
    "support it, supported where more support it, mixed where as many do both or findings only qualify it, and without "
    "finding where none speaks to it. A chain is as weak as its weakest step, in the order: disputed, no finding, "
    "mixed, supported. The strength says how the findings held here point; it is not a judgement of certainty."
)


@dataclass(frozen=True)
class Step:
    """One claim of a chain: `source` acts on `target`; the evidence counts findings by stance and study design."""

    claim: str
    says: str
    source: str
    target: str
    relation: str
    sign: int
    evidence: Mapping[str, Mapping[str, int]]

    @property
    def strength(self) -> str:
        """How the findings on the claim point, one of STRENGTHS."""
        counts = {stance: sum(designs.values()) for stance, designs in self.evidence.items()}
        if not counts:
            return "no finding"
        lead = counts.get("supports", 0) - counts.get("disputes", 0)
        return "supported" if lead > 0 else "disputed" if lead < 0 else "mixed"


@dataclass(frozen=True)
class Pathway:
    """A chain of claims from a barrier to a benefit."""

    steps: tuple[Step, ...]

    @cached_property
    def sign(self) -> int:
        """1 where more of the barrier means more of the benefit, -1 where it means less."""
        return prod(step.sign for step in self.steps)

    @cached_property
    def weakest(self) -> Step:
        """The step with the weakest evidence, the first of equals."""
        return min(self.steps, key=lambda step: STRENGTHS.index(step.strength))


@dataclass(frozen=True)
class Pathways:
    """The chains from a barrier to a benefit, the shortest first; what is said to remedy the barrier; labels."""

    barrier: str
    benefit: str
    chains: tuple[Pathway, ...]
    remedies: tuple[Step, ...]
    labels: Mapping[str, str]
    version: str
    method: str = METHOD

    def words(self, chain: Pathway) -> str:
        """Say a chain in a line, with the sign of each step."""
        first = chain.steps[0].source
        return self.labels.get(first, first) + "".join(
            f" —({step.sign:+d})→ {self.labels.get(step.target, step.target)}" for step in chain.steps
        )

    def as_dict(self) -> dict[str, Any]:
        """Give the pathways as JSON would hold them."""
        return {
            "barrier": self.barrier,
            "benefit": self.benefit,
            "method": self.method,
            "version": self.version,
            "chains": [
                {
                    "words": self.words(chain),
                    "sign": chain.sign,
                    "weakest": chain.weakest.claim,
                    "strength": chain.weakest.strength,
                    "steps": [asdict(step) | {"strength": step.strength} for step in chain.steps],
                }
                for chain in self.chains
            ],
            "remedies": [asdict(step) | {"strength": step.strength} for step in self.remedies],
            "labels": dict(self.labels),
        }


def answer(ask: Ask) -> Answer:
    """Follow signed claims from a barrier to a benefit."""
    ends = ask.values["barrier"], ask.values["benefit"]
    found = pathways(ask.store, *ends, sentences=ask.values["sentences"])
    told = {name: value for name, value in found.as_dict().items() if name not in ("labels", "version")}
    chains = [((0, found.remedies)), *((number, chain.steps) for number, chain in enumerate(found.chains, 1))]
    rows = [
        {"chain": number, "step": place, **vars(step), "strength": step.strength}
        for number, steps in chains
        for place, step in enumerate(steps, 1)
    ]
    return ask.answer(rows, members=told, text=tell(found), things=ends)


def tell(found: Pathways) -> str:
    """Tell pathways, a numbered line each with its weakest step below, and the remedies."""
    lines = [] if found.chains else ["The claims held do not join the two: no chain was found."]
    for number, chain in enumerate(found.chains, 1):
        lines.append(f"{number}. {found.words(chain)}")
        lines.append(f"   together {chain.sign:+d}; weakest: {chain.weakest.says} ({chain.weakest.strength})")
    lines += [f"Remedy: {step.says} ({step.strength})" for step in found.remedies]
    return "\n".join([*lines, "", found.method])


def pathways(
    store: Embedded, barrier: str, benefit: str, *, sentences: bool = False, most: int = MOST_STEPS
) -> Pathways:
    """Find the chains of claims by which a barrier reaches a benefit.

    Parameters: store; barrier and benefit, IRIs; sentences, whether claims that are sentences of documents count as
    steps too; most, the greatest number of steps.
    Returns: every chain of at most so many steps; none where the claims held do not join the two.

    Source: signed digraphs for causal mapping, Axelrod (1976), Structure of Decision.
    """
    outgoing = _outgoing(store, sentences)
    chains = sorted(
        _walk(outgoing, barrier, benefit, most), key=lambda chain: (len(chain), [step.claim for step in chain])
    )
    remedies = [step for steps in outgoing.values() for step in steps if step.target == barrier and step.sign < 0]
    shown = {iri for chain in chains for step in chain for iri in (step.source, step.target)}
    shown |= {barrier, benefit, *(step.source for step in remedies)}
    return Pathways(
        barrier=barrier,
        benefit=benefit,
        chains=tuple(Pathway(chain) for chain in chains),
        remedies=tuple(remedies),
        labels=labels(store, {NamedNode(iri) for iri in shown}),
        version=str(store.version["hash"]),
    )


def _outgoing(store: Embedded, sentences: bool) -> Mapping[str, list[Step]]:
    evidence = _evidence(store)
    outgoing: dict[str, list[Step]] = defaultdict(list)
    for row in store.select(bind(_STEPS.text, {"sentences": Literal(sentences)})):
        claim, source = row["claim"].value, row["source"].value
        found = evidence.get(claim, {})
        sign = 1 if int(row["sign"].value) > 0 else -1
        target, words = row["target"].value, row["words"].value
        outgoing[source].append(Step(claim, row["says"].value, source, target, words, sign, found))
    return outgoing


def _evidence(store: Embedded) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    evidence: dict[str, dict[str, Counter[str]]] = defaultdict(dict)
    for row in store.select(_EVIDENCE.text):
        designs = evidence[row["claim"].value].setdefault(row["stance"].value, Counter())
        designs[row["design"].value] += 1
    return {claim: {stance: dict(each) for stance, each in stances.items()} for claim, stances in evidence.items()}


def _walk(
    outgoing: Mapping[str, list[Step]], node: str, goal: str, most: int, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[Step, ...]]:
    """Give every chain from a node to the goal that visits nothing twice."""
    if most == 0:
        return
    for step in outgoing.get(node, ()):
        if step.target == goal:
            yield (step,)
        elif step.target not in seen and step.target != node:
            for rest in _walk(outgoing, step.target, goal, most - 1, seen | {node}):
                yield step, *rest
