"""The command as a process, forked from one that has imported it: a run costs what it does, and not its imports."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_SECONDS: Final = 120
_FORKING: Final = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    [
        *("carekg.cli.app", "carekg.knowledge_graph", "carekg.layers.view", "commands"),
        *("carekg_api.app", "carekg_api.http.listening", "prepared"),
    ]
)


class Started:
    """A command that runs: its process, with the methods of `subprocess.Popen` that tests use."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        said: Sequence[str] = (os.devnull, os.devnull),
        *,
        cwd: Path | None = None,
        largest: int = 0,
    ) -> None:
        """Start it; what it says goes to two files, and no file that it writes may be over `largest` bytes."""
        given = (arguments, str(cwd or Path.cwd()), dict(environment), said, largest)
        self._process = _FORKING.Process(target=_perform, args=given)
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Give the code that it ended with, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Wait until it has ended, and give its code. Raises TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("carekg", timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # the fork server may have reaped it, and its word of that be under way
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def run(*arguments: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the carekg command as a user would."""
    with TemporaryDirectory() as folder:
        said = [str(Path(folder) / name) for name in ("out", "errors")]
        process = Started(arguments, os.environ, said, cwd=cwd)
        try:
            code = process.wait(_SECONDS)
        finally:
            process.kill()
        out, errors = (Path(path).read_text(encoding="utf-8") for path in said)
        return subprocess.CompletedProcess(["carekg", *arguments], code, out, errors)


def _perform(
    arguments: Sequence[str], folder: str, environment: Mapping[str, str], said: Sequence[str], largest: int
) -> None:
    import resource

    from carekg.cli.app import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate((os.devnull, *said)):
        os.dup2(os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    sys.argv = ["carekg", *arguments]
    main()
