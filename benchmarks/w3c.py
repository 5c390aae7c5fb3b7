"""The W3C's tests of SPARQL 1.1 and 1.2 over HTTP, to carekg that is lenient and to the native Oxigraph server.

make acceptance NAME=w3c SUITES=path/to/rdf-tests

The tests are read from that folder, a copy of https://github.com/w3c/rdf-tests; none of them is part of carekg.
"""

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import w3c_language
import w3c_protocol
from w3c_servers import Server, lenient, native, native_version
from w3c_suites import Test, read_tests

_SHOWN: Final = 100  # characters of what was wrong
_PROTOCOLS: Final[Mapping[str, str]] = {
    "ProtocolTest": "protocol",
    "GraphStoreProtocolTest": "graph store protocol",
    "ServiceDescriptionTest": "service description",
}
Failures = dict[str, dict[str, str]]  # what was wrong, by test and server


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suites", type=Path, required=True, help="the folder with the W3C's rdf-tests")
    root = parser.parse_args().suites
    if not (root / "sparql/sparql11/manifest-all.ttl").is_file():
        sys.exit(f"{root} holds no sparql/sparql11/manifest-all.ttl: name a copy of github.com/w3c/rdf-tests")
    tests = read_tests(root)
    failed: Failures = {}
    with TemporaryDirectory() as folder, lenient(Path(folder)) as ours, native() as peer:
        for server in (ours, peer):
            for test in tests:
                problem = _run(test, server)
                if problem:
                    failed.setdefault(test.name, {})[server.name] = problem
        _report(root, tests, failed, (ours.name, peer.name))
    return int(any(list(servers) == [ours.name] for servers in failed.values()))


def _run(test: Test, server: Server) -> str:
    run = w3c_protocol.run if test.kind in _PROTOCOLS else w3c_language.run
    try:
        return run(test, server)
    except (SyntaxError, ValueError, KeyError) as error:  # an answer that cannot be read
        return f"{type(error).__name__}: {error}"


def _report(root: Path, tests: Iterable[Test], failed: Failures, names: tuple[str, str]) -> None:
    print(f"rdf-tests{_commit(root)}; peer: {native_version()}, in memory. Both were sent the same requests.\n")
    print(f"| Suite | Tests | {names[0]} | {names[1]} |\n|---|---|---|---|")
    sizes = Counter(map(_group, tests))
    wrong = {name: Counter(_group(test) for test in tests if name in failed.get(test.name, {})) for name in names}
    for group, size in sizes.items():
        print(f"| {group} | {size} | {size - wrong[names[0]][group]} | {size - wrong[names[1]][group]} |")
    total = sizes.total()
    print(f"| all | {total} | {total - wrong[names[0]].total()} | {total - wrong[names[1]].total()} |")
    for title, servers in (
        (f"Only {names[0]} fails", {names[0]}),
        (f"Only {names[1]} fails", {names[1]}),
        ("Both fail", set(names)),
    ):
        rows = [(name, problems) for name, problems in failed.items() if set(problems) == servers]
        print(f"\n{title}: {len(rows)}.{'' if not rows else chr(10)}")
        for name, problems in rows:
            told = " ".join(problems[sorted(servers)[-1]].split())
            print(f"- `{name}`: {told[:_SHOWN].replace('|', '/')}")


def _group(test: Test) -> str:
    """Say which line of the table counts a test."""
    if test.kind in _PROTOCOLS:
        return f"{test.suite} {_PROTOCOLS[test.kind]}"
    part = "syntax" if "Syntax" in test.kind else "evaluation"
    return f"{test.suite} {'update' if 'Update' in test.kind else 'query'} {part}"


def _commit(root: Path) -> str:
    told = subprocess.run(["git", "-C", str(root), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return f" at {told.stdout.strip()}" if told.returncode == 0 else ""


if __name__ == "__main__":
    sys.exit(main())
