"""The W3C's tests of the SPARQL protocol, the graph store protocol and the service description."""

from collections.abc import Callable, Mapping
from email import message_from_string
from typing import Final
from urllib.parse import quote

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse
from w3c_language import ACTION, hold
from w3c_servers import Answer, Server
from w3c_suites import CNT, HT, LABEL, MF, UT, Term, Test, same

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STATUS: Final = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        *("application/sparql-results+json", "application/sparql-results+xml"),
        *("text/csv", "text/tab-separated-values"),
    ),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}
# Of the vocabulary: what has each property, and what its value is; where that is nothing, its value is not looked at.
_SCHEMA: Final[Mapping[str, tuple[str, str]]] = {
    "endpoint": ("Service", ""),
    "supportedLanguage": ("Service", ""),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "feature": ("Service", ""),
    "extensionFunction": ("Service", ""),
    "extensionAggregate": ("Service", ""),
    "languageExtension": ("Service", ""),
    "propertyFeature": ("Service", ""),
    "defaultEntailmentRegime": ("Service", ""),
    "defaultSupportedEntailmentProfile": ("Service", ""),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", ""),
    "supportedEntailmentProfile": ("NamedGraph", ""),
}


def run(test: Test, server: Server) -> str:
    """Send a test; give nothing where it passes, and else what was wrong."""
    return _KINDS[test.kind](test, server)


def _exchange(test: Test, server: Server) -> str:
    """Send the requests of a test one after the other, each after the answer to the last has been looked at."""
    manifest = test.manifest
    action = manifest.one(test.node, ACTION)
    graphs = manifest.all(test.node, f"{UT}graphData")
    named = [(manifest.text(each, LABEL), manifest.file(manifest.one(each, f"{UT}graph"))) for each in graphs]
    server.held = None
    problem = hold(server, manifest, [], named)
    places: dict[str, str] = {}
    for request in manifest.items(manifest.one(action, f"{HT}requests")):
        problem = problem or _check(test, request, _send(test, request, server, places), places)
    return problem


def _send(test: Test, request: Term, server: Server, places: Mapping[str, str]) -> Answer:
    manifest = test.manifest
    path = manifest.text(request, f"{HT}absolutePath")
    headers = _headers(test, request)
    is_update = "update" in test.name and headers.get("content-type") != "application/sparql-query"
    for prefix, ours in (
        ("/sparql/", server.update if is_update else server.query),
        ("/gsp/", f"{server.direct}/"),
        ("/gsp", server.store),
    ):
        if path.startswith(prefix):
            path = ours + path.removeprefix(prefix)
            break
    for name, place in places.items():
        path = path.replace(name, quote(place, safe=""))
    content = manifest.one(request, f"{HT}body")
    encoding = manifest.text(content, f"{CNT}characterEncoding") or "UTF-8"
    body = None if content is None else manifest.text(content, f"{CNT}chars").encode(encoding)
    return server.send(manifest.text(request, f"{HT}methodName"), path, body, headers)


def _headers(test: Test, thing: Term | None) -> dict[str, str]:
    manifest = test.manifest
    return {
        manifest.text(each, f"{HT}fieldName").lower(): manifest.text(each, f"{HT}fieldValue")
        for each in manifest.items(manifest.one(thing, f"{HT}headers"))
    }


def _check(test: Test, request: Term, answer: Answer, places: dict[str, str]) -> str:
    manifest, wanted = test.manifest, test.manifest.one(request, f"{HT}resp")
    told = f"{manifest.text(request, f'{HT}methodName')}: {answer.status} {answer.body[:160].decode(errors='replace')}"
    statuses = [
        each.value.rpartition("#")[2]
        for each in manifest.all(wanted, f"{MF}expectedStatus")
        if isinstance(each, NamedNode)
    ]
    if statuses and not any(_is_status(answer.status, each) for each in statuses):
        return f"wanted {' or '.join(statuses)}; {told}"
    form = manifest.text(wanted, f"{MF}expectedFormat")
    if form and answer.media_type not in _FORMATS[form]:
        return f"wanted {form}, got {answer.media_type}"
    truth = manifest.text(wanted, f"{MF}expectedBoolean")
    if truth and truth.encode() not in answer.body:
        return f"wanted {truth}; {told}"
    place = manifest.text(wanted, f"{MF}expectedLocation")
    if place:
        places[place] = answer.headers.get("location", "")
        if not places[place]:
            return f"wanted a Location; {told}"
    return _check_content(test, wanted, answer)


def _check_content(test: Test, wanted: Term | None, answer: Answer) -> str:
    """See that an answer has the type and the triples that it should have."""
    kind = _media_type(_headers(test, wanted).get("content-type", ""))
    if kind and answer.media_type != kind:
        return f"wanted {kind}, got {answer.media_type}"
    content = test.manifest.one(wanted, f"{HT}body")
    if content is None:
        return ""
    form = RdfFormat.from_media_type(kind)
    got, told = (
        set(parse(text, form, base_iri="http://www.example/"))
        for text in (answer.body, test.manifest.text(content, f"{CNT}chars"))
    )
    return "" if same(got, told) else f"other triples: {answer.body.decode()[:200]}"


def _media_type(header: str) -> str:
    return message_from_string(f"Content-Type: {header}").get_content_type() if header else ""


def _is_status(status: int, wanted: str) -> bool:
    if wanted.startswith("StatusCode"):
        return str(status)[0] == wanted.removeprefix("StatusCode")[0]
    return status == _STATUS[wanted]


def _describe(test: Test, server: Server) -> str:
    answer = server.send("GET", server.query, headers={"Accept": "text/turtle"})
    if not answer.is_done or answer.media_type != "text/turtle":
        return f"{answer.status} {answer.media_type}"
    store = Store()
    store.load(answer.body, RdfFormat.TURTLE, base_iri=server.address + server.query)
    if test.name.endswith("has-endpoint-triple"):
        endpoint = NamedNode(server.address + server.query)
        return (
            "" if any(store.quads_for_pattern(None, NamedNode(f"{SD}endpoint"), endpoint)) else "no sd:endpoint of it"
        )
    return "" if test.name.endswith("returns-rdf") else _fits_schema(store)


def _fits_schema(store: Store) -> str:
    """See that a description says what it describes, in the terms of the vocabulary and as these are defined."""
    if not any(store.quads_for_pattern(None, NamedNode(_TYPE), NamedNode(f"{SD}Service"))):
        return "no sd:Service"
    for quad in store.quads_for_pattern(None, None, None):
        if not quad.predicate.value.startswith(SD):
            continue
        domain, value = _SCHEMA.get(quad.predicate.value.removeprefix(SD), ("", ""))
        if not domain:
            return f"{quad.predicate} is no property of the vocabulary"
        for thing, kind in ((quad.subject, domain), (quad.object, value)):
            if kind and not _is(store, thing, kind):
                return f"{thing} of {quad.predicate} is no sd:{kind}"
    return ""


def _is(store: Store, thing: Term, kind: str) -> bool:
    if not isinstance(thing, NamedNode | BlankNode):
        return False
    return any(True for _ in store.quads_for_pattern(thing, NamedNode(_TYPE), NamedNode(SD + kind)))


_KINDS: Final[Mapping[str, Callable[[Test, Server], str]]] = {
    "ProtocolTest": _exchange,
    "GraphStoreProtocolTest": _exchange,
    "ServiceDescriptionTest": _describe,
}
