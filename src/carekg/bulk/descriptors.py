"""What describes the bulk files: CSVW and Data Package descriptors, and checksums.

Source: Metadata Vocabulary for Tabular Data, W3C Recommendation, 2015; Data Package, version 1.
"""

import hashlib
from pathlib import Path
from typing import Any, Final

import orjson

from carekg.build.makers import Maker, find
from carekg.bulk.listing import CSV, LISTING, File
from carekg.bulk.tables import day_of, digest
from carekg.questions.about import ATTRIBUTION
from carekg.questions.content import LICENCE
from carekg.questions.declaration import ColumnType, Part
from carekg.store.embedded import Embedded

PACKAGE: Final = "datapackage.json"
CSVW: Final = "csv-metadata.json"
SUMS: Final = "SHA256SUMS"
_FORMAT: Final = 1  # another where what is written changes
_FIELD_TYPES: Final[dict[ColumnType, str]] = {
    "date": "date",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}
_CSVW_TYPES: Final[dict[ColumnType, str]] = {**_FIELD_TYPES, "thing": "anyURI"}
_OPTIONS: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def _write(store: Embedded, folder: Path) -> None:
    paths = {file: find(file.maker, store) / file.name for file in LISTING}
    sums = {file: _sum(path) for file, path in paths.items()}
    resources = [_resource(file, path, sums[file]) for file, path in paths.items()]
    about = {"version": str(store.version["hash"]), "created": str(store.version["built_at"])}
    own = {
        PACKAGE: orjson.dumps(_package(about, day_of(store).isoformat(), resources), option=_OPTIONS),
        CSVW: orjson.dumps(_csvw(about), option=_OPTIONS),
    }
    for name, content in own.items():
        (folder / name).write_bytes(content)
    named = {file.name: each for file, each in sums.items()}
    named |= {name: hashlib.sha256(content).hexdigest() for name, content in own.items()}
    (folder / SUMS).write_text("".join(f"{each}  {name}\n" for name, each in named.items()), encoding="ascii")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _package(about: dict[str, str], as_of: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "carekg",
        "title": "Partnership working in UK health and social care",
        **about,
        "as_of": as_of,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "attribution": ATTRIBUTION,
        "resources": resources,
    }


def _resource(file: File, path: Path, checksum: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": file.name.lower().replace(".", "-"),
        "path": file.name,
        "title": file.title,
        "format": file.name.removesuffix(".gz").rpartition(".")[2],
        "mediatype": file.media_type,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{checksum}",
    }
    if file.media_type == CSV and file.part is not None:
        told |= {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": {"fields": _fields(file.part)}}
    return told


def _fields(part: Part) -> list[dict[str, Any]]:
    helps = _helps(part)
    return [
        {"name": name, "type": _FIELD_TYPES.get(kind, "string"), "description": helps[name]}
        for name, kind in part.written
    ]


def _csvw(about: dict[str, str]) -> dict[str, Any]:
    tabular = [file for file in LISTING if file.media_type == CSV]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:license": {"@id": LICENCE},
        "dc:identifier": about["version"],
        "dc:date": about["created"],
        "tables": [
            {"url": file.name, "dc:title": file.title, "tableSchema": {"columns": _columns(file.part)}}
            for file in tabular
            if file.part is not None
        ],
    }


def _columns(part: Part) -> list[dict[str, Any]]:
    helps = _helps(part)
    return [
        {"name": name, "titles": name, "datatype": _CSVW_TYPES.get(kind, "string"), "dc:description": helps[name]}
        for name, kind in part.written
    ]


def _helps(part: Part) -> dict[str, str]:
    """Give what each written column means: a column's own help, and for its label and code whose they are."""
    own = {column.name: column.help for column in part.all_columns}
    more = {
        f"{column.name}_{what}": f"the {what} of: {column.help}"
        for column in part.all_columns
        for what in ("label", "code")
    }
    return more | own


NEEDS: Final = tuple(dict.fromkeys(maker for file in LISTING for maker in (*file.needs, file.maker)))
DESCRIPTORS: Final = Maker(f"bulk-descriptors-{digest(NEEDS)}", _FORMAT, _write)
