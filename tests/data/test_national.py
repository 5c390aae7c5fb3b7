"""The national graph against published counts."""

import csv
import io
import json
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from arro3.io import read_parquet

from carekg import KnowledgeGraph
from carekg.terms.errors import AmbiguousName, BadParameter, UnknownName
from commands import run

ICB, CCG = "structure:integrated-care-board", "structure:clinical-commissioning-group"


def test_every_national_observation_says_where_it_comes_from(kg: KnowledgeGraph) -> None:
    lacking = "ASK { GRAPH ?g { ?s ckg:seen ?body } FILTER NOT EXISTS { GRAPH ?g { ?s prov:wasDerivedFrom ?f . "
    lacking += "?f dcterms:publisher ?p ; dcterms:license ?l ; ckg:vintage ?v ; ckg:checksum ?c ; ckg:fileName ?n } } }"
    assert bool(kg.query("ASK { GRAPH ?g { ?s ckg:seen ?body } }"))
    assert not bool(kg.query(lacking))


def test_nothing_begins_or_ends_twice(kg: KnowledgeGraph) -> None:
    for term in ("ckg:validFrom", "ckg:validUntil"):
        assert bool(kg.query(f"ASK {{ ?thing {term} ?day }}"))
        assert not bool(kg.query(f"ASK {{ ?thing {term} ?one, ?other FILTER(?one != ?other) }}")), term


@pytest.mark.parametrize(
    ("as_of", "count"), [("2003-02-09", 0), ("2003-02-10", 1), ("2009-05-31", 1), ("2009-06-01", 7), ("2026-11-01", 7)]
)
def test_health_boards_begin_when_they_were_set_up(kg: KnowledgeGraph, as_of: str, count: int) -> None:
    rows = kg.ask("bodies", kind="structure:local-health-board", as_of=as_of).rows
    assert len(rows) == count
    assert {str(row["valid_from"]) for row in rows} <= {"2003-02-10", "2009-06-01"}


@pytest.mark.parametrize(
    ("kind", "day", "count"),
    [
        (ICB, "2022-07-01", 42),
        (ICB, "2024-04-01", 42),
        (ICB, "2026-03-31", 42),
        (ICB, "2026-04-01", 36),
        ("structure:sub-icb-location", "2022-07-01", 106),
        ("structure:sub-icb-location", "2024-04-01", 106),
        ("structure:sub-icb-location", "2026-08-01", 106),
        (CCG, "2013-04-01", 211),
        (CCG, "2021-04-01", 106),
        (CCG, "2022-07-01", 0),
        ("structure:upper-tier-local-authority", "2021-04-01", 152),
        ("structure:upper-tier-local-authority", "2024-04-01", 153),
        ("structure:health-and-wellbeing-board", "2026-08-01", 153),
        ("structure:integrated-care-partnership", "2026-08-01", 36),
    ],
)
def test_there_are_as_many_bodies_as_published(kg: KnowledgeGraph, kind: str, day: str, count: int) -> None:
    found = {row["body"] for row in kg.ask("bodies", kind=kind, as_of=day).rows}
    assert len(found) == count


def test_councils_and_boards_overlap_as_the_small_areas_say(kg: KnowledgeGraph) -> None:
    rows = kg.ask("overlaps", as_of="2024-04-01").rows
    assert len(rows) == 166
    several = Counter(row["council"].rpartition("/")[2] for row in rows)
    assert {council.split("-c")[0] for council, count in several.items() if count > 1} == {
        *("buckinghamshire", "cumberland", "westmorland-and-furness", "north-yorkshire", "essex", "hampshire"),
        *("hertfordshire", "oxfordshire", "suffolk", "surrey"),
    }
    assert sum(row["residents"] for row in rows) == 56_490_046
    shares = Counter[str]()
    for row in rows:
        shares[row["council"]] += row["share_of_council"]
    assert all(abs(share - 1) < Decimal("0.0001") for share in shares.values())


def test_nineteen_councils_had_several_groups_in_april_2021(kg: KnowledgeGraph) -> None:
    rows = kg.ask("overlaps", as_of="2021-04-01").rows
    several = Counter(row["council"] for row in rows)
    assert (len(several), sum(count > 1 for count in several.values())) == (152, 19)


def test_patients_add_up_at_every_level(kg: KnowledgeGraph) -> None:
    query = (
        "SELECT (SUM(?n) AS ?all) { ?c a ckg:PatientCount ; ckg:countLevel ?l ; ckg:registeredPatients ?n } GROUP BY ?l"
    )
    assert {row["all"].value for row in kg.store.select(query)} == {"63237908"}


