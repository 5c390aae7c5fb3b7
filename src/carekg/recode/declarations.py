"""What can be asked of a table of codes."""

from typing import Final

from carekg.questions.declaration import Column, Parameter, Question, number, table, text, whole

EXAMPLE: Final = "CCG,beds\r\n03C,4\r\n"

QUESTIONS: Final = (
    Question(
        name="recode",
        title="A table from one vintage of codes to another",
        description=(
            "Carry a CSV table over. Each row says whether it is exact, estimated (with a share), "
            "ambiguous or missing. As CSV, the table comes back whole with the new columns; the other "
            "formats have the new columns and the number of the row of the table."
        ),
        topic="places",
        answered_by="carekg.recode.answers:recode",
        method="POST",
        parameters=(
            Parameter(name="table", type="document", required=True, help="a CSV table with a header"),
            Parameter(
                name="column",
                type="text",
                required=True,
                placed=False,
                help="the column that holds the codes, such as CCG",
            ),
            Parameter(name="to", type="date", required=True, placed=False, help="the day of the codes that are wanted"),
            Parameter(name="from", type="date", help="the day of those that there are; found unless given"),
            Parameter(name="into", type="text", help="icb, for groups and sub-ICB locations"),
        ),
        parts=(
            table(
                whole("row", "the row of the table, the first being 1"),
                Column(name="code", type="code", help="the code that there was"),
                Column(name="recoded", type="code", help="the code that it became"),
                number("share", "the part of it that did, from 0 to 1"),
                text("status", "exact, estimated, ambiguous or missing"),
                text("note", "why"),
            ),
        ),
        formats=("json", "csv", "xlsx", "parquet", "jsonl"),
        example={"table": EXAMPLE, "column": "CCG", "to": "2022-07-01"},
        is_dated=False,
        tells_apart=True,
        typed_as="csv",
    ),
)
