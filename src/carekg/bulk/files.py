"""Every bulk file of a version, and the making of one: what it is made of first, so that each step is short."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from carekg.build.makers import Maker, find, look
from carekg.bulk.descriptors import CSVW, DESCRIPTORS, NEEDS, PACKAGE, SUMS
from carekg.bulk.listing import LISTING, File
from carekg.store.embedded import Embedded
from carekg.store.versions import writing
from carekg.terms.errors import BadParameter

_DESCRIBING: Final = (
    File(PACKAGE, "What the files are: a Data Package descriptor", "application/json", DESCRIPTORS, NEEDS),
    File(CSVW, "What the columns of the CSV files are: CSVW metadata", "application/csvm+json", DESCRIPTORS, NEEDS),
    File(SUMS, "Checksums of all files", "text/plain", DESCRIPTORS, NEEDS),
)
FILES: Final[Mapping[str, File]] = {file.name: file for file in (*LISTING, *_DESCRIBING)}


def choose(patterns: Iterable[str]) -> list[File]:
    """Give the files whose names match any of some patterns. Raises: BadParameter where one matches none.

    >>> [file.name for file in choose(["*.trig.gz", "SHA*"])]
    ['carekg.trig.gz', 'SHA256SUMS']
    """
    chosen = set()
    for pattern in patterns:
        found = [name for name in FILES if fnmatch(name, pattern)]
        if not found:
            raise BadParameter("only", pattern, f"write one of {', '.join(FILES)}, or a pattern")
        chosen.update(found)
    return [file for name, file in FILES.items() if name in chosen]


def export(
    store: Embedded, files: Iterable[File], output: Path | None, progress: Callable[[str, int, int], None]
) -> list[Path]:
    """Make files, and copy them where a folder is given. Returns: their paths. Raises: StoreUnwritable."""
    chosen = list(files)
    paths = []
    for number, file in enumerate(chosen):
        progress(file.name, number, len(chosen))
        path = make(file, store)
        if output is not None:
            with writing(output):
                output.mkdir(parents=True, exist_ok=True)
                path = Path(shutil.copy(path, output))
        paths.append(path)
    return paths


def steps(file: File) -> tuple[Maker, ...]:
    """Give the makers of a file, in the order in which they work."""
    return (*file.needs, file.maker)


def make(file: File, store: Embedded) -> Path:
    """Give the path of a file of a version, which is made now where it is not there."""
    for maker in steps(file):
        find(maker, store)
    return find(file.maker, store) / file.name


def look_for(file: File, store: Embedded) -> Path | None:
    """Give the path of a file of a version, where it is made already."""
    folder = look(file.maker, store)
    return None if folder is None else folder / file.name


def sizes(store: Embedded) -> Mapping[str, tuple[int, str]]:
    """Give the size of each file that is made already, and its checksum, which is empty until all are made."""
    sums = look_for(FILES[SUMS], store)
    lines = sums.read_text(encoding="ascii").splitlines() if sums else ()
    checksums = {name: each for each, _, name in (line.partition("  ") for line in lines)}
    paths = ((name, look_for(file, store)) for name, file in FILES.items())
    return {name: (path.stat().st_size, checksums.get(name, "")) for name, path in paths if path is not None}
