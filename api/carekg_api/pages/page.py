"""What a page is made of: a title, sentences, and blocks, each a table or a list whose every line leads on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from carekg_api.pages.addresses import is_elsewhere


class Piece(NamedTuple):
    """A piece of text, which may be a link, a number, or a word that says how sure something is."""

    text: str
    href: str = ""
    kind: str = ""

    @property
    def leaves(self) -> bool:
        """Whether its link leads to another site."""
        return is_elsewhere(self.href)


_LONGEST: Final = 300  # letters of a summary
Cell = tuple[Piece, ...]


class Grid(NamedTuple):
    """A table: headings, rows of cells, and the columns that hold numbers."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[int] = frozenset()
    caption: str = ""

    def filled(self) -> "Grid":
        """Leave out the columns in which no row has anything.

        >>> Grid(("Day", "Section"), [((Piece("today"),), ())]).filled().headings
        ['Day']
        """
        kept = [number for number in range(len(self.headings)) if any(row[number] for row in self.rows)]
        return self._replace(
            headings=[self.headings[number] for number in kept],
            rows=[[row[number] for number in kept] for row in self.rows],
            numeric=frozenset(place for place, number in enumerate(kept) if number in self.numeric),
        )


class Mark(NamedTuple):
    """A point of a chart, with what is said of it."""

    x: float
    y: float
    title: str


class Picture(NamedTuple):
    """A picture that the service draws: its address, what it shows in words, and where to open or take it.

    `data` is the address of what it is drawn from, and `preview` that of the picture in pixels.
    """

    src: str
    alt: str
    links: Sequence[Piece] = ()
    data: str = ""
    preview: str = ""


@dataclass(frozen=True)
class Block:
    """A part of a page.

    `tense` is now, ended or planned where it is one of these; what has ended is folded. `total` is how many there are
    where a page shows only the first. `empty` is what is said where there is nothing, with what would fill it.
    """

    title: str
    name: str
    grid: Grid | None = None
    lines: Sequence[Cell] = ()
    intro: Sequence[Cell] = ()
    empty: str = ""
    total: int | None = None
    tense: str = ""
    folded: bool = False
    links: Sequence[Piece] = ()
    svg: str = ""
    picture: Picture | None = None

    @property
    def count(self) -> int:
        """How many lines it tells of."""
        if self.total is not None:
            return self.total
        return len(self.grid.rows) if self.grid else len(self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.grid and self.grid.rows) and not self.lines and not self.svg and not self.picture


@dataclass(frozen=True)
class Page:
    """A page: its template, and what stands on it.

    `lead` are the sentences that answer first; `programs` are the addresses for programs, at the foot; `dated` says
    that it changes with the day; `alternates` are the same in other forms, by media type. One that is `raw` is bytes
    of a media type; one that has `moved` is at another address.
    """

    title: str
    template: str = "blocks.html"
    kicker: str = ""
    lead: Sequence[Cell] = ()
    blocks: Sequence[Block] = ()
    crumbs: Sequence[Piece] = ()
    programs: Sequence[Piece] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    alternates: Sequence[Piece] = ()
    schema: Mapping[str, Any] = field(default_factory=dict)
    canonical: str = ""
    description: str = ""
    dated: bool = True
    cited: bool = True
    status: HTTPStatus = HTTPStatus.OK
    scripts: Sequence[str] = ()
    styles: Sequence[str] = ()
    policy: str = ""
    moved: str = ""
    raw: tuple[bytes, str] | None = None

    @property
    def summary(self) -> str:
        """What it says in a sentence or two, for those who list it."""
        first = "".join(piece.text for piece in next(iter(self.lead), ()))
        return self.description or (first if len(first) <= _LONGEST else f"{first[:_LONGEST].rpartition(' ')[0]} …")

    @property
    def preview(self) -> str:
        """The address of its picture as others may show it beside a link to the page; nothing where it has none."""
        return self._picture.preview if self._picture else ""

    @property
    def preview_alt(self) -> str:
        """What that picture shows, in words."""
        return self._picture.alt if self._picture else ""

    @property
    def _picture(self) -> Picture | None:
        return next((block.picture for block in self.blocks if block.picture), None)


def words(*pieces: str | Piece) -> Cell:
    """Make a cell of pieces, plain text among them.

    >>> words("since ", Piece("2022", "/changes"))
    (Piece(text='since ', href='', kind=''), Piece(text='2022', href='/changes', kind=''))
    """
    return tuple(Piece(each) if isinstance(each, str) else each for each in pieces if each)
