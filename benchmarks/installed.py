"""What does carekg take where nothing is installed? The wheel in an empty home, by each Python: built, served, asked.

python benchmarks/installed.py --pythons python3.11 /opt/python3.13/bin/python3.13
"""

import argparse
import http.client
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
KNOWN: Final = ("3.11", "3.12", "3.13")
EXTRAS: Final = ("[mcp]", "[pictures]", "[all]")
MEGABYTE: Final = 1_000_000
QUESTION: Final = "/api/v1/bodies?kind=ICB&as_of=2024-04-01"
SIZES: Final = """
import importlib.metadata as m
for each in m.distributions():
    print(each.metadata["Name"], sum(f.locate().stat().st_size for f in each.files or () if f.locate().is_file()))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pythons", nargs="*", help="commands; those that are found unless given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="carekg-installed-") as folder:
        home = Path(folder)
        seconds, wheels = _timed(lambda: [_build(home, part) for part in (ROOT, ROOT / "client")])
        print(f"Both wheels built in {seconds:.0f} s: {', '.join(f'{_size(each):.2f} MB' for each in wheels)}.\n")
        failed = [python for python in given.pythons or _find_pythons() if not _try(python, wheels[0], home)]
        _weigh_extras(wheels, home)
    return len(failed)


def _find_pythons() -> list[str]:
    """Find one Python of each version, on the path or kept by pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {each: shutil.which(f"python{each}") for each in KNOWN}
    found |= {".".join(each.name.split(".")[:2]): str(each / "bin/python") for each in sorted(kept.glob("3.*"))}
    return [python for version in KNOWN if (python := found[version])]


def _build(home: Path, part: Path) -> Path:
    folder = home / "dist" / part.name
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(part)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def _try(python: str, wheel: Path, home: Path) -> bool:
    """Install, build, serve and ask by one Python; tell what it took. Returns: whether all went well."""
    empty = home / f"home-{len(list(home.glob('home-*')))}"
    version = subprocess.run([python, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"## {version}\n")
    try:
        seconds, environment = _timed(lambda: _install(python, str(wheel), empty))
        print(f"- installed in {seconds:.0f} s: {_size(environment):.0f} MB with pip")
        seconds, _ = _timed(lambda: _carekg(empty, "build"))
        print(f"- graph built in {seconds:.0f} s: {_size(empty / 'carekg-store'):.0f} MB")
        with _serving(empty) as address:
            _ask_service(address)
    except subprocess.CalledProcessError as error:
        print(f"- failed: {' '.join(map(str, error.cmd))[-80:]}: {(error.stderr or '').strip()[-500:]}\n")
        return False
    if python == sys.executable or platform.python_version().rpartition(".")[0] in version:
        _tell_shares(empty)
    print()
    return True


def _install(python: str, what: str, empty: Path) -> Path:
    """Install something in a virtual environment, which is made in an empty home as pipx does."""
    if not empty.exists():
        empty.mkdir()
        _run([python, "-m", "venv", str(empty / "venv")], empty)
    pip = [str(empty / "venv/bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    _run([*pip, "--only-binary", ":all:", what], empty)
    return empty / "venv"


def _run(command: Sequence[str], empty: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if re.match(r"(PIP|SSL|HTTPS?|NO)_|https?_|no_", name)}
    kept |= {"HOME": str(empty), "PATH": f"{empty / 'venv/bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    done = subprocess.run(command, cwd=empty, env=kept, check=True, capture_output=True, text=True)
    return done.stdout


def _carekg(empty: Path, *arguments: str) -> str:
    return _run([str(empty / "venv/bin/carekg"), *arguments], empty)


@contextmanager
def _serving(empty: Path) -> Iterator[tuple[str, int, float]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = time.perf_counter()
    command = [str(empty / "venv/bin/carekg"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=empty, env={"HOME": str(empty)}, stderr=subprocess.DEVNULL)
    try:
        yield "127.0.0.1", port, begun
    finally:
        process.terminate()
        process.wait(timeout=30)


def _ask_service(address: tuple[str, int, float]) -> None:
    host, port, begun = address
    while not _answers(host, port):
        time.sleep(0.05)
    print(f"- ready {time.perf_counter() - begun:.1f} s after the start")
    seconds, page = _timed(lambda: _fetch(host, port, "/"))
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert styles, "the page names no style sheet"
    sheets = [_fetch(host, port, style) for style in styles]
    assert all("nhsuk" in sheet for sheet in sheets[:1]), "the page is not styled"
    print(f"- front page in {seconds:.2f} s, with {len(styles)} style sheet of {len(sheets[0]) // 1000} kB")
    seconds, answer = _timed(lambda: _fetch(host, port, QUESTION))
    assert '"total":42' in answer
    print(f"- first answer in {seconds:.2f} s, {time.perf_counter() - begun:.1f} s after the start")


def _answers(host: str, port: int) -> bool:
    try:
        return bool(_fetch(host, port, "/health/ready"))
    except (OSError, AssertionError):
        return False


def _fetch(host: str, port: int, path: str) -> str:
    connection = http.client.HTTPConnection(host, port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == http.HTTPStatus.OK, f"{path}: {answer.status}"
        return text
    finally:
        connection.close()


def _tell_shares(empty: Path) -> None:
    sizes = _sizes(empty)
    print(f"- {len(sizes)} packages, {sum(sizes.values()) / MEGABYTE:.0f} MB of files, without what Python compiles:\n")
    print("| package | MB |\n| --- | --- |")
    for name, size in sizes.most_common():
        if size >= MEGABYTE / 2:
            print(f"| {name} | {size / MEGABYTE:.1f} |")
    print(f"| the others | {sum(size for size in sizes.values() if size < MEGABYTE / 2) / MEGABYTE:.1f} |")


def _sizes(empty: Path) -> Counter[str]:
    told = _run([str(empty / "venv/bin/python"), "-c", SIZES], empty).split()
    sizes = Counter({name: int(size) for name, size in zip(told[::2], told[1::2], strict=True)})
    del sizes["pip"]
    return sizes


def _weigh_extras(wheels: Sequence[Path], home: Path) -> None:
    """Tell what each extra adds to what was there before it, and what the client takes alone."""
    print("| what | seconds | packages | MB |\n| --- | --- | --- | --- |")
    before: Counter[str] = Counter()
    for extra in ("", *EXTRAS):
        seconds, _ = _timed(lambda extra=extra: _install(sys.executable, f"{wheels[0]}{extra}", home / "extras"))
        sizes = _sizes(home / "extras")
        _tell_added(f"carekg{extra}", seconds, sizes - before)
        before = sizes
    seconds, _ = _timed(lambda: _install(sys.executable, str(wheels[1]), home / "client"))
    _tell_added("carekg-client, alone", seconds, _sizes(home / "client"))


def _tell_added(name: str, seconds: float, sizes: Counter[str]) -> None:
    print(f"| {name} | {seconds:.0f} | {len(sizes)} | {sum(sizes.values()) / MEGABYTE:.1f} |", flush=True)


def _size(path: Path) -> float:
    """Give how many megabytes a file or folder takes."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file() and not each.is_symlink()]
    return sum(each.stat().st_size for each in files) / MEGABYTE


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = do()
    return time.perf_counter() - begun, done


if __name__ == "__main__":
    sys.exit(main())
