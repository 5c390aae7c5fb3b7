"""The sheets of the workbook of an overlay: which columns each has, what they hold, and an example."""

from typing import Final, Literal, NamedTuple

Kind = Literal["name", "agreement", "body", "bodies", "kind", "law", "post", "amount", "year", "day", "text"]


class Column(NamedTuple):
    """A column: its heading, what sort of cell it holds, what to write, an example, and whether it must be filled."""

    heading: str
    kind: Kind
    help: str
    example: str
    needed: bool = False


class Sheet(NamedTuple):
    """A sheet: its name, what a row of it says, and its columns."""

    name: str
    says: str
    columns: tuple[Column, ...]


_AGREEMENT: Final = Column("agreement", "agreement", "its name, as on the sheet agreements", "Equipment pool", True)
_FROM: Final = Column("first day", "day", "the first day, as 2026-04-01; empty where it is not known", "2026-04-01")
_UNTIL: Final = Column("last day", "day", "the last day, as 2029-03-31; empty where none is set", "2029-03-31")
_BODY: Final = "a council, board, trust or other body, by its name or code"

SHEETS: Final = (
    Sheet(
        "agreements",
        "An agreement between bodies",
        (
            Column("agreement", "name", "what you call it; each name once", "Equipment pool", True),
            Column("kind", "kind", "what it is; section 75 agreement unless given", "section 75 agreement"),
            Column("partners", "bodies", f"who made it, with ; between: each {_BODY}", "Leeds City Council; QWO", True),
            Column("under", "law", "the provision that it is made under", "section 75 of the NHS Act 2006"),
            _FROM,
            Column("reference", "text", "your own number of it", "S75/014"),
        ),
    ),
    Sheet(
        "hosts",
        "Which partner hosts an agreement",
        (_AGREEMENT, Column("host", "body", _BODY, "Leeds City Council", True), _FROM, _UNTIL),
    ),
    Sheet(
        "pooled amounts",
        "What a partner puts into an agreement in a year",
        (
            _AGREEMENT,
            Column("paid by", "body", _BODY, "QWO", True),
            Column("amount", "amount", "pounds in the year", "1250000", True),
            Column("year", "year", "the financial year, from April to March, as 2026/27", "2026/27", True),
        ),
    ),
    Sheet(
        "end dates",
        "When an agreement ends",
        (
            _AGREEMENT,
            Column("last day", "day", "the last day, as 2029-03-31", "2029-03-31", True),
            Column("why", "text", "what ends it", "The term is over"),
        ),
    ),
    Sheet(
        "posts",
        "A post that works on partnership: the post, never who holds it",
        (
            Column("post", "post", "what the post is called", "Head of integrated commissioning", True),
            Column("at", "body", f"{_BODY}; or an agreement or committee of yours", "Leeds City Council", True),
            _FROM,
            _UNTIL,
        ),
    ),
    Sheet(
        "committees",
        "A committee or board of yours",
        (
            Column("committee", "name", "what you call it; each name once", "Joint commissioning committee", True),
            Column("of", "body", f"{_BODY}; or an agreement of yours", "Leeds City Council", True),
            Column("members", "bodies", f"who sits on it, with ; between: each {_BODY}", "QWO; Leeds City Council"),
            Column("kind", "kind", "what it is; joint committee unless given", "joint committee"),
            _FROM,
            _UNTIL,
        ),
    ),
)
