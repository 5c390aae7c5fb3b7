"""Keeping: large layouts lie beside the version that they are of, so that the next file of a view comes at once."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import numpy as np
import orjson

from carekg.export.layouts import lay_out
from carekg.export.layouts.plan import Frame, Placed, Plan

FORMAT: Final = 1  # another where boxes are placed otherwise
_LARGE: Final = 300  # boxes; fewer are placed sooner than they are read
_MOST: Final = 64  # layouts of a version


def keep(plan: Plan, name: str, home: Path | None) -> Placed:
    """Lay out boxes, or give the layout that is kept of the very same plan.

    Parameters: plan; name of the way; home, the folder of what is made of the version, None where there is none. Where
    it cannot be written, the boxes are laid out each time.
    """
    if home is None or len(plan) < _LARGE:
        return lay_out(plan, name)
    file = home / f"layouts-{FORMAT}" / f"{_digest(plan, name)}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _read(file, len(plan))
    placed = lay_out(plan, name)
    with suppress(OSError):
        _write(file, placed)
    return placed


def _digest(plan: Plan, name: str) -> str:
    told = orjson.dumps([name, vars(plan)], option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_SORT_KEYS)
    return sha256(told).hexdigest()[:32]


def _read(file: Path, boxes: int) -> Placed:
    held = orjson.loads(file.read_bytes())
    spots = np.array(held["spots"], dtype=np.float64)
    if spots.shape != (boxes, 2):
        raise ValueError(file)
    return Placed(spots, tuple(Frame(**each | {"title": tuple(each["title"])}) for each in held["frames"]))


def _write(file: Path, placed: Placed) -> None:
    """Write a layout whole or not at all, and clear away the oldest of too many."""
    file.parent.mkdir(parents=True, exist_ok=True)
    told = orjson.dumps({"spots": placed.spots.tolist(), "frames": [asdict(each) for each in placed.frames]})
    with NamedTemporaryFile(dir=file.parent, delete=False) as part:
        part.write(told)
    os.chmod(part.name, 0o644)  # others may serve what one has drawn
    os.replace(part.name, file)
    for old in _oldest(list(file.parent.iterdir())):
        old.unlink(missing_ok=True)


def _oldest(files: Sequence[Path]) -> Sequence[Path]:
    return sorted(files, key=lambda each: each.stat().st_mtime_ns, reverse=True)[_MOST:]
