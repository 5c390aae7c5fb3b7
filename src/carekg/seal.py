"""The seal: while a caller's text is carried out, this process can open no file and no socket.

Source: getrlimit(2), RLIMIT_NOFILE.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


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
