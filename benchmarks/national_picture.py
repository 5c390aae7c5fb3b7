"""The national layer *bodies* as a file of every format: how long the first takes, and a second one after it.

Each format in a process of its own, from the opening of the store to the last byte; then SVG (after SVG itself: GEXF)
of the same view in the same process. The table, in Markdown, says whether each keeps its bound.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date

from carekg import KnowledgeGraph
from carekg.export.formats import FORMATS
from carekg.export.layouts.plan import SEED
from carekg.terms.errors import BadParameter

FIRST, PAINTED, SECOND, MEMORY = 8.0, 12.0, 4.0, 500  # seconds, seconds of PNG and PDF, seconds, MiB
MARK = "measured: "


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--as-of", default=date.today().isoformat())
    parser.add_argument("--only", default="", help="measure one format in this process")
    given = parser.parse_args()
    if given.only:
        print(MARK + json.dumps(measure(given.store, given.as_of, given.only)))
        return 0
    bounds = f"under {FIRST:g} s and {MEMORY} MiB, PNG and PDF under {PAINTED:g} s; a second under {SECOND:g} s"
    print(f"The layer *bodies* of {given.as_of}; bounds: the first {bounds}; seed of the layouts {SEED}.\n")
    print("| format | first, s | of them of the processor | size, kB | peak, MiB | a second format, s | bound kept |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    broken = 0
    for form in FORMATS:
        found = apart(given.store, given.as_of, form)
        if "refused" in found:
            print(f"| {form} | refused: {found['refused']} | | | | | |", flush=True)
            continue
        kept = found["first"] < (PAINTED if form in ("png", "pdf") else FIRST)
        kept = kept and found["second"] < SECOND and (found["peak"] < MEMORY or form in ("png", "pdf"))
        broken += not kept
        numbers = f"{found['first']:.1f} | {found['processor']:.1f} | {found['size']:,} | {found['peak']}"
        print(f"| {form} | {numbers} | {found['second']:.1f} | {'yes' if kept else 'no'} |", flush=True)
    return int(bool(broken))


def apart(store: str, as_of: str, form: str) -> dict[str, float]:
    """Measure a format in a process of its own."""
    command = [sys.executable, __file__, "--store", store, "--as-of", as_of, "--only", form]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.rpartition(MARK)[2])  # type: ignore[no-any-return]


def measure(store: str, as_of: str, form: str) -> dict[str, object]:
    """Measure a format, and then another, in this process."""
    began, used = time.perf_counter(), time.process_time()
    answer = KnowledgeGraph.open(store).asker.ask("graph", {"layer": "bodies", "as_of": as_of})
    try:
        written = answer.files[form]()
    except BadParameter as error:
        return {"refused": str(error)}
    first, processor = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began = time.perf_counter()
    answer.files["gexf" if form == "svg" else "svg"]()
    size = sum(map(len, written.values())) // 1024
    second = time.perf_counter() - began
    return {"first": first, "processor": processor, "size": size, "peak": peak, "second": second}


if __name__ == "__main__":
    sys.exit(main())
