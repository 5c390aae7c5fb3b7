"""Formats: an answer as bytes, the same from every face."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any, Final

import orjson

from carekg.questions.archive import pack
from carekg.questions.brief import compose
from carekg.questions.columnar import to_parquet
from carekg.questions.content import LICENCE, Content, Table
from carekg.questions.markdown import to_markdown
from carekg.terms.errors import BadParameter, NotAcceptable


@dataclass(frozen=True)
class Format:
    """A format: its media type, the ending of its files, and what writes an answer in it, or a part of one."""

    name: str
    media_type: str
    suffix: str
    write: Callable[[Content, str | None], bytes] | None = None


def to_json(answer: Content) -> bytes:
    """Write an answer as JSON: the whole of it, with labels and codes."""
    return orjson.dumps(envelope(answer), default=plain, option=orjson.OPT_APPEND_NEWLINE)


def envelope(answer: Content) -> dict[str, Any]:
    """Give an answer as JSON holds it. The columns and rows of its only or main part stand at
    the top; the members come last."""
    told: dict[str, Any] = {
        "question": answer.question,
        "title": answer.asked.title,
        "outcome": answer.outcome.as_dict(),
        "parameters": answer.parameters,
        "as_of": answer.as_of,
        "version": answer.version,
        "licence": LICENCE,
        "address": answer.address,
        "notes": answer.notes,
    }
    if answer.privacy:
        told["private"] = answer.privacy
    if len(answer.tables) > 1 or answer.asked.tells_apart:
        told["parts"] = {table.part.name: _told(table) for table in answer.tables}
    if not answer.asked.tells_apart and (len(answer.tables) == 1 or answer.asked.has_main_part):
        told |= _told(answer.table)
    return told | {"labels": answer.labels, "codes": answer.codes} | dict(answer.members)


def _told(table: Table) -> dict[str, Any]:
    return {"columns": table.part.names, "rows": table.rows, "more": table.more, "total": table.total}


def to_array(answer: Content, part: str | None) -> bytes:
    """Write the rows of a part as a JSON array of flat objects, with the columns that a table has."""
    return orjson.dumps(answer.records(part), default=plain, option=orjson.OPT_APPEND_NEWLINE)


def to_csv(answer: Content, part: str | None = None) -> bytes:
    """Write a part as CSV with a header. Source: RFC 4180."""
    table = answer.part(part)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([name for name, _ in table.part.written])
    for row in table.rows:
        writer.writerow(["" if cell is None else _word(cell) for cell in answer.cells(table, row)])
    return written.getvalue().encode()


def _word(cell: Any) -> Any:
    return ("true" if cell else "false") if isinstance(cell, bool) else cell


def to_jsonl(answer: Content, part: str | None = None) -> bytes:
    """Write a part as JSON lines, a row each."""
    return b"".join(
        orjson.dumps(record, default=plain, option=orjson.OPT_APPEND_NEWLINE) for record in answer.records(part)
    )


def to_text(answer: Content, _: str | None = None) -> bytes:
    """Write an answer as lines of plain text, where it can be told so."""
    return f"{answer.text.rstrip()}\n".encode()


def to_md(answer: Content, part: str | None = None) -> bytes:
    """Write an answer as a brief in Markdown, or one of its parts."""
    return to_markdown(compose(answer.only(part) if part else answer))


def to_xlsx(answer: Content, part: str | None = None) -> bytes:
    """Write an answer as a workbook, or one of its parts."""
    from carekg.questions import workbook  # other formats need not wait for it

    return workbook.to_xlsx(answer.only(part) if part else answer)


def to_docx(answer: Content, part: str | None = None) -> bytes:
    """Write an answer as a brief in Word's format, or one of its parts."""
    from carekg.questions import document  # it takes a tenth of a second, which other formats need not wait for

    return document.to_docx(compose(answer.only(part) if part else answer))


def to_html(answer: Content, most: int) -> str:
    """Write the first rows of each part as an HTML table, for a notebook."""
    tables = []
    for table in answer.tables:
        head = "".join(f"<th>{escape(name)}</th>" for name, _ in table.part.written)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(str(_shown(cell)))}</td>' for cell in answer.cells(table, row))}</tr>"
            for row in table.rows[:most]
        )
        note = f"{table.total} {escape(table.part.name)}; as of {answer.as_of}; {escape(answer.outcome.sentence)}"
        tables.append(f"<table><caption>{note}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    return "".join(tables)


def _shown(cell: Any) -> Any:
    return "" if cell is None else _word(cell)


def plain(value: object) -> object:
    """Give what JSON has for a value that it does not know."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (tuple, list)):
        return list(value)
    raise TypeError(f"JSON has nothing for {value!r}")


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("json", "application/json", "json", lambda answer, part: to_json(answer.only(part) if part else answer)),
        Format("csv", "text/csv", "csv", to_csv),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            to_xlsx,
        ),
        Format("parquet", "application/vnd.apache.parquet", "parquet", to_parquet),
        Format("jsonl", "application/jsonl", "jsonl", to_jsonl),
        Format("md", "text/markdown", "md", to_md),
        Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", to_docx),
        Format("text", "text/plain", "txt", to_text),
        Format("cytoscape", "application/json", "cyjs"),
        Format("graphml", "application/graphml+xml", "graphml"),
        Format("gexf", "application/gexf+xml", "gexf"),
        Format("cx2", "application/json", "cx2"),
        Format("dot", "text/vnd.graphviz", "gv"),
        Format("mermaid", "text/vnd.mermaid", "mmd"),
        Format("svg", "image/svg+xml", "svg"),
        Format("png", "image/png", "png"),
        Format("pdf", "application/pdf", "pdf"),
        Format("turtle", "text/turtle", "ttl"),
        Format("jsonld", "application/ld+json", "jsonld"),
        Format("html", "text/html", "html"),
        Format("csl", "application/vnd.citationstyles.csl+json", "json"),
        Format("bibtex", "application/x-bibtex", "bib"),
        Format("ics", "text/calendar", "ics"),
        Format("ris", "application/x-research-info-systems", "ris"),
    )
}


def write(answer: Content, form: str, part: str | None = None) -> bytes:
    """Write an answer in a format that its question offers.

    Raises: NotAcceptable naming those that it does; BadParameter where a part must be named, or there is none such.
    """
    offered = answer.asked.formats
    if form not in offered:
        raise NotAcceptable(form, offered)
    writer = FORMATS[form].write
    if form in answer.files and part is None:
        return _one_file(answer.files[form]())
    if writer is None:
        assert part is not None, f"{answer.question} offers {form} and does not write it"
        raise BadParameter("part", part, f"{form} holds the answer whole: leave it out")
    return writer(answer, part)


def _one_file(files: Mapping[str, bytes]) -> bytes:
    if len(files) == 1:
        return next(iter(files.values()))
    return pack(files)
