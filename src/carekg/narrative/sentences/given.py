"""What is given: plain text, or a sheet with a column of sentences, as sentences that are counted.

Source of the rules by which text is split: sentencex (Wikimedia Foundation).
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import sentencex
from python_calamine import CalamineError, CalamineWorkbook

from carekg.recode.given import read_table
from carekg.terms.errors import BadParameter

MOST: Final = 1_000  # sentences at once
LONGEST: Final = 2_000  # characters of one
HEADINGS: Final = ("sentence", "sentences", "statement", "claim", "text")
_WORKBOOK: Final = "PK\x03\x04"  # how a workbook begins, given byte for character
_MOST_CELLS: Final = 1_000_000
_LEAST_LETTERS: Final = 2
_BULLETS: Final = "*-\N{BULLET}"


class Given(NamedTuple):
    """One sentence, and the row of the sheet or the line of the text that it is from, counted from 1."""

    text: str
    place: int


def read_sentences(document: str, column: str | None = None) -> list[Given]:
    """Read a document as sentences.

    Parameters: document, plain text, CSV, or a workbook given byte for character (ISO 8859-1), of which the first
    sheet is read; column with the sentences, else one of `HEADINGS`, where it is a sheet.
    Returns: the sentences, in order. Raises: BadParameter where there are none, too many, or one is too long.
    """
    rows = _sheet(document, column)
    found = list(_of_text(document) if rows is None else _of_rows(rows))
    if not found:
        raise BadParameter("text", document[:80], "it has no sentences: write text, or a sheet with one to a row")
    if len(found) > MOST:
        raise BadParameter("text", f"{len(found):,} sentences", f"send at most {MOST:,} sentences at once")
    for each in found:
        if len(each.text) > LONGEST:
            wanted = f"a sentence has at most {LONGEST:,} characters; the one at {each.place} has {len(each.text):,}"
            raise BadParameter("text", each.text[:80], wanted)
    return found


def _sheet(document: str, column: str | None) -> list[tuple[int, str]] | None:
    """Give the cells of the column with their rows; None where the document is plain text."""
    text = _to_csv(document) if document.startswith(_WORKBOOK) else document.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    cells = [cell.strip(' "\r') for mark in ",;\t" for cell in first.split(mark)]
    heading = column or next((cell for cell in cells if cell.casefold() in HEADINGS), None)
    if heading is None and document.startswith(_WORKBOOK):
        wanted = f"name the column with the sentences, or call it {HEADINGS[0]}; the columns are {first.strip()[:200]}"
        raise BadParameter("column", "", wanted)
    if heading is None:
        return None
    table = read_table(text, heading)
    place = table.place(heading)
    return [(number, row[place]) for number, row in enumerate(table.rows, 1)]


def _to_csv(document: str) -> str:
    """Give the first sheet of a workbook as CSV. Raises: BadParameter."""

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(document.encode("latin-1")))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, UnicodeEncodeError, IndexError) as error:
        raise BadParameter("text", "the workbook", f"it cannot be read: {error}") from error
    if sum(map(len, rows)) > _MOST_CELLS:
        raise BadParameter("text", "the workbook", f"its first sheet may have at most {_MOST_CELLS:,} cells")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _of_rows(rows: Sequence[tuple[int, str]]) -> Iterator[Given]:
    for number, cell in rows:
        if " ".join(cell.split()):
            yield Given(" ".join(cell.split()), number)


def _of_text(document: str) -> Iterator[Given]:
    """Split text: a line that is empty ends a sentence, and so does the beginning of another item of a list."""
    for line, block in _blocks(document.splitlines()):
        place = line
        for part in sentencex.segment("en", block):
            text = " ".join(part.split()).lstrip(f"{_BULLETS} ")
            if sum(map(str.isalpha, text)) >= _LEAST_LETTERS:
                yield Given(text, place)
            place += part.count("\n")


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the paragraphs and items of lists, each with the number of its first line."""
    start, held = 1, list[str]()
    for number, line in enumerate([*lines, ""], 1):
        if held and (not line.strip() or line.lstrip()[:1] in _BULLETS):
            yield start, "\n".join(held)
            held = []
        if line.strip():
            start = start if held else number
            held.append(line)
