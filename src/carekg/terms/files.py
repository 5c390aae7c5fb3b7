"""Where the files that come with carekg are: inside the installed package, or in a checkout."""

from pathlib import Path

from carekg.terms.errors import MissingFile

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = Path(__file__).parents[3]


def locate(name: str) -> Path:
    """Give the path of a file or folder that comes with carekg.

    Parameters: name, relative to the project, such as "ontology/rules" or "data/catalog.ttl".
    Raises: MissingFile naming both places that were tried.

    >>> locate("ontology").name
    'ontology'
    """
    for root in (_PACKAGE, _CHECKOUT):
        if (root / name).exists():
            return root / name
    raise MissingFile(_PACKAGE / name, f"carekg (which also looked for {_CHECKOUT / name})")
