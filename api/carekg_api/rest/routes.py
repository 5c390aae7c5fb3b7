"""The routes of the questions, made from the registry."""

import re
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.knowledge_graph import REGISTRY
from carekg.names.languages import ENGLISH
from carekg.questions.declaration import Parameter, Question
from carekg.questions.formats import FORMATS, plain
from carekg.questions.queried import SPARQL
from carekg.sources.decoding import decode_bytes
from carekg.terms.errors import BadParameter, MalformedFile, NotAcceptable, UnsupportedBody
from carekg_api.http.dependencies import pool_of
from carekg_api.http.heavy import lines
from carekg_api.http.negotiation import negotiate
from carekg_api.protocol.endpoint import read_body
from carekg_api.rest import tasks

PREFIX: Final = "/api/v1"
FACE: Final = ("format", "part", "shape", "version", "receipt", "lang")
SHAPES: Final = ("envelope", tasks.ARRAY)
MOST_BYTES: Final[Mapping[str, int]] = {"scenario": 1_000_000}
_MOST_BYTES: Final = 10_000_000
_JSON: Final = "application/json"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM: Final = "application/x-www-form-urlencoded"
_BODIES: Final[Mapping[str, tuple[str, ...]]] = {
    "scenario": (_JSON, "application/yaml", "text/yaml", "text/plain"),
    "recode": ("text/csv", "text/plain", "application/octet-stream", _JSON),
    "audit-sentences": ("text/plain", "text/csv", _XLSX, FORM, "application/octet-stream", _JSON),
}
HELD_IN_JSON: Final = (
    "recode",
    "audit-sentences",
)  # questions whose JSON body holds the parameters, and is not the document itself
_MOST_PARAMETERS: Final = 100
_MOST_RECEIPT: Final = 4_000_000  # bytes: a receipt has a digest for each row


def question_routes() -> list[Route]:
    """Make the routes of every question; those whose last part may hold slashes come last.

    Each is answered under its name too, as its page and its command are called.
    """
    ordered = sorted(REGISTRY.values(), key=lambda each: ("{" in each.route, -len(each.route)))
    named = [(f"/{each.name}", each) for each in ordered if each.route != f"/{each.name}"]
    routes = [
        Route(path, _endpoint(question), methods=[question.method], name=name)
        for route, question in (*named, *((each.route, each) for each in ordered))
        for path, name in _paths(route, question.name)
    ]
    return [*routes, Route("/verify", _verify, methods=["POST"], name="verify")]


def _paths(route: str, name: str) -> list[tuple[str, str]]:
    """Give the paths of a route, and their names: with the format as an ending too, where the last part is fixed."""
    path = f"{PREFIX}{route}".replace("{id}", "{id:path}")
    return [(path, name)] if path.endswith("}") else [(path, name), (f"{path}.{{suffix}}", f"{name}.")]


async def _verify(request: Request) -> Response:
    """Verify a receipt: its question is asked again, of the engine and not of the cache, in the slow lane."""
    body = await read_body(request, _MOST_RECEIPT)
    try:
        held = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadParameter("receipt", body[:200].decode(errors="replace"), "send a receipt as JSON") from error
    pool = pool_of(request)
    query = _query_of(held)
    work = pool.query(tasks.verify_receipt, held, text=query) if query else pool.compute(tasks.verify_receipt, held)
    found = await work
    return Response(orjson.dumps(found, default=plain), media_type=_JSON, headers={"Cache-Control": "no-store"})


def _query_of(held: object) -> str:
    """Give the query of a receipt that is of one: what a caller wrote is asked where callers' queries are."""
    receipt = held.get("receipt", held) if isinstance(held, Mapping) else None
    given = receipt.get("parameters") if isinstance(receipt, Mapping) and receipt.get("question") == SPARQL else None
    text = given.get("query") if isinstance(given, Mapping) else None
    return text if isinstance(text, str) else ""


def body_types(question: Question) -> tuple[str, ...]:
    """Give the media types that a question's body may have."""
    return _BODIES[question.name]


def _endpoint(question: Question) -> Any:
    async def respond(request: Request) -> Response:
        return await _answer(question, request)

    return respond


async def _answer(question: Question, request: Request) -> Response:
    given = _given(question, request)
    face = {name: given.pop(name, None) for name in FACE if name not in question.by_name}
    form = _choose(question, given, face.get("format"), request)
    shape = _shape(face.get("shape"), form)
    if question.method == "POST":
        given |= await _body(question, request)
    receipt = face.get("receipt")
    if receipt not in (None, "0", "1"):
        raise BadParameter("receipt", receipt, "write 1 for the receipt alone")
    tells = question.is_heavy and form == "jsonl"
    form = "json" if tells or receipt == "1" else form
    wish = tasks.Wish(form, face.get("part"), shape, face.get("version"), receipt == "1", face.get("lang") or ENGLISH)
    task = (tasks.answer, question.name, given, wish)
    pool = pool_of(request)
    if tells:
        return lines(request, *task)
    work = pool.compute(*task) if question.is_heavy else pool.ask(*task)
    return _respond(request, question, given, await work)


