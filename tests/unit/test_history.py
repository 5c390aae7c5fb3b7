"""What each version says otherwise than the one before it."""

from pathlib import Path

from carekg.build.candidate import build
from carekg.build.revision import Update, revise
from carekg.store.history import GONE, NEW, OTHERWISE, read_history
from support import PREAMBLE, write_catalogue

X = 'structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en ; ckg:validFrom "2022-01-01"^^xsd:date .\n'
Z = 'structure:z a skos:Concept ; skos:prefLabel "z"@en ; rdfs:label "z"@en .\n'
THING = "https://w3id.org/carekg/id/structure/"


def make(folder: Path, facts: str) -> None:
    build(write_catalogue(folder, {"facts.ttl": PREAMBLE + facts}), folder / "store")


def own(folder: Path) -> list[tuple[str, str, str, list[str], list[str]]]:
    """What the store folder itself tells, without what is shipped."""
    shipped = {change.id for change in read_history(None)}
    return [
        (each.thing.removeprefix(THING), each.kind, each.column, list(each.before), list(each.after))
        for each in read_history(folder / "store")
        if each.id not in shipped
    ]


def test_each_version_adds_what_it_says_otherwise(tmp_path: Path) -> None:
    make(tmp_path, X + Z)
    assert own(tmp_path) == [], "the first version has nothing before it"
    make(tmp_path, X.replace("2022-01-01", "2023-01-01") + Z.replace("z", "y"))
    told = [
        ("x", OTHERWISE, "valid from", ["2022-01-01"], ["2023-01-01"]),
        ("y", NEW, "", [], []),
        ("z", GONE, "", [], []),
    ]
    assert own(tmp_path) == told
    revise(tmp_path / "store", Update(f'INSERT DATA {{ <{THING}x> <http://e/note> "seen" }}'), "a note")
    assert own(tmp_path) == [("x", OTHERWISE, "note", [], ["seen"]), *told]


def test_what_is_shipped_is_read_without_a_store() -> None:
    changes = read_history(None)
    assert changes
    assert len({change.id for change in changes}) == len(changes)
    assert all(change.kind in (NEW, GONE) or change.before or change.after for change in changes)
