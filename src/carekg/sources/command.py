"""What the command `carekg import` does: published files in, one Turtle file of observations out."""

import csv
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path
from typing import Final

from rapidfuzz import process

from carekg.sources import delay_reasons, mysociety, nations, nhs_england, ods, ohid, ons, overlaps, placed, transfers
from carekg.sources.cells import Reject
from carekg.sources.job import Job, Progress, Source
from carekg.sources.reading import count_fitting, read_top
from carekg.terms.errors import MalformedFile, MissingFile, UnknownName

_MODULES: Final = (ods, nhs_england, ons, overlaps, mysociety, ohid, nations, placed, delay_reasons, transfers)
SOURCES: Final[Mapping[str, Source]] = {source.name: source for module in _MODULES for source in module.SOURCES}


def import_files(
    name: str, paths: Sequence[Path], vintage: date, output: Path, progress: Progress = lambda *_: None
) -> Job:
    """Import a published file into Turtle.

    Parameters: name of the source; paths of the file and its companions; vintage, the day that the file describes;
    output, the Turtle file, which is replaced at once or, where something is wrong with the whole file, left as it
    was; progress, called with what is being done.
    Returns: the job, with the rows that were left out.
    Raises: UnknownName; MissingFile; MalformedFile, which names the source whose columns fit where another does.
    """
    source = find_source(name)
    job = Job(source, paths, vintage, progress)
    try:
        content = job.run()
    except MalformedFile as error:
        raise _with_fitting_source(error, source, paths[0]) from error
    if not job.kinds and len(job.turtle) < _DESCRIPTION:
        line = job.rejects[0].line if job.rejects else 1
        raise MalformedFile(paths[0], line, 1, _why_none(job, source, paths))
    replace(output, content)
    return job


_DESCRIPTION: Final = 10  # triples that describe the file itself


def _why_none(job: Job, source: Source, paths: Sequence[Path]) -> str:
    """Say why no row of a file can be used, and what it is read with where that was not named."""
    first = job.rejects[0].reason if job.rejects else "it is of another kind"
    told = f"no row can be used; the first: {first}" if job.rejects or job.skipped else "it has no row that is read"
    missing = f"; it is read with files of earlier imports: name those of {source.companions} after it"
    return told + (missing if source.companions and len(paths) == 1 else "")


def find_source(name: str) -> Source:
    """Give the source of a name. Raises: UnknownName with the nearest names."""
    if name not in SOURCES:
        raise UnknownName("source", name, [match[0] for match in process.extract(name, list(SOURCES), limit=3)])
    return SOURCES[name]


def _with_fitting_source(error: MalformedFile, wanted: Source, path: Path) -> MalformedFile:
    fitting = [name for name in fitting_sources(path) if name != wanted.name] if error.path == path else []
    if not fitting or error.line > 1:
        return error
    return MalformedFile(path, error.line, error.column, f"{error.reason}. Its columns are those of {fitting[0]}")


def fitting_sources(path: Path) -> list[str]:
    """Give the names of the sources whose columns a file has, those with most columns first."""
    try:
        lines = read_top(path)
    except (MissingFile, MalformedFile):
        return []
    return sorted(
        (name for name, source in SOURCES.items() if any(_fits(source, line.cells) for line in lines)),
        key=lambda name: -len(SOURCES[name].columns),
    )


def _fits(source: Source, headings: Sequence[str]) -> bool:
    if source.width:
        return False  # a file without headings fits by its number of columns alone: no proof
    wanted = [
        str(each).replace("{yy}", r"\d\d") for name, each in source.columns.items() if name not in source.optional
    ]
    return count_fitting(headings, wanted) == len(wanted)


def replace(path: Path, content: bytes) -> None:
    """Write a file by one atomic rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    os.replace(file.name, path)


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """Write what was left out as CSV: file, line, column, value, reason."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([each.name for each in fields(Reject)])
        writer.writerows(astuple(each) for each in rejects)
