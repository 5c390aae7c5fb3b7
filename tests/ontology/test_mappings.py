"""The mapping tables are SSSOM, and map things that the graph holds."""

import csv
from pathlib import Path

import pytest
import yaml

from carekg import KnowledgeGraph
from carekg.terms.files import locate
from carekg.terms.prefixes import expand

TABLES = sorted(locate("ontology/mappings").glob("*.sssom.tsv"))
PREDICATES = {f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")}


def parts(path: Path) -> tuple[dict[str, object], list[dict[str, str]]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    return head, list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_maps_what_is_held(path: Path, kg: KnowledgeGraph) -> None:
    head, rows = parts(path)
    assert {"mapping_set_id", "license", "curie_map"} <= set(head)
    prefixes = head["curie_map"]
    assert isinstance(prefixes, dict)
    held = {
        row["thing"].value: row["label"].value
        for row in kg.store.select("SELECT ?thing ?label { ?thing rdfs:label ?label }")
    }
    assert len({(row["subject_id"], row["object_id"]) for row in rows}) == len(rows) > 15
    for row in rows:
        assert held[expand(row["subject_id"])] == row["subject_label"]
        assert row["predicate_id"] in PREDICATES
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert row["author_label"]
        assert row["comment"]
        assert 0 < float(row["confidence"]) <= 1
        assert {row[name].partition(":")[0] for name in ("subject_id", "object_id", "predicate_id")} <= set(prefixes)


def test_delay_reasons_are_the_official_ones(kg: KnowledgeGraph) -> None:
    _, rows = parts(next(path for path in TABLES if path.stem.startswith("delay")))
    reasons = {row["entity"]: row["label"] for row in kg.ask("entities", type="scheme:delay-reason").rows}
    assert len(reasons) == 37 + 5
    assert all(reasons[expand(row["object_id"])] == row["object_label"] for row in rows)
