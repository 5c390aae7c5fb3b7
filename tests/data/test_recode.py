"""Tables from one vintage of codes to another, by library, command and service."""

from pathlib import Path

import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.recode.codes import Codes
from carekg.recode.table import Recoded, recode
from carekg.terms.errors import BadParameter
from support import run


@pytest.fixture(scope="module")
def codes(kg: KnowledgeGraph) -> Codes:
    return Codes.read(kg.store)


def carried(codes: Codes, wanted: str, to: str, into: str | None = None) -> tuple[Recoded, list[tuple[str, ...]]]:
    text = "place,count\r\n" + "".join(f"{code},7\r\n" for code in wanted.split())
    found = recode(codes, text, "place", to, into=into)
    return found, [(row["place"], row["recoded"], row["share"], row["status"]) for row in found.rows]


def test_groups_become_the_location_that_kept_their_code(codes: Codes) -> None:
    found, rows = carried(codes, "03C 15F 00L", "2022-07-01")
    assert rows == [("03C", "15F", "1", "exact"), ("15F", "15F", "1", "exact"), ("00L", "00L", "1", "exact")]
    assert found.vintage.kind == "ccg"
    assert all(row["count"] == "7" for row in found.rows)


def test_groups_merge_before_they_end(codes: Codes) -> None:
    assert carried(codes, "03C 03G 02V", "2019-04-01")[1] == [
        (code, "15F", "1", "exact") for code in ("03C", "03G", "02V")
    ]


def test_councils_that_only_got_another_code_take_it_from_its_day_on(codes: Codes) -> None:
    new = [("E08000016", "E08000038", "1", "exact"), ("E08000019", "E08000039", "1", "exact")]
    assert carried(codes, "E08000016 E08000019", "2025-04-01")[1] == new
    assert carried(codes, "E08000016", "2025-03-31")[1] == [("E08000016", "E08000016", "1", "exact")]


def test_a_group_of_2021_becomes_its_location_though_no_list_of_2021_has_its_ods_code(codes: Codes) -> None:
    assert carried(codes, "05C 05L 05Y 06A", "2021-04-01")[1] == [
        (code, "D2P2L", "1", "exact") for code in ("05C", "05L", "05Y", "06A")
    ]


def test_groups_are_carried_into_their_board(codes: Codes) -> None:
    assert carried(codes, "03C", "2026-06-01", into="icb")[1] == [("03C", "QWO", "1", "exact")]


def test_a_group_whose_boundary_moved_is_ambiguous(codes: Codes) -> None:
    assert carried(codes, "15M 15F", "2022-07-01")[1][0] == ("15M", "15M", "", "ambiguous")


def test_boards_of_2024_become_those_of_2026(codes: Codes) -> None:
    boards = {code for code, days in codes.seen["icb", "ODS"].items() if any(day.year == 2024 for day in days)}
    assert len(boards) == 42
    found, rows = carried(codes, " ".join(sorted(boards)), "2026-06-01")
    assert {row[1] for row in rows} <= {
        code for code, days in codes.seen["icb", "ODS"].items() if max(days).year == 2026
    }
    assert {row[0] for row in rows if row[3] == "estimated"} == {"QJG", "QM7"}
    assert {row[0] for row in rows if row[3] == "ambiguous"} == {"QNQ"}
    for board in ("QJG", "QM7"):
        assert abs(sum(float(row[2]) for row in rows if row[0] == board) - 1) < 1e-5
    assert found.missing == ()


def test_codes_of_the_same_body_change_with_the_vintage(codes: Codes) -> None:
    assert carried(codes, "E54000042", "2026-06-01")[1] == [("E54000042", "E54000067", "1", "exact")]


def test_districts_and_counties_follow_reorganisation(codes: Codes) -> None:
    _, rows = carried(codes, "E07000163 E07000150 E10000006 E06000058", "2024-06-01")
    assert rows[:2] == [("E07000163", "E06000065", "1", "exact"), ("E07000150", "E06000061", "1", "exact")]
    cumbria = [row for row in rows if row[0] == "E10000006"]
    assert {row[1] for row in cumbria} == {"E06000063", "E06000064"}
    assert abs(sum(float(row[2]) for row in cumbria) - 1) < 1e-5
    assert {row[3] for row in cumbria} == {"estimated"}


def test_what_cannot_be_carried_is_named(codes: Codes) -> None:
    found, rows = carried(codes, "15F 00L ZZZ", "2022-07-01")
    assert found.missing == ("ZZZ",)
    assert rows[-1] == ("ZZZ", "", "", "missing")
    assert "ZZZ" in str(found)


