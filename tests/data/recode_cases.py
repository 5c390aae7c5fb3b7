"""Kinds of fault that recoding had, each with what was seen in use and five more, and the right answers.

An answer is written `code>recoded status`, one a row of the answer; a missing code is `-`.
"""

from typing import Final, NamedTuple


class Case(NamedTuple):
    """A column of codes, the parameters, and what each code becomes."""

    codes: str
    to: str
    became: str
    since: str | None = None
    into: str | None = None

    @property
    def rows(self) -> list[str]:
        """The answer, a text a row."""
        return [row.strip() for row in self.became.split(",")]


STAYED: Final = (
    Case(
        "E38000215 E38000226 E38000227 E38000228",
        "2022-07-01",
        "E38000215>E38000215 exact, E38000226>E38000226 exact, E38000227>E38000227 exact, E38000228>E38000228 exact",
    ),
    Case("E38000006", "2026-06-01", "E38000006>E38000006 exact"),
    Case("E54000029", "2018-04-01", "E54000029>E54000029 exact"),
    Case("E09000001", "2024-04-01", "E09000001>E09000001 exact"),
    Case("15F", "2022-07-01", "15F>15F exact"),
    Case("E38000253", "2024-04-01", "E38000253>E38000253 exact"),
)
MOVED: Final = (
    Case("E38000041", "2018-04-01", "E38000041>E38000215 ambiguous"),
    Case("E38000065", "2018-04-01", "E38000065>E38000227 ambiguous"),
    Case("E38000093", "2020-04-01", "E38000093>E38000228 ambiguous"),
    Case("E08000016", "2025-04-01", "E08000016>E08000038 ambiguous"),
    Case("E38000229", "2022-07-01", "E38000229>E38000261 estimated"),
    Case("S12000046", "2020-04-01", "S12000046>S12000049 ambiguous"),
)
PARTNERSHIPS: Final = (
    Case("QUA", "2022-07-01", "QUA>QHL estimated, QUA>QUA estimated", "2021-04-01"),
    Case("QOP", "2022-07-01", "QOP>QJ2 estimated, QOP>QOP estimated", "2021-04-01"),
    Case("QF7", "2022-07-01", "QF7>QF7 estimated, QF7>QT1 estimated", "2021-04-01"),
    Case("E54000016", "2022-07-01", "E54000016>E54000055 estimated, E54000016>E54000062 estimated"),
    Case("QUE", "2024-04-01", "QUE>QPM estimated, QUE>QUE estimated", "2020-04-01"),
    Case("QHM", "2021-04-01", "QHM>QHM estimated, QHM>QOQ estimated", "2018-04-01"),
    Case("QMF", "2022-07-01", "QMF>QMF exact", "2021-04-01"),
    Case("E54000046", "2018-06-01", "E54000046>E54000049 exact"),
)
OF_A_DAY: Final = (
    Case("01H", "2022-07-01", "01H>01H ambiguous"),
    Case("01H", "2022-07-01", "01H>01H exact", "2018-04-01"),
    Case("01H", "2022-07-01", "01H>01H ambiguous", "2013-04-01"),
    Case("QXU", "2026-06-01", "QXU>S9B9J exact", "2024-04-01"),
    Case("QXU", "2026-06-01", "QXU>S9B9J estimated", "2022-07-01"),
    Case("03C 15F", "2022-07-01", "03C>15F exact, 15F>- missing", "2016-04-01"),
)
TIERS: Final = (
    Case("E06000063", "2022-04-01", "E06000063>E10000006 exact", None, "upper-tier"),
    Case(
        "E06000063",
        "2022-04-01",
        "E06000063>E07000026 estimated, E06000063>E07000028 estimated, E06000063>E07000029 estimated",
        None,
        "district",
    ),
    Case("E06000065", "2022-04-01", "E06000065>E10000023 exact"),
    Case("E06000060", "2019-04-01", "E06000060>E10000002 exact"),
    Case("E07000245", "2018-04-01", "E07000245>E07000201 estimated, E07000245>E07000204 estimated"),
    Case("E07000066", "2022-07-01", "E07000066>E10000012 exact", None, "upper-tier"),
    Case("E06000061", "2020-04-01", "E06000061>E10000021 exact", None, "upper-tier"),
)
FORMER: Final = (
    Case("E07000097", "2024-04-01", "E07000097>E07000242 ambiguous"),
    Case("E06000048", "2024-04-01", "E06000048>E06000057 ambiguous"),
    Case("E08000020", "2026-06-01", "E08000020>E08000037 ambiguous"),
    Case("E07000100", "2012-03-31", "E07000100>E07000100 exact"),
    Case("E07000243", "2011-04-01", "E07000243>E07000101 ambiguous"),
    Case("E06000057", "2011-04-01", "E06000057>E06000048 ambiguous"),
    Case("E07000201", "2026-06-01", "E07000201>E07000245 exact"),
)
MIXED: Final = (
    Case(
        "E38000041 E38000254 E07000097 E06000065",
        "2024-04-01",
        "E38000041>E38000215 ambiguous, E38000254>E38000254 exact, E07000097>E07000242 ambiguous, "
        "E06000065>E06000065 exact",
    ),
    Case("E07000026 E06000064", "2024-04-01", "E07000026>E06000063 exact, E06000064>E06000064 exact"),
    Case("02V 15F", "2026-06-01", "02V>15F exact, 15F>15F exact"),
    Case(
        "E54000005 E54000054",
        "2022-07-01",
        "E54000005>E54000051 estimated, E54000005>E54000054 estimated, E54000054>E54000054 exact",
    ),
    Case("03C QE1 E06000001", "2022-07-01", "03C>15F exact, QE1>QE1 exact, E06000001>E06000001 exact"),
    Case(
        "E10000012 E07000066 E06000033",
        "2024-04-01",
        "E10000012>E10000012 exact, E07000066>E07000066 exact, E06000033>E06000033 exact",
    ),
)
IN_ANY_CASE: Final = (
    Case("qe1", "2026-06-01", "qe1>QE1 exact"),
    Case("e38000215", "2022-07-01", "e38000215>E38000215 exact"),
    Case("03c", "2018-04-01", "03c>15F exact"),
    Case("15f", "2024-04-01", "15f>15F exact"),
    Case("e07000163", "2024-04-01", "e07000163>E06000065 exact"),
    Case("s12000036", "2024-04-01", "s12000036>S12000036 exact"),
)
ANNOUNCED: Final = (
    Case("E07000209", "2027-04-01", "E07000209>E07000209 announced"),
    Case("E07000066 E07000077", "2028-05-01", "E07000066>E07000066 announced, E07000077>E07000077 announced"),
    Case("E07000084 E06000044", "2028-05-01", "E07000084>E07000084 announced, E06000044>E06000044 announced"),
    Case("E10000030", "2027-04-01", "E10000030>E10000030 announced"),
    Case("E07000143 E10000020", "2028-05-01", "E07000143>E07000143 announced, E10000020>E10000020 announced"),
    Case("E07000105 E10000016", "2028-05-01", "E07000105>E07000105 announced, E10000016>E10000016 announced"),
    Case("E06000046", "2028-05-01", "E06000046>E06000046 exact"),
    Case("E07000209", "2027-03-31", "E07000209>E07000209 exact"),
)
KINDS: Final = {
    "stayed": STAYED,
    "moved": MOVED,
    "partnerships": PARTNERSHIPS,
    "of a day": OF_A_DAY,
    "tiers": TIERS,
    "former": FORMER,
    "mixed": MIXED,
    "in any case": IN_ANY_CASE,
    "announced": ANNOUNCED,
}
CASES: Final = [(kind, case) for kind, cases in KINDS.items() for case in cases]
SEEN_IN_USE: Final = [cases[0] for cases in KINDS.values()]

# What is refused, with a word of the message: the codes, the day, the day of the codes, the kind that is wanted.
REFUSED: Final = (
    ("03C", "2011-04-01", None, None, "the first codes of clinical commissioning groups"),
    ("QUA", "2016-04-01", None, None, "2017-04-01"),
    ("E06000001", "2010-04-01", None, None, "2011-01-01"),
    ("03C 15F", "2022-07-01", "2012-04-01", None, "no code of the column was in use then"),
    ("E06000063", "2024-04-01", "2022-04-01", None, "since 2023-04-01"),
    ("QE1", "2021-04-01", None, "icb", "stp"),
    ("QE1", "2026-06-01", None, "ccg", "can be carried into"),
    ("E10000006", "2022-04-01", None, "district", "can be carried into upper-tier"),
)
