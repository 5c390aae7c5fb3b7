"""Writes what is made from the registry: the typed methods of the library and of the client. `make faces`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import run
from typing import Final

import carekg
from carekg.knowledge_graph import REGISTRY
from carekg.questions.faces import ASYNC_CLIENT, CLIENT, write_methods, write_routes

_HOUSE: Final = Path(carekg.__file__).parent
BY_HAND: Final = ("brokers", "graph", "paths")  # methods that give what NetworkX users work with
MODULES: Final[Mapping[Path, Callable[[], str]]] = {
    _HOUSE / "questions/methods.py": lambda: write_methods(
        question for question in REGISTRY.values() if question.name not in BY_HAND
    ),
    _HOUSE / "client/methods.py": lambda: write_methods(REGISTRY.values(), CLIENT),
    _HOUSE / "client/async_methods.py": lambda: write_methods(REGISTRY.values(), ASYNC_CLIENT),
    _HOUSE / "client/routes.py": lambda: write_routes(REGISTRY.values()),
}


if __name__ == "__main__":
    for path, written in MODULES.items():
        path.write_text(written(), encoding="utf-8")
    run(["ruff", "format", "--quiet", *map(str, MODULES)], check=True)  # noqa: S603, S607 - of the environment that make uses
