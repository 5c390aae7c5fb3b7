"""Every competency question gives the rows that stand beside it."""

from pathlib import Path

import pyoxigraph
import pytest

from carekg import KnowledgeGraph
from carekg.store.sparql import read
from carekg.terms.files import locate

FOLDER = locate("ontology/competency")
QUESTIONS = sorted(FOLDER.glob("*.rq"), key=lambda path: path.stem)


def test_every_question_has_an_answer_and_every_answer_a_question() -> None:
    assert [path.stem for path in QUESTIONS] == sorted(path.stem for path in FOLDER.glob("*.csv"))
    assert len(QUESTIONS) >= 28


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_graph_gives_the_rows(path: Path, kg: KnowledgeGraph) -> None:
    question = read(path)
    assert str(question.header["question"]).endswith("?")
    result = kg.query(question.text)
    assert isinstance(result, pyoxigraph.QuerySolutions)
    written = result.serialize(format=pyoxigraph.QueryResultsFormat.CSV)
    assert written is not None
    given, wanted = written.decode().splitlines(), path.with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    assert given[0] == wanted[0]
    assert sorted(given[1:]) == sorted(wanted[1:])
    assert wanted[1:], "a question whose answer is empty proves nothing"
