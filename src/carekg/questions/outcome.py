"""Outcomes: what an answer comes to, of a closed list, with a sentence."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal["rows", "none", "not-held", "ended", "planned", "outside", "refused"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
MEANINGS: Final[dict[Kind, str]] = {
    "rows": "the graph holds what was asked for",
    "none": "there is none: a statement that the graph is complete here says so",
    "not-held": "the graph holds nothing here, which does not say that there is nothing",
    "ended": "what was asked about had ended by the date",
    "planned": "what was asked about is planned, and was not there on the date",
    "outside": "the files that the graph is made from do not cover this place or date",
    "refused": "the question could not be asked as it was given",
}
EXIT_CODES: Final[dict[Kind, int]] = {
    "rows": 0,
    "none": 0,
    "not-held": 3,
    "outside": 3,
    "ended": 4,
    "planned": 4,
    "refused": 2,
}


@dataclass(frozen=True)
class Outcome:
    """What an answer comes to; `rests_on` is the completeness statement behind *none*."""

    kind: Kind
    sentence: str
    rests_on: str = ""

    def as_dict(self) -> dict[str, str]:
        """Give it as JSON holds it."""
        told = {"kind": self.kind, "sentence": self.sentence}
        return told | ({"rests_on": self.rests_on} if self.rests_on else {})
