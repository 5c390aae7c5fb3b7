"""Showing answers on a terminal, and writing them as files."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import orjson
from rich.console import Console

from carekg.cli.render import ERR, OUT, progress_bar, shorten, show_table, write_bytes, write_files
from carekg.questions.about import about
from carekg.questions.answer import Answer
from carekg.questions.content import Row, Table
from carekg.questions.declaration import Question
from carekg.questions.formats import envelope, plain, write
from carekg.questions.outcome import EXIT_CODES
from carekg.terms.errors import BadParameter, NotAcceptable

_MOST_COLUMNS: Final = 8
_PRETTY: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@contextmanager
def told_progress(question: Question) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows progress, where a question takes long enough to tell."""
    if not question.is_heavy:
        yield lambda *_: None
        return
    with progress_bar() as show:
        yield show


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


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else shorten(value)
