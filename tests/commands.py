"""The command as a process, forked from one that has imported it: a run costs what it does, and not its imports."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_SECONDS: Final = 120
_FORKING: Final = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["carekg.cli.app", "carekg.knowledge_graph", "carekg.layers.view", "commands"])


def run(*arguments: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the carekg command as a user would."""
    with TemporaryDirectory() as folder:
        said = [Path(folder) / name for name in ("out", "errors")]
        given = (arguments, str(cwd or Path.cwd()), dict(os.environ), [str(path) for path in said])
        process = _FORKING.Process(target=_perform, args=given)
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(arguments, _SECONDS)
        out, errors = (path.read_text(encoding="utf-8") for path in said)
        return subprocess.CompletedProcess(["carekg", *arguments], process.exitcode, out, errors)


def _perform(arguments: Sequence[str], folder: str, environment: Mapping[str, str], said: Sequence[str]) -> None:
    from carekg.cli.app import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate((os.devnull, *said)):
        os.dup2(os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT), number)
    sys.argv = ["carekg", *arguments]
    main()
