"""Bad input of importers: each kind of fault is named, and what was there stays as it was."""

from pathlib import Path

import pytest
from test_sources import COUNCILS, DAY, ICBS, ONE, bring, ods
from xlsxwriter import Workbook

from carekg.sources.command import import_files
from carekg.terms.errors import MalformedFile, MissingFile


def test_each_kind_of_wrong_file_is_named(tmp_path: Path) -> None:
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    before = (tmp_path / "out.ttl").read_bytes()
    groups = ods(("03E", "NHS HARROGATE AND RURAL DISTRICT CCG", "20130401", ""))
    trusts = ods(("RR8", "LEEDS TEACHING HOSPITALS NHS TRUST", "20130401", ""))
    for source, text, named in [
        ("ods-trusts", groups, "no row can be used; the first: it is no name of a trust"),
        ("ods-ccgs", trusts, "no row can be used; the first: it is of another kind"),
        ("ods-pcns", ICBS + ONE, "no workbook with a sheet 'PCNDetails'.*those of ons-icbs"),
        ("ons-icbs", b"PK\x03\x04\x14\xe2\x80\x99\xff", "it is a workbook, where a CSV file is read"),
        ("ods-pcns", b"PK\x03\x04\x14\x00\x06", "no workbook"),
    ]:
        with pytest.raises(MalformedFile, match=named):
            bring(tmp_path, source, text)
    assert (tmp_path / "out.ttl").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.ttl"], "nothing is left behind"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        import_files("ons-icbs", [tmp_path], DAY, tmp_path / "out.ttl")


def test_a_companion_that_is_not_there_or_no_turtle_is_named(tmp_path: Path) -> None:
    head = "LSOA21CD,LAD22CD,ICB22CD,residents_2021\nE01000001,E07000001,E54000001,75\n"
    with pytest.raises(MissingFile, match=r"gone\.ttl"):
        bring(tmp_path, "ons-lsoa-icbs", head, tmp_path / "gone.ttl")
    (tmp_path / "bad.ttl").write_text("what is this", encoding="utf-8")
    with pytest.raises(MalformedFile, match=r"bad\.ttl"):
        bring(tmp_path, "ons-lsoa-icbs", head, tmp_path / "bad.ttl")
    assert not (tmp_path / "out.ttl").exists()


def test_a_code_that_stands_twice_is_named_by_every_source(tmp_path: Path) -> None:
    known = tmp_path / "known.ttl"
    bring(tmp_path, "ods-trusts", ods(("RR8", "LEEDS NHS TRUST", "20130401", "")))
    (tmp_path / "out.ttl").rename(known)
    pair = "LTLA23CD,LTLA23NM,UTLA23CD,UTLA23NM\nE07000001,Bee,E10000001,Aye\nE07000001,Bee,E10000002,Other\n"
    counts = "ORG_TYPE,ORG_CODE,NUMBER_OF_PATIENTS\nICB,QF7,10\nICB,QF7,11\n"
    types = "Organisation Code,Organisation Name,Organisation Type\nRR8,LEEDS,ACUTE\nRR8,LEEDS,COMMUNITY\n"
    flows = "nhs_trust22_code,icb22_code,proportion_trust_came_from_icb\nRR8,E54000001,0.5\nRR8,E54000001,0.4\n"
    twice = COUNCILS + "CCC,Dee Council,Dee,E06000002,2020-04-01,,,England,UA,,,,,\n"
    for source, text, value in [
        ("ons-district-authorities", pair, "E07000001"),
        ("nhs-patients", counts, "QF7 ICB"),
        ("nhs-trust-types", types, "RR8"),
        ("ohid-icb-catchments", flows, "RR8 E54000001"),
        ("mysociety-councils", twice, "CCC"),
        ("ods-trusts", ods(*[("RR8", "LEEDS NHS TRUST", "20130401", "")] * 2), "RR8"),
    ]:
        rejects = bring(tmp_path, source, text, known).rejects
        assert [reject.value for reject in rejects if "stands twice, first on line" in reject.reason] == [value], source
    assert "Dee" not in (tmp_path / "out.ttl").read_text()


def test_one_day_of_a_board_is_counted_once(tmp_path: Path) -> None:
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    known = (tmp_path / "out.ttl").rename(tmp_path / "known.ttl")
    days = (
        "icb22_code,date,do_not_meet_criteria_to_reside\n"
        + "E54000061,2022-07-02,10\n" * 2
        + "E54000061,2022-07-03,20\n"
    )
    (reject,) = bring(tmp_path, "nhs-delays", days, known).rejects
    assert (reject.line, reject.value) == (3, "E54000061 2022-07-02")
    text = (tmp_path / "out.ttl").read_text()
    assert 'ckg:meanPatients "15"^^xsd:decimal' in text
    assert "ckg:daysCounted 2" in text


