"""The documentation site, built, and what in it would be loaded from another host."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from documented import ROOT

_LOADED: Final = re.compile(
    r"""<(?:script|img|iframe|source)[^>]*\ssrc=["']?(https?:)?//[^\s"'>]+"""
    r"""|<link(?![^>]*rel=["']?(?:canonical|edit))[^>]*\shref=["']?(https?:)?//[^\s"'>]+"""
    r"""|@import\s+["'(]?(https?:)?//[^\s"')]+|url\(["']?(https?:)?//[^\s"')]+"""
)
_SCRIPTS: Final = re.compile(r"https?://(?:unpkg\.com|api\.github\.com|cdn\.|fonts\.)[\w./@-]*")


def build(store: Path, folder: Path) -> None:
    """Build the whole site into a folder, strictly. Raises: CalledProcessError where a link or anchor leads nowhere."""
    environment = {**os.environ, "CAREKG_STORE": str(store), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def loads_from_elsewhere(folder: Path) -> Iterator[str]:
    """Give what pages, styles and scripts of a site would load from another host, with the file that would."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".css", ".js", ".svg"):
            text = path.read_text(encoding="utf-8")
            pattern = _SCRIPTS if path.suffix == ".js" else _LOADED
            yield from (f"{path.relative_to(folder)}: {found[0]}" for found in pattern.finditer(text))
