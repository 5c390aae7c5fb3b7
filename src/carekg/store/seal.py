"""The seal: what binds a process: that it opens nothing while a caller's text is carried out, and ends with its parent.

Source: getrlimit(2), RLIMIT_NOFILE; prctl(2), PR_SET_PDEATHSIG.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SET_DEATH_SIGNAL: Final = 1


@contextmanager
def sealed() -> Iterator[None]:
    """Let nothing be opened until the end; what is open already stays so.

    The system refuses each new descriptor, so whatever an engine may yet learn to do for LOAD, SERVICE or a remote
    context, it can reach nothing. It can only be lifted here, by a call that no text can make.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def die_with_parent(parent: int) -> None:
    """Ask the system to end this process when its parent ends, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)
