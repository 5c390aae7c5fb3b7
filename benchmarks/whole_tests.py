"""Do the tests that draw a sample pass with all that it is drawn from?

python benchmarks/whole_tests.py
"""

import os
import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
DRAWS = re.compile(r"\bfew\(|CAREKG_TEST_WHOLE")


def main() -> int:
    sampled = sorted(path for path in TESTS.rglob("test_*.py") if DRAWS.search(path.read_text("utf-8")))
    print("# The tests that draw a sample, whole\n")
    print("\n".join(f"- `{path.relative_to(TESTS.parent)}`" for path in sampled) + "\n", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", *map(str, sampled)]
    done = subprocess.run(
        command, env=os.environ | {"CAREKG_TEST_WHOLE": "1"}, capture_output=True, text=True, check=False
    )
    told = [line for line in done.stdout.splitlines() if re.search(r"^(FAILED|ERROR|SKIPPED)|\d+ passed", line)]
    print("\n".join(told))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
