"""The evidence: what is claimed, what it rests on, and what disagrees."""

import csv
import io
import re

import pytest
from lxml import etree

from carekg import KnowledgeGraph
from carekg.export.evidence_map import write_csv, write_html
from carekg.narrative.audit import Audit, audit
from carekg.narrative.matrix import Matrix, matrix
from carekg.narrative.pathways import pathways
from carekg.terms.errors import BadParameter, UnknownName
from carekg.terms.prefixes import compress, expand
from commands import run

DESIGN = "https://w3id.org/carekg/id/study-design/"


def slugs(rows: list[dict[str, object]] | tuple[object, ...], column: str) -> list[str]:
    return [str(row[column]).rpartition("/")[2] for row in rows]  # type: ignore[index]


@pytest.fixture(scope="module")
def essay(kg: KnowledgeGraph) -> Audit:
    return audit(kg.asker, expand("publication:seed-essay"))


def test_the_counts_are_those_of_the_checklist(kg: KnowledgeGraph, essay: Audit) -> None:
    facts = [entry for entry in essay.entries if re.fullmatch(r"S\d+", entry.fact)]
    assert len(facts) == 128
    assert sum(entry.cites is not None for entry in facts) == 31
    assert (essay.marks, essay.references) == (9, 6)
    assert len(kg.ask("entities", type="ckg:Benefit").rows) == 5
    named = kg.store.select(
        "SELECT DISTINCT ?kind ?thing { ?claim ckg:statedIn publication:seed-essay ;"
        " ckg:subject activity:partnership-working ; ckg:relation ?kind ; ckg:object ?thing ."
        " VALUES ?kind { relation:has-barrier relation:depends-on } }"
    )
    kinds = [compress(row["kind"].value) for row in named]
    assert kinds.count("relation:has-barrier") == 5
    remedies = {"enabler:sustained-commitment", "enabler:investment", "enabler:adapting-practice"}
    said = {compress(row["thing"].value) for row in named if compress(row["kind"].value) == "relation:depends-on"}
    assert {"enabler:mutual-trust", "enabler:shared-objectives", "enabler:clear-communication"} <= said
    stated = {compress(each["thing"].value) for each in kg.store.select("SELECT ?thing { ?thing a ckg:Enabler }")}
    assert remedies <= stated


def test_joint_commissioning_shows_its_citation_and_who_disputes_it(essay: Audit) -> None:
    (entry,) = [each for each in essay.entries if each.fact == "S78"]
    assert entry.work == expand("publication:glasby-dickinson-2014")
    assert entry.verdict == "cannot bear it"
    authors = {voice.publication: voice for voice in entry.disputes}
    assert set(authors) == {
        expand(f"publication:{slug}") for slug in ("dickinson-2013", "glasby-joint-commissioning", "hudson-2011")
    }
    assert [voice.by for voice in entry.corrects] == [expand("correction:x14")]


def test_two_of_them_are_by_the_authors_cited(kg: KnowledgeGraph) -> None:
    rows = kg.ask("disagreements", concept="joint commissioning").rows
    against = {str(row["against_publication"]) for row in rows if row["for"] == expand("statement:essay-s78")}
    authors = {
        iri: kg.store.select(f"SELECT ?who {{ <{iri}> ckg:authorList ?who }}")[0]["who"].value for iri in against
    }
    assert sum("Glasby J" in who and "Dickinson H" in who for who in authors.values()) == 2


def test_the_frontline_claim_has_no_source_that_was_found(essay: Audit) -> None:
    (entry,) = [each for each in essay.entries if each.fact == "S96"]
    assert entry.verdict == "source not found"


def test_mixed_results_show_which_way_with_numbers(kg: KnowledgeGraph, essay: Audit) -> None:
    rows = kg.ask("evidence", concept="BCF").rows
    found = {compress(row["finding"]): row for row in rows}
    assert found["finding:stokes-2019-bed-days"]["unit"] == "per cent"
    assert float(found["finding:stokes-2019-bed-days"]["effect"]) == 4.9
    assert float(found["finding:nao-2017-delayed-days"]["effect"]) == 185_000
    assert float(found["finding:nao-2017-emergency-admissions"]["effect"]) == 87_000
    directions = {compress(row["direction"]) for row in rows}
    assert {"finding-direction:supports", "finding-direction:disputes", "finding-direction:no-effect"} <= directions
    (entry,) = [each for each in essay.entries if each.fact == "S113"]
    assert entry.verdict == "cannot bear it"
    assert "web page" in entry.reason


