"""The W3C's tests of the language, over HTTP: what queries and updates evaluate to, and what parses."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from w3c_servers import Answer, Server
from w3c_suites import LABEL, MF, QT, UT, Manifest, Term, Test, alike, same, triples

ACTION: Final = f"{MF}action"
_RESULT: Final = f"{MF}result"
RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_ROW: Final = "urn:x-row:"
_TABLES: Final[Mapping[str, tuple[str, QueryResultsFormat]]] = {
    ".srx": ("application/sparql-results+xml", QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", QueryResultsFormat.JSON),
    ".tsv": ("text/tab-separated-values", QueryResultsFormat.TSV),
}
_JSON: Final = ".srj"
_QUADS: Final = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
Rows = list[dict[str, Term]]


def run(test: Test, server: Server) -> str:
    """Send a test; give nothing where it passes, and else what was wrong."""
    return _KINDS[test.kind.removesuffix("11")](test, server)


def _evaluate(test: Test, server: Server) -> str:
    manifest, action = test.manifest, test.manifest.one(test.node, ACTION)
    path = manifest.file(manifest.one(action, f"{QT}query"))
    named = [
        (manifest.published(manifest.file(each)), manifest.file(each))
        for each in manifest.all(action, f"{QT}graphData")
    ]
    problem = hold(server, manifest, map(manifest.file, manifest.all(action, f"{QT}data")), named)
    expected = manifest.file(manifest.one(test.node, _RESULT))
    accept = "application/n-quads" if _is_graph(expected) else _TABLES.get(expected.suffix, _TABLES[_JSON])[0]
    accept = "text/csv" if expected.suffix == ".csv" else accept
    answer = server.ask(f"BASE <{manifest.published(path)}>\n{path.read_text(encoding='utf-8')}", accept)
    if problem or not answer.is_done:
        return problem or _told(answer)
    return _compare(answer, expected, manifest)


def hold(server: Server, manifest: Manifest, default: Iterable[Path], named: Iterable[tuple[str, Path]]) -> str:
    """Have a server hold that data and nothing else; give what was wrong, if anything was."""
    named = list(named)
    quads = _quads(manifest, default, named)
    wanted = (frozenset(quads), frozenset(named))
    if server.held == wanted:
        return ""
    inside: dict[object, list[str]] = {}
    for quad in quads:
        inside.setdefault(quad.graph_name, []).append(f"{quad.triple} .")
    blocks = [
        "\n".join(lines) if graph == DefaultGraph() else f"GRAPH {graph} {{ {' '.join(lines)} }}"
        for graph, lines in inside.items()
    ]
    operations = ["DROP ALL", *(f"CREATE SILENT GRAPH <{name}>" for name, _ in named)]
    operations += [f"INSERT DATA {{ {' '.join(blocks)} }}"] if blocks else []
    answer = server.change(" ; ".join(operations))
    if not answer.is_done:
        return f"its data were not taken: {_told(answer)}"
    server.held = wanted
    return ""


def _quads(manifest: Manifest, default: Iterable[Path], named: Iterable[tuple[str, Path]]) -> set[Quad]:
    found = {quad for path in default for quad in triples(path, manifest.published(path))}
    for name, path in named:
        for quad in triples(path, manifest.published(path)):
            found.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(name)))
    return found


def _compare(answer: Answer, expected: Path, manifest: Manifest) -> str:
    if expected.suffix == ".csv":
        return "" if _same_rows(_cells(answer.body), _cells(expected.read_bytes())) else "other rows"
    if _is_graph(expected):
        got = set(parse(answer.body, RdfFormat.N_QUADS))
        return "" if same(got, set(triples(expected, manifest.published(expected)))) else "other triples"
    got_rows = _table(answer.body, _TABLES.get(expected.suffix, _TABLES[_JSON])[1])
    told = (
        _result_set(expected, manifest)
        if expected.suffix not in _TABLES
        else _table(expected.read_bytes(), _TABLES[expected.suffix][1])
    )
    if isinstance(got_rows, bool) or isinstance(told, bool):
        return "" if got_rows == told else "another truth"
    return "" if _same_rows(got_rows, told) else "other rows"


def _cells(content: bytes) -> Rows:
    """Read CSV: what stands in a cell is a number, a blank node, or a text."""

    def term(cell: str) -> Term:
        with suppress(ValueError):
            return Literal(float(cell))
        return BlankNode(cell[2:]) if cell.startswith("_:") else Literal(cell)

    return [{name: term(cell) for name, cell in row.items()} for row in csv.DictReader(StringIO(content.decode()))]


def _is_graph(path: Path) -> bool:
    """Tell whether a file holds the triples of a result, rather than a table written as triples."""
    return path.suffix not in (*_TABLES, ".csv") and "result-set#" not in path.read_text(encoding="utf-8")


def _table(content: bytes, form: QueryResultsFormat) -> Rows | bool:
    result = parse_query_results(content, form)
    if isinstance(result, QueryBoolean):
        return bool(result)
    assert isinstance(result, QuerySolutions)
    names = [variable.value for variable in result.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in result]


def _result_set(path: Path, manifest: Manifest) -> Rows | bool:
    """Read a table that is written as triples."""
    store = Store()
    store.bulk_load(path=path, base_iri=manifest.published(path))
    truths = [quad.object for quad in store.quads_for_pattern(None, NamedNode(f"{RS}boolean"), None)]
    if truths:
        return any(isinstance(each, Literal) and each.value == "true" for each in truths)
    found = store.query(
        f"PREFIX rs: <{RS}> SELECT ?row ?name ?value {{ ?row rs:binding [ rs:variable ?name ; rs:value ?value ] }}"
    )
    assert isinstance(found, QuerySolutions)
    rows: dict[Term, dict[str, Term]] = {}
    for row in found:
        rows.setdefault(row["row"], {})[row["name"].value] = row["value"]
    empty = sum(1 for _ in store.quads_for_pattern(None, NamedNode(f"{RS}solution"), None)) - len(rows)
    return [*rows.values(), *({} for _ in range(empty))]


def _same_rows(first: Rows, second: Rows) -> bool:
    """Tell whether two tables have the same rows, in any order, but for the names of blank nodes."""
    one, two = (
        Counter(frozenset((name, alike(term)) for name, term in row.items()) for row in rows)
        for rows in (first, second)
    )
    if one == two:
        return True
    plain = [Counter({row: n for row, n in each.items() if not any(map(_has_blank, row))}) for each in (one, two)]
    return plain[0] == plain[1] and same(*({*_as_quads(each)} for each in (one, two)))


def _has_blank(cell: tuple[str, Term]) -> bool:
    return "_:" in str(cell[1]) and not isinstance(cell[1], Literal | NamedNode)


def _as_quads(rows: Mapping[frozenset[tuple[str, Term]], int]) -> Iterable[Quad]:
    for row, number in rows.items():
        if any(map(_has_blank, row)):
            node = BlankNode()
            yield Quad(node, NamedNode(f"{_ROW}times"), Literal(number))
            for name, term in row:
                yield Quad(node, NamedNode(_ROW + name), term)


def _update(test: Test, server: Server) -> str:
    manifest = test.manifest
    action, result = manifest.one(test.node, ACTION), manifest.one(test.node, _RESULT)
    path = manifest.file(manifest.one(action, f"{UT}request"))
    problem = hold(server, manifest, *_graphs(manifest, action))
    answer = server.change(f"BASE <{manifest.published(path)}>\n{path.read_text(encoding='utf-8')}")
    if problem or not answer.is_done:
        return problem or _told(answer)
    rows = _table(server.ask(_QUADS, _TABLES[_JSON][0]).body, _TABLES[_JSON][1])
    assert isinstance(rows, list)
    got = {_quad(row) for row in rows}
    return "" if same(got, _quads(manifest, *_graphs(manifest, result))) else "the store holds something else"


def _quad(row: Mapping[str, Term]) -> Quad:
    subject, predicate, graph = row["s"], row["p"], row.get("g")
    assert isinstance(subject, NamedNode | BlankNode)
    assert isinstance(predicate, NamedNode)
    return Quad(subject, predicate, row["o"], graph if isinstance(graph, NamedNode | BlankNode) else DefaultGraph())


def _graphs(manifest: Manifest, node: Term | None) -> tuple[list[Path], list[tuple[str, Path]]]:
    named = manifest.all(node, f"{UT}graphData")
    return (
        [manifest.file(each) for each in manifest.all(node, f"{UT}data")],
        [(manifest.text(each, LABEL), manifest.file(manifest.one(each, f"{UT}graph"))) for each in named],
    )


def _parses(is_update: bool, is_good: bool) -> Callable[[Test, Server], str]:
    def check(test: Test, server: Server) -> str:
        text = test.manifest.file(test.manifest.one(test.node, ACTION)).read_bytes().decode()
        answer = server.change(text) if is_update else server.ask(text, "*/*")
        if is_good:  # whether it can be carried out is another question
            return _told(answer) if answer.says_malformed else ""
        return "" if answer.says_malformed else f"it is not called malformed: {_told(answer)}"

    return check


def _told(answer: Answer) -> str:
    return f"{answer.status} {answer.body[:200].decode(errors='replace')}"


_KINDS: Final[Mapping[str, Callable[[Test, Server], str]]] = {
    "QueryEvaluationTest": _evaluate,
    "CSVResultFormatTest": _evaluate,
    "UpdateEvaluationTest": _update,
    "PositiveSyntaxTest": _parses(is_update=False, is_good=True),
    "NegativeSyntaxTest": _parses(is_update=False, is_good=False),
    "PositiveUpdateSyntaxTest": _parses(is_update=True, is_good=True),
    "NegativeUpdateSyntaxTest": _parses(is_update=True, is_good=False),
}