def relevant(kg: KnowledgeGraph, place: str, day: str) -> set[str]:
    rows = kg.ask("area", id=place, as_of=day).rows
    return {row["item"].rpartition("/")[2] for row in rows if row["section"] == "NHS body"}


def test_leeds_had_three_groups_in_2015_and_has_one_board(kg: KnowledgeGraph) -> None:
    assert relevant(kg, "Leeds", "2015-06-01") == {"ccg-02v", "ccg-03c", "ccg-03g"}
    assert relevant(kg, "E08000035", "2019-06-01") == {"ccg-15f"}
    assert relevant(kg, "Leeds City Council", "2026-11-22") == {"icb-qwo"}


def test_a_group_that_no_map_shows_before_its_county_ended_is_there(kg: KnowledgeGraph) -> None:
    """NHS Northamptonshire CCG began in April 2020; the county ended on the day of the next map."""
    county = "Northamptonshire County Council"
    assert relevant(kg, county, "2020-03-31") == {"ccg-03v", "ccg-04g", "ccg-06h"}
    assert relevant(kg, county, "2020-04-01") == relevant(kg, county, "2021-03-31") == {"ccg-06h", "ccg-78h"}
    rows = kg.ask("overlaps", council=county, as_of="2021-01-15").rows
    (row,) = (each for each in rows if each["body"].endswith("/ccg-78h"))
    assert row["basis"].endswith("/overlap-basis/succession")
    assert (row["certain"], row["share_of_council"]) == (True, None)


@pytest.mark.parametrize(
    ("name", "council"),
    [
        ("Leeds", "leeds-city-council"),
        ("Leeds ICB", "leeds-city-council"),
        ("15F", "leeds-city-council"),
        ("Leeds health and wellbeing board", "leeds-city-council"),
        ("Hull", "hull-city-council"),
        ("Adur", "west-sussex-county-council"),
        ("Northamptonshire", "northamptonshire-county-council"),
    ],
)
def test_a_place_is_found_by_what_people_call_it(kg: KnowledgeGraph, name: str, council: str) -> None:
    first = kg.ask("area", id=name).rows[0]
    assert (first["section"], first["item"].rpartition("/")[2]) == ("authority", council)


@pytest.mark.parametrize("name", ["NHS West Yorkshire Integrated Care Board", "E54000054"])
def test_a_board_of_several_councils_is_told_by_its_own_area(kg: KnowledgeGraph, name: str) -> None:
    rows = kg.ask("area", id=name).rows
    overlaps = kg.ask("overlaps", council=name).rows
    assert rows[0]["item"].endswith("/icb-qwo")
    assert {row["body"] for row in overlaps} == {rows[0]["item"]}
    councils = {row["item"]: row["share"] for row in rows if row["section"] == "council"}
    assert councils == {row["council"]: row["share_of_council"] for row in overlaps}
    assert {"partnership", "location", "networks", "trust", "NHS region", "change"} < {row["section"] for row in rows}
    assert not any("whose discharge was delayed" in row["measure"] for row in rows if row["section"] == "delay")


def test_what_ended_or_is_no_board_is_told_by_its_own_area_too(kg: KnowledgeGraph) -> None:
    ended = kg.ask("area", id="NHS Norfolk and Waveney Integrated Care Board", as_of="2026-11-28").rows
    assert "Norfolk and Suffolk" in ended[0]["detail"]
    members = [row["item"] for row in kg.ask("area", id="WYCA").rows if row["section"] == "council"]
    assert len(members) == 5
    wales = {row["section"] for row in kg.ask("area", id="Betsi Cadwaladr").rows}
    assert {"authority", "council"} <= wales


def test_a_place_that_is_several_councils_or_none_is_refused(kg: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousName, match="Royal Borough of Kingston upon Thames"):
        kg.ask("due", id="Kingston")  # a board of several is asked of itself: tests/data/test_due.py
    with pytest.raises(UnknownName, match="Atlantis"):
        kg.ask("area", id="Atlantis")
    with pytest.raises(BadParameter, match="a council or a health board or group"):
        kg.ask("area", id="HWB")


