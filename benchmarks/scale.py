"""How long a build takes, and how much memory, at once, ten and fifty times the size of the national graph.

The generator is deterministic: each copy of the national files has bodies, areas, codes and names of its own, so that
copies are as dense as the original and touch it nowhere; law, essay and evidence, which do not grow with the country,
are there once. Optional graphs are left out, as a build leaves them out.

Run: python benchmarks/scale.py FOLDER TIMES…   (such as: python benchmarks/scale.py /tmp/scale 1 10)
"""

import json
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from carekg.build.candidate import build
from carekg.terms.files import locate

_OWN = "body|sighting|source|succession|transfer|overlap|catchment|patients|delay|membership"
_THINGS = re.compile(rf"(?<![\w-])((?:{_OWN}):[\w-]*\w|gss:(?![EWSNK]92|K0)[EWSN]\d{{8}})")
_CODES = re.compile(r'(ckg:seenCode "[^"]*)"')
_NAMES = re.compile(r'((?:ckg:seenName|ckg:seenAreaName|rdfs:label) "[^"]*)"')
_FOUNDED = re.compile(r"ckg:seen (body:[\w-]+) .*ckg:seenKind structure:combined-")
_BLOCK = re.compile(r"^dataset:(national-\S+) a .*?\.$", re.MULTILINE | re.DOTALL)


def generate(folder: Path, times: int) -> Path:
    """Write data and ontology at so many times the size.

    Parameters: folder, made anew; times, how many copies of the national files there are in all.
    Returns: the catalogue.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(locate("data"), folder / "data")
    shutil.copytree(locate("ontology"), folder / "ontology")
    catalogue = folder / "data/catalog.ttl"
    text = catalogue.read_text(encoding="utf-8")
    optional = {match[1] for match in _BLOCK.finditer(text) if "ckg:option" in match[0]}
    blocks = [match[0] for match in _BLOCK.finditer(text) if match[1].removesuffix("-file") not in optional]
    for number in range(1, times):
        for path in sorted(locate("data/national").glob("*.ttl")):
            if f"national-{path.stem}" in optional:
                continue
            copy = folder / "data/national" / f"{path.stem}-copy-{number}.ttl"
            copy.write_text(_renamed(path.read_text(encoding="utf-8"), number), encoding="utf-8")
        text += "".join(f"\n{_copied(block, number)}\n" for block in blocks)
        listed = [
            f"dataset:{match[1]}-copy-{number}"
            for match in map(_BLOCK.match, blocks)
            if match and "-file a" not in match[0]
        ]
        text = text.replace("dcat:dataset ", f"dcat:dataset {' , '.join(listed)} , ", 1)
    if times > 1:
        _claim_nothing(folder / "data/sources/completeness.ttl")
    catalogue.write_text(text, encoding="utf-8")
    return catalogue


def _claim_nothing(path: Path) -> None:
    """Take out what the file says to be complete: so many bodies of a kind, where there are more of them now."""
    blocks = re.split(r"\n{2,}", path.read_text(encoding="utf-8"))
    path.write_text("\n\n".join(each for each in blocks if "ckg:CompletenessStatement" not in each), encoding="utf-8")


def _renamed(text: str, number: int) -> str:
    """Give a file of another country; combined authorities, each founded by an order, there are once."""
    founded = {match[1] for match in _FOUNDED.finditer(text)}
    text = "\n".join(line for line in text.splitlines() if not _FOUNDED.search(line)) + "\n"
    text = _THINGS.sub(lambda match: match[0] if match[0] in founded else f"{match[0]}-copy-{number}", text)
    text = _CODES.sub(rf'\1-{number}"', text)
    return _NAMES.sub(rf'\1, copy {number}"', text)


def _copied(block: str, number: int) -> str:
    block = re.sub(r"(dataset:national-[\w-]+|graph:national-[\w-]+)", rf"\1-copy-{number}", block)
    block = block.replace(f"-file-copy-{number}", f"-copy-{number}-file")
    return re.sub(r'(ckg:path "national/[\w-]+)\.ttl"', rf'\1-copy-{number}.ttl"', block)


def measure(folder: Path, times: int) -> None:
    """Build in this process, and print what it took as JSON."""
    catalogue = generate(folder / f"times-{times}", times)
    began = time.perf_counter()
    build(catalogue, folder / f"store-{times}")
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    version = json.loads((folder / f"store-{times}/current/version.json").read_text(encoding="utf-8"))
    slowest = sorted(version["rules"], key=lambda rule: -rule["seconds"])[:5]
    report = {
        "times": times,
        "quads": version["quads"],
        "seconds": round(seconds, 1),
        "processor": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": used.ru_maxrss // 1024,
        "slowest": {rule["rule"]: rule["seconds"] for rule in slowest},
    }
    print(json.dumps(report))


def main() -> None:
    """Measure each size in a process of its own, and print a table."""
    folder, *sizes = sys.argv[1:]
    if folder == "--one":
        measure(Path(sizes[0]), int(sizes[1]))
        return
    print(
        "| times | quads | build, s | processor, s | peak memory, MiB | slowest rules, s |\n|---|---|---|---|---|---|"
    )
    for size in sizes:
        command = [sys.executable, __file__, "--one", folder, size]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        slowest = ", ".join(f"{rule} {seconds}" for rule, seconds in found["slowest"].items())
        cells = (*(found[name] for name in ("times", "quads", "seconds", "processor", "peak_mib")), slowest)
        print(
            "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |", flush=True
        )


if __name__ == "__main__":
    main()
