"""JSON Schema of parameters, from their declarations: the same in OpenAPI and for assistants.

Source: JSON Schema, draft 2020-12.
"""

from typing import Any, Final

from carekg.questions.declaration import Parameter, Question

_TYPES: Final[dict[str, dict[str, Any]]] = {
    "entity": {"type": "string", "minLength": 1, "maxLength": 500},
    "text": {"type": "string", "maxLength": 2000},
    "document": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
}


def parameter_schema(parameter: Parameter) -> dict[str, Any]:
    """Give the schema of a parameter's value.

    >>> parameter_schema(Parameter(name="k", type="integer", help="how many", default=3, least=1, most=20))
    {'type': 'integer', 'minimum': 1, 'maximum': 20, 'default': 3}
    """
    if parameter.choices:
        schema: dict[str, Any] = {"type": "string", "enum": list(parameter.choices)}
    elif parameter.several:
        schema = {"type": "string", "description": "several with semicolons between; or repeat it"}
    else:
        schema = dict(_TYPES[parameter.type])
    bounds = {"minimum": parameter.least, "maximum": parameter.most, "default": parameter.default}
    return schema | {name: value for name, value in bounds.items() if value is not None}


def object_schema(question: Question) -> dict[str, Any]:
    """Give the schema of all that a question takes, as one object; nothing else may be in it."""
    properties = {each.name: {**parameter_schema(each), "description": each.help} for each in question.by_name.values()}
    return {
        "type": "object",
        "properties": properties,
        "required": [each.name for each in question.by_name.values() if each.required],
        "additionalProperties": question.takes_more,
    }
