"""Showing things on a terminal, and writing them for programs."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pyoxigraph import QueryBoolean, QueryTriples
from rich.console import Console
from rich.table import Column, Table

from carekg.questions.content import to_python
from carekg.store.results import MEDIA_TYPES, QueryResult, serialise
from carekg.terms.errors import NotAcceptable
from carekg.terms.prefixes import compress

_PIPED_WIDTH: Final = 400  # columns: a file or a pipe takes whole lines
OUT: Final = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH, emoji=False)  # what is held may have colons
ERR: Final = Console(stderr=True, emoji=False)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows progress as a bar, where the error stream is a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=ERR,
        transient=True,
        disable=not ERR.is_terminal,
    ) as bar:
        task = bar.add_task("start", total=None)

        def show(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        yield show


def show_result(result: QueryResult, form: str) -> None:
    """Show what a query gave, as a table or in one of MEDIA_TYPES."""
    if form != "table":
        if form not in MEDIA_TYPES:
            raise NotAcceptable(form, ["table", *MEDIA_TYPES])
        write_bytes(serialise(result, MEDIA_TYPES[form]))
    elif isinstance(result, QueryBoolean):
        OUT.print("true" if result else "false")
    elif isinstance(result, QueryTriples):
        write_bytes(serialise(result, MEDIA_TYPES["turtle"]))
    else:
        names = [variable.value for variable in result.variables]
        show_table(names, ([shorten(to_python(row[name])) for name in names] for row in result))


def show_table(names: list[str], rows: Iterable[list[str]]) -> None:
    """Show rows as a table, as wide as the terminal, or whole where the output is a file or a pipe.

    What does not fit is folded, never cut, so that every identifier can be copied.
    """
    table = Table(*(Column(name, overflow="fold") for name in names), show_lines=False)
    for row in rows:
        table.add_row(*row)
    OUT.print(table, markup=False)


def shorten(value: object) -> str:
    """Give a value as text, an IRI as a CURIE."""
    return "" if value is None else compress(str(value))


def write_bytes(content: bytes) -> None:
    """Write bytes to the standard output."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def write_files(files: Mapping[str, bytes], output: Path | None) -> list[Path]:
    """Write files by name: one to `output` or the standard output, several into the folder `output`."""
    if len(files) == 1:
        (content,) = files.values()
        if output is None:
            write_bytes(content)
            return []
        output.write_bytes(content)
        return [output]
    folder = output or Path()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
