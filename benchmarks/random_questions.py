"""Random questions of the registry, by seed: what an analyst might type, right or wrong."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from carekg import KnowledgeGraph
from carekg.questions.declaration import Parameter, Question

_FIRST: Final = date(2010, 1, 1)
_DAYS: Final = 18 * 365
_POOLS: Final = {
    "body": "SELECT DISTINCT ?x { ?x org:classification ?k } ORDER BY ?x",
    "kind": "SELECT DISTINCT ?x { ?b org:classification ?x } ORDER BY ?x",
    "provision": "SELECT DISTINCT ?x { ?x a ckg:Provision } ORDER BY ?x",
    "concept": "SELECT DISTINCT ?x { ?x a skos:Concept } ORDER BY ?x",
    "area": "SELECT DISTINCT ?x { ?x a ckg:Area } ORDER BY ?x",
}


class RandomQuestions:
    """Questions drawn by seed from one version of the graph."""

    def __init__(self, graph: KnowledgeGraph, seed: int) -> None:
        self._chosen = random.Random(seed)
        self._pools = {name: [row["x"].value for row in graph.store.select(text)] for name, text in _POOLS.items()}
        self._questions = [each for each in graph.registry.values() if each.method == "GET" and not each.is_heavy]

    def draw(self) -> Iterator[tuple[Question, Mapping[str, str]]]:
        """Give a question and its parameters, for ever."""
        while True:
            question = self._chosen.choice(self._questions)
            given = {
                each.name: self._value(each)
                for each in question.by_name.values()
                if each.required or self._chosen.random() < 0.4
            }
            yield question, given

    def _value(self, parameter: Parameter) -> str:
        if parameter.choices:
            return self._chosen.choice(parameter.choices)
        if parameter.type == "date":
            return (_FIRST + timedelta(days=self._chosen.randrange(_DAYS))).isoformat()
        if parameter.type == "integer":
            return str(self._chosen.randrange(max(parameter.least or 0, 0), 50))
        if parameter.type == "boolean":
            return self._chosen.choice(("true", "false"))
        if parameter.type == "entity":
            return self._chosen.choice(self._pools[self._pool(parameter)])
        return self._chosen.choice(("leeds", "care", "S78", "ICB", "nothing like it"))

    def _pool(self, parameter: Parameter) -> str:
        fitting = [name for name in _POOLS if name in parameter.kinds]
        return self._chosen.choice(fitting or list(_POOLS))
