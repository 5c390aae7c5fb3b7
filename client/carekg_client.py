"""carekg_client: what can be asked of carekg, over HTTP, without the graph."""

from .client import *  # noqa: F403 - the names that the client hands on are listed there
from .client import __all__ as __all__
from .client import __version__ as __version__