def test_the_page_of_an_area_holds_every_section(kg: KnowledgeGraph) -> None:
    began = time.perf_counter()
    rows = kg.ask("area", id="Surrey", as_of="2026-11-22").rows
    assert time.perf_counter() - began < 2
    assert {row["section"] for row in rows} == {
        *("authority", "district", "region", "NHS region", "board", "seat", "NHS body", "partnership", "trust"),
        *("networks", "duty", "change", "planned", "delay", "break in series"),
    }
    bodies = [row for row in rows if row["section"] == "NHS body"]
    assert abs(sum(row["share"] for row in bodies) - 1) < Decimal("0.0001")
    assert {(row["basis"], row["certain"]) for row in bodies} == {("legal", True), ("best fit", False)}
    duties = [row for row in rows if row["section"] == "duty"]
    assert all(row["item"] != row["other"] and row["source"] for row in duties)


def test_a_trust_that_the_lists_of_trusts_lack_is_there(kg: KnowledgeGraph) -> None:
    rows = kg.ask("locate", id="TAD", as_of="2026-06-01").rows
    assert {row["cover"].rpartition("/")[2] for row in rows} >= {"icb-qwo"}
    (body,) = (row for row in kg.ask("bodies", kind="structure:nhs-foundation-trust").rows if row["code"] == "TAD")
    assert (str(body["valid_from"]), body["valid_until"]) == ("2002-04-01", None)


def test_a_council_whose_code_changed_is_one_row_with_both_codes(kg: KnowledgeGraph) -> None:
    (row,) = (row for row in kg.ask("area", id="Barnsley").rows if row["section"] == "authority")
    assert row["detail"] == "upper-tier local authority; code E08000016 until 2025-04-01, E08000038"


def test_a_district_that_the_register_puts_in_another_county_is_put_right(kg: KnowledgeGraph) -> None:
    def districts(place: str) -> set[str]:
        rows = kg.ask("area", id=place, as_of="2015-06-01").rows
        return {row["item"].rpartition("/")[2] for row in rows if row["section"] == "district"}

    assert "forest-heath-district-council" in districts("Suffolk") - districts("Surrey")


def test_a_partnership_with_two_codes_is_one_body(kg: KnowledgeGraph) -> None:
    rows = kg.ask("bodies", kind="structure:sustainability-and-transformation-partnership", as_of="2018-06-01").rows
    names = [row["body"].rpartition("/")[2] for row in rows]
    assert names.count("stp-qe1") == 1
    assert "stp-e54000048" not in names
    assert len(set(names)) == 42  # as many as the list of April 2018 has


def test_duties_between_bodies_follow_the_date(kg: KnowledgeGraph) -> None:
    def bearers(day: str) -> set[str]:
        rows = kg.ask("area", id="Leeds", as_of=day).rows
        return {row["item"].rpartition("/")[2] for row in rows if row["section"] == "duty"}

    assert {"ccg-02v", "leeds-city-council"} <= bearers("2015-06-01")
    assert "icb-qwo" in bearers("2026-11-22") - bearers("2015-06-01")


def test_what_is_planned_is_known_on_the_date_only(kg: KnowledgeGraph) -> None:
    def plans(place: str, day: str) -> set[str]:
        rows = kg.ask("area", id=place, as_of=day).rows
        return {row["item"].rpartition("/")[2] for row in rows if row["section"] == "planned"}

    assert "east-surrey-2027" in plans("Surrey", "2026-11-29")
    assert "east-surrey-2027" not in plans("Leeds", "2026-11-29")
    assert plans("Surrey", "2015-06-01") == set()


def test_what_follows_from_files_says_from_which(kg: KnowledgeGraph) -> None:
    lacking = (
        "ASK { VALUES ?kind { ckg:Affiliation ckg:Relevance } ?it a ?kind . MINUS { ?it prov:wasDerivedFrom ?file } }"
    )
    allowed = (
        "FILTER NOT EXISTS { ?it ckg:overlapBasis overlap-basis:succession } FILTER NOT EXISTS { ?it ckg:readAt ?page }"
    )
    assert not bool(kg.query(lacking.replace("MINUS", f"{allowed} MINUS")))


def test_small_areas_of_frimley_without_a_map_are_marked(kg: KnowledgeGraph) -> None:
    rows = kg.ask("overlaps", council="body:surrey-county-council", as_of="2026-06-01").rows
    assert sum(row["uncertain_lsoas"] for row in rows) == 6 + 13


def test_a_district_is_located_in_its_county_and_board(kg: KnowledgeGraph) -> None:
    covers = {row["cover"].rpartition("/")[2] for row in kg.ask("locate", id="E07000223", as_of="2024-06-01").rows}
    assert {"E10000032", "E12000008", "west-sussex-county-council", "icb-qnx"} <= covers
    covers = {row["cover"].rpartition("/")[2] for row in kg.ask("locate", id="RR8", as_of="2026-08-01").rows}
    assert "icb-qwo" in covers


