"""The client's wheel, built from the checkout, works alone and beside the whole package."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
MOST_BYTES = 200_000  # of the wheel; with what it needs, an empty environment grows by some 5 MB
BOTH = [ROOT / "src", ROOT / "api"]
ASK = """
import sys
from carekg_client import Client, UnknownName, __version__
with Client(sys.argv[1]) as kg:
    answer = kg.bodies(kind="ICB", as_of="2024-04-01")
    print(answer.total, answer.outcome.kind, len(answer.receipt))
    try:
        kg.area("Leedz")
    except UnknownName as error:
        print(error.name)
heavy = {"carekg", "networkx", "pyoxigraph", "pydantic", "rdflib"}
print(*sorted(heavy & {each.partition(".")[0] for each in sys.modules}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the client's wheel is installed in, alone."""
    folder = tmp_path_factory.mktemp("client")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT / "client")]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("carekg_client-*.whl")
    assert wheel.stat().st_size < MOST_BYTES
    zipfile.ZipFile(wheel).extractall(folder / "home")  # which is what installing a wheel without scripts is
    return folder / "home"


def run(home: Path, code: str, *arguments: str, beside: tuple[Path, ...] = ()) -> str:
    needed = Path(httpx.__file__).parents[1]  # no site, so that the checkout is not seen
    path = os.pathsep.join(map(str, (home, *beside, needed)))
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    command = [str(python), "-P", "-c", code, *arguments]
    done = subprocess.run(command, cwd=home, env={"PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_asks_a_service_with_nothing_of_the_house(home: Path, server: str) -> None:
    assert run(home, ASK, server).splitlines() == ["42 rows 64", "Leedz"]


def test_alone_it_does_not_pass_for_the_whole_package(home: Path) -> None:
    code = "from importlib.util import find_spec; print(find_spec('carekg'), find_spec('carekg_client') is not None)"
    assert run(home, code) == "None True"


def test_beside_the_whole_package_neither_shadows_the_other(home: Path, server: str) -> None:
    assert run(home, ASK, server, beside=tuple(BOTH)).splitlines()[0] == "42 rows 64"
    code = "import carekg, carekg_client; print(carekg.Client.__module__, carekg_client.Client.__module__)"
    assert run(home, code, beside=tuple(BOTH)) == "carekg.client.synchronous carekg_client.client.synchronous"


def test_it_needs_one_thing(home: Path) -> None:
    (metadata,) = home.glob("*.dist-info/METADATA")
    told = metadata.read_text(encoding="utf-8").splitlines()
    assert [line for line in told if line.startswith("Requires-Dist") and "extra" not in line] == [
        "Requires-Dist: httpx>=0.28"
    ]
