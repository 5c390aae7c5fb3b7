"""From command to first answer: how long `carekg query` takes, and how soon `carekg serve` is ready.

Run by `make acceptance NAME=first_answer`; prints medians of several runs in one go. It reports, and asserts nothing.
"""

import argparse
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

CAREKG = str(Path(sys.executable).with_name("carekg"))
PORT = 8765


def seconds_to_answer(store: str) -> float:
    """Time one `carekg query` as a whole process."""
    began = time.perf_counter()
    subprocess.run(
        [CAREKG, "query", "SELECT ?s { ?s a ckg:Barrier } LIMIT 1", "--store", store], check=True, capture_output=True
    )
    return time.perf_counter() - began


def seconds_to_ready(store: str) -> float:
    """Time from starting `carekg serve` to its first answer."""
    began = time.perf_counter()
    process = subprocess.Popen([CAREKG, "serve", "--store", store, "--port", str(PORT)])
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health").close()
            except urllib.error.URLError:
                time.sleep(0.01)
            else:
                return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Print the median and the range of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    for name, measure in (("carekg query", seconds_to_answer), ("carekg serve", seconds_to_ready)):
        taken = [measure(given.store) for _ in range(given.runs)]
        spread = f"{min(taken):.2f} to {max(taken):.2f} s in {given.runs} runs"
        print(f"{name}: median {statistics.median(taken):.2f} s, {spread}")


if __name__ == "__main__":
    main()
