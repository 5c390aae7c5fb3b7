"""Backups: a version in one file, kept elsewhere, and brought back whole or not at all."""

import json
import re
import shutil
import tarfile
import zlib
from datetime import datetime
from gzip import BadGzipFile
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from pyoxigraph import RdfFormat

from carekg.store.embedded import VERSION_FILE, Embedded
from carekg.store.versions import (
    GRAPHS_FILE,
    PLAIN,
    hash_of_dump,
    locked,
    make_folder,
    publish,
    recorded,
    write_engine,
    writing,
)
from carekg.terms.errors import MalformedFile, MissingFile

# What reading an archive, or a text that is no version's, may raise; but no full disk.
_BROKEN: Final = (
    *(tarfile.TarError, EOFError, BadGzipFile, zlib.error),
    *(KeyError, ValueError, TypeError, RecursionError, SyntaxError),
)
_SAID: Final = ("hash", "built_at", "quads")  # what every version says of itself
_NAME: Final = re.compile(r"[0-9a-f]{64}")


def back_up(output: Path, file: Path) -> str:
    """Write the current version of a store folder to one file, which `restore` reads.

    Parameters: output, the store folder, which may be served and written meanwhile; file, a .tar.gz to write.
    Returns: the version's name. Raises: StoreMissing; StoreUnwritable where the file cannot be written.
    """
    store = Embedded.open(output)
    with writing(file.parent):
        folder = Path(mkdtemp(prefix="backup-", dir=file.parent))
        try:
            store.engine.dump(folder / GRAPHS_FILE, RdfFormat.N_QUADS)
            shutil.copy(store.folder / VERSION_FILE, folder)
            part = folder / "part"
            with tarfile.open(part, "w:gz", compresslevel=6) as archive:
                for name in (VERSION_FILE, GRAPHS_FILE):
                    archive.add(folder / name, arcname=name)
            part.replace(file)
        finally:
            shutil.rmtree(folder)
    return str(store.version["hash"])


def restore(file: Path, output: Path) -> str:
    """Make a version that was backed up the current one of a store folder.

    Returns: the version's name. Raises: MissingFile; MalformedFile where the file is not a whole backup;
    StoreUnwritable. Then the store folder stays as it is.
    """
    if not file.is_file():
        raise MissingFile(file, "the command")
    with locked(output, "carekg restore"):
        folder = make_folder(output)
        try:
            name = _unpack(file, folder)
            publish(folder, output, name)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return name


def _unpack(file: Path, folder: Path) -> str:
    """Make a version of what a backup holds, and give its name. Raises: MalformedFile."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            for name in (VERSION_FILE, GRAPHS_FILE):
                _copy(archive, name, folder)
        version = json.loads((folder / VERSION_FILE).read_text(encoding="utf-8"))
        name = _name_of(version)
        if "graphs" in version and not version.get(PLAIN):
            recorded(folder)  # the next write reads it
        if hash_of_dump(folder) != name:
            raise ValueError("its graphs are not those of the version that it names")
        write_engine(folder)
    except _BROKEN as error:
        raise MalformedFile(file, 1, 1, f"it is not a whole backup ({error or type(error).__name__})") from error
    return name


def _copy(archive: tarfile.TarFile, name: str, folder: Path) -> None:
    part = archive.extractfile(name)  # no path in the archive is followed: what it is called here, we say
    if part is None:
        raise tarfile.ReadError(f"{name} is no file")
    with part, (folder / name).open("wb") as sink:
        shutil.copyfileobj(part, sink)


def _name_of(version: Any) -> str:
    """Give the name of the version that a record is of. Raises: ValueError, TypeError where it is none."""
    lacking = [each for each in _SAID if not isinstance(version, dict) or each not in version]
    if lacking:
        raise ValueError(f"{VERSION_FILE} does not say {' and '.join(lacking)}")
    datetime.fromisoformat(version["built_at"])
    if version["quads"] != int(version["quads"]):
        raise ValueError(f"quads = {version['quads']!r}")
    if not _NAME.fullmatch(version["hash"]):
        raise ValueError(f"hash = {version['hash']!r}")
    return str(version["hash"])