def _shape(shape: str | None, form: str) -> str | None:
    """Give the shape that is asked for. Raises: BadParameter where there is none such, or the format has none."""
    if shape is not None and shape not in SHAPES:
        raise BadParameter("shape", shape, f"write one of {', '.join(SHAPES)}")
    if shape is not None and form != "json":
        raise BadParameter("shape", shape, f"JSON alone has a shape, and {form} is asked for")
    return shape


def _given(question: Question, request: Request) -> dict[str, Any]:
    """Gather what the address gives: what is repeated is joined where the parameter takes several, else refused."""
    pairs = request.query_params.multi_items()
    if len(pairs) > _MOST_PARAMETERS:
        raise BadParameter("parameters", f"{len(pairs)} of them", f"write at most {_MOST_PARAMETERS}")
    given: dict[str, Any] = dict(request.path_params)
    for name, value in pairs:
        several = name in question.by_name and question.by_name[name].several
        if name in given and not several:
            raise BadParameter(name, value, "write it once")
        given[name] = f"{given[name]};{value}" if name in given else value
    return given


def _choose(question: Question, given: dict[str, Any], form: str | None, request: Request) -> str:
    """Choose the format: by `format`, by the ending of the last part of the path, or by Accept."""
    ending = given.pop("suffix", None)
    if ending is not None and ending not in question.formats:
        raise NotAcceptable(ending, question.formats)
    last = question.route.rpartition("/")[2].strip("{}")
    stem, dot, tail = str(request.path_params.get(last, "")).rpartition(".")
    if dot and tail in question.formats:
        given[last], ending = stem, tail
    if form is not None and ending is not None and form != ending:
        raise BadParameter("format", form, f"the address ends in .{ending}; write one of the two")
    chosen = form or ending
    if chosen is not None:
        if chosen not in question.formats:
            raise BadParameter("format", chosen, f"write one of {', '.join(question.formats)}")
        return chosen
    offered = {FORMATS[name].media_type: name for name in reversed(question.formats)}
    ordered = list(dict.fromkeys(FORMATS[name].media_type for name in question.formats))
    return offered[negotiate(request.headers.get("accept"), ordered)]


async def _body(question: Question, request: Request) -> dict[str, Any]:
    """Read the body: the document itself, or a JSON object with it and with any other parameters.

    Raises: UnsupportedBody; BadParameter for one that cannot be read, or a parameter that the address gives otherwise.
    """
    (document,) = (each for each in question.parameters if each.type == "document")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _BODIES[question.name]:
        raise UnsupportedBody(kind or "none", " or ".join(_BODIES[question.name]))
    body = await read_body(request, MOST_BYTES.get(question.name, _MOST_BYTES))
    text = _decode(document, body, request)
    if kind != FORM and (kind != _JSON or question.name not in HELD_IN_JSON):
        return {document.name: text}
    found = _form(text) if kind == FORM else _object(text)
    for name in found.keys() & request.query_params.keys():
        if question.texts({name: found[name]}) != {name: request.query_params[name]}:
            raise BadParameter(name, found[name], "the address gives it otherwise: write it once")
    return found


def _decode(document: Parameter, body: bytes, request: Request) -> str:
    """Give a body as text, in the encoding that it says, or that it is in. Raises: BadParameter."""
    charset = re.search(r"charset=\"?([\w.:-]+)", request.headers.get("content-type", ""), re.IGNORECASE)
    if charset and not charset[1].lower().startswith("utf"):
        with suppress(LookupError, UnicodeDecodeError):
            return body.decode(charset[1])
    try:
        return decode_bytes(body, Path("the body"), takes_workbook=document.takes_workbook)
    except MalformedFile as error:
        at = f"line {error.line}, column {error.column}"
        raise BadParameter(document.name, f"the body, {at}", error.reason) from error


def _form(text: str) -> dict[str, Any]:
    try:
        return dict(parse_qsl(text, max_num_fields=_MOST_PARAMETERS))
    except ValueError as error:
        raise BadParameter("body", text[:200], f"send at most {_MOST_PARAMETERS} fields") from error


def _object(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadParameter("body", text[:200], f"it is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadParameter("body", text[:200], "send a JSON object with the parameters by name")
    return found


def _respond(request: Request, question: Question, given: Mapping[str, Any], told: tasks.Told) -> Response:
    headers = {
        "Vary": "Accept",
        "ETag": told.content.etag,
        "X-Carekg-Outcome": told.outcome,
        "X-Carekg-Total": str(told.total),
        "X-Carekg-Receipt": told.receipt,
        "Content-Disposition": f'inline; filename="{told.file}"',
    }
    again = told.address.partition("carekg/")[2]
    links = [f'</{again}&receipt=1>; rel="describedby"'] if question.method == "GET" else []
    if told.more:
        links.append(f'<{_next(request, question, given)}>; rel="next"')
    if links:
        headers["Link"] = ", ".join(links)
    return Response(told.content.data, HTTPStatus.OK, headers, told.content.media_type)


def _next(request: Request, question: Question, given: Mapping[str, Any]) -> str:
    def whole(name: str) -> int:
        return int(given.get(name) or question.by_name[name].default or 0)

    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "offset"]
    return f"{request.url.path}?{urlencode([*pairs, ('offset', whole('offset') + whole('limit'))])}"
