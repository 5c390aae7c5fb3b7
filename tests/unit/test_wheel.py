"""The wheel, built and installed in a fresh virtual environment outside the checkout, works alone."""

import os
import subprocess
import sys
import sysconfig
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
    assert {f"carekg/{path.relative_to(ROOT)}{_packed(path)}" for path in shipped} <= set(names)
    assert not [name for name in names if name.startswith("carekg/data/national") and name.endswith(".ttl")]
    assert not [name for name in names if name.startswith(("tests/", "src/", "api/"))]


def _packed(path: Path) -> str:
    return ".gz" if path.suffix == ".ttl" and path.parent.name == "national" else ""


def test_the_command_line_runs_outside_the_checkout(wheel: Path, store: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
    ]
    subprocess.run([*pip, "--target", str(home), str(wheel)], check=True, capture_output=True)
    known = sysconfig.get_path(
        "purelib"
    )  # where what it needs is installed; not as a site, so the checkout is not seen
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": f"{home}{os.pathsep}{known}"}
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"

    def carekg(*arguments: str) -> str:
        command = [str(python), "-P", str(home / "bin/carekg"), *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    where = subprocess.run(
        [str(python), "-c", "import carekg; print(carekg.__file__)"], env=environment, capture_output=True
    )
    assert where.stdout.decode().startswith(str(home))
    (tmp_path / "mine").mkdir()
    catalogue = write_catalogue(tmp_path / "mine", {"facts.ttl": f'{PREAMBLE}body:a rdfs:label "a body" .'})
    carekg("build", "--catalog", str(catalogue), "--output", "small")
    assert carekg("query", "--store", "small", "ASK { body:a rdfs:label ?label }") == "true"
    query = "ASK { structure:health-and-wellbeing-board ckg:establishedBy ?act }"
    assert carekg("query", "--store", str(store), query) == "true"
