"""An answer of a service: its tables, labels, date, version, outcome and receipt, and ways to go on with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

from ..questions.outcome import Outcome
from .frames import make_pandas, read_arrow, read_header, read_polars
from .request import Asked


@dataclass(frozen=True, repr=False)
class Held:
    """What a service told. `told` is all of its JSON, `receipt` the hash of its receipt, `asked` what was sent."""

    told: Mapping[str, Any]
    receipt: str
    asked: Asked
    next: str = ""

    @property
    def question(self) -> str:
        """The name of the question."""
        return str(self.told["question"])

    @property
    def outcome(self) -> Outcome:
        """What the answer comes to: rows, none, not-held, ended, planned or outside, with a sentence."""
        return Outcome(**self.told["outcome"])

    @property
    def as_of(self) -> date:
        """The day that the answer is of."""
        return date.fromisoformat(self.told["as_of"])

    @property
    def version(self) -> str:
        """The version of the graph: the sha256 of its content."""
        return str(self.told["version"])

    @property
    def address(self) -> str:
        """The permanent address of the answer."""
        return str(self.told["address"])

    @property
    def labels(self) -> Mapping[str, str]:
        """The label of each IRI in it."""
        return dict(self.told["labels"])

    @property
    def codes(self) -> Mapping[str, str]:
        """The code of each body or area in it that has one."""
        return dict(self.told["codes"])

    @property
    def parts(self) -> Mapping[str, Mapping[str, Any]]:
        """The tables by name, each with its columns, rows and total."""
        return dict(self.told["parts"]) if "parts" in self.told else {"rows": self.told}

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The rows of the first table: those of the page."""
        return list(self._first["rows"])

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of the first table."""
        return tuple(self._first["columns"])

    @property
    def total(self) -> int:
        """How many rows the first table has in all."""
        return int(self._first["total"])

    @property
    def more(self) -> bool:
        """Whether rows follow those of the page."""
        return bool(self._first["more"])

    @property
    def _first(self) -> Mapping[str, Any]:
        return self.told if {"columns", "rows", "total"} <= self.told.keys() else next(iter(self.parts.values()))

    def again(self, **face: str | None) -> Asked:
        """Give the request for the same answer in another form: of the same version and day, or refused."""
        dated = {"as_of": str(self.as_of)} if "as_of=" in self.address else {}
        wished = {name: value for name, value in face.items() if value is not None}
        return self.asked._replace(params={**self.asked.params, **dated, "version": self.version, **wished})

    def __repr__(self) -> str:
        sizes = ", ".join(f"{part['total']} {name}" for name, part in self.parts.items())
        return f"<{type(self).__name__} {self.question}: {sizes}; {self.outcome.kind}; as of {self.as_of}>"


@dataclass(frozen=True, repr=False)
class Answer(Held):
    """An answer, which its client gives in other forms too."""

    send: Callable[[Asked], httpx.Response] | None = None

    def to(self, form: str, part: str | None = None) -> bytes:
        """Give it in any format that its question offers: csv, xlsx, parquet, svg …"""
        assert self.send is not None
        return self.send(self.again(format=form, part=part)).content

    def records(self, part: str | None = None) -> list[dict[str, Any]]:
        """Give the rows of a part as a table has them: each thing with its label, and its code where it has one."""
        assert self.send is not None
        return list(self.send(self.again(format="json", shape="array", part=part)).json())

    def full_receipt(self) -> dict[str, Any]:
        """Give the receipt whole, with what `verify` needs to ask again."""
        assert self.send is not None
        return dict(self.send(self.again(receipt="1")).json())

    def to_pandas(self, part: str | None = None) -> Any:
        """Give a part as a pandas data frame; pandas must be installed."""
        records = self.records(part)
        return make_pandas(records, () if records else read_header(self.to("csv", part)))

    def to_polars(self, part: str | None = None) -> Any:
        """Give a part as a polars data frame, with its declared types; polars must be installed."""
        return read_polars(self.to("parquet", part))

    def to_arrow(self, part: str | None = None) -> Any:
        """Give a part as an Arrow table, with its declared types; pyarrow or arro3-io must be installed."""
        return read_arrow(self.to("parquet", part))


@dataclass(frozen=True, repr=False)
class AsyncAnswer(Held):
    """An answer, which its asynchronous client gives in other forms too."""

    send: Callable[[Asked], Awaitable[httpx.Response]] | None = None

    async def to(self, form: str, part: str | None = None) -> bytes:
        """Give it in any format that its question offers: csv, xlsx, parquet, svg …"""
        assert self.send is not None
        return (await self.send(self.again(format=form, part=part))).content

    async def records(self, part: str | None = None) -> list[dict[str, Any]]:
        """Give the rows of a part as a table has them: each thing with its label, and its code where it has one."""
        assert self.send is not None
        return list((await self.send(self.again(format="json", shape="array", part=part))).json())

    async def full_receipt(self) -> dict[str, Any]:
        """Give the receipt whole, with what `verify` needs to ask again."""
        assert self.send is not None
        return dict((await self.send(self.again(receipt="1"))).json())

    async def to_pandas(self, part: str | None = None) -> Any:
        """Give a part as a pandas data frame; pandas must be installed."""
        records = await self.records(part)
        return make_pandas(records, () if records else read_header(await self.to("csv", part)))

    async def to_polars(self, part: str | None = None) -> Any:
        """Give a part as a polars data frame, with its declared types; polars must be installed."""
        return read_polars(await self.to("parquet", part))

    async def to_arrow(self, part: str | None = None) -> Any:
        """Give a part as an Arrow table, with its declared types; pyarrow or arro3-io must be installed."""
        return read_arrow(await self.to("parquet", part))