def test_no_finding_is_listed_without_its_design(kg: KnowledgeGraph) -> None:
    rows = kg.ask("evidence", limit="100000").rows
    assert len(rows) > 250
    assert all(str(row["design"]).startswith(DESIGN) for row in rows)
    areas = {compress(row["finding"]): compress(row["design"]) for row in rows}
    assert areas["finding:bcf-areas-agree-2021-22"] == "study-design:survey"
    assert areas["finding:stokes-2019-hospital-use"] == "study-design:quasi-experiment"


def test_the_essay_is_no_evidence_unless_it_is_asked_for(kg: KnowledgeGraph) -> None:
    without = kg.ask("evidence", concept="joint commissioning").rows
    asked = kg.ask("evidence", concept="joint commissioning", essay="true").rows
    assert not [row for row in without if "/finding/" not in str(row["finding"])]
    said = [row for row in asked if row["publication"] == expand("publication:seed-essay")]
    assert said
    assert {compress(str(row["design"])) for row in said} == {"study-design:assertion"}


@pytest.mark.parametrize(
    ("asked", "wider"),
    [
        ({"area": "Leeds"}, ("England", "United Kingdom")),
        ({"area": "Salford", "since": "2015"}, ("Greater Manchester", "England", "United Kingdom")),
        ({"area": "Leeds", "concept": "BCF"}, ("England",)),
        ({"area": "Edinburgh"}, ("Scotland", "United Kingdom")),
        ({"area": "Leeds", "setting": "nowhere"}, ()),
    ],
)
def test_evidence_of_one_place_leads_on_to_that_of_wider_ones(
    kg: KnowledgeGraph, asked: dict[str, str], wider: tuple[str, ...]
) -> None:
    answer = kg.ask("evidence", **asked)
    held = [(place, len(kg.ask("evidence", **{**asked, "area": place}).rows)) for place in wider]
    told = ", ".join(f"{count} of {place} (area={place})" for place, count in held)
    assert (answer.outcome.kind, not answer.rows) == ("not-held", True)
    assert answer.outcome.sentence.partition("Of wider places it holds findings: ")[2] == (told and f"{told}.")


def test_filters_narrow_the_evidence(kg: KnowledgeGraph) -> None:
    given = {
        "concept": "outcome:emergency-admissions",
        "design": "quasi-experiment",
        "area": "England",
        "since": "2019",
    }
    rows = kg.ask("evidence", **given).rows
    assert {"keeble-2019-year-1", "morciano-2021-neither"} <= set(slugs(rows, "finding"))
    assert all(row["year"] >= 2019 and row["design"] == f"{DESIGN}quasi-experiment" for row in rows)
    assert kg.ask("evidence", setting="torbay").rows
    people = kg.ask("evidence", population="older people").rows
    assert people
    assert all("old" in str(row["population"]) for row in people)


@pytest.mark.parametrize(
    ("for_side", "against"),
    [
        ("finding:windle-2009-savings", "finding:steventon-2011-emergency"),
        ("finding:baxter-2018-satisfaction", "finding:roland-2012-involvement"),
        ("statement:essay-s78", "finding:dickinson-2013-outcomes"),
        ("statement:essay-s78", "finding:hudson-2011-achievements"),
        ("finding:miller-2021-delayed-discharge", "finding:nao-2017-delayed-days"),
        ("finding:keeble-2019-year-1", "finding:keeble-2019-year-2"),
        ("finding:bcf-areas-agree-2021-22", "finding:stokes-2019-hospital-use"),
        ("finding:bcf-areas-agree-2021-22", "finding:nao-2017-delayed-days"),
    ],
)
def test_the_known_disagreements_stand_side_by_side(kg: KnowledgeGraph, for_side: str, against: str) -> None:
    rows = kg.ask("disagreements").rows
    found = [row for row in rows if (row["for"], row["against"]) == (expand(for_side), expand(against))]
    assert found
    assert all(row["for_design"] and row["against_design"] and row["against_year"] for row in found)


