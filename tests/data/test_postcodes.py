"""Postcodes that a user has read beside a store: found from there, and where there are none, it is said how."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from carekg import KnowledgeGraph
from carekg.sources.postcodes import import_postcodes
from carekg.store.postcodes import Postcodes
from carekg.terms.errors import BadParameter, MalformedFile, MissingFile, StoreMissing, UnknownName
from commands import run

# The headings as they were until 2025, and as they have been since; the rows are made up, but for their codes.
OLD = "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,oseast1m,osnrth1m,lsoa11,sicbl,icb,lsoa21\n"
NEW = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,cty25cd,lad25cd,lsoa21cd,sicbl24cd,icb23cd\n"
ROWS_OLD = (
    '"SW1A1AA","SW1A 1AA","SW1A 1AA","198001","","E99999999","E99999999","E09000033","E05013806","529090","0179645",'
    '"E01004736","E38000256","E54000027","E01004736"\n'
    '"GU471AA","GU47 1AA","GU47 1AA","198001","200109","E99999999","E99999999","E06000036","E05000001","","","",'
    '"E38000252","E54000034","E01016250"\n'
    '"JE1 1AA","JE1  1AA","JE1 1AA","198001","","","","L99999999","","","","","","",""\n'
)
ROWS_NEW = (
    '"SW1A1AA","SW1A 1AA","SW1A 1AA","198001","",0,529090,179645,1,"E99999999","E09000033","E01004736","E38000256",'
    '"E54000027"\n'
)


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A store folder of its own, with the same version in it."""
    version = (store / "current").resolve()
    folder = tmp_path / "store"
    shutil.copytree(version, folder / "versions" / version.name, copy_function=os.link)
    (folder / "current").symlink_to(f"versions/{version.name}")
    return folder


def bring(folder: Path, text: str, name: str = "ONSPD_MAY_2026_UK.csv") -> int:
    file = folder.parent / name
    file.write_text(text, encoding="utf-8")
    count, rejects = import_postcodes([file], folder)
    assert rejects == []
    return count


def test_a_postcode_is_located_where_the_directory_puts_it(own: Path) -> None:
    assert bring(own, OLD + ROWS_OLD) == 3
    kg = KnowledgeGraph.open(own)
    for written in ("SW1A 1AA", "sw1a1aa", " SW1A  1AA "):
        answer = kg.ask("locate", id=written, as_of="2024-06-01")
        lying = {row["cover"].rpartition("/")[2] for row in answer.rows if row["relation"] == "lies in"}
        assert lying == {"icb-qrv", "sicbl-w2u3z"}
        assert answer.notes == ("The postcode SW1A1AA lies in E09000033, by ONSPD_MAY_2026_UK.csv.",)
    assert not [row for row in answer.rows if row["relation"] == "overlaps"], "those are of the whole district"
    (ended,) = kg.ask("locate", id="GU47 1AA", as_of="2024-06-01").notes
    assert ended.endswith("and ended in 2001-09.")
    assert kg.ask("area", id="SW1A 1AA", as_of="2024-06-01").parameters["id"] == "SW1A 1AA"
    with pytest.raises(UnknownName, match="postcode"):
        kg.ask("locate", id="ZZ9 9ZZ")
    with pytest.raises(BadParameter, match="no district that is held"):
        kg.ask("locate", id="JE1 1AA")


def test_a_postcode_among_others_has_its_own_rows(own: Path) -> None:
    bring(own, NEW + ROWS_NEW)
    answer = KnowledgeGraph.open(own).ask("locate", id="SW1A 1AA;E07000066", as_of="2024-06-01")
    asked = {row["asked"].rpartition("/")[2] for row in answer.rows}
    assert asked == {"E09000033", "E07000066"}
    overlaps = {row["asked"].rpartition("/")[2] for row in answer.rows if row["relation"] == "overlaps"}
    assert overlaps == {"E07000066"}


def test_without_a_directory_the_answer_says_how(kg: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter, match="carekg import postcodes FILE --store FOLDER"):
        kg.ask("locate", id="SW1A 1AA")


def test_the_headings_of_every_year_are_read_from_csv_and_zip(own: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ONSPD.zip", "w") as archive:
        archive.writestr("Documents/names.csv", "code,name\n")
        archive.writestr("Data/ONSPD_NOV_2025_UK.csv", NEW + ROWS_NEW)
    old = OLD.replace("oslaua", "laua").replace("sicbl", "ccg").replace("icb", "stp")
    (tmp_path / "old.csv").write_bytes(b"\xef\xbb\xbf" + (old + ROWS_OLD).encode())
    for name in ("ONSPD.zip", "old.csv"):
        import_postcodes([tmp_path / name], own)
        table = Postcodes.open(own)
        assert table is not None
        assert table.find("SW1A 1AA") == ("SW1A1AA", "E09000033", "E38000256", "E54000027", "E01004736", "")
        assert table.about["files"] == [name]
    assert sorted(path.name for path in own.iterdir()) == ["current", "postcodes.sqlite", "versions"]


def test_rows_that_cannot_be_used_are_named_and_the_rest_is_read(own: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        NEW + "too,short\n" + ROWS_NEW.replace("SW1A 1AA", "nothing") + ROWS_NEW, encoding="utf-8"
    )
    done = run("import", "postcodes", "in.csv", "--store", str(own), "--reject", "left.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "wrote 1 postcodes into" in done.stdout
    assert "2 left out" in done.stdout
    assert [line.split(",")[1] for line in (tmp_path / "left.csv").read_text().splitlines()[1:]] == ["2", "3"]
    done = run("locate", "SW1A 1AA", "--as-of", "2024-06-01", "--store", str(own), "-f", "csv")
    assert "icb-qrv" in done.stdout


def test_what_is_no_directory_is_refused_and_the_table_stays(own: Path, tmp_path: Path) -> None:
    bring(own, NEW + ROWS_NEW)
    before = (own / "postcodes.sqlite").read_bytes()
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    (tmp_path / "other.csv").write_text("pcds,name\nSW1A 1AA,x\n", encoding="utf-8")
    (tmp_path / "bare.csv").write_text(NEW, encoding="utf-8")
    for name, kind, said in [
        ("gone.csv", MissingFile, "is not there"),
        ("empty.zip", MalformedFile, "no CSV file"),
        ("other.csv", MalformedFile, "no column for district"),
        ("bare.csv", MalformedFile, "no row can be used"),
    ]:
        with pytest.raises(kind, match=said):
            import_postcodes([tmp_path / name], own)
    with pytest.raises(StoreMissing):
        import_postcodes([tmp_path / "bare.csv"], tmp_path / "nowhere")
    assert (own / "postcodes.sqlite").read_bytes() == before
    assert sorted(path.name for path in own.iterdir()) == ["current", "postcodes.sqlite", "versions"]


def test_a_process_that_may_open_nothing_more_finds_postcodes(own: Path) -> None:
    bring(own, NEW + ROWS_NEW)
    script = (
        "import resource, sys\n"
        "from carekg import KnowledgeGraph\n"
        "names = KnowledgeGraph.open(sys.argv[1]).names.load()\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))\n"
        "print(names.resolve('SW1A 1AA', ('area',)).rpartition('/')[2])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(own)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "E09000033"
