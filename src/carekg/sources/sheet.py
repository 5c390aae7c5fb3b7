"""A contributed sheet of evidence: one finding a row, checked whole, then written as Turtle with its provenance."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import yaml

from carekg.sources.decoding import decode
from carekg.sources.sheet_cells import (
    KINDS,
    Bad,
    Known,
    Read,
    Value,
    key,
    read_address,
    read_concepts,
    read_day,
    read_doi,
    read_number,
    read_text,
    read_year,
)
from carekg.sources.sheet_turtle import write_turtle
from carekg.store.embedded import Embedded
from carekg.terms.errors import InvalidSheet, MalformedFile
from carekg.terms.yaml_text import read_yaml

Cells = Mapping[str, str]

# The columns that describe a publication; a row that names one we hold leaves them empty.
BIBLIOGRAPHIC: Final = ("title", "authors", "year", "kind", "venue", "locator", "doi", "design", "area", "sample")
COLUMNS: Final = (
    "publication",
    *BIBLIOGRAPHIC,
    *("finding", "about", "direction", "setting", "population", "supports", "disputes", "qualifies"),
    *("effect", "unit", "comparator", "uncertainty", "read_at", "read_on"),
)
_NEEDED: Final = ("finding", "about", "direction")
_NEEDED_OF_NEW: Final = ("title", "authors", "year", "kind", "design")


def convert(store: Embedded, path: Path, contributor: str) -> bytes:
    """Turn a sheet into Turtle.

    Parameters: store, for the concepts, claims and publications that are held; path of a CSV or YAML sheet, in the form
    of docs/contributing-evidence.md; contributor, who is to be recorded.
    Raises: MissingFile; MalformedFile; InvalidSheet with a sentence for each problem. Nothing is given unless all pass.
    """
    known = Known(store)
    rows = list(read_rows(path))
    problems: list[str] = []
    read = [(number, _read(cells, known, partial(_note, problems, number))) for number, cells in rows]
    _check_publications(read, known, problems)
    if not rows:
        problems.append(f"The sheet has no rows. The columns are {', '.join(COLUMNS)}.")
    if problems:
        raise InvalidSheet(path, sorted(problems, key=lambda line: int((re.findall(r"\d+", line) or ["0"])[0])))
    return write_turtle([row for _, row in read], path.name, contributor)


def read_rows(path: Path) -> Iterator[tuple[int, Cells]]:
    """Read the rows of a sheet with their numbers, as a spreadsheet shows them: the heading is row 1.

    Parameters: path of a .csv file with a heading, or of a .yaml file that is a list of mappings.
    Raises: MissingFile; MalformedFile where it is neither, or has a column that is not known.
    """
    content = decode(path)
    records = _yaml(path, content) if path.suffix in (".yaml", ".yml") else csv.DictReader(io.StringIO(content))
    for number, record in enumerate(records, 2):
        unknown = [str(name) for name in record if name not in COLUMNS]
        if unknown:
            raise MalformedFile(path, number, 1, f"there is no column {unknown[0]!r}; there are {', '.join(COLUMNS)}")
        yield number, {name: str(value or "").strip() for name, value in record.items()}


def _yaml(path: Path, content: str) -> list[dict[str, object]]:
    try:
        loaded = read_yaml(content)
    except yaml.YAMLError as error:
        raise MalformedFile(path, 1, 1, f"it is not YAML: {error}".replace("\n", " ")) from error
    if not isinstance(loaded, list) or not all(isinstance(each, dict) for each in loaded):
        raise MalformedFile(path, 1, 1, "write a list of findings, each a mapping of columns to values")
    return [
        {name: "; ".join(map(str, value)) if isinstance(value, list) else value for name, value in each.items()}
        for each in loaded
    ]


def _note(problems: list[str], number: int, column: str, wrong: str, right: str) -> None:
    problems.append(f"row {number}, column {column}: {wrong}: {right}.")


def _read(cells: Cells, known: Known, note: Callable[[str, str, str], None]) -> Read:
    """Read the cells of a row; a cell that cannot be used is noted and left out."""
    read: Read = {}
    readers: dict[str, Callable[[str], Value]] = {
        "year": read_year,
        "doi": read_doi,
        "effect": read_number,
        "read_at": read_address,
        "read_on": read_day,
        "kind": partial(read_text, one_of=tuple(KINDS)),
        **{
            name: partial(read_concepts, known, name) for name in ("about", "direction", "design", "population", "area")
        },
        **{name: partial(read_concepts, known, "claim") for name in ("supports", "disputes", "qualifies")},
        "publication": partial(read_concepts, known, "publication"),
    }
    for column in COLUMNS:
        try:
            written = cells.get(column, "")
            read[column] = readers.get(column, read_text)(written) if written else None
        except Bad as error:
            read[column] = None
            note(column, error.wrong, error.right)
    needed = [*_NEEDED, *([] if cells.get("publication") else _NEEDED_OF_NEW)]
    for column in needed:
        if not cells.get(column):
            note(column, "it is empty", "every finding needs it; a publication that is held is named by publication")
    _check_pairs(cells, note)
    return read


def _check_pairs(cells: Cells, note: Callable[[str, str, str], None]) -> None:
    if cells.get("effect") and not cells.get("unit"):
        note("unit", f"the effect {cells['effect']!r} has no unit", "write one, such as per cent or bed days")
    if cells.get("unit") and not cells.get("effect"):
        note("effect", f"the unit {cells['unit']!r} has no effect", "write a number, or leave the unit empty")
    if bool(cells.get("read_at")) != bool(cells.get("read_on")):
        note("read_on", "where it was read and when belong together", "fill in read_at and read_on, or neither")


def _check_publications(read: list[tuple[int, Read]], known: Known, problems: list[str]) -> None:
    """Note new publications that are held already, and rows of one publication that describe it differently."""
    first: dict[str, Read] = {}
    for number, row in read:
        note = partial(_note, problems, number)
        if row["publication"]:
            for column in BIBLIOGRAPHIC:
                if row[column]:
                    note(column, "the publication is held already", "leave it empty where publication is filled in")
            continue
        held = known.publication(str(row["doi"] or ""), str(row["title"] or ""))
        if held:
            right = f"write {held} into the column publication and leave the columns that describe it empty"
            note("doi" if row["doi"] else "title", f"this publication is held as {held}", right)
        same = first.setdefault(key(row), row)
        for column in BIBLIOGRAPHIC:
            if row[column] != same[column]:
                note(column, "another row describes this publication otherwise", "write the same in both")
