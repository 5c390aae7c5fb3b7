"""Run every block of the documentation, heavy ones too, and build its site, which may load nothing from elsewhere."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from documented import tally, tell  # noqa: E402
from site_built import build, loads_from_elsewhere  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    store = Path(parser.parse_args().store).resolve()
    print("\n".join(tell(tally())), flush=True)
    tests = ["tests/docs/test_documented.py", "tests/docs/test_notebooks.py", "tests/docs/test_links.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    whole = {"CAREKG_DOCS_WHOLE": "1", "CAREKG_OWN_DEADLINE": "180"}  # the machine may be at other work
    run = subprocess.run(command, cwd=ROOT, env=os.environ | whole, capture_output=True, text=True)
    print(f"\nBlocks, notebooks and links: {run.stdout.splitlines()[-1]}", flush=True)
    print("\n".join(line for line in run.stdout.splitlines() if line.startswith("FAILED")), end="", flush=True)
    with TemporaryDirectory() as folder:
        began = time.monotonic()
        build(store, Path(folder))
        found = list(loads_from_elsewhere(Path(folder)))
        pages = len(list(Path(folder).rglob("*.html")))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        seconds = time.monotonic() - began
        print(f"\nThe site: {pages} pages, {size / 1e6:.1f} MB, built strictly in {seconds:.0f} s.")
        print(f"Loaded from elsewhere: {len(found)}.", *found, sep="\n")
    return run.returncode or bool(found)


if __name__ == "__main__":
    sys.exit(main())
