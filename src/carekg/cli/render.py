"""Showing things on a terminal, and writing them for programs."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import orjson
from pyoxigraph import QueryBoolean, QueryTriples
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column
from rich.table import Table as Table_

from carekg.questions.about import about
from carekg.questions.answer import Answer
from carekg.questions.content import Row, Table, to_python
from carekg.questions.declaration import Question
from carekg.questions.formats import envelope, plain, write
from carekg.questions.outcome import EXIT_CODES
from carekg.store.results import MEDIA_TYPES, QueryResult, serialise
from carekg.terms.errors import BadParameter, NotAcceptable
from carekg.terms.prefixes import compress

_PIPED_WIDTH: Final = 400  # columns: a file or a pipe takes whole lines
OUT: Final = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH)
ERR: Final = Console(stderr=True)

_MOST_COLUMNS: Final = 8
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


@contextmanager
def told_progress(question: Question) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows progress, where a question takes long enough to tell."""
    if not question.is_heavy:
        yield lambda *_: None
        return
    with progress_bar() as show:
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


def show_answer(
    answer: Answer, form: str, part: str | None = None, output: Path | None = None, columns: str | None = None
) -> None:
    """Show what a question gave, or write it, and end with the exit code of its outcome.

    Parameters: answer; form, one that its question offers, or table; part, where it has several; output, the file;
    columns of the table to show, with commas between.
    Raises: NotAcceptable; BadParameter.
    """
    if form == "table":
        show_tables(answer, part, columns)
    elif form not in answer.asked.formats:
        raise NotAcceptable(form, ["table", *answer.asked.formats])
    elif form == "text" and output is None:
        OUT.print(answer.text, markup=False, highlight=False, soft_wrap=True)
        _tell_about(answer, OUT)
    else:
        _write_answer(answer, form, part, output)
    code = EXIT_CODES[answer.outcome.kind]
    if code:
        sys.exit(code)


def _write_answer(answer: Answer, form: str, part: str | None, output: Path | None) -> None:
    files = answer.files[form]() if form in answer.files and part is None else {"": write(answer, form, part)}
    if output is not None:
        for path in write_files(files, output):
            ERR.print(f"wrote {path}", highlight=False)
        write_about(answer, output)
    else:
        write_bytes(
            orjson.dumps(envelope(answer), default=plain, option=_PRETTY)
            if form == "json"
            else write(answer, form, part)
        )
    if answer.outcome.kind != "rows" or answer.notes:
        _tell_about(answer, ERR)


def write_about(answer: Answer, output: Path) -> None:
    """Write what an answer is about beside its file."""
    beside = output.with_name(f"{output.stem}.about.json")
    beside.write_bytes(orjson.dumps(about(answer), option=_PRETTY))


def _tell_about(answer: Answer, console: Console) -> None:
    """Tell what an answer comes to and what it is of, below it."""
    for note in (*answer.notes, *([answer.privacy] if answer.privacy else [])):
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    sizes = ", ".join(f"{len(each.rows)} of {each.total} {each.part.name}" for each in answer.tables)
    more = "; there are more: ask with --offset" if answer.more else ""
    told = f"{sizes}{more}; as of {answer.as_of}, version {answer.pinned}"
    console.print(told, markup=False, highlight=False, soft_wrap=True)
    if answer.outcome.kind != "rows":
        console.print(answer.outcome.sentence, markup=False, highlight=False, soft_wrap=True)


def show_tables(answer: Answer, part: str | None, columns: str | None) -> None:
    """Show the parts of an answer as tables, and what they are of."""
    for table in [answer.part(part)] if part else answer.tables:
        if len(answer.tables) > 1:
            OUT.print(table.part.title, style="bold", highlight=False)
        shown, left = _choose(table, columns)
        show_table(shown, ([_shown(answer, table, row, name) for name in shown] for row in table.rows))
        if left:
            OUT.print(f"Not shown: {', '.join(left)} (--show, or -f csv).", markup=False, highlight=False)
    _tell_about(answer, OUT)


def _choose(table: Table, columns: str | None) -> tuple[list[str], list[str]]:
    """Choose the columns to show: those that are wanted, else the first of those that hold anything."""
    names = table.part.names
    if columns:
        wanted = [name.strip() for name in columns.split(",")]
        for name in wanted:
            if name not in names:
                raise BadParameter("show", name, f"the columns are {', '.join(names)}")
        return wanted, []
    held = [name for name in names if any(row.get(name) is not None for row in table.rows)] or list(names)
    return held[:_MOST_COLUMNS], held[_MOST_COLUMNS:]


def _shown(answer: Answer, table: Table, row: Row, name: str) -> str:
    value = row.get(name)
    column = next(each for each in table.part.all_columns if each.name == name)
    label = answer.labels.get(str(value)) if column.type == "thing" and column.labelled else None
    return label or _cell(value)


def show_table(names: list[str], rows: Iterable[list[str]]) -> None:
    """Show rows as a table, as wide as the terminal, or whole where the output is a file or a pipe.

    What does not fit is folded, never cut, so that every identifier can be copied.
    """
    table = Table_(*(Column(name, overflow="fold") for name in names), show_lines=False)
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


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else shorten(value)
