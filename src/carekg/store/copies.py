"""Copies: the folders that hold a copy of another server's graph, each for as long as its process lives."""

import os
import shutil
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Final

_COPY: Final = "carekg-copy-"  # and the number of the process that made it


def make_folder() -> Path:
    """Make a folder for a copy, and clear away those of processes that were killed, as workers are."""
    for left in Path(gettempdir()).glob(f"{_COPY}*-*"):
        try:
            os.kill(int(left.name.removeprefix(_COPY).partition("-")[0]), 0)  # asks whether there is such a process
        except (ProcessLookupError, ValueError, OverflowError):  # the last: a number that no process can have
            shutil.rmtree(left, ignore_errors=True)
        except PermissionError:
            continue
    return Path(mkdtemp(prefix=f"{_COPY}{os.getpid()}-"))