def test_a_council_that_closes_before_it_opens_and_an_lsoa_without_a_number_are_named(tmp_path: Path) -> None:
    odd = COUNCILS + "DDD,Dee Council,Dee,E06000002,2020-04-01,2019-03-31,,England,UA,,,,,\n"
    rejects = bring(tmp_path, "mysociety-councils", odd).rejects
    assert ("close", "2019-03-31") in [(reject.column, reject.value) for reject in rejects]
    rows = "E01000001,E06000001,E54000001,75\nE01000002,E06000001,E54000001,\nE01000003,E06000001,E54000001,many\n"
    (empty, word) = bring(tmp_path, "ons-lsoa-icbs", "LSOA21CD,LAD22CD,ICB22CD,residents_2021\n" + rows).rejects
    assert (empty.line, empty.reason) == (3, "there is no number of residents")
    assert (word.line, word.reason) == (4, "it is no whole number from 0")


def test_only_codes_that_are_new_follow_others(tmp_path: Path) -> None:
    bring(tmp_path, "mysociety-councils", COUNCILS)
    known = (tmp_path / "out.ttl").rename(tmp_path / "known.ttl")
    head = "LADCD,LADNM,LADCD_ACTIVE,RGNCD,CAUTHCD\n"
    rows = (
        "E06000001,Cee,E06000009,E12000001,\nE06000009,Cee,E06000009,E12000001,\nE07000001,Bee,E06000001,E12000001,\n"
    )
    job = bring(tmp_path, "ons-district-successors", head + rows, known)
    assert (job.rejects, job.skipped) == ([], 2)
    text = (tmp_path / "out.ttl").read_text()
    assert "ckg:after gss:E06000009 ; ckg:before gss:E06000001" in text
    assert "ckg:seen body:cee-council ; ckg:seenArea gss:E06000009" in text
    assert (
        'ckg:seen gss:E06000001 ; ckg:seenKind area-kind:district ; ckg:seenName "Cee"@en ; ckg:seenUntil "2022-07-01"'
        in text
    )
    assert "ckg:covers" not in text, "a file of changes does not say which councils there were"


def test_a_group_without_a_code_gets_it_by_its_name(tmp_path: Path) -> None:
    practices = tmp_path / "practices.csv"
    practices.write_text("CCG21,Former CCG\nD2P2L,NHS Black Country CCG\n", encoding="utf-8")
    bring(tmp_path, "ons-ccgs", "CCG21CD,CCG21NM\nE38000250,NHS Black Country CCG\n", practices)
    assert (
        'ckg:seen body:ccg-d2p2l ; ckg:seenArea gss:E38000250 ; ckg:seenCode "D2P2L"'
        in (tmp_path / "out.ttl").read_text()
    )


def test_a_month_of_a_board_without_any_number_is_left_out_row_by_row(tmp_path: Path) -> None:
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    known = (tmp_path / "out.ttl").rename(tmp_path / "known.ttl")
    head = "icb22_code,date,do_not_meet_criteria_to_reside\n"
    hidden, given = "E54000061,2022-07-02,*\nE54000061,2022-07-03,*\n", "E54000061,2022-08-01,12\n"
    job = bring(tmp_path, "nhs-delays", head + hidden + given, known)
    assert [(reject.line, reject.value) for reject in job.rejects] == [(2, "*"), (3, "*")]
    assert {reject.reason for reject in job.rejects} == {"the publisher withholds the number of patients"}
    text = (tmp_path / "out.ttl").read_text()
    assert "2022-08" in text
    assert "2022-07-icb" not in text
    assert "Integrated Care Board, August 2022" in text


def test_a_file_with_no_row_that_is_read_says_so_and_what_it_is_read_with(tmp_path: Path) -> None:
    head = "icb22_code,date,do_not_meet_criteria_to_reside\n"
    with pytest.raises(MalformedFile, match="it has no row that is read; it is read with files of earlier imports"):
        bring(tmp_path, "nhs-delays", head)


def test_codes_may_stand_in_small_letters(tmp_path: Path) -> None:
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    known = (tmp_path / "out.ttl").rename(tmp_path / "known.ttl")
    job = bring(
        tmp_path, "nhs-delays", "icb22_code,date,do_not_meet_criteria_to_reside\ne54000061,2022-08-01,12\n", known
    )
    assert not job.rejects


HARROGATE = ("RCD", "HARROGATE AND DISTRICT NHS FOUNDATION TRUST", "20050101", "")
LEEDS = ("RR8", "LEEDS TEACHING HOSPITALS NHS TRUST", "20130401", "")


@pytest.mark.parametrize("extra", [",,", ',"",""', ", ,  ,"])
def test_empty_columns_at_the_end_are_nothing(tmp_path: Path, extra: str) -> None:
    rows = ods(HARROGATE, LEEDS).replace("\r\n", f"{extra}\r\n")
    assert bring(tmp_path, "ods-trusts", rows).rejects == []
    assert "trust-rcd" in (tmp_path / "out.ttl").read_text()
    assert bring(tmp_path, "ons-icbs", (ICBS + ONE).replace("\n", f"{extra}\n")).rejects == []
    assert bring(tmp_path, "ons-icbs", ICBS.replace("\n", f"{extra}\n") + ONE).rejects == []


