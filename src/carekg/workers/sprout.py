"""A sprout: the first template of a service, forked from it before it opens anything.

The service has imported what its workers need: a template that is forked from it has it too, for a hundredth of what a
new interpreter costs.
"""

import os
import socket
import traceback
from typing import NoReturn

from carekg.terms.garbage import look_seldom
from carekg.workers.template import SPROUTS, Sprout, serve


def sprout(modules: tuple[str, ...]) -> None:
    """Fork a template for whoever first needs one of those modules.

    Nothing is done where other threads run, which a fork would be without: a new interpreter will do.
    """
    if len(os.listdir("/proc/self/task")) > 1:
        return
    look_seldom()  # a look would copy the pages that both share
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(parent, theirs.fileno(), modules)
    theirs.close()
    SPROUTS.append(Sprout(modules, pid, ours))


def _become(parent: int, control: int, modules: tuple[str, ...]) -> NoReturn:
    """Be a template, from the fork to the end, with nothing open but its control socket and where errors are told."""
    status = 1
    try:
        os.setpgid(0, 0)
        os.dup2(control, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        serve("", parent, modules)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
