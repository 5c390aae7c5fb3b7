"""What holds of every table that is carried: sums stay, shares add up, nothing of the table is lost."""

import csv
import io
from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carekg import KnowledgeGraph
from carekg.recode.division import divide, read_number
from carekg.recode.history import History
from carekg.recode.loading import load
from carekg.recode.table import STATUSES, recode
from carekg.terms.errors import BadParameter

TODAY = date(2026, 11, 29)
NUMBERS = st.from_regex(r"[-+]?£?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,6})?", fullmatch=True)
CELLS = st.one_of(NUMBERS, st.sampled_from(["", "*", "n/a", "12%", "-", "1e3"]))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
SHARES = st.lists(st.integers(1, 10**6), min_size=1, max_size=8).map(
    lambda parts: [Fraction(p, sum(parts)) for p in parts]
)


@pytest.fixture(scope="module")
def history(kg: KnowledgeGraph) -> History:
    return load(kg.store)


@given(NUMBERS, SHARES)
def test_parts_add_up_to_the_whole_in_its_form(cell: str, shares: list[Fraction]) -> None:
    parts = divide(cell, shares)
    whole, numbers = read_number(cell), [read_number(part) for part in parts]
    assert whole is not None
    assert sum(Fraction(number) for number in numbers if number is not None) == Fraction(whole)
    assert None not in numbers
    assert len(parts) == len(shares)
    assert all(("£" in part) == ("£" in cell) for part in parts)
    for number, share in zip(numbers, shares, strict=True):
        assert abs(Fraction(number or 0) - Fraction(whole) * share) <= Fraction(len(shares), 1000)


@given(CELLS.filter(lambda cell: read_number(cell) is None), SHARES)
def test_what_is_no_number_stands_as_it_is(cell: str, shares: list[Fraction]) -> None:
    assert divide(cell, shares) == [cell] * len(shares)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_sums_stay_and_shares_add_up_whatever_the_codes(history: History, data: st.DataObject) -> None:
    codes = st.sampled_from(sorted(history.by_code))
    rows = data.draw(st.lists(st.tuples(codes, CELLS, TEXTS), min_size=1, max_size=12))
    written = io.StringIO()
    csv.writer(written).writerows([("code", "n", "text"), *rows])
    to = data.draw(st.dates(date(2017, 4, 1), date(2029, 1, 1)))
    found = recode(history, written.getvalue(), "code", to, values=["n"], today=TODAY)
    again = recode(history, written.getvalue(), "code", to, values=["n"], today=TODAY)
    assert found.to_csv() == again.to_csv()
    (total,) = found.totals
    assert total.before == total.after
    assert {row.number for row in found.rows} == set(range(1, len(rows) + 1))
    for number, (code, cell, text) in enumerate(rows, 1):
        parts = [row for row in found.rows if row.number == number]
        shares = [row.target.share for row in parts if row.target.share is not None]
        assert not shares or sum(shares) == 1
        assert all((row.cells[0], row.cells[2]) == (code, text) for row in parts)
        assert len(parts) > 1 or parts[0].cells[1] == cell
        assert {row.target.status for row in parts} <= set(STATUSES)
        for row in parts:
            exact = row.target.status == "exact"
            assert not exact or (row.target.share == 1 and row.target.basis in ("the same area", "all of it followed"))
            assert (row.target.status == "missing") == (not row.target.code) or row.target.status == "ambiguous"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5), min_size=1, max_size=6), st.lists(TEXTS, max_size=5))
def test_nothing_of_a_table_is_lost(history: History, rows: list[list[str]], headings: list[str]) -> None:
    columns = ["place", *(heading for heading in headings if heading.strip() != "place")]
    table = [["QUA", *row] for row in rows]
    written = io.StringIO()
    csv.writer(written).writerows([columns, *table])
    found = recode(history, written.getvalue(), "place", date(2022, 7, 1), today=TODAY)
    width = max(map(len, [columns, *table]))
    assert list(found.columns[:width]) == [*columns, *[""] * (width - len(columns))]
    assert [list(row.cells) for row in found.rows] == [[*row, *[""] * (width - len(row))] for row in table]
    assert len(set(found.columns[width:])) == 5
    assert not {name.casefold() for name in found.columns[width:]} & {name.strip().casefold() for name in columns}
    assert list(csv.reader(io.StringIO(found.to_csv().decode(), newline=""))) == [
        list(found.columns),
        *found.records(),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=10))
def test_any_text_is_carried_or_refused_in_words(history: History, text: str, column: str) -> None:
    with suppress(BadParameter):
        recode(history, text, column, date(2022, 7, 1), values=[column], today=TODAY)
