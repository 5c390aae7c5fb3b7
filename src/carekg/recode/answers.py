"""The answer to a table of codes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.columnar import to_parquet
from carekg.questions.content import Table
from carekg.questions.declaration import Part, text
from carekg.questions.workbook import to_xlsx
from carekg.recode.loading import load
from carekg.recode.table import Recoded
from carekg.recode.table import recode as carry
from carekg.terms.dates import today


def recode(ask: Ask) -> Answer:
    """Carry a column of a table from one vintage of codes to another. Raises: BadParameter."""
    wanted = ask.values
    found = carry(
        load(ask.store),
        wanted["table"],
        wanted["column"],
        wanted["to"],
        since=wanted["from"],
        into=wanted["into"],
        values=wanted["value"] or (),
        today=today(),
    )
    answer = ask.answer(
        {"rows": _rows(found), "sums": _sums(found), "absent": [vars(each) for each in found.absent]},
        members=_members(found),
        notes=(str(found), *found.notes),
        as_of=found.to,
    )
    return replace(answer, files=_files(found, answer))


def _rows(found: Recoded) -> list[dict[str, Any]]:
    return [
        {
            "row": row.number,
            "code": row.code,
            "recoded": row.target.code or None,
            "share": None if row.target.share is None else round(float(row.target.share), 6),
            "basis": row.target.basis or None,
            "status": row.target.status,
            "note": row.target.note or None,
        }
        for row in found.rows
    ]


def _sums(found: Recoded) -> list[dict[str, Any]]:
    return [
        {
            "column": total.column,
            "before": total.before,
            "after": total.after,
            "carried": total.carried,
            "not_carried": total.left,
            "not_numbers": total.not_numbers,
        }
        for total in found.totals
    ]


def _members(found: Recoded) -> dict[str, Any]:
    return {
        "vintage": str(found.vintage),
        "to": found.to.isoformat(),
        "counts": found.counts,
        "missing": found.missing,
        "added": found.added,
        "notes": found.notes,
        "columns": found.columns,
        "rows": [dict(zip(_unique(found.columns), record, strict=True)) for record in found.records()],
    }


def _unique(columns: tuple[str, ...]) -> list[str]:
    """Give each column a name of its own, as rows by name need."""
    names: list[str] = []
    for place, column in enumerate(columns, 1):
        name = column or f"column_{place}"
        names.append(name if name not in names else f"{name}_{place}")
    return names


def _files(found: Recoded, answer: Answer) -> Mapping[str, Callable[[], Mapping[str, bytes]]]:
    """Give what writes the table whole, in the formats that hold one."""
    names = _unique(found.columns)

    def whole() -> Answer:
        part = Part(
            name="table", title="The table", columns=tuple(text(name, "a column of the table") for name in names)
        )
        rows = [dict(zip(names, record, strict=True)) for record in found.records()]
        return replace(answer, tables=(Table(part, rows), *answer.tables))

    return {
        "csv": lambda: {"recoded.csv": found.to_csv()},
        "xlsx": lambda: {"recoded.xlsx": to_xlsx(whole())},
        "parquet": lambda: {"recoded.parquet": to_parquet(whole(), "table")},
    }
