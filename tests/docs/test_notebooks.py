"""The notebooks of the documentation are run, and give what they show. `make notebooks` keeps what they give anew."""

from pathlib import Path

import nbformat

from documented import NOTEBOOKS
from notebooks import kernel, run, told


def test_every_notebook_gives_what_it_shows(store: Path) -> None:
    assert len(NOTEBOOKS) == 4
    with kernel(store) as running:
        for path in NOTEBOOKS:
            shown = told(nbformat.read(path, as_version=4))
            assert told(run(path, running)) == shown, path.name
            assert any(shown)
