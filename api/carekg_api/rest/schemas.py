"""JSON schemas of parameters and answers, from the declarations."""

from collections.abc import Iterable
from typing import Any, Final

from carekg.names.languages import LANGUAGES
from carekg.questions.declaration import Column, Parameter, Part, Question
from carekg.questions.json_schema import parameter_schema
from carekg.questions.outcome import KINDS, MEANINGS
from carekg.questions.receipt import Receipt

_COLUMNS: Final[dict[str, dict[str, Any]]] = {
    "thing": {"type": ["string", "null"]},
    "page": {"type": ["string", "null"]},
    "text": {"type": ["string", "null"]},
    "code": {"type": ["string", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
}
OUTCOME_KIND: Final = {"type": "string", "enum": list(KINDS)}
_OUTCOME: Final = {
    "type": "object",
    "description": "; ".join(f"{kind}: {meaning}" for kind, meaning in MEANINGS.items()),
    "required": ["kind", "sentence"],
    "properties": {"kind": OUTCOME_KIND, "sentence": {"type": "string"}, "rests_on": {"type": "string"}},
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "outcome": {"$ref": "#/components/schemas/Outcome"},
    },
}
_TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}
_ENVELOPE: Final = {
    "question": {"type": "string", "description": "the name of the question"},
    "title": {"type": "string", "description": "what it asks"},
    "outcome": {"$ref": "#/components/schemas/Outcome"},
    "parameters": {**_TEXTS, "description": "the parameters, as given"},
    "as_of": {"type": "string", "format": "date", "description": "the day that the answer is of"},
    "version": {"type": "string", "description": "the version of the graph: the sha256 of its content"},
    "licence": {"type": "string", "format": "uri"},
    "address": {"type": "string", "format": "uri", "description": "the address that names the version and the date"},
    "notes": {"type": "array", "items": {"type": "string"}, "description": "what must be said beside the answer"},
    "labels": {**_TEXTS, "description": "the label of each IRI"},
    "codes": {**_TEXTS, "description": "the code of each body or area that has one"},
}


_ROWS: Final = {
    "type": "array",
    "description": "for shape=array: the rows of a part, flat, with the columns that a table has",
    "items": {"type": "object"},
}
_RECEIPT: Final = {
    "type": "object",
    "description": "for receipt=1: what the answer was, which POST /verify takes",
    "required": [*Receipt.__dataclass_fields__],
    "properties": {
        **{name: {"type": "string"} for name in ("question", "version", "code", "outcome", "sha256")},
        **{name: {"type": "integer"} for name in ("form", "rows")},
        "as_of": {"type": "string", "format": "date"},
        "parameters": _TEXTS,
        "digests": {"type": "array", "items": {"type": "string"}},
    },
}

_PART: Final = {
    "type": "object",
    "description": "for part=…: that part of the answer alone",
    "required": [*_ENVELOPE, "columns", "rows", "more", "total"],
    "properties": {
        **_ENVELOPE,
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "object"}},
        "more": {"type": "boolean"},
        "total": {"type": "integer"},
    },
}


def name_of(question: Question) -> str:
    """Give the name of the schema of a question's answers.

    >>> from carekg.questions.law import QUESTIONS
    >>> name_of(QUESTIONS[1])
    'DocumentStepsAnswer'
    """
    return f"{question.name.title().replace('-', '')}Answer"


def components(questions: Iterable[Question]) -> dict[str, Any]:
    """Give the schemas of problems, outcomes, receipts, flat rows, and the answer of every question."""
    answers = {name_of(question): _answer(question) for question in questions}
    shared = {"Problem": _PROBLEM, "Outcome": _OUTCOME, "Receipt": _RECEIPT, "Rows": _ROWS, "PartAnswer": _PART}
    return shared | answers


def json_of(question: Question) -> dict[str, Any]:
    """Give the schema of what a question answers with as JSON: by `shape`, `receipt` and `part`, one of several."""
    names = [name_of(question), "Rows", "Receipt", *(["PartAnswer"] if len(question.parts) > 1 else [])]
    return {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}


def _answer(question: Question) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if len(question.parts) > 1 or question.tells_apart:
        parts = {part.name: _table(part) | {"type": "object"} for part in question.parts}
        own["parts"] = {"type": "object", "properties": parts}
    if not question.tells_apart and (len(question.parts) == 1 or question.has_main_part):
        own |= _table(question.part)["properties"]
    return _object(_ENVELOPE | own, [*_ENVELOPE, *own])


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


def _table(part: Part) -> dict[str, Any]:
    row = {
        "type": "object",
        "required": list(part.names),
        "properties": {column.name: _column(column) for column in part.all_columns},
    }
    return {
        "properties": {
            "columns": {"type": "array", "items": {"type": "string"}},
            "rows": {"type": "array", "items": row},
            "more": {"type": "boolean", "description": "whether rows follow those of the page"},
            "total": {"type": "integer", "description": "how many rows there are in all"},
        }
    }


def _column(column: Column) -> dict[str, Any]:
    return {**_COLUMNS[column.type], "description": column.help}


def parameters(question: Question) -> list[dict[str, Any]]:
    """Describe the parameters of a question that stand in the address."""
    return [_parameter(question, each) for each in question.by_name.values() if each.type != "document"]


def _parameter(question: Question, parameter: Parameter) -> dict[str, Any]:
    in_path = f"{{{parameter.name}}}" in question.route
    told: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if in_path else "query",
        "required": parameter.required or in_path,
        "description": parameter.help,
        "schema": parameter_schema(parameter),
    }
    if parameter.name in question.example:
        told["example"] = question.example[parameter.name]
    return told


def held_in_json(question: Question) -> dict[str, Any]:
    """Describe a JSON body that holds the document of a question, and may hold its other parameters."""
    properties = {each.name: parameter_schema(each) | {"description": each.help} for each in question.by_name.values()}
    needed = [each.name for each in question.by_name.values() if each.type == "document"]
    return {"type": "object", "required": needed, "properties": properties, "additionalProperties": False}


def face(question: Question) -> list[dict[str, Any]]:
    """Describe what every question may be asked for: a format, a part, a shape of JSON, a version."""
    told = [_choice("format", "instead of the Accept header", question.formats)]
    if len(question.parts) > 1:
        told.append(_choice("part", "the part, for formats that hold one", tuple(each.name for each in question.parts)))
    told.append(_choice("shape", "of JSON: the envelope, or an array of flat rows", ("envelope", "array")))
    version = {"type": "string", "minLength": 8, "description": "refused unless the service holds this version"}
    told.append(_choice("lang", "the language of labels: Welsh where there are any, else English", LANGUAGES))
    told.append(_choice("receipt", "1 for the receipt of the answer alone", ("0", "1")))
    return [*told, {"name": "version", "in": "query", "description": "the version of the graph", "schema": version}]


def _choice(name: str, text: str, choices: tuple[str, ...]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": {"type": "string", "enum": list(choices)}}
