"""SPARQL text: tokens, binding, refusals, headers."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

import carekg
from carekg.store.faults import syntax_error
from carekg.store.sparql import TEXT_LIMITS, TextLimits, bind, check_allowed, names_graphs, read, tokens
from carekg.store.updates import scope
from carekg.terms.errors import MalformedFile, QueryRefused


@given(st.text(alphabet=st.sampled_from("abc:$?_<>\"'\\{}()[].;,#|&+-*/ \n0123é"), max_size=80))
def test_tokens_joined_give_the_text(text: str) -> None:
    assert "".join(token for _, token in tokens(text)) == text


@given(st.text(max_size=40))
def test_a_bound_literal_comes_back_whole(text: str) -> None:
    (row,) = Store().query(bind("SELECT ?x { VALUES ?x { $x } }", {"x": Literal(text)}))  # type: ignore[misc]
    assert row["x"] == Literal(text)


@pytest.mark.parametrize(
    "hidden", ["'$x'", '"$x"', "'''a $x'''", '"""a "$x" """', "<http://e/$x>", "# $x", "ex:a\\$x", "?x"]
)
def test_parameters_are_left_alone_where_they_are_none(hidden: str) -> None:
    assert bind(hidden, {"x": NamedNode("http://e/1")}) == hidden


@pytest.mark.parametrize("path", sorted(Path(carekg.__file__).parent.rglob("*.rq")), ids=lambda path: path.stem)
def test_what_says_graph_in_its_header_alone_is_no_query_of_graphs(path: Path) -> None:
    """Such a query would be read from the disk, where the default graph is in memory."""
    text = read(path).text
    said = {written.upper() for kind, written in tokens(text) if kind == "word"}
    assert names_graphs(text) == bool(said & {"GRAPH", "FROM"})


def test_binding_writes_terms() -> None:
    bound = bind("$iri $text $none $many $whole", {
        "iri": NamedNode("http://e/1"),
        "text": Literal('a "quoted" } word'),
        "none": None,
        "many": [NamedNode("http://e/1"), Literal("b", language="en")],
        "whole": Literal(7),
    })  # fmt: skip
    assert bound == '<http://e/1> "a \\"quoted\\" } word" UNDEF <http://e/1> "b"@en 7'


def test_a_parameter_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        bind("$missing", {})


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("ASK { service silent ?x { ?s ?p ?o } }", "SERVICE"),
        ("ASK{SERVICESILENT<http://127.0.0.1:1/>{?s ?p ?o}}", "SERVICE"),
        ("PREFIX : <http://127.0.0.1:1/> ASK { SERVICE:x #\n{ ?s ?p ?o } }", "SERVICE"),
        ("PREFIX g: <http://127.0.0.1:1/> ASK { SERVICEg:x { ?s ?p ?o } }", "SERVICE"),
        ("ASK { #\rSERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("LOADSILENT<http://127.0.0.1:1/>", "LOAD"),
        ("LOAD <file:///etc/passwd>", "LOAD"),
        ("ASK " + "{" * (TEXT_LIMITS.depth + 1) + "}" * (TEXT_LIMITS.depth + 1), "brackets"),
        ("ASK { FILTER(" + "!" * 16_000 + "true) }", "operators"),
        ("ASK { " + "{} UNION " * 8_000 + "{} }", "operators"),
        ("ASK {} #" + "x" * TEXT_LIMITS.characters, "characters"),
    ],
)
def test_what_is_refused_is_named(query: str, named: str) -> None:
    with pytest.raises(QueryRefused, match=named):
        check_allowed(query)


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s ?p "SERVICE" }',
        "ASK { ?s service:x ?o } # SERVICE",
        "ASK { GRAPH service:x { ?s ?p ?o } }",
        "ASK { <SERVICE> ?LOAD 1 }",
    ],
)
def test_words_in_other_places_are_not_refused(query: str) -> None:
    check_allowed(query)


def test_an_error_names_line_column_and_an_undeclared_prefix() -> None:
    query = "SELECT ?x\nWHERE { ?x nope:p 1 }"
    with pytest.raises(SyntaxError) as raised:
        Store().query(query)
    error = syntax_error(query, raised.value)
    assert (error.line, error.reason) == (2, "the prefix nope: is not declared")


def test_an_error_beside_a_long_word_is_told_at_once() -> None:
    began = time.monotonic()
    told = syntax_error("ASK {} " + "a" * 60_000, SyntaxError("error at 1:8: expected [_]"))
    assert "cannot stand here" in told.reason
    assert time.monotonic() < began + 3


def test_a_broken_header_names_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.rq"
    file.write_text("# title: fine\n# columns: {a: b\nASK {}\n", encoding="utf-8")
    with pytest.raises(MalformedFile, match=r"broken\.rq, line \d"):
        _ = read(file).header
    file.write_text("ASK {}\n", encoding="utf-8")
    with pytest.raises(MalformedFile, match="title"):
        _ = read(file).header


@pytest.mark.parametrize("query", ["ASK { ?s ?p 12345 }", "ASK { { { ?s ?p 1 } } }", "ASK { ?s ?p|!?q 1 }"])
def test_limits_of_the_text_may_be_lowered(query: str) -> None:
    check_allowed(query)
    with pytest.raises(QueryRefused, match=r"limit (of|is)"):
        check_allowed(query, TextLimits(characters=17 if "1234" in query else 100, depth=2, operators=1))


@pytest.mark.parametrize(
    ("text", "scoped"),
    [
        ("INSERT DATA { ?s a 'WHERE' }", "INSERT DATA { ?s a 'WHERE' }"),
        (
            "DELETE { ?a ?b ?c } WHERE { { SELECT * WHERE { ?a ?b ?c } } } ; INSERT { ?a ?b 1 } where { ?a ?b 2 }",
            "DELETE { ?a ?b ?c } USING <http://e/g> WHERE { { SELECT * WHERE { ?a ?b ?c } } } ; "
            "INSERT { ?a ?b 1 } USING <http://e/g> where { ?a ?b 2 }",
        ),
        (
            "DELETE # WHERE\n WHERE { GRAPH ?g { ?a ?b ?c } }",
            "DELETE # WHERE\n { GRAPH ?g { ?a ?b ?c } } USING <http://e/g> WHERE { GRAPH ?g { ?a ?b ?c } }",
        ),
    ],
)
def test_a_dataset_is_written_before_each_where_of_an_operation(text: str, scoped: str) -> None:
    assert scope(text, ["http://e/g"], []) == scoped
    assert scope(text, [], []) == text
