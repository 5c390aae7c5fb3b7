"""Holding: a version that some process reads stays, however many newer ones there are.

Source: flock(2): the system lets go of the lock of a process that ends, however it ends.
"""

import fcntl
import os
import shutil
from pathlib import Path
from weakref import finalize


class Hold:
    """A hold on the folder of a version, for as long as it is referred to. Any number may have one."""

    def __init__(self, folder: Path) -> None:
        number = os.open(folder, os.O_RDONLY)
        fcntl.flock(number, fcntl.LOCK_SH)
        finalize(self, os.close, number)


def remove_unheld(folder: Path) -> bool:
    """Remove the folder of a version unless something holds it; tell whether it is gone."""
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        shutil.rmtree(folder)
        return True
    finally:
        os.close(number)
