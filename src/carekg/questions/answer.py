"""An answer: what a question gave, and ways to write it and to go on with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from carekg.questions import formats
from carekg.questions.columnar import to_arrow, to_parquet
from carekg.questions.content import Content

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SHOWN: Final = 20  # rows, in a notebook


@dataclass(frozen=True, repr=False)
class Answer(Content):
    """What a question gave: its tables, labels, date, version and outcome, ready to be written or gone on with."""

    def to_polars(self, part: str | None = None) -> "pl.DataFrame":
        """Give a part as a polars data frame, with its declared types; polars must be installed."""
        import polars

        return polars.DataFrame(to_arrow(self, self.part(part)))

    def to_pandas(self, part: str | None = None) -> "pd.DataFrame":
        """Give a part as a pandas data frame; pandas must be installed."""
        import pandas

        names = [name for name, _ in self.part(part).part.written]
        return pandas.DataFrame(self.records(part), columns=names)

    def to_json(self) -> bytes:
        """Write the answer as JSON: everything, with the labels and codes of every IRI in it."""

        return formats.to_json(self)

    def to_csv(self, part: str | None = None) -> bytes:
        """Write a part as CSV with a header. Raises: as `part`. Source: RFC 4180."""

        return self._whole("csv", part) or formats.to_csv(self, part)

    def to_parquet(self, part: str | None = None) -> bytes:
        """Write a part as Parquet, with its declared types. Raises: as `part`."""

        return self._whole("parquet", part) or to_parquet(self, part)

    def to_xlsx(self) -> bytes:
        """Write the answer as a workbook: a sheet for each part, and one about it."""

        return self._whole("xlsx", None) or formats.to_xlsx(self)

    def to_markdown(self) -> str:
        """Write the answer as a brief in Markdown: dated, with a numbered note for each source."""

        return formats.to_md(self).decode()

    def to_docx(self) -> bytes:
        """Write the answer as a brief in Word's format: dated, with a numbered note for each source."""

        return formats.to_docx(self)

    def _whole(self, form: str, part: str | None) -> bytes | None:
        """Give the file that the question has of its own in a format, where no part is named."""
        return formats.write(self, form) if part is None and form in self.files else None

    def __repr__(self) -> str:
        sizes = ", ".join(f"{table.total} {table.part.name}" for table in self.tables)
        return f"<Answer {self.question}: {sizes}; {self.outcome.kind}; as of {self.as_of}; {self.version[:8]}>"

    def _repr_html_(self) -> str:

        return formats.to_html(self, _SHOWN)
