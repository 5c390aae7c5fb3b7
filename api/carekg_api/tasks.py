"""What workers do: the modules with their tasks, which the service needs as well as the template that it forks."""

from typing import Final

from carekg_api.pages import tasks as pages
from carekg_api.protocol import clerk
from carekg_api.protocol import tasks as protocol
from carekg_api.rest import reconciling, suggesting
from carekg_api.rest import tasks as rest

SEALED_MODULES: Final = tuple(each.__name__ for each in (protocol, clerk, rest, pages, reconciling, suggesting))
WRITE_MODULES: Final = ("carekg_api.protocol.writing", "carekg.build.prepared", "pyshacl")


def modules_of(*, writable: bool) -> tuple[str, ...]:
    """Give the modules with the tasks of a service's workers. Parameters: writable, whether callers may write."""
    return (*SEALED_MODULES, *WRITE_MODULES) if writable else SEALED_MODULES
