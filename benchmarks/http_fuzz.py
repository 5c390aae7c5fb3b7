"""Requests that nobody would write, made from /openapi.json by schemathesis, against a server of our own.

No answer may be a 500, come late, or have a status, a media type or a body that the description does not name.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx

BIN: Final = Path(sys.executable).parent
CHECKS: Final = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def serve(store: Path) -> tuple[str, "subprocess.Popen[bytes]"]:
    """Start a server, and wait until it can answer queries."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [BIN / "carekg", "serve", "--store", str(store), "--port", str(port)], stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            if httpx.get(f"{address}/health/ready").is_success:
                return address, process
        except httpx.ConnectError:
            pass
        time.sleep(0.1)
    process.terminate()
    raise TimeoutError(address)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--cases", type=int, default=50, help="random requests for each operation, at most")
    given = parser.parse_args()
    address, process = serve(given.store)
    command = [BIN / "schemathesis", "run", f"{address}/openapi.json", "--checks", CHECKS]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(given.cases)]
    command += ["--request-timeout", "35", "--continue-on-failure", "--generation-deterministic", "--warnings", "off"]
    hooks = {"SCHEMATHESIS_HOOKS": "benchmarks.http_fuzz_hooks", "NO_COLOR": "1"}
    try:
        status = subprocess.run(command, env=os.environ | hooks, check=False).returncode
        alive = process.poll() is None and httpx.get(f"{address}/health").is_success
    finally:
        process.terminate()
        process.wait(timeout=20)
    print(f"\nThe server {'lives' if alive else 'is gone'} after it.")
    sys.exit(status or not alive)


if __name__ == "__main__":
    main()
