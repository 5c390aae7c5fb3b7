"""The wheel, built and installed in a fresh virtual environment outside the checkout, works alone."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from support import PREAMBLE, write_catalogue

ROOT = Path(__file__).parents[2]


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
        "carekg/cli/app.py",
        "carekg_api/app.py",
        "carekg_api/pages/static/style.css",
        "carekg/questions/claims.rq",
    ):
        assert name in names
    shipped = [path for folder in ("data", "ontology") for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert len(shipped) > 300
    assert {f"carekg/{path.relative_to(ROOT)}" for path in shipped} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "src/", "api/"))]


def test_the_command_line_runs_outside_the_checkout(wheel: Path, store: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    programs = tmp_path / "env/bin"
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check"]
    install = ["install", "--quiet", "--no-compile", "--constraint", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run([*pip, *install], check=True, capture_output=True)

    def carekg(*arguments: str) -> str:
        command = [str(programs / "carekg"), *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    (tmp_path / "mine").mkdir()
    catalogue = write_catalogue(tmp_path / "mine", {"facts.ttl": f'{PREAMBLE}body:a rdfs:label "a body" .'})
    carekg("build", "--catalog", str(catalogue), "--output", "small")
    assert carekg("query", "--store", "small", "ASK { body:a rdfs:label ?label }") == "true"
    query = "ASK { structure:health-and-wellbeing-board ckg:establishedBy ?act }"
    assert carekg("query", "--store", str(store), query) == "true"
