"""The command that finds what the names in a table are of."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Annotated

import typer

from carekg.cli.questions import STORE, OverlayOption, StoreOption, read_document
from carekg.terms.errors import BadParameter

_File = Annotated[str, typer.Argument(help="A CSV file with headings; - is the standard input.")]
_Column = Annotated[str, typer.Option(help="The column that holds the names.")]
_Kind = Annotated[list[str] | None, typer.Option(help="What they are of, such as council or ICB; several too.")]
_AsOf = Annotated[str | None, typer.Option(help="The day of the names, or a month, a year, or 2022/23; else today.")]
_Dates = Annotated[str | None, typer.Option(help="The column that holds the day of each, or a month, a year, 2022/23.")]
_Codes = Annotated[str | None, typer.Option(help="A column of codes: ODS, GSS, SNAC, or the register's of councils.")]
_Within = Annotated[str | None, typer.Option(help="A column of what each belongs to, such as its region.")]
_Areas = Annotated[str | None, typer.Option(help="A column of the areas that they govern.")]
_Output = Annotated[Path | None, typer.Option("--output", "-o", help="The CSV file to write, unless to the output.")]


def reconcile(
    file: _File,
    column: _Column,
    kind: _Kind = None,
    as_of: _AsOf = None,
    date_column: _Dates = None,
    code_column: _Codes = None,
    within_column: _Within = None,
    area_column: _Areas = None,
    output: _Output = None,
    store: StoreOption = STORE,
    overlay: OverlayOption = None,
) -> None:
    """Find what the names in a column of a table are of: each row is certain, has candidates, or nothing.

    The table comes back whole, the new columns after its own. Certain is a name, code or citation as it is held, or as
    a stated rule makes it, of one thing that was there at the time; all else is for you to look at.

    Try: carekg reconcile spending.csv --column council --kind council --date-column year -o matched.csv
    """
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.names.reconciliation import Reconciler
    from carekg.names.rows import ADDED, Matcher
    from carekg.recode.given import free_names, read_table

    if as_of and date_column:
        raise BadParameter("date_column", date_column, "write --as-of or --date-column, and not both")
    if output and output.exists() and Path(file).exists() and output.samefile(file):
        raise BadParameter("output", output, "write another file than the one that is read")
    table = read_table(read_document(file), column)
    columns = {"date": date_column, "code": code_column, "within": within_column, "area": area_column}
    places = {name: table.place(each, f"{name}_column") for name, each in columns.items() if each}
    graph, names = KnowledgeGraph.open(store, overlay), free_names(table.columns, ADDED)
    matcher = Matcher(Reconciler(graph.store, graph.names.index), kind or (), table.place(column), places, as_of)
    with output.open("wb") if output else nullcontext(sys.stdout.buffer) as out:
        out.write(_line([*table.columns, *names.values()]))
        counts = _write(out, table.rows, matcher.find(table.rows))
    _tell(names, counts, table.above)


def _write(out: IO[bytes], rows: Iterable[Sequence[str]], found: Iterable[Sequence[str]]) -> Counter[str]:
    """Write each row as soon as it is found, with what was. Returns: how many there are of each status."""
    counts: Counter[str] = Counter()
    for own, added in zip(rows, found, strict=True):
        out.write(_line([*own, *added]))
        counts[added[0]] += 1
    out.flush()
    return counts


def _line(cells: Sequence[str]) -> bytes:
    """Write a line of CSV. Source: RFC 4180."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


def _tell(names: Mapping[str, str], counts: Counter[str], above: int) -> None:
    """Tell, beside the table, how much was found, and what is not as it was."""
    from carekg.cli.render import ERR
    from carekg.names.rows import STATUSES

    notes = [f"Of {counts.total()} rows: {', '.join(f'{counts[each]} {each}' for each in STATUSES)}."]
    notes += [
        f"The table has a column {name} of its own: the new one is {new}." for name, new in names.items() if name != new
    ]
    notes += [f"{above} lines above the headings were left out."] if above else []
    for note in notes:
        ERR.print(note, markup=False, highlight=False, soft_wrap=True)
