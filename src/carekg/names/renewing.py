"""Renewing the index of names: after a small change, only the rows of what it touches are asked for again.

What the queries of `gathered` gave is kept beside the index, a file each; of all these rows is gathered what is named,
as ever, and where that is little else than before, the index is written no further than that.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from pyoxigraph import NamedNode, QuerySolutions, Store

from carekg.build.makers import Changed
from carekg.names.gathering import QUERIES, Gathered, ask, gather, plain
from carekg.names.updating import update
from carekg.names.writing import FILE, write
from carekg.store.embedded import Embedded
from carekg.store.reach import Reach
from carekg.store.reader import read_query
from carekg.store.sparql import QueryFile, read_folder
from carekg.store.view import Unbounded, View
from carekg.terms.prefixes import PREFIXES

_THING: Final = "thing"  # what each row is about


def make(store: Embedded, folder: Path) -> None:
    """Make the index of names of a version. Parameters: store; folder to write it into. Raises: SearchUnavailable."""
    rows = ask(store)
    for name, found in rows.items():
        _keep(folder, name, found)
    write(gather(rows), folder / FILE)


def renew(store: Embedded, former: Path, folder: Path, changed: Changed) -> bool:
    """Make the index of a version from that of the one before.

    Parameters: store, the version; former, the folder of the other index; folder to write into; changed, the quads that
    came and went since. Returns: whether it could be done.
    """
    view = View(store.engine, is_union=False, came=changed.came, gone=changed.gone)
    queries = read_folder(QUERIES)
    try:
        touched = {query.name: _touched(query, view) for query in queries}
        fresh = {query.name: _ask_about(query, view, touched[query.name]) for query in queries if touched[query.name]}
    except Unbounded:
        return False
    if not fresh:
        for file in former.iterdir():
            os.link(file, folder / file.name)
        return True
    rows = {query.name: _kept(former, query.name) for query in queries}
    before, now = gather(rows), {**rows}
    for name, kept in rows.items():
        if name in fresh:
            about = {thing.value for thing in touched[name]}
            now[name] = plain([row for row in kept if row[_THING] not in about] + fresh[name])
            _keep(folder, name, now[name])
        else:
            os.link(_file(former, name), _file(folder, name))
    _write(before, gather(now), former / FILE, folder / FILE)
    return True


def _write(before: Gathered, now: Gathered, former: Path, file: Path) -> None:
    """Write the index of what is gathered now, from that of what was gathered before where little is otherwise."""
    shutil.copyfile(former, file)
    if not update(file, before, now):
        file.unlink()
        write(now, file)


def _touched(query: QueryFile, view: View) -> set[Any]:
    return Reach(read_query(query.text), view).touched(_THING)


def _ask_about(query: QueryFile, view: View, things: Iterable[NamedNode]) -> list[dict[str, Any]]:
    """Give the rows of some things."""
    part, wanted = Store(), set(things)
    now = View(view.engine, is_union=False)
    part.extend(Reach(read_query(query.text), now, deep=True).gather(_THING, wanted))
    found = part.query(query.text, prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = (dict(zip(names, row, strict=True)) for row in found)
    return [{name: getattr(term, "value", None) for name, term in row.items()} for row in rows if row[_THING] in wanted]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _keep(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0]) if rows else []
    _file(folder, name).write_bytes(orjson.dumps({"columns": columns, "rows": [list(row.values()) for row in rows]}))


def _kept(folder: Path, name: str) -> list[dict[str, Any]]:
    found: Mapping[str, Any] = orjson.loads(_file(folder, name).read_bytes())
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