def test_each_relevant_board_has_a_seat(kg: KnowledgeGraph) -> None:
    rows = kg.ask("seats", board="body:hwb-oxfordshire-county-council", as_of="2024-06-01").rows
    boards = {row["body"].rpartition("/")[2] for row in rows if row["body"]}
    assert boards == {
        row["body"].rpartition("/")[2]
        for row in kg.ask("overlaps", council="body:oxfordshire-county-council", as_of="2024-06-01").rows
    }
    assert len(boards) > 1


def test_the_boards_of_2026_follow_those_before(kg: KnowledgeGraph) -> None:
    pairs = {(row["before"], row["after"]) for row in kg.ask("successions", **{"from": "2026-04-01"}).rows}
    assert len({pair for pair in pairs if "/body/icb-" in pair[1]}) == 16
    assert all("/body/icb-" in before for before, after in pairs if "/body/icb-" in after)


def test_footprints_measure_the_match(kg: KnowledgeGraph) -> None:
    rows = {
        row["body"].rpartition("/")[2]: row for row in kg.ask("footprints", as_of="2024-06-01").rows if row["partners"]
    }
    assert rows["north-yorkshire-council"]["partners"] == 3
    assert all(0 < row["coterminosity"] <= 1 for row in rows.values())
    assert rows["cornwall-council"]["partners"] == 1


def test_several_places_are_located_at_once(kg: KnowledgeGraph, store: Path, tmp_path: Path) -> None:
    rows = kg.ask("locate", id="E07000223; RR8", as_of="2024-06-01").rows
    assert {row["asked"].rpartition("/")[2] for row in rows} == {"E07000223", "trust-rr8"}
    (tmp_path / "codes.csv").write_text("code,n\nE07000223,1\nRR8,2\n", encoding="utf-8")
    asked = ("--as-of", "2024-06-01", "--store", str(store), "-f", "json")
    by_file = json.loads(run("locate", f"@{tmp_path / 'codes.csv'}", *asked).stdout)
    assert by_file == json.loads(run("ask", "locate", f"id=@{tmp_path / 'codes.csv'}", *asked).stdout)
    assert by_file["parameters"] == {"id": "E07000223;RR8"}


@pytest.mark.parametrize("question", ["bodies", "overlaps", "seats", "successions", "footprints"])
def test_flat_tables_are_the_same_in_parquet(kg: KnowledgeGraph, question: str) -> None:
    answer = kg.ask(question, limit="50")
    table = read_parquet(io.BytesIO(answer.to_parquet())).read_all()
    header = next(csv.reader(io.StringIO(answer.to_csv().decode())))
    assert (table.schema.names, table.num_rows) == (header, len(answer.rows))


def test_numbers_stay_numbers_in_parquet(kg: KnowledgeGraph) -> None:
    answer = kg.ask("overlaps", as_of="2024-04-01")
    table = read_parquet(io.BytesIO(answer.to_parquet())).read_all()
    assert sum(table["residents"].to_pylist()) == 56_490_046
    assert {type(value) for value in table["share_of_council"].to_pylist()} == {float}
    assert {type(value) for value in table["certain"].to_pylist()} == {bool}


def test_a_table_is_had_from_an_address_alone(server: str) -> None:
    answer = httpx.get(f"{server}/api/v1/bodies?kind=ICB&format=parquet", timeout=20)
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert read_parquet(io.BytesIO(answer.content)).read_all().num_rows == 36
    assert httpx.get(f"{server}/api/v1/bodies?kind=ICB&format=csv").text.startswith(
        "body,body_code,name,name_today,kind"
    )
    wrong = httpx.get(f"{server}/api/v1/bodies?format=pdf")
    assert wrong.status_code in (400, 422)
    assert "parquet" in wrong.text


@pytest.mark.parametrize("of", ["ckg:residents", "ckg:certain", "ckg:shareOfAuthority", "ckg:validFrom"])
def test_a_thing_with_numbers_and_dates_is_shown_in_every_format(kg: KnowledgeGraph, of: str) -> None:
    thing = kg.store.select(f"SELECT ?s {{ ?s {of} ?n }} ORDER BY ?s LIMIT 1")[0]["s"].value
    for question in ("entity", "neighbours"):
        answer = kg.ask(question, id=thing)
        assert answer.table.total
        assert all((answer.to_json(), answer.to_csv(), answer.to_xlsx(), answer.to_parquet()))
        assert len(answer.to_polars()) == len(answer.rows)
