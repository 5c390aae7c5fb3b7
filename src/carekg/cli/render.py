"""Showing things on a terminal, and writing them for programs."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
from pyoxigraph import QueryBoolean, QueryTriples
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from carekg.questions.answer import Answer, to_python
from carekg.questions.tabular import to_csv, to_json
from carekg.store.results import MEDIA_TYPES, QueryResult, serialise
from carekg.terms.errors import NotAcceptable
from carekg.terms.prefixes import compress

if TYPE_CHECKING:
    from carekg.analytics.paths import Path as Explanation
    from carekg.analytics.tables import Measured

OUT: Final = Console()
ERR: Final = Console(stderr=True)

_PIPED_WIDTH: Final = 400
_MOST_COLUMNS: Final = 6
_PRETTY: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows progress as a bar, where the error stream is a terminal."""
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


def show_answer(answer: Answer, form: str) -> None:
    """Show what a question gave: as a table, as JSON, CSV or Parquet."""
    writers = {"json": answer.to_json, "csv": answer.to_csv, "parquet": answer.to_parquet}
    if form in writers:
        write_bytes(writers[form]())
    elif form == "table":
        rows = (
            [answer.labels.get(str(row[name])) or shorten(row[name]) for name in answer.columns] for row in answer.rows
        )
        show_table(list(answer.columns), rows)
        more = "; there are more: ask with offset" if answer.more else ""
        ERR.print(f"{len(answer.rows)} rows, as of {answer.as_of}, version {answer.version[:16]}{more}")
    else:
        raise NotAcceptable(form, ["table", *writers])


def show_table(names: list[str], rows: Iterable[list[str]]) -> None:
    """Show rows as a table, as wide as the terminal, or whole where the output is a file or a pipe.

    Rows of many columns are shown one below the other, a line each column.
    """
    if len(names) > _MOST_COLUMNS:
        names, rows = ["", ""], [pair for row in rows for pair in _record(names, row)]
    table = Table(*names, show_lines=False)
    for row in rows:
        table.add_row(*row)
    OUT.print(table, width=None if OUT.is_terminal else _PIPED_WIDTH, markup=False)


def _record(names: list[str], row: list[str]) -> list[list[str]]:
    return [*([name, value] for name, value in zip(names, row, strict=True) if value), ["", ""]]


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


def show_paths(found: "list[Explanation]", searched: str, form: str) -> None:
    """Show explanations, one numbered line each with its sources below, or as JSON, and what was searched."""
    if form == "json":
        paths = [asdict(path) | {"words": str(path)} for path in found]
        write_bytes(orjson.dumps({"paths": paths, "searched": searched}, option=_PRETTY))
        return
    if form != "text":
        raise NotAcceptable(form, ["text", "json"])
    if not found:
        OUT.print(f"No path was found: {searched}.", markup=False, highlight=False, soft_wrap=True)
    for number, path in enumerate(found, 1):
        OUT.print(f"{number}. (cost {path.cost})", markup=False, highlight=False)
        for step in path.steps:
            source = step.authority or step.statement
            OUT.print(
                f"   {step}{f'  [{compress(source)}]' if source else ''}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )


def show_measure(table: "Measured", form: str) -> None:
    """Show a measure's table with its method, or as JSON or CSV."""
    if form == "json":
        write_bytes(to_json(table, pretty=True))
    elif form == "csv":
        write_bytes(to_csv(table))
    elif form == "table":
        show_table(list(table.columns), ([_cell(row[name]) for name in table.columns] for row in table.rows))
        for line in (f"{table.measure}: {table.method}", f"Layer {table.layer}: {table.meaning}"):
            ERR.print(line, markup=False, highlight=False)
        size = f"{table.nodes} nodes and {table.edges} edges"
        ERR.print(f"{table.precision}; {size}, as of {table.as_of}, version {table.version[:16]}")
    else:
        raise NotAcceptable(form, ["table", "json", "csv"])


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else shorten(value)
