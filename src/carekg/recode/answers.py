"""The answer to a table of codes."""

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.recode.codes import Codes
from carekg.recode.table import recode as carry


def recode(ask: Ask) -> Answer:
    """Carry a column of a table from one vintage of codes to another. Raises: BadParameter."""
    wanted = ask.values
    since = wanted["from"].isoformat() if wanted["from"] else None
    found = carry(
        Codes.read(ask.store), wanted["table"], wanted["column"], wanted["to"].isoformat(), since, wanted["into"]
    )
    rows = [
        {
            "row": number,
            "code": row[wanted["column"]],
            "recoded": row["recoded"] or None,
            "share": float(row["share"]) if row["share"] else None,
            "status": row["status"],
            "note": row["note"] or None,
        }
        for number, row in enumerate(found.rows, 1)
    ]
    members = {
        "vintage": str(found.vintage),
        "to": found.to.isoformat(),
        "counts": found.counts,
        "missing": found.missing,
        "columns": found.columns,
        "rows": found.rows,
    }
    return ask.answer(
        rows,
        members=members,
        notes=(str(found),),
        files={"csv": lambda: {"recoded.csv": found.to_csv()}},
        as_of=found.to,
    )