def test_a_ragged_row_is_left_out_and_named_and_the_rest_is_read(tmp_path: Path) -> None:
    first, second = ods(HARROGATE, LEEDS).splitlines(keepends=True)
    (reject,) = bring(tmp_path, "ods-trusts", first + "RXX,too short\r\n" + second).rejects
    assert (reject.line, reject.column, reject.value) == (2, "the whole row", "RXX,too short")
    assert reject.reason == "the row has 2 cells and 27 are needed"
    assert {"trust-rcd", "trust-rr8"} <= set(
        (tmp_path / "out.ttl").read_text().replace(";", " ").replace(":", " ").split()
    )
    (reject,) = bring(tmp_path, "ons-icbs", ICBS + ONE + "E38000007,99E,NHS Mid, with a comma,E5,QH8,x\n").rejects
    assert reject.line == 3
    assert bring(tmp_path, "ons-icbs", ICBS + "\n ,,,,,\n" + ONE).rejects == []


@pytest.mark.parametrize("written", ["20241101.0", "2024-11-01 00:00:00", "2024-11-01T00:00:00", "01Nov2024"])
def test_dates_that_a_spreadsheet_rewrote_are_read(tmp_path: Path, written: str) -> None:
    assert bring(tmp_path, "ods-trusts", ods((*HARROGATE[:2], written, ""))).rejects == []
    assert 'ckg:seenFrom "2024-11-01"^^xsd:date' in (tmp_path / "out.ttl").read_text()


@pytest.mark.parametrize("title", ["Sub-ICB locations, July 2022\n\nSource: ONS\n", "A title,,,,,\n,,,,,\n"])
def test_titles_may_stand_above_the_headings(tmp_path: Path, title: str) -> None:
    assert bring(tmp_path, "ons-icbs", title + ICBS + ONE).rejects == []
    assert "sicbl-02p" in (tmp_path / "out.ttl").read_text()
    with pytest.raises(MalformedFile, match=r"no column for location_code.*those of|no column for location_code"):
        bring(tmp_path, "ons-icbs", title + ICBS.replace("SICBL22CDH", "Code") + ONE)


def test_a_sheet_is_found_however_its_name_is_spaced(tmp_path: Path) -> None:
    heads = ("PCN Code", "PCN Name", "Current\nSub ICB Loc Code", "Open Date", "Close Date")
    for name, found in [("PCN Details", True), ("pcndetails ", True), ("PCN_DETAILS", True), ("Partners", False)]:
        book = tmp_path / "pcns.xlsx"
        sheets = Workbook(str(book))
        sheet = sheets.add_worksheet(name)
        sheet.write_row(0, 0, ["Primary care networks"])
        sheet.write_row(2, 0, heads)
        sheet.write_row(3, 0, ["U00001", "SOUTH PCN", "02P", 20190701.0, ""])
        sheets.close()
        if found:
            assert import_files("ods-pcns", [book], DAY, tmp_path / "out.ttl").rejects == []
            assert "pcn-u00001" in (tmp_path / "out.ttl").read_text()
        else:
            with pytest.raises(MalformedFile, match=r"no sheet 'PCNDetails'; its sheets are 'Partners'"):
                import_files("ods-pcns", [book], DAY, tmp_path / "out.ttl")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_every_encoding_of_a_spreadsheet_is_read(tmp_path: Path, encoding: str) -> None:
    named = ONE.replace("NHS Somewhere Integrated", "NHS Côte dŽOr Integrated")
    assert bring(tmp_path, "ons-icbs", (ICBS + named).encode(encoding)).rejects == []
    assert "NHS Côte dŽOr Integrated Care Board" in (tmp_path / "out.ttl").read_text(encoding="utf-8")


def test_reasons_of_a_trust_are_read_whole_or_not_at_all(tmp_path: Path) -> None:
    bring(tmp_path, "ods-trusts", ods(LEEDS))
    known = (tmp_path / "out.ttl").rename(tmp_path / "known.ttl")
    capacity = "Capacity - Awaiting restart of existing social care arrangements (Pathway 0)"
    wellbeing = "Wellbeing concerns - Ongoing safeguarding concern"
    head = f"Delays by reason\nnhs_trust22_code,date,{capacity},{wellbeing},\n"
    job = bring(tmp_path, "nhs-delay-reasons", head + "RR8,2024-06-01,3,*,\nRR8,2024-07-01,4,many,\n", known)
    assert [(reject.line, reject.value) for reject in job.rejects] == [(4, "many")]
    text = (tmp_path / "out.ttl").read_text()
    assert "reasonNotGiven" in text
    assert "2024-07" not in text
