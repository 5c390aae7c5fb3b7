"""YAML that somebody else wrote: plain data alone, and nothing that grows as it is read.

Source: YAML 1.2, section 7.1 (alias nodes).
"""

from typing import Any, Final

import yaml

_DEPTH: Final = 20
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where libyaml is there


def read_yaml(text: str) -> Any:
    """Read one document of YAML.

    Raises: yaml.YAMLError, with the place where there is one, for what is no YAML, repeats a part by an alias, from
    which a few lines could grow to gigabytes, or nests deeper than anything here does.

    >>> read_yaml("a: [1, two]")
    {'a': [1, 'two']}
    >>> read_yaml("a: &x [1]\\nb: *x")
    Traceback (most recent call last):
    yaml.error.MarkedYAMLError: write it out: parts that repeat by an alias are not read
      in "<unicode string>", line 2, column 4
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _at(event, "write it out: parts that repeat by an alias are not read")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            raise _at(event, f"it nests deeper than {_DEPTH}")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - it is the safe one


def _at(event: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
