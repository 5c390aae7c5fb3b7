"""Reading scenarios: the schema of a scenario file, and what contradicts itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from carekg.terms.dates import read_date
from carekg.terms.errors import BadParameter, MalformedFile, MissingFile
from carekg.terms.yaml_text import read_yaml

Step = Mapping[str, Any]

FIELDS: Final[Mapping[str, Mapping[str, bool]]] = {  # of each step: its fields, and whether they are needed
    "abolish": {"successor": False},
    "merge": {"into": True},
    "split": {"into": True},
    "transfer": {"to": True, "functions": False},
    "membership": {"add": False, "remove": False},
    "repeal": {},
    "amend": {"replace": True, "by": True},
    "move": {"from": True, "to": True},
}
_KNOWN: Final = {"title", "description", "source", "date", "layer", "measures", "steps"}


@dataclass(frozen=True)
class Scenario:
    """What is to be tried: steps that all happen on one date, and the layer and measures to watch."""

    title: str
    on: date
    steps: tuple[Step, ...]
    layer: str = "partnership"
    measures: tuple[str, ...] = ("betweenness",)
    description: str = ""


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file, YAML or JSON, as docs/scenarios.md describes it.

    Raises: MissingFile; MalformedFile with line and column; BadParameter where it does not fit the schema.
    """
    if not path.is_file():
        raise MissingFile(path, "the command")
    return read_scenario(path.read_text(encoding="utf-8"), path)


def read_scenario(text: str, path: Path = Path("scenario")) -> Scenario:
    """Read a scenario from text, YAML or JSON, which is YAML too. Raises: as `load_scenario`."""
    try:
        found = read_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise MalformedFile(path, line, column, f"this is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise MalformedFile(path, 1, 1, f"this is not YAML: {error}".partition("\n")[0]) from error
    return make_scenario(found)


def make_scenario(found: object) -> Scenario:
    """Make a scenario of what its file holds.

    Raises: BadParameter where a field is missing, unknown or of the wrong kind, or steps contradict each other.
    """
    if not isinstance(found, dict):
        raise BadParameter("scenario", found, "write a mapping with title, date and steps")
    for field in ("title", "date", "steps"):
        if field not in found:
            raise BadParameter("scenario", ", ".join(map(str, found)), f"the field {field} is missing")
    _refuse_unknown("scenario", found, _KNOWN)
    steps = found["steps"]
    if not isinstance(steps, list) or not steps:
        raise BadParameter("steps", steps, "write a list with at least one step")
    for step in steps:
        _check_step(step)
    _refuse_contradictions(steps)
    chosen: dict[str, Any] = {name: _text(name, found[name]) for name in ("layer", "description") if name in found}
    if "measures" in found:
        chosen["measures"] = tuple(listed(found["measures"]))
    return Scenario(str(found["title"]), read_date(str(found["date"]), "date"), tuple(steps), **chosen)


def _check_step(step: object) -> None:
    kinds = [kind for kind in FIELDS if isinstance(step, dict) and kind in step]
    if not isinstance(step, dict) or len(kinds) != 1:
        raise BadParameter("step", step, f"write one of {', '.join(FIELDS)}, and what it is done to")
    (kind,) = kinds
    _refuse_unknown(kind, step, {kind, *FIELDS[kind]})
    for field, needed in FIELDS[kind].items():
        if needed and field not in step:
            raise BadParameter(kind, step[kind], f"the field {field} is missing")
    for field, value in step.items():
        _check_names(field, listed(value))
    if kind == "membership" and not {"add", "remove"} & set(step):
        raise BadParameter(kind, step[kind], "say whom to add or to remove")
    if kind == "merge" and len(listed(step[kind])) < 2:
        raise BadParameter(kind, step[kind], "a merger needs two bodies or more")
    if kind == "split" and len(listed(step["into"])) < 2:
        raise BadParameter(kind, step["into"], "a split needs two bodies or more to split into")


def _check_names(field: str, names: Sequence[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise BadParameter(field, name, "it is named twice")
        if name.strip() == "new:":
            raise BadParameter(field, name, "write a name after new:")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadParameter(name, value, "write text")
    return value


def _refuse_unknown(name: str, given: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(map(str, given)) - known)
    if unknown:
        raise BadParameter(name, ", ".join(unknown), f"the fields are {', '.join(sorted(known))}")


def _refuse_contradictions(steps: Sequence[Step]) -> None:
    """Refuse that a thing ends twice, or is given something after it has ended."""
    ended: set[str] = set()
    for step in steps:
        given = [name for field in ("to", "by", "successor", "into", "add") for name in listed(step.get(field))]
        ending = [name for kind in ("abolish", "merge", "split", "repeal") for name in listed(step.get(kind))]
        for name in given + ending:
            if name in ended:
                raise BadParameter("steps", name, "an earlier step ends it, so a later one cannot use or end it")
        if set(given) & set(ending):
            raise BadParameter("steps", sorted(set(given) & set(ending))[0], "one step both ends it and uses it")
        ended.update(ending)


def listed(value: object) -> list[str]:
    """Give the names in a field: none, one or several."""
    return [] if value is None else [str(each) for each in value] if isinstance(value, list) else [str(value)]