def test_pooling_against_its_evaluation(kg: KnowledgeGraph) -> None:
    rows = kg.ask("disagreements", concept="outcome:costs").rows
    pairs = {(compress(str(row["for"])), compress(str(row["against"]))) for row in rows}
    assert ("claim:combined-funding-reduces-costs", "finding:stokes-2019-hospital-use") in pairs


@pytest.fixture(scope="module")
def benefits(kg: KnowledgeGraph) -> Matrix:
    return matrix(kg.store)


def test_the_map_has_every_cell_and_says_when_nothing_is_held(benefits: Matrix) -> None:
    assert len(benefits.cells) == len(benefits.rows) * len(benefits.columns)
    empty = [cell for cell in benefits.cells.values() if not cell.counts]
    assert empty
    assert all(benefits.words(cell)[0].startswith(f"nothing held as of {benefits.held_on}") for cell in empty)
    full = benefits.cells[expand("benefit:resource-efficiency"), expand("fund:better-care-fund")]
    counts = {(compress(each.direction), compress(each.design)): len(each.findings) for each in full.counts}
    assert counts["finding-direction:disputes", "study-design:quasi-experiment"] == 1
    assert sum(counts.values()) == len({finding for each in full.counts for finding in each.findings})


def test_the_page_of_the_map_can_be_read_aloud(benefits: Matrix) -> None:
    page = etree.fromstring(write_html(benefits), etree.HTMLParser())
    assert page.findtext(".//caption")
    heads = page.xpath("//th")
    assert {each.get("scope") for each in heads} == {"col", "row"}
    assert len(page.xpath("//tbody/tr")) == len(benefits.rows)
    assert len(page.xpath("//td")) == len(benefits.cells)
    assert benefits.method in etree.tostring(page, encoding="unicode", method="text")


def test_the_table_of_the_map(benefits: Matrix) -> None:
    rows = list(csv.DictReader(io.StringIO(write_csv(benefits).decode())))
    pairs = {(row["benefit_iri"], row["structure_iri"]) for row in rows}
    assert pairs == set(benefits.cells)
    assert all(row["design"] or row["note"] for row in rows)
    assert "quasi-experiment" in {row["design"] for row in rows}
    assert any(row["note"].startswith("nothing held as of") for row in rows)


def test_a_map_of_what_there_is_not(kg: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter, match="benefit, barrier"):
        matrix(kg.store, rows="weather")
    assert expand("gss:W92000004") in matrix(kg.store, "barrier", "area").columns


def test_only_documents_with_statements_are_audited(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName):
        audit(kg.asker, expand("fund:better-care-fund"))


def test_pathways_name_their_weakest_step(kg: KnowledgeGraph) -> None:
    ends = expand("barrier:organisational-culture"), expand("benefit:resource-efficiency")
    found = pathways(kg.store, *ends)
    assert found.chains
    assert all(chain.sign == -1 for chain in found.chains)
    through = found.chains[0]
    assert compress(through.steps[0].target) == "activity:partnership-working"
    assert through.weakest.strength == "no finding"
    assert "enabler:shared-objectives" in {compress(step.source) for step in found.remedies}


def test_the_command_line_and_the_service_answer_alike(store: object, server: str) -> None:
    import httpx

    shown = run("evidence", "matrix", "--rows", "barrier", "--format", "html", "--store", str(store))
    assert shown.returncode == 0, shown.stderr
    answered = httpx.get(f"{server}/api/v1/evidence/matrix", params={"rows": "barrier", "format": "html"})
    assert answered.text.strip() == shown.stdout.strip()
    listed = httpx.get(f"{server}/api/v1/evidence/bibliography", params={"concept": "BCF", "format": "bibtex"})
    assert "stokes-2019" in listed.text
    audited = httpx.get(f"{server}/api/v1/evidence/audit").json()
    assert audited["counts"]["citation marks"] == 9
    wrong = httpx.get(f"{server}/api/v1/evidence/matrix", params={"columns": "weather"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "application/problem+json")
