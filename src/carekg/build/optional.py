"""Optional graphs: what a build leaves out unless it is asked for, and the codes that are found only there."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, QueryBoolean

from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import PREFIXES

_HELD: Final = read(Path(__file__).parent / "option-held.rq")


@dataclass(frozen=True)
class Option:
    """An option of the build, and the form of the codes in its graphs."""

    name: str
    what: str
    code: str
    start: str
    kind: str

    def iri(self, code: str) -> str:
        """Give the IRI of a code."""
        return self.start + (code if self.start == PREFIXES["gss"] else code.lower())

    def is_held(self, store: Embedded) -> bool:
        """Tell whether a store was built with it."""
        found = store.query(bind(_HELD.text, {"kind": NamedNode(self.kind)}))
        assert isinstance(found, QueryBoolean)
        return bool(found)


# Small areas are shipped for England alone, and no practice's code begins with U, as those of networks do.
OPTIONS: Final = (
    Option("lsoas", "small areas", r"E01\d{6}", PREFIXES["gss"], f"{PREFIXES['ckg']}SmallArea"),
    Option(
        "practices",
        "GP practices",
        r"(?!U)[A-Z]\d{5}",
        f"{PREFIXES['body']}practice-",
        f"{PREFIXES['structure']}gp-practice",
    ),
)


def find_optional(store: Embedded, code: str) -> str | None:
    """Give the IRI of a code that an optional graph of a store holds; None where none does."""
    forms = (option.iri(code.upper()) for option in OPTIONS if re.fullmatch(option.code, code, re.IGNORECASE))
    return next((iri for iri in forms if store.is_described(iri)), None)


def explain_missing(store: Embedded, parameter: str, code: str) -> None:
    """Say what to build, where a code has the form of those in an optional graph that a store lacks.

    Raises: BadParameter with the option to build with.
    """
    for option in OPTIONS:
        if re.fullmatch(option.code, code, re.IGNORECASE) and not option.is_held(store):
            reason = f"{option.what} are in an optional graph, which this store was built without"
            raise BadParameter(parameter, code, f"{reason}: run carekg build --with {option.name}")
