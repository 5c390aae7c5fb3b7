"""Run one of the long checks whole, alone, and keep what came of it in benchmarks/results; without a name, list them.

python benchmarks/acceptance.py receipts --store carekg-store
"""

import argparse
import ast
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).parent
RESULTS: Final = HOME / "results"
CHECKS: Final[Mapping[str, tuple[str, ...]]] = {  # what each is told beside the store
    "assistant": (),
    "audited_sentences": (),
    "build_cost": (),
    "contact_sheet": (),
    "content": (),
    "crawl": ("--pages", "2000", "--seed", "1"),
    "dated_counts": (),
    "documented": (),
    "first_answer": (),
    "first_byte": ("--each", "12", "--seed", "1"),
    "found_names": (),
    "hostile": ("--seconds", "120"),
    "house": ("--rounds", "7"),
    "http_fuzz": (),
    "installed": (),
    "kill_writes": (),
    "national_picture": ("--as-of", "2026-11-28"),
    "odd_requests": ("--count", "10000", "--seed", "1"),
    "outcomes": ("--count", "500", "--seed", "1"),
    "overlay": (),
    "questions": ("--count", "20", "--seed", "1"),
    "receipts": ("--count", "1000", "--seed", "1"),
    "recode_lists": ("--runs", "100", "--seed", "1"),
    "reconciled_names": (),
    "several_clients": ("--seconds", "20", "--seed", "1"),
    "soak": ("--minutes", "10"),
    "sparql_service": ("--rounds", "7"),
    "ten_times": ("--count", "40", "--seed", "1"),
    "w3c": (),
    "whole_tests": (),
    "writes": ("--count", "100", "--seed", "1"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(CHECKS))
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--suites", help="the folder with the W3C's rdf-tests")
    parser.add_argument("--before", help="a checkout of before the house was built, with its store")
    parser.add_argument("--larger", help="a store of ten times the country, that need not be built then")
    given = parser.parse_args()
    if given.name is None:
        for name in sorted(CHECKS):
            print(f"{name:18}{_purpose(name)}")
        return 0
    places = ("store", "suites", "before", "larger")
    return _run(given.name, {f"--{place}": getattr(given, place) for place in places})


def _purpose(name: str) -> str:
    told = ast.get_docstring(ast.parse((HOME / f"{name}.py").read_text(encoding="utf-8"))) or ""
    return told.partition("\n")[0]


def _run(name: str, places: Mapping[str, str | None]) -> int:
    """Run a check and write its result beside the others once it has come to its end, whatever that was."""
    text = (HOME / f"{name}.py").read_text(encoding="utf-8")
    taken = [
        part
        for option, place in places.items()
        if place and f'add_argument("{option}"' in text
        for part in (option, place)
    ]
    command = [sys.executable, str(HOME / f"{name}.py"), *taken, *CHECKS[name]]
    asked = " ".join([name, *CHECKS[name]])
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    said = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}, load before it {os.getloadavg()[0]:.2f}; `{asked}`.\n\n"
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    said.append(f"\nExit code {process.returncode}, load after it {os.getloadavg()[0]:.2f}.\n")
    (RESULTS / f"{name}.md").write_text("".join(said), encoding="utf-8")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
