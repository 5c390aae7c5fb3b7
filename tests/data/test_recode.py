"""Tables from one vintage of codes to another: what each code became, in which shares, and how certain that is."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest

from carekg import KnowledgeGraph
from carekg.recode.history import History
from carekg.recode.loading import load
from carekg.recode.table import Recoded, recode
from carekg.terms.errors import BadParameter

TODAY = date(2026, 11, 29)
Carry = Callable[..., Recoded]
Row = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def history(kg: KnowledgeGraph) -> History:
    return load(kg.store)


@pytest.fixture(scope="module")
def carry(history: History) -> Carry:
    """A function that carries a table, or a column of codes with the number 7 beside each."""

    def carried(given: str, to: str, column: str = "place", **wanted: object) -> Recoded:
        text = given if "\n" in given else "place,count\r\n" + "".join(f"{code},7\r\n" for code in given.split())
        since = wanted.pop("since", None)
        day = date.fromisoformat(str(since)) if since else None
        return recode(history, text, column, date.fromisoformat(to), since=day, today=TODAY, **wanted)  # type: ignore[arg-type]

    return carried


def told(found: Recoded) -> list[Row]:
    """The rows: the code that there was, the one that it became, the share, the status."""
    table = list(csv.DictReader(io.StringIO(found.to_csv().decode(), newline="")))
    code, names = found.columns[0], found.added
    return [(row[code], *(row[names[each]] for each in ("recoded", "share", "status"))) for row in table]  # type: ignore[misc]


def notes(found: Recoded) -> str:
    """All notes of the rows."""
    return "; ".join(row.target.note for row in found.rows)


def test_groups_become_the_location_that_kept_their_code(carry: Carry) -> None:
    found = carry("03C 15F 00L", "2022-07-01", "place")
    assert told(found) == [("03C", "15F", "1", "exact"), ("15F", "15F", "1", "exact"), ("00L", "00L", "1", "exact")]
    assert found.vintage.kind == "ccg"
    assert all(row.cells[1] == "7" for row in found.rows)


def test_groups_merge_before_they_end(carry: Carry) -> None:
    assert told(carry("03C 03G 02V", "2019-04-01")) == [(code, "15F", "1", "exact") for code in ("03C", "03G", "02V")]


def test_codes_that_stayed_are_exact_since_a_code_stays_while_its_boundary_does(carry: Carry) -> None:
    kept = "E38000215 E38000226 E38000227 E38000228"
    assert told(carry(kept, "2022-07-01")) == [(code, code, "1", "exact") for code in kept.split()]
    assert {row.target.basis for row in carry(kept, "2022-07-01").rows} == {"the same area"}
    older = "E38000065 E38000093 E38000060 E38000131"
    assert {row[3] for row in told(carry(older, "2022-07-01"))} == {"ambiguous"}
    assert {row[3] for row in told(carry(older, "2013-06-01"))} == {"exact"}


def test_a_group_whose_boundary_moved_is_not_exact(carry: Carry) -> None:
    (row,) = told(found := carry("E38000041", "2018-04-01"))
    assert row == ("E38000041", "E38000215", "", "ambiguous")
    assert "its boundary moved by 2017-04-01" in notes(found)
    assert told(carry("E38000041", "2016-04-01")) == [("E38000041", "E38000041", "1", "exact")]
    assert told(carry("E38000215", "2013-04-01")) == [("E38000215", "E38000041", "", "ambiguous")]


def test_boundaries_that_moved_in_2022_are_counted_by_small_areas(carry: Carry) -> None:
    rows = told(carry("01Y 15C 15M 15F 06H", "2022-07-01", since="2021-04-01"))
    assert rows[:2] == [("01Y", "01Y", "0.87037", "estimated"), ("01Y", "15M", "0.12963", "estimated")]
    assert ("15M", "15M", "1", "estimated") in rows, "all of it, but what goes on under its code grew"
    assert ("15F", "15F", "1", "exact") in rows
    found = carry("QUA QOP QF7", "2022-07-01", since="2021-04-01")
    assert {row[3] for row in told(found)} == {"estimated"}
    assert [row[1] for row in told(found)] == ["QHL", "QUA", "QJ2", "QOP", "QF7", "QT1"]
    assert {row.target.basis for row in found.rows} == {"small areas (LSOAs of 2011), by the map of 2022-07-01"}


def test_the_day_of_the_codes_is_honoured_or_refused(carry: Carry) -> None:
    assert told(carry("QUA", "2022-07-01")) == [("QUA", "QUA", "1", "exact")], "read as the code of a board"
    assert {row[3] for row in told(carry("QUA", "2022-07-01", since="2021-04-01"))} == {"estimated"}
    assert told(carry("01H", "2022-07-01", since="2018-04-01")) == [("01H", "01H", "1", "exact")]
    assert told(carry("01H", "2022-07-01", since="2014-04-01")) == [("01H", "01H", "", "ambiguous")]
    assert "say of which day the codes are" in notes(carry("01H", "2022-07-01"))
    with pytest.raises(BadParameter, match=r"^from = '2012-01-01'.*no code of the column was in use then"):
        carry("03C 15F", "2022-07-01", since="2012-01-01")
    found = carry("03C 15F", "2022-07-01", since="2014-01-01")
    assert told(found) == [("03C", "15F", "1", "exact"), ("15F", "", "", "missing")]
    assert "not in use on 2014-01-01, but 2018-04-01 to 2022-06-30" in notes(found)


def test_a_heading_tells_between_kinds_and_years_that_fit_as_well(carry: Carry) -> None:
    assert carry("STP21CDH\nQUA\n", "2022-07-01", "STP21CDH").vintage.kind == "stp"
    assert carry("icb22\nQUA\n", "2026-06-01", "icb22").vintage.kind == "icb"
    early, late = (carry(f"CCG{year}CDH\n01H\n", "2022-07-01", f"CCG{year}CDH") for year in (13, 19))
    assert [told(each)[0][3] for each in (early, late)] == ["ambiguous", "exact"]


def test_groups_are_carried_into_their_board_or_partnership(carry: Carry) -> None:
    assert told(carry("03C", "2026-06-01", into="icb")) == [("03C", "QWO", "1", "exact")]
    assert told(carry("03C", "2021-06-01", into="stp")) == [("03C", "QWO", "1", "exact")]
    with pytest.raises(BadParameter, match=r"no integrated care boards on 2021-06-01; .*\(stp\) there were"):
        carry("03C", "2021-06-01", into="icb")


def test_boards_of_2024_become_those_of_2026(history: History, carry: Carry) -> None:
    boards = {spell.code for spell in history.spells if spell.kind == "icb" and spell.holds(date(2024, 4, 1))}
    assert len(boards) == 42
    found = carry(" ".join(sorted(boards)), "2026-06-01", since="2024-04-01")
    now = {spell.code for spell in history.spells if spell.kind == "icb" and spell.holds(date(2026, 6, 1))}
    assert {row[1] for row in told(found)} <= now
    estimated = {row[0] for row in told(found) if row[3] == "estimated"}
    assert estimated == {"QJG", "QM7", "QNQ", "QRL"}, "divided, and Hampshire and Isle of Wight, which grew"
    for board in estimated:
        assert sum(row.target.share or 0 for row in found.rows if row.code == board) == 1
    assert found.missing == ()
    frimley = {row[1]: float(row[2]) for row in told(found) if row[0] == "QNQ"}
    assert frimley == pytest.approx({"QRL": 0.228, "S9B9J": 0.185, "S0E4D": 0.587}, abs=0.001)
    assert "13 of 89 small areas uncertain" in " ".join(row.target.basis for row in found.rows)


def test_boards_of_2026_go_back_to_those_that_they_followed(carry: Carry) -> None:
    rows = told(carry("QWO Z9B2Z D7T5G S9B9J QRL", "2024-04-01"))
    assert rows[0] == ("QWO", "QWO", "1", "exact")
    by_board = {name: [row[1:] for row in rows if row[0] == name] for name in ("Z9B2Z", "D7T5G", "S9B9J", "QRL")}
    assert [(code, status) for code, _, status in by_board["Z9B2Z"]] == [("QMJ", "estimated"), ("QRV", "estimated")]
    assert [code for code, _, _ in by_board["D7T5G"]] == ["QH8", "QJG", "QM7"]
    assert sum(float(share) for _, share, _ in by_board["S9B9J"]) == pytest.approx(1, abs=1e-5)


def test_locations_and_groups_go_back_to_the_groups_before_them(carry: Carry) -> None:
    rows = told(carry("15F 16C", "2015-06-01", since="2020-04-01"))
    assert {row[1] for row in rows if row[0] == "15F"} == {"02V", "03C", "03G"}
    assert {row[3] for row in rows if row[0] == "15F"} == {"ambiguous"}, "nobody published the shares of before 2018"
    assert {row[3] for row in rows if row[0] == "16C"} == {"estimated"}
    found = carry("U2G6B D9Y0V 15F", "2021-06-01", since="2026-08-01")
    assert found.vintage.kind == "sub-icb"
    assert told(found)[-1] == ("15F", "15F", "1", "exact")
    assert told(found)[0] == ("U2G6B", "D4U1Y", "1", "exact"), "all of East Berkshire was in Frimley"


def test_partnerships_that_ended_in_2018_are_followed_by_their_groups(carry: Carry) -> None:
    ended = "E54000045 E54000046 E54000047"
    assert told(carry(ended, "2018-06-01")) == [(code, "E54000049", "1", "exact") for code in ended.split()]


def test_a_boundary_of_councils_that_moved_is_not_exact(carry: Carry) -> None:
    moved = [("E08000016", "E08000038", "", "ambiguous"), ("E08000019", "E08000039", "", "ambiguous")]
    assert told(carry("E08000016 E08000019", "2025-04-01")) == moved
    assert told(carry("E08000016", "2025-03-31")) == [("E08000016", "E08000016", "1", "exact")]


def test_districts_and_counties_follow_reorganisation(carry: Carry) -> None:
    rows = told(carry("E07000163 E07000150 E10000006 E06000058", "2024-06-01"))
    assert rows[:2] == [("E07000163", "E06000065", "1", "exact"), ("E07000150", "E06000061", "1", "exact")]
    cumbria = [row for row in rows if row[0] == "E10000006"]
    assert [(row[1], row[3]) for row in cumbria] == [("E06000063", "estimated"), ("E06000064", "estimated")]
    assert [float(row[2]) for row in cumbria] == pytest.approx([273_243 / 499_841, 226_598 / 499_841], abs=1e-5)
    dorset = {row[1]: float(row[2]) for row in told(carry("E10000009", "2024-06-01"))}
    assert dorset == pytest.approx({"E06000058": 30 / 249, "E06000059": 219 / 249}, abs=1e-5), "Christchurch alone left"


def test_the_tiers_are_never_mixed(carry: Carry) -> None:
    found = carry("E06000063", "2022-04-01")
    assert told(found) == [("E06000063", "E10000006", "1", "exact")]
    assert "into=district follows them as districts" in " ".join(found.notes)
    districts = [row[1] for row in told(carry("E06000063", "2022-04-01", into="district"))]
    assert districts == ["E07000026", "E07000028", "E07000029"]
    assert told(carry("E06000063", "2022-04-01", into="upper-tier")) == told(found)
    among = carry("E06000063 E07000066 E07000067", "2022-04-01")
    assert {row[1][:3] for row in told(among)} == {"E07"}, "a column of districts"
    among = carry("E06000063 E10000012 E10000014", "2022-04-01")
    assert {row[1][:3] for row in told(among)} == {"E10"}, "a column of counties"
    above = told(carry("E07000066 E07000026 E06000001", "2022-07-01", into="upper-tier"))
    assert [row[1] for row in above] == ["E10000012", "E10000006", "E06000001"]
    with pytest.raises(BadParameter, match="these codes can be carried into upper-tier"):
        carry("E10000006", "2022-04-01", into="district")


def test_former_codes_of_districts_are_known(carry: Carry) -> None:
    former = "E07000097 E06000048 E07000100 E07000101 E07000104 E08000020"
    became = ["E07000242", "E06000057", "E07000240", "E07000243", "E07000241", "E08000037"]
    rows = told(carry(former, "2024-04-01"))
    assert [row[1] for row in rows] == became
    assert {row[3] for row in rows} == {"ambiguous"}, "a few houses passed"
    assert told(carry("E06000057", "2011-04-01")) == [("E06000057", "E06000048", "", "ambiguous")]
    assert told(carry("E07000097", "2012-04-01")) == [("E07000097", "E07000097", "1", "exact")]


def test_there_is_no_code_before_the_first(carry: Carry) -> None:
    for codes, day in [
        ("E06000001", "2010-12-31"),
        ("03C", "2013-03-31"),
        ("QUA", "2017-03-31"),
        ("E07000066", "1990-01-01"),
    ]:
        with pytest.raises(BadParameter, match=r"^to = .*the first codes of"):
            carry(codes, day)
    assert told(carry("03C E06000001 E06000002", "2012-01-01"))[0] == ("03C", "", "", "missing")
    assert told(carry("E06000058", "2011-04-01"))[0][1] in {"E06000028", "E06000029", "E10000009"}


def test_future_dates_say_what_is_announced(carry: Carry) -> None:
    found = carry("E07000209", "2027-04-01")
    assert told(found) == [("E07000209", "E07000209", "1", "announced")]
    assert "announced to end on 1 April 2027; West Surrey Council to follow" in notes(found)
    assert "East Surrey" not in notes(found)
    assert "beyond the files" in " ".join(found.notes)
    assert told(carry("E07000209", "2027-03-31"))[0][3] == "exact"
    essex_and_hampshire = "E07000066 E07000077 E07000084 E07000094 E10000012 E10000014 E06000033 E06000044"
    assert {row[3] for row in told(carry(essex_and_hampshire, "2028-05-01"))} == {"announced"}
    assert "contested in court" in notes(carry("E07000066", "2028-05-01"))
    kent = carry("E07000105", "2028-05-01")
    assert told(kent)[0][3] == "announced"
    assert "undecided" in notes(kent)
    assert "no proposal is the plan" in notes(kent)
    assert told(carry("E06000001", "2028-05-01")) == [("E06000001", "E06000001", "1", "exact")]


def test_codes_in_any_case_and_space_are_known_and_stay_as_they_were(carry: Carry) -> None:
    found = carry("place,count\n qua ,1\nqop,2\ne38000215,3\n", "2022-07-01")
    assert [(row[0], row[3]) for row in told(found)] == [(" qua ", "exact"), ("qop", "exact"), ("e38000215", "exact")]


def test_codes_of_several_vintages_and_kinds_in_one_column_each_go_their_own_way(carry: Carry) -> None:
    rows = told(carry("E38000041 E38000254 E38000258 E38000266", "2024-04-01"))
    assert [row[1] for row in rows] == ["E38000215", "E38000254", "E38000258", "E38000252", "E38000253"]
    mixed = told(carry("03C E38000041 QWO E06000001 E07000163", "2024-04-01"))
    assert [(row[0], row[1]) for row in mixed] == [
        ("03C", "15F"), ("E38000041", "E38000215"), ("QWO", "QWO"), ("E06000001", "E06000001"),
        ("E07000163", "E06000065"),
    ]  # fmt: skip


def test_what_cannot_be_carried_is_named_with_its_row(carry: Carry) -> None:
    found = carry("15F 00L ZZZ", "2022-07-01")
    assert found.missing == ("ZZZ",)
    assert told(found)[-1] == ("ZZZ", "", "", "missing")
    assert "Not carried over: row 3 (ZZZ)." in found.notes
    assert "row 2 (no code)" in " ".join(carry("place\n15F\n \n03C\n", "2022-07-01").notes)


def test_a_column_of_something_else_is_refused(carry: Carry) -> None:
    with pytest.raises(BadParameter, match="no vintage knows"):
        carry("hello world", "2022-07-01")
    with pytest.raises(BadParameter, match="the columns are place, count"):
        carry("place,count\n15F,1\n", "2022-07-01", "code")
    with pytest.raises(BadParameter, match="can be carried into"):
        carry("QWO QE1", "2026-06-01", into="ccg")


def test_areas_without_a_row_and_rows_of_two_areas_are_named_not_filled(history: History, carry: Carry) -> None:
    day = date(2022, 4, 1)
    areas = sorted(s.area for s in history.spells if s.kind == "upper-tier" and s.holds(day) and s.area[0] == "E")
    assert len(areas) == 152
    kept = [area for area in areas if area not in ("E06000053", "E09000001")]
    names = {"E06000052": "Cornwall & Scilly", "E09000012": "Hackney and the City of London"}
    table = "Code,Area,Spending\n" + "".join(f"{area},{names.get(area, 'Somewhere')},100\n" for area in kept)
    found = carry(table, "2024-04-01", "Code", values=["Spending"])
    assert [str(each) for each in found.absent] == ["E06000053 Isles of Scilly", "E09000001 City of London"]
    by_code = {row.code: row for row in found.rows}
    assert (by_code["E06000052"].target.status, by_code["E06000052"].target.share) == ("ambiguous", None)
    assert "E06000053 Isles of Scilly too" in by_code["E06000052"].target.note
    assert "E09000001 City of London too" in by_code["E09000012"].target.note
    assert by_code["E09000030"].target.status == "exact"
    assert not {"E06000053", "E09000001"} & {row.target.code for row in found.rows}
    two = carry("place,count\nE06000052 & E06000053,5\nE06000001,6\n", "2024-04-01", values=["count"])
    assert told(two)[0] == ("E06000052 & E06000053", "", "", "ambiguous")
    assert "the row joins E06000052" in notes(two)
    assert carry(" ".join(areas[:20]), "2024-04-01").absent == (), "a table of some areas leaves nothing out"


def test_numbers_are_divided_and_sums_stay(carry: Carry) -> None:
    table = 'place,n,£,rate,empty,hidden\nE10000006,7,"£1,000.50",3.0,,*\nE06000001,4.50,£2,1,,3\nE38000041,1,£1,1,,\n'
    found = carry(table, "2024-04-01", values=["n", "£", "empty", "hidden"])
    cells = [row.cells[1:] for row in found.rows]
    assert cells[0] == ["3.827", "£546.93317", "3.0", "", "*"]
    assert cells[1] == ["3.173", "£453.56683", "3.0", "", "*"]
    assert cells[2] == ["4.50", "£2", "1", "", "3"], "what was not split is as it was"
    sums = {total.column: (str(total.before), str(total.after), total.not_numbers) for total in found.totals}
    assert sums["n"] == ("12.50", "12.500", 0)
    assert sums["£"] == ("1003.50", "1003.50000", 0)
    assert sums["hidden"] == ("3", "3", 1)
    assert "Sum of n: 12.5 before, 12.5 after." in found.notes


def test_what_cannot_be_divided_stands_once_without_a_code(carry: Carry) -> None:
    found = carry("place,n\n15F,10\n00L,1\n", "2015-06-01", since="2020-04-01", values=["n"])
    assert told(found)[0] == ("15F", "", "", "ambiguous")
    assert "it became 02V or 03C or 03G, and no share is known" in notes(found)
    assert "Sum of n: 11 before, 11 after, 10 of it without a code." in found.notes
    with pytest.raises(BadParameter, match="the columns are place, n"):
        carry("place,n\n15F,1\n", "2022-07-01", values=["m"])


def test_no_column_of_the_table_is_lost_or_overwritten(carry: Carry) -> None:
    table = "share,place,status,note,recoded,Recoded_2,,basis\r\na,QUA,b,c,d,e,f,g,beyond\r\n,QOP\r\n"
    found = carry(table, "2022-07-01", "place")
    assert found.columns[:9] == ("share", "place", "status", "note", "recoded", "Recoded_2", "", "basis", "")
    assert found.columns[9:] == ("recoded_3", "share_2", "basis_2", "status_2", "note_2")
    assert found.records()[0][:9] == ["a", "QUA", "b", "c", "d", "e", "f", "g", "beyond"]
    assert found.records()[1][:9] == ["", "QOP", *[""] * 7]
    assert "The table has a column recoded of its own: the new one is recoded_3." in found.notes
    with pytest.raises(BadParameter, match="2 columns have this name"):
        carry("place,place\nQUA,QOP\n", "2022-07-01")


@pytest.mark.parametrize(
    "table",
    [
        'Better Care Fund\n\nplace,count\nQUA,"a,\nb"\n',
        'place\tcount\nQUA\t"a,\nb"\n',
        'place;count\r\nQUA;"a,\nb"\r\n',
        '\ufeffplace,count\rQUA,"a,\nb"\r',
    ],
)
def test_titles_tabs_semicolons_and_line_ends_are_read(carry: Carry, table: str) -> None:
    found = carry(table, "2022-07-01")
    assert [row.cells for row in found.rows] == [["QUA", "a,\nb"]]
    assert ("lines above the headings were left out" in " ".join(found.notes)) == table.startswith("Better")


def test_a_table_that_breaks_off_is_refused_with_its_line(carry: Carry) -> None:
    with pytest.raises(BadParameter, match=r"line \d.*not CSV"):
        carry('place,count\nQUA,"never closed\nQOP,1\n', "2022-07-01")
    long = "x" * 200_000
    assert carry(f"place,text\nQUA,{long}\n", "2022-07-01").rows[0].cells[1] == long


def test_the_succession_of_a_body_goes_both_ways(kg: KnowledgeGraph) -> None:
    rows = kg.ask("succession", id="NHS Leeds CCG").rows
    before = {row["before"].rpartition("/")[2] for row in rows if row["direction"] == "before"}
    after = {row["after"].rpartition("/")[2] for row in rows if row["direction"] == "after"}
    assert {"ccg-02v", "ccg-03c", "ccg-03g"} <= before
    assert "icb-qwo" in after
