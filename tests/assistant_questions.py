"""The sixty frozen questions to an assistant's tools, and what is wrong with answers to them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from carekg import KnowledgeGraph
from carekg.export.bibliography import read_author
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import expand

FILE = Path(__file__).parents[1] / "benchmarks/assistant_questions.yaml"
HOSTILE = (  # queries that cut and join what they find
    "SELECT (GROUP_CONCAT(?a; separator='|') AS ?all) { ?p ckg:authorList ?a }",
    "SELECT (SUBSTR(STR(?a), 1, 4) AS ?one) (SUBSTR(STR(?a), 5) AS ?two) { ?p ckg:authorList|ckg:printedAuthors ?a }",
    "SELECT (ENCODE_FOR_URI(STR(?o)) AS ?cut) { ?s ckg:locator ?o }",
    "SELECT (UCASE(STR(?a)) AS ?loud) { GRAPH ?g { ?p ckg:authorList ?a } }",
    "CONSTRUCT { ?p rdfs:label ?a } WHERE { ?p ckg:authorList ?a }",
    "DESCRIBE publication:stokes-2019",
    "ASK { ?p ckg:authorList ?a FILTER(CONTAINS(STR(?a), 'Stokes J')) }",
    # the last reads everything
    "SELECT ?p (REPLACE(STR(?o), ' ', '_') AS ?cut) { ?s ?p ?o FILTER(isLiteral(?o) && CONTAINS(STR(?o), ';')) }",
)


@dataclass(frozen=True)
class Asked:
    """A question: the calls that answer it, what the last comes to, and what the answers hold and lack.

    `known` says whence that is known, and `first` why it missed when it was first asked, if it did.
    """

    asks: str
    calls: Sequence[tuple[str, Mapping[str, Any]]]
    outcomes: Sequence[str]
    known: str
    holds: Sequence[str] = ()
    lacks: Sequence[str] = ()
    first: str = ""

    @property
    def is_answerable(self) -> bool:
        return "rows" in self.outcomes


def load() -> list[Asked]:
    return [_asked(**each) for each in yaml.safe_load(FILE.read_text(encoding="utf-8"))]


def _asked(outcome: str | list[str], calls: Iterable[tuple[str, dict[str, Any]]], **rest: Any) -> Asked:
    outcomes = [outcome] if isinstance(outcome, str) else outcome
    return Asked(calls=[(tool, values) for tool, values in calls], outcomes=outcomes, **rest)


def find_faults(question: Asked, answers: Sequence[dict[str, Any]]) -> list[str]:
    """Say what is wrong with the answers to the calls of a question."""
    outcome = answers[-1]["outcome"]
    faults = [] if outcome["kind"] in question.outcomes else [f"its outcome is {outcome}"]
    faults += ["its outcome has no sentence"] if not outcome["sentence"] else []
    told = _written(list(answers))
    rows = [_written(row) for row in _find_rows(list(answers))]
    faults += [f"lacks {fact}" for fact in question.holds if not _stands(fact, told, rows)]
    return faults + [f"holds {fact}" for fact in question.lacks if _stands(fact, told, rows)]


def _stands(fact: str, told: str, rows: Sequence[str]) -> bool:
    """Whether one of what is between | stands in what was told, and all of what is between & in one row of it."""
    for either in fact.split("|"):
        parts = [_whole(part) for part in either.split(" & ")]
        if any(all(part in text for part in parts) for text in (rows if len(parts) > 1 else [told])):
            return True
    return False


def _find_rows(told: Any) -> Iterator[dict[str, Any]]:
    """The innermost objects of an answer."""
    if isinstance(told, dict):
        below = [row for value in told.values() for row in _find_rows(value)]
        yield from below or [told]
    elif isinstance(told, list):
        for value in told:
            yield from _find_rows(value)


def _written(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False).lower()


def _whole(part: str) -> str:
    try:
        return f'"{expand(part)}"'.lower() if re.match(r"[\w-]+:\S+$", part) else part.lower()
    except BadParameter:
        return part.lower()


class Persons:
    """The authors who are persons, whom lists name as Hall P."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        lists = (row[0].value for row in kg.query("SELECT DISTINCT ?a { ?p ckg:authorList ?a }"))  # type: ignore[union-attr]
        names = {name.strip() for each in lists for name in each.split(";")}
        self._known: dict[str, list[re.Pattern[str]]] = {}
        for name in sorted(name for name in names if "family" in read_author(name)):
            family, initials = name.rsplit(" ", 1)
            pattern = rf"\b{re.escape(family)}(,? {initials[0]}(\b|\.|[A-Z]+\b)| and others| et al)"
            self._known.setdefault(family.split()[0], []).append(re.compile(pattern))

    def __len__(self) -> int:
        return sum(map(len, self._known.values()))

    def find_told(self, question: Asked, answers: Sequence[dict[str, Any]]) -> list[str]:
        """Give what of answers names one whom the question did not name itself."""
        own = json.dumps(list(question.calls), ensure_ascii=False)
        return [name for name in self.find(json.dumps(answers, ensure_ascii=False)) if name not in own]

    def find(self, text: str) -> list[str]:
        """Give what of a text names one: with an initial after the name, or with others."""
        words = self._known.keys() & set(re.findall(r"[A-Z][\w'-]+", text))
        found = (pattern.search(text) for word in sorted(words) for pattern in self._known[word])
        return [each[0] for each in found if each]
