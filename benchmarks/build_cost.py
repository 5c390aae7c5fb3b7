"""Does the build of the shipped files stay under sixty seconds and one GiB?

python benchmarks/build_cost.py

It is the whole command, with its shapes and checks, and with what is made of the version before it is published. Where
other work shares the cores, the seconds of the processor are the ones to compare; both are printed.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

SECONDS: Final = 60
MIB: Final = 1024


def build(folder: Path) -> tuple[float, float, int]:
    """Build once. Parameters: folder of the store. Returns: seconds, of the processor too, and the peak in MiB."""
    command = [str(Path(sys.executable).with_name("carekg")), "build", "--output", str(folder)]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        seconds, processor, peak = build(Path(folder) / "store")
    print(f"# What a build costs\n\nLoad {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores; one run, no seed.\n")
    print(f"- {seconds:.1f} s, of the processor {processor:.1f} s; {SECONDS} at most.")
    print(f"- Peak memory {peak} MiB; {MIB} at most.")
    return int(processor > SECONDS or peak > MIB)


if __name__ == "__main__":
    sys.exit(main())
