"""The notebooks of the documentation, run in one kernel. `make notebooks` keeps what their cells give."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from documented import NOTEBOOKS

SECONDS = 60
_QUIET = "--IPKernelApp.log_level=40"


@contextmanager
def kernel(store: Path) -> Iterator[KernelManager]:
    """A kernel of this very Python, in a folder where `carekg-store` is the store."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "carekg-store").symlink_to(store.resolve())
        manager = KernelManager()  # of the Python that runs this
        manager.start_kernel(cwd=folder, extra_arguments=[_QUIET])
        try:
            yield manager
        finally:
            manager.shutdown_kernel(now=True)


def run(notebook: Path, manager: KernelManager) -> Any:
    """Run a notebook in a kernel, and give it with what its cells gave. Raises: CellExecutionError."""
    read = nbformat.read(notebook, as_version=4)
    read.cells.insert(0, new_code_cell("%reset -f"))  # of what the notebook before it left
    client = NotebookClient(read, km=manager, timeout=SECONDS)
    try:
        client.execute(cleanup_kc=False)  # the kernel goes on with the next one
    finally:
        client.kc.stop_channels()
    del read.cells[0]
    return read


def told(read: Any) -> list[str]:
    """Give what each cell of a notebook gave, as text."""
    return ["".join(_text(output) for output in cell.get("outputs", [])) for cell in read.cells if "outputs" in cell]


def _text(output: Any) -> str:
    return str(output.get("text") or output.get("data", {}).get("text/plain", ""))


if __name__ == "__main__":
    with kernel(Path(os.environ.get("CAREKG_STORE", "carekg-store"))) as running:
        for path in NOTEBOOKS:
            nbformat.write(run(path, running), path)
