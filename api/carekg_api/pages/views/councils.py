"""Every council's place on the day, with what it belongs to: for the map, and for finding places by conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from carekg_api.pages.reader import Reader
from carekg_api.pages.views.thing import learn_rows


@dataclass
class Place:
    """A council's place: its boards or groups, combined authority, region, plans, residents."""

    council: str
    area: str
    boards: dict[str, bool] = field(default_factory=dict)
    authority: str = ""
    region: str = ""
    plans: set[str] = field(default_factory=set)
    residents: int | None = None

    @property
    def code(self) -> str:
        """The code of its area."""
        return self.area.rpartition("/")[2]

    @property
    def kind(self) -> str:
        """What kind of council it has, as the code of its area tells."""
        return KINDS.get(self.code[:3], "")


KINDS: Final[Mapping[str, str]] = {
    "E06": "unitary authority",
    "E08": "metropolitan borough",
    "E09": "London borough or the City",
    "E10": "county council",
}


def places(reader: Reader) -> list[Place]:
    """Give every council's place on the day, in the order of their names."""
    rows = reader.select("views/councils")
    regions = {row["area"]: row["region"] for row in reader.select("views/regions")}
    learn_rows(reader, rows)
    found: dict[str, Place] = {}
    for row in rows:
        place = found.setdefault(row["area"], Place(row["council"], row["area"], region=regions.get(row["area"], "")))
        if row["board"]:
            place.boards[row["board"]] = bool(row["certain"])
        place.authority = place.authority or row["authority"] or ""
        if row["plan"]:
            place.plans.add(row["plan"])
    _count(reader, found.values())
    reader.learn([*regions.values(), *found])
    return sorted(found.values(), key=lambda place: reader.label(place.area))


def _count(reader: Reader, found: Iterable[Place]) -> None:
    """Add the residents of each place: those of its overlaps together."""
    residents: dict[str, int] = {}
    for row in reader.rows("overlaps"):
        if row["residents"] is not None:
            residents[row["council"]] = residents.get(row["council"], 0) + int(row["residents"])
    for place in found:
        place.residents = residents.get(place.council)