def test_a_column_of_something_else_is_refused(codes: Codes) -> None:
    with pytest.raises(BadParameter, match="no vintage knows"):
        carried(codes, "hello world", "2022-07-01")
    with pytest.raises(BadParameter, match="the columns are place, count"):
        recode(codes, "place,count\n15F,1\n", "code", "2022-07-01")
    with pytest.raises(BadParameter, match="can be carried into"):
        carried(codes, "QWO QE1", "2026-06-01", into="ccg")


def test_the_command_and_the_service_agree(store: Path, server: str, tmp_path: Path) -> None:
    text = "CCG,beds\r\n03C,4\r\nnone,5\r\n"
    (tmp_path / "beds.csv").write_text(text, encoding="utf-8")
    done = run("recode", "beds.csv", "--column", "CCG", "--to", "2022-07-01", "--store", str(store), cwd=tmp_path)
    assert "1 exact, 0 estimated, 0 ambiguous, 1 missing" in done.stderr.replace("\n", " ")
    parameters = {"column": "CCG", "to": "2022-07-01"}
    answer = httpx.post(
        f"{server}/api/v1/recode",
        params=parameters,
        content=text,
        headers={"Content-Type": "text/csv", "Accept": "text/csv"},
        timeout=20,
    )
    assert answer.status_code == 200
    assert answer.text.splitlines() == done.stdout.splitlines()
    wrong = httpx.post(
        f"{server}/api/v1/recode",
        params=parameters | {"column": "x"},
        content=text,
        headers={"Content-Type": "text/csv"},
        timeout=20,
    )
    assert wrong.status_code == 422 or wrong.status_code == 400
    assert "the columns are CCG, beds" in wrong.text


def test_the_succession_of_a_body_goes_both_ways(kg: KnowledgeGraph) -> None:
    rows = kg.ask("succession", id="NHS Leeds CCG").rows
    before = {row["before"].rpartition("/")[2] for row in rows if row["direction"] == "before"}
    after = {row["after"].rpartition("/")[2] for row in rows if row["direction"] == "after"}
    assert {"ccg-02v", "ccg-03c", "ccg-03g"} <= before
    assert "icb-qwo" in after


def test_boards_of_2026_go_back_to_those_that_they_followed(codes: Codes) -> None:
    _, rows = carried(codes, "QWO Z9B2Z D7T5G S9B9J QRL", "2024-04-01")
    assert rows[0] == ("QWO", "QWO", "1", "exact")
    by_board = {name: [row[1:] for row in rows if row[0] == name] for name in ("Z9B2Z", "D7T5G", "S9B9J", "QRL")}
    assert [(code, status) for code, _, status in by_board["Z9B2Z"]] == [("QMJ", "estimated"), ("QRV", "estimated")]
    assert sum(float(share) for _, share, _ in by_board["Z9B2Z"]) == pytest.approx(1, abs=1e-5)
    assert [code for code, _, _ in by_board["D7T5G"]] == ["QH8", "QJG", "QM7"]
    # what they took from Frimley is not published, so neither is what share it is
    assert {status for _, _, status in by_board["S9B9J"]} == {"ambiguous"}
    assert by_board["QRL"] == [("QRL", "", "ambiguous")]


def test_locations_and_groups_go_back_to_the_groups_before_them(codes: Codes) -> None:
    _, rows = carried(codes, "15F 16C", "2015-06-01")
    assert {row[1] for row in rows if row[0] == "15F"} == {"02V", "03C", "03G"}
    assert {row[3] for row in rows} == {"ambiguous"}
    found, rows = carried(codes, "U2G6B D9Y0V 15F", "2021-06-01")
    assert found.vintage.kind == "sub-icb"
    assert rows[-1] == ("15F", "15F", "1", "exact")
    assert rows[0] == ("U2G6B", "", "", "missing")


def test_councils_go_back_across_reorganisation(codes: Codes) -> None:
    _, rows = carried(codes, "E08000038 E06000063 E06000065", "2019-06-01")
    assert rows[0] == ("E08000038", "E08000016", "1", "exact")
    cumberland = [row[1:] for row in rows if row[0] == "E06000063"]
    assert {code for code, _, _ in cumberland} == {"E07000026", "E07000028", "E07000029", "E10000006"}
    assert {status for _, _, status in cumberland} == {"ambiguous"}
