"""A made-up workbook of forty rows, and a small graph of the bodies that it names."""

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Self

import openpyxl

from carekg.knowledge_graph import MAKERS
from carekg.overlay.making import add
from carekg.overlay.template import make_template
from kept import begin_store

Rows = dict[str, list[list[Any]]]

_BODIES = {
    "leeds": ("Leeds City Council", "E08000035", "upper-tier-local-authority"),
    "essex": ("Essex County Council", "E10000012", "upper-tier-local-authority"),
    "bristol": ("Bristol City Council", "E06000023", "upper-tier-local-authority"),
    "birmingham": ("Birmingham City Council", "E08000025", "upper-tier-local-authority"),
    "icb-qwo": ("NHS West Yorkshire Integrated Care Board", "QWO", "integrated-care-board"),
    "icb-qh8": ("NHS Mid and South Essex Integrated Care Board", "QH8", "integrated-care-board"),
    "icb-quy": ("NHS Bristol and North Somerset Integrated Care Board", "QUY", "integrated-care-board"),
    "icb-qhl": ("NHS Birmingham and Solihull Integrated Care Board", "QHL", "integrated-care-board"),
}  # fmt: skip
BODIES = "\n".join(
    f'body:{slug} a org:FormalOrganization ; rdfs:label "{label}"@en ; org:identifier "{code}" ; '
    f"org:classification structure:{kind} ; ckg:validFrom '2013-04-01'^^xsd:date ; ckg:endStatus end-status:ongoing ; "
    "ckg:knowledgeLevel knowledge-level:official-data ; ckg:verification verification:from-memory ; "
    "ckg:page <https://example.org/bodies> ."
    for slug, (label, code, kind) in _BODIES.items()
)
SECRETS = ("Kelpie", "kelpie", "Grindylow", "4321987")  # of names and amounts that no public thing has

ROWS: Rows = {
    "agreements": [
        ["Kelpie equipment pool", None, "Leeds City Council; QWO", None, date(2024, 4, 1), "S75/1"],
        ["Kelpie learning disability pool", None, "Essex County Council; QH8", None, "2023-04-01", None],
        ["Kelpie mental health partnership", "section 75 agreement", "Leeds City Council; QWO", None, "1/7/2022", 14],
        ["Kelpie reablement fund", "pooled fund", "Bristol City Council; QUY", None, date(2025, 4, 1), None],
        ["Kelpie carers' support", "aligned budget", "Bristol City Council; QUY", None, None, None],
        ["Kelpie old arrangement", None, "Leeds City Council; QWO", None, date(2016, 4, 1), None],
        ["Kelpie intermediate care", None, "Essex County Council; QH8", None, date(2025, 10, 1), None],
        ["Kelpie discharge fund", "pooled fund", "Birmingham City Council; QHL", None, date(2026, 4, 1), None],
    ],
    "hosts": [
        ["Kelpie equipment pool", "Leeds City Council", date(2024, 4, 1), None],
        ["Kelpie learning disability pool", "Essex County Council", "2023-04-01", None],
        ["Kelpie mental health partnership", "QWO", date(2022, 7, 1), None],
        ["Kelpie reablement fund", "QUY", "2025-04-01", date(2026, 3, 31)],
        ["Kelpie reablement fund", "Bristol City Council", "2026-04-01", None],
        ["Kelpie carers' support", "Bristol City Council", None, None],
        ["Kelpie discharge fund", "Birmingham City Council", date(2026, 4, 1), None],
    ],
    "pooled amounts": [
        ["Kelpie equipment pool", "Leeds City Council", 4321987, "2026/27"],
        ["Kelpie equipment pool", "QWO", "£1,750,000", "2026/27"],
        ["Kelpie learning disability pool", "Essex County Council", 21400000, "2026/27"],
        ["Kelpie learning disability pool", "QH8", 19800000.5, "2026-27"],
        ["Kelpie reablement fund", "Bristol City Council", 900000, "2025/26"],
        ["Kelpie reablement fund", "QUY", 900000, "2025/26"],
        ["Kelpie carers' support", "Bristol City Council", 310000, "2026/27"],
        ["Kelpie discharge fund", "QHL", 4200000, "2026/27"],
    ],
    "end dates": [
        ["Kelpie equipment pool", date(2029, 3, 31), "the term is over"],
        ["Kelpie old arrangement", date(2022, 6, 30), "the group was abolished"],
        ["Kelpie reablement fund", date(2027, 3, 31), None],
        ["Kelpie discharge fund", "2027-03-31", "one year alone"],
    ],
    "posts": [
        ["Head of integrated Grindylow commissioning", "Leeds City Council", date(2024, 4, 1), None],
        ["Pooled fund manager", "Kelpie equipment pool", date(2024, 4, 1), None],
        ["Director of adult social services", "Essex County Council", None, None],
        ["Better Care Fund programme lead", "Bristol City Council", None, None],
        ["Section 75 accountant", "QWO", None, None],
        ["Joint commissioning manager", "Kelpie commissioning committee", None, None],
        ["Discharge co-ordinator", "Birmingham City Council", date(2026, 4, 1), date(2027, 3, 31)],
    ],
    "committees": [
        ["Kelpie commissioning committee", "Leeds City Council", "QWO; Leeds City Council", None, "2024-04-01", None],
        ["Kelpie partnership board", "Essex County Council", "QH8", "joint committee", None, None],
        ["Kelpie pool board", "Kelpie equipment pool", "Leeds City Council; QWO", None, date(2024, 4, 1), None],
        ["Kelpie executive", "QWO", None, None, None, None],
        ["Kelpie reablement group", "Bristol City Council", "QUY; Bristol City Council", None, None, None],
        ["Kelpie discharge board", "Birmingham City Council", "QHL", None, date(2026, 4, 1), None],
    ],
}  # fmt: skip
assert sum(map(len, ROWS.values())) == 40


def fill(path: Path, rows: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Fill the template."""
    book = openpyxl.load_workbook(io.BytesIO(make_template()))
    for sheet, lines in rows.items():
        for line in lines:
            book[sheet].append(list(line))
    book.save(path)
    return path


def with_faults() -> Rows:
    """The same forty rows, three of them wrong."""
    rows = deepcopy(ROWS)
    rows["agreements"][1][2] = "Essex County Council; Mid and South Sussex Integrated Care Board"
    rows["end dates"][3][1] = "2027-02-30"
    rows["posts"][0][0] = "Jo Grindylow"
    return rows


class Made(NamedTuple):
    """A small public store, an overlay over it, and the folder of both with the workbook."""

    store: Path
    overlay: Path
    home: Path

    @classmethod
    def of(cls, home: Path) -> Self:
        """Make both."""
        begin_store(home, BODIES, named=True)
        add(fill(home / "own.xlsx", ROWS), home / "store", home / "over", makers=MAKERS)
        return cls(home / "store", home / "over", home)
