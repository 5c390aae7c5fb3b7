"""The fenced blocks of the documentation, and how each is held: run, or read by its language's own parser.

A comment before a block says what is unusual about it:

- `<!-- file: NAME -->`: later blocks of the page read it as a file of that name;
- `<!-- in the graph -->`: every triple of it stands in the graph;
- `<!-- told -->`: the command before it says these lines on the error stream;
- `<!-- heavy -->`: run by `make acceptance NAME=documented`, and read by its parser in `make test`;
- `<!-- not run: WHY -->`: read by its parser only.

A block without a language is what the block before it prints. `…` stands for anything there. A `text` is a drawing.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import nbformat

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
NOTEBOOKS: Final = sorted((DOCS / "notebooks").glob("*.ipynb"))
MODULES: Final = ROOT / "api/web/node_modules"
HAS_R: Final = shutil.which("Rscript") is not None
READS_POWER_QUERY: Final = (MODULES / "@microsoft/powerquery-parser").exists()
DRAWING: Final = "text"  # made of letters
PARSED: Final = ("json", "yaml", "csv", "nginx", "js", "mermaid", "turtle")
_FENCED: Final = re.compile(
    r"^(?P<mark>(?: *<!--[^\n]*-->\n)*)(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block: where it stands, its language, its text, and the comments before it."""

    page: Path
    line: int
    language: str
    text: str
    marks: tuple[str, ...]

    def mark(self, name: str) -> str | None:
        """Give what a comment of this name says, or nothing where there is none."""
        return next((each.partition(":")[2].strip() for each in self.marks if each.partition(":")[0] == name), None)

    @property
    def held(self) -> str:
        """How it is held."""
        if self.language == DRAWING:
            return "a drawing"
        if self.language == "m":
            return "read by its own parser" if READS_POWER_QUERY else "checked by its text"
        if self.language == "r" and not HAS_R:
            return "checked by its text"
        if self.mark("not run") is not None:
            return "read by its own parser"
        is_data = self.language in PARSED and self.mark("file") is None and self.mark("in the graph") is None
        return "read by its own parser" if is_data else "run"


def pages() -> list[Path]:
    """Every page of the documentation; records of decisions are no documentation, and neither are results."""
    found = [*ROOT.glob("*.md"), ROOT / "client/README.md", *DOCS.rglob("*.md")]
    return sorted(path for path in found if "decisions" not in path.parts)


def blocks(page: Path) -> list[Block]:
    """Give the blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for each in _FENCED.finditer(text):
        line = text.count("\n", 0, each.start("indent")) + 1
        body = re.sub(rf"^{each['indent']}", "", each["text"], flags=re.MULTILINE)
        marks = tuple(re.findall(r"<!-- (.*?) -->", each["mark"]))
        found.append(Block(page, line, each["language"], body, marks))
    return found


def blocks_of(name: str, language: str) -> list[str]:
    """Give the text of the blocks of a page of docs in a language."""
    return [each.text for each in blocks(DOCS / name) if each.language == language]


def cells(notebook: Path) -> list[str]:
    """Give the code of a notebook, a cell each."""
    return [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]


def tally() -> Counter[tuple[str, str]]:
    """Count the blocks by language, and how they are held; cells of notebooks are run."""
    found = Counter((each.language or "what is printed", each.held) for page in pages() for each in blocks(page))
    found["cells of notebooks", "run"] = sum(len(cells(each)) for each in NOTEBOOKS)
    return found


def tell(found: Counter[tuple[str, str]]) -> Iterable[str]:
    """Tell the numbers, as lines of a table."""
    held = sorted({how for _, how in found}, reverse=True)
    yield f"| language | {' | '.join(held)} |"
    yield f"| --- |{' ---: |' * len(held)}"
    for language in sorted({each for each, _ in found}):
        yield f"| {language} | {' | '.join(str(found[language, how] or '') for how in held)} |"
    sums = [str(sum(number for (_, how), number in found.items() if how == each)) for each in held]
    yield f"| all {found.total()} | {' | '.join(sums)} |"


if __name__ == "__main__":
    print("\n".join(tell(tally())))
