"""Writes the module of typed methods from the registry: `make faces`."""

from pathlib import Path
from subprocess import run
from typing import Final

from carekg.knowledge_graph import REGISTRY
from carekg.questions import faces

MODULE: Final = Path(faces.__file__).with_name("methods.py")
BY_HAND: Final = ("brokers", "graph", "paths")  # methods that give what NetworkX users work with


def methods() -> str:
    """Give the text of the module, before it is put into its standard form."""
    return faces.write_methods(question for question in REGISTRY.values() if question.name not in BY_HAND)


if __name__ == "__main__":
    MODULE.write_text(methods(), encoding="utf-8")
    run(["ruff", "format", "--quiet", str(MODULE)], check=True)  # noqa: S603, S607 - of the environment that make uses
