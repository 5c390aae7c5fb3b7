"""What every write reads of the ontology: a template reads it once, and no worker anew."""

from contextlib import suppress

from carekg.build.check import read_shapes
from carekg.build.renewal import read_rule
from carekg.store.sparql import read_folder
from carekg.store.view import Unbounded
from carekg.terms.files import locate


def prepare() -> None:
    """Read the rules, the checks and the shapes."""
    for query in (*read_folder(locate("ontology/rules")), *read_folder(locate("ontology/checks"))):
        with suppress(Unbounded):  # a write will go the whole way there
            read_rule(query)
    read_shapes(locate("ontology/shapes"))
