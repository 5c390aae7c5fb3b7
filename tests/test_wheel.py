"""The wheel, built and installed in a fresh virtual environment outside the checkout, works alone."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_code_ontology_and_data_once(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert len(names) == len(set(names))
    for name in (
        "carekg/cli.py",
        "carekg_api/app.py",
        "carekg_api/templates/home.html",
        "carekg/questions/claims.rq",
        "carekg/ontology/modules/legislation.ttl",
        "carekg/data/catalog.ttl",
        "carekg/py.typed",
    ):
        assert name in names
    assert not [name for name in names if name.startswith(("tests/", "src/", "api/"))]


def test_the_command_line_runs_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    programs = tmp_path / "env/bin"
    install = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--constraint",
        str(ROOT / "constraints.txt"),
        str(wheel),
    ]
    subprocess.run([str(programs / "pip"), *install], check=True, capture_output=True)
    subprocess.run([str(programs / "carekg"), "build"], check=True, cwd=tmp_path, capture_output=True)
    query = "ASK { structure:health-and-wellbeing-board ckg:establishedBy ?act }"
    done = subprocess.run(
        [str(programs / "carekg"), "query", query], check=True, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.strip() == "true"
