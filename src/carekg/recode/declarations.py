"""What can be asked of a table of codes."""

from typing import Final

from carekg.questions.declaration import Column, Parameter, Question, choice, number, table, text, whole

EXAMPLE: Final = "CCG,beds\r\n03C,4\r\n"
KINDS: Final = ("ccg", "sub-icb", "stp", "icb", "district", "upper-tier")

QUESTIONS: Final = (
    Question(
        name="recode",
        title="A table from one vintage of codes to another",
        description=(
            "Carry a column of codes to another day: ODS and ONS codes of clinical commissioning groups, sub-ICB "
            "locations, partnerships (STPs) and boards, ONS codes of councils, mixed and of any vintage. Each row says "
            "whether it is exact (all of the old area is in the new one, and its boundary did not move), estimated "
            "(with its share, and what that counts), announced (a change is announced by then), ambiguous or missing. "
            "Columns that are named as value are divided by the shares, and their sums stay. As CSV, XLSX and Parquet "
            "the table comes back whole, the new columns after its own."
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
            Parameter(
                name="from",
                type="date",
                help="the day of those that there are: a code that was not in use then is missing; found unless given",
            ),
            choice("into", "the kind of codes that is wanted; that which follows unless given", KINDS),
            Parameter(
                name="value", type="text", several=True, help="a column of numbers to divide by the shares; several too"
            ),
        ),
        parts=(
            table(
                whole("row", "the row of the table, the first below the headings being 1"),
                Column(name="code", type="code", help="the code that there was"),
                Column(name="recoded", type="code", help="the code that it became"),
                number("share", "the part of it that did, from 0 to 1"),
                text("basis", "what the share counts: residents, registered patients or small areas, and of when"),
                text("status", "exact, estimated, announced, ambiguous or missing"),
                text("note", "why"),
                title="What each row became",
                ordered=True,
            ),
            table(
                text("column", "a column of numbers that was divided"),
                number("before", "its sum in the table as it was"),
                number("after", "its sum in the table as it is"),
                number("carried", "the part of that sum whose rows have a new code"),
                number("not_carried", "the part whose rows have none"),
                whole("not_numbers", "cells that are no numbers, and stand as they were"),
                name="sums",
                title="Sums before and after",
            ),
            table(
                Column(name="code", type="code", help="the code of an area of the vintage that has no row of its own"),
                text("name", "its name"),
                name="absent",
                title="Areas without a row of their own",
            ),
        ),
        example={"table": EXAMPLE, "column": "CCG", "to": "2022-07-01"},
        is_dated=False,
        tells_apart=True,
        typed_as="csv",
    ),
)
