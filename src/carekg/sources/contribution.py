"""A contribution: a checked sheet of evidence, put beside a catalogue and listed in it, or nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.build.candidate import validate
from carekg.build.report import Report
from carekg.sources.sheet import convert
from carekg.sources.turtle import Turtle, code, day, iri, text
from carekg.store.catalog import catalogue_of, read_catalog
from carekg.store.embedded import Embedded
from carekg.store.versions import writing
from carekg.terms.dates import today
from carekg.terms.errors import BadParameter

FOLDER: Final = "contributed"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
Progress = Callable[[str, int, int], None]


def contribute(
    store: Embedded, sheet: Path, catalogue: Path, contributor: str, progress: Progress = lambda *_: None
) -> tuple[Path, Report]:
    """Add a sheet to what a catalogue loads: its file, and its place in the catalogue.

    Parameters: store, sheet and contributor, as for `convert`; catalogue, a DCAT file whose folder may be written;
    progress, told of the stages.
    Returns: the file, and the report on the whole, which may hold warnings.
    Raises: as `convert`; SourceError where the catalogue cannot be used; BadParameter where the sheet was added before;
    InvalidGraph where the whole would not be valid; StoreUnwritable. Then nothing is changed.
    """
    written = convert(store, sheet, contributor)
    read_catalog(catalogue)
    name = f"{_slug(sheet.stem)}-{today().isoformat()}"
    file = catalogue.parent / FOLDER / f"{name}.ttl"
    if file.exists():
        raise BadParameter("sheet", sheet, f"{file} is there already: remove it and its entry, or rename the sheet")
    entry = _entry(catalogue, name, sheet.name, contributor)
    with writing(catalogue.parent), _undone(catalogue, file):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(written)
        catalogue.write_bytes(catalogue.read_bytes().rstrip() + b"\n\n" + entry)
        report = validate(catalogue, progress)
        report.raise_for_violations()
    return file, report


@contextmanager
def _undone(catalogue: Path, file: Path) -> Iterator[None]:
    """Put everything back as it was where something fails."""
    before, was_there = catalogue.read_bytes(), file.parent.exists()
    try:
        yield
    except BaseException:
        catalogue.write_bytes(before)
        file.unlink(missing_ok=True)
        if not was_there and file.parent.exists():
            file.parent.rmdir()
        raise


def _entry(catalogue: Path, name: str, sheet: str, contributor: str) -> bytes:
    """Describe the file as a dataset of the catalogue."""
    turtle, dataset = Turtle(), f"dataset:{FOLDER}-{name}"
    turtle.add(catalogue_of(catalogue), dcat__dataset=iri(dataset))
    turtle.add(
        dataset,
        a=iri("dcat:Dataset"),
        dcterms__title=text(f"Evidence: {sheet}, {today().isoformat()}"),
        dcterms__description=text(f"Publications and findings from the sheet {sheet}, contributed by {contributor}."),
        dcterms__publisher=code(contributor),
        dcterms__license=NamedNode(_LICENCE),
        dcterms__issued=day(today()),
        ckg__graphRole=iri("graph-role:asserted"),
        ckg__namedGraph=iri(f"graph:{FOLDER}-{name}"),
        dcat__distribution=iri(f"{dataset}-file"),
    )
    path = f"{FOLDER}/{name}.ttl"
    turtle.add(f"{dataset}-file", a=iri("dcat:Distribution"), dcterms__title=code(f"{name}.ttl"), ckg__path=code(path))
    return turtle.to_bytes(f"Added by carekg evidence add, from {sheet}.")


def _slug(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.casefold())) or "sheet"
