"""Importers: published forms in, observations out; what cannot be used is named, and nothing is half done."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from carekg.sources.cells import Unusable, read_day
from carekg.sources.command import import_files
from carekg.sources.job import Job, proper_case, slugify
from carekg.terms.errors import MalformedFile, MissingFile, UnknownName
from commands import run

ICBS = "SICBL22CD,SICBL22CDH,SICBL22NM,ICB22CD,ICB22CDH,ICB22NM\n"
ONE = "E38000006,02P,NHS Somewhere ICB - 02P,E54000061,QF7,NHS Somewhere Integrated Care Board\n"
DAY = date(2022, 7, 1)


def bring(folder: Path, source: str, text: str | bytes, *companions: Path) -> Job:
    """Import a text as if it had been published."""
    file = folder / "in.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_files(source, [file, *companions], DAY, folder / "out.ttl")


def ods(*rows: tuple[str, str, str, str]) -> str:
    """Write rows in the form of the Organisation Data Service: 27 columns, no headings."""
    lines = []
    for code, name, opened, closed in rows:
        cells = [code, name, "Y63", "QWO", *[""] * 6, opened, closed, *[""] * 15]
        lines.append(",".join(f'"{cell}"' for cell in cells) + "\r\n")
    return "".join(lines)


def test_an_import_writes_sightings_with_where_they_come_from(tmp_path: Path) -> None:
    job = bring(tmp_path, "ons-icbs", ICBS + ONE)
    assert not job.rejects
    store = Store()
    store.bulk_load(path=tmp_path / "out.ttl", format=RdfFormat.TURTLE)
    ask = "PREFIX ckg: <https://w3id.org/carekg/def/> PREFIX prov: <http://www.w3.org/ns/prov#> "
    assert store.query(
        ask + 'ASK { ?s ckg:seen <https://w3id.org/carekg/id/body/sicbl-02p> ; ckg:seenCode "02P" ; '
        "ckg:seenWithin <https://w3id.org/carekg/id/body/icb-qf7> ; prov:wasDerivedFrom ?f . "
        '?f ckg:vintage ?v ; ckg:checksum ?sha ; ckg:fileName "in.csv" . FILTER(STRLEN(?sha) = 64) }'
    )


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    first = (tmp_path / "out.ttl").read_bytes()
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    assert (tmp_path / "out.ttl").read_bytes() == first


def test_a_mark_at_the_start_and_windows_line_ends_are_nothing(tmp_path: Path) -> None:
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    plain = (tmp_path / "out.ttl").read_text().splitlines()
    bring(tmp_path, "ons-icbs", b"\xef\xbb\xbf" + (ICBS + ONE).replace("\n", "\r\n").encode())
    marked = (tmp_path / "out.ttl").read_text().splitlines()
    assert [a for a, b in zip(plain, marked, strict=True) if a != b and "checksum" not in a] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        ("SICBL22CD,SICBL22NM,ICB22CD,ICB22CDH,ICB22NM\n", "no column for location_code"),
        (ICBS + ONE + "E38000007,99E,NHS Mid", "may be truncated"),
        (ICBS + ONE + '"E38000007,99E', "breaks off"),
        (ICBS.encode() + "Y\u00f4r\n".encode() + b"Y\xf4r\n", "encodings are mixed"),
        ("LTLA23CD,LTLA23NM,UTLA23CD,UTLA23NM\n", "those of ons-district-authorities"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_changes_nothing(tmp_path: Path, text: str | bytes, named: str) -> None:
    bring(tmp_path, "ons-icbs", ICBS + ONE)
    before = (tmp_path / "out.ttl").read_bytes()
    with pytest.raises(MalformedFile, match=named):
        bring(tmp_path, "ons-icbs", text)
    assert (tmp_path / "out.ttl").read_bytes() == before


def test_a_missing_file_and_an_unknown_source_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"gone\.csv"):
        import_files("ons-icbs", [tmp_path / "gone.csv"], DAY, tmp_path / "out.ttl")
    with pytest.raises(UnknownName, match="ons-icbs"):
        import_files("ons-icb", [], DAY, tmp_path / "out.ttl")


def test_a_duplicate_code_is_left_out_and_named(tmp_path: Path) -> None:
    (reject,) = bring(tmp_path, "ons-icbs", ICBS + ONE + ONE).rejects
    assert (reject.line, reject.column) == (3, "location")
    assert "stands twice, first on line 2" in str(reject)


def test_what_closes_before_it_opens_is_left_out_and_named(tmp_path: Path) -> None:
    rows = ods(("RR8", "LEEDS NHS TRUST", "20130401", ""), ("RXX", "GONE NHS TRUST", "20130401", "20120331"))
    (reject,) = bring(tmp_path, "ods-trusts", rows).rejects
    assert (reject.line, reject.column, reject.value) == (2, "close", "20120331")


def test_the_last_day_of_a_record_is_not_the_first_day_without_the_body(tmp_path: Path) -> None:
    bring(tmp_path, "ods-trusts", ods(("RXX", "GONE NHS TRUST", "20130401", "20180331")))
    assert '"2018-04-01"^^xsd:date' in (tmp_path / "out.ttl").read_text()


def test_a_file_without_headings_of_another_width_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedFile, match="27 columns"):
        bring(tmp_path, "ods-trusts", ICBS + ONE)


def test_a_practice_without_a_network_is_put_in_its_location(tmp_path: Path) -> None:
    head = "PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,SUB_ICB_LOCATION_CODE\n"
    rows = "A81001,THE DENSHAM SURGERY,U89141,16C\nA81002,QUEENS PARK,U,16C\nA81002,QUEENS PARK,U,16C\n"
    (reject,) = bring(tmp_path, "nhs-practice-list", head + rows).rejects
    assert (reject.line, reject.value) == (4, "A81002")
    text = (tmp_path / "out.ttl").read_text()
    assert "ckg:placedIn body:pcn-u89141 ; ckg:placedIn body:sicbl-16c ; org:classification" in text
    assert "practice-a81002 a org:FormalOrganization ; ckg:placedIn body:sicbl-16c ; org:classification" in text
    assert "pcn-u " not in text


COUNCILS = (
    "local-authority-code,official-name,nice-name,gss-code,start-date,end-date,replaced-by,nation,local-authority-type,"
    "county-la,combined-authority,snac,former-gss-codes,alt-names\n"
    "AAA,Aye County Council,Aye,E10000001,,,,England,CTY,,,37,,\n"
    "BBB,Bee District Council,Bee,E07000001,2005-06-08,2020-03-31,CCC,England,NMD,AAA,,37UB,E07000009,\n"
    "CCC,Cee Council,Cee,E06000001,2020-04-01,,,England,UA,,,,,\n"
)


def test_dates_of_the_council_register_are_made_right(tmp_path: Path) -> None:
    (reject,) = bring(tmp_path, "mysociety-councils", COUNCILS).rejects
    assert (reject.line, reject.value) == (3, "2005-06-08")
    text = (tmp_path / "out.ttl").read_text()
    assert text.count('"2020-04-01"^^xsd:date') == 3, "Cee's start, Bee's end and the succession"
    assert "2020-03-31" not in text


def test_lsoas_are_counted_and_one_without_population_is_named(tmp_path: Path) -> None:
    bring(tmp_path, "mysociety-councils", COUNCILS)
    councils = (tmp_path / "out.ttl").rename(tmp_path / "councils.ttl")
    head = "LSOA21CD,LAD22CD,ICB22CD,residents_2021\n"
    rows = "E01000001,E07000001,E54000001,75\nE01000002,E07000001,E54000002,25\nE01000003,E06000001,E54000001,0\n"
    (reject,) = bring(tmp_path, "ons-lsoa-icbs", head + rows, councils).rejects
    assert "E01000003 has no population" in str(reject)
    text = (tmp_path / "out.ttl").read_text()
    assert 'ckg:shareOfAuthority "0.75"^^xsd:decimal' in text
    assert "gss:E10000001" in text, "the district is counted in its county"
    assert "E06000001" not in text


def test_scottish_bed_days_become_the_mean_of_a_month(tmp_path: Path) -> None:
    register = COUNCILS + "GLG,Glasgow City Council,Glasgow,S12000049,,,,Scotland,SCO,,,,,\n"
    bring(tmp_path, "mysociety-councils", register)
    councils = (tmp_path / "out.ttl").rename(tmp_path / "councils.ttl")
    head = "ltla_code,date,delay_reason,num_delayed_bed_days\n"
    rows = "S12000049,2025-02-01,All Delay Reasons,70.0\nS12000049,2025-02-01,Code 9 AWI,7\n"
    left = "S92000003,2025-02-01,All Delay Reasons,900\n,2025-02-01,All Delay Reasons,9\n"
    wrong = "S12000049,2025-02-01,All Delay Reasons,70.0\nS12000001,2025-02-01,All Delay Reasons,1\n"
    job = bring(tmp_path, "phs-delays", head + rows + left + wrong, councils)
    assert [(reject.line, reject.column) for reject in job.rejects] == [(6, "area"), (7, "area")]
    assert job.skipped == 3
    text = (tmp_path / "out.ttl").read_text()
    assert 'ckg:about body:glasgow-city-council ; ckg:daysCounted 28 ; ckg:meanPatients "2.5"' in text


def test_the_command_reports_what_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(ICBS + ONE + ONE, encoding="utf-8")
    arguments = ["--vintage", "2022-07-01", "-o", "out.ttl", "--reject", "rejects.csv"]
    result = run("import", "ons-icbs", "in.csv", *arguments, cwd=tmp_path)
    assert result.returncode == 0
    assert "1 left out" in result.stdout
    assert "line 3, column location: 'E38000006' was left out" in result.stderr
    assert (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()[1].startswith("in.csv,3,location,")
    assert run("import", "ods-trusts", "in.csv", *arguments, cwd=tmp_path).returncode == 3
    assert run("import", "ons-icbs", "in.csv", "--vintage", "July", "-o", "o.ttl", cwd=tmp_path).returncode == 2


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2068, 12, 31)))
def test_every_form_of_a_date_is_read(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y%m%d", "%d%b%Y", "%d-%b-%y", "%d/%m/%Y"):
        assert read_day(day.strftime(form), "open") in (day, day.replace(year=day.year) if day.year > 1968 else day)


@given(st.text(max_size=12))
def test_what_is_no_date_is_refused(text: str) -> None:
    try:
        found = read_day(text, "open")
    except Unusable as problem:
        assert problem.column == "open"  # noqa: PT017
    else:
        assert found is None or isinstance(found, date)


@given(st.text(max_size=30))
def test_a_slug_is_made_of_words_and_hyphens(text: str) -> None:
    assert slugify(slugify(text)) == slugify(text)


def test_names_in_capitals_are_written_as_usual() -> None:
    assert proper_case("ST GEORGE'S NHS TRUST") == "St George's NHS Trust"
