"""Every page that is written, by its address in the site."""

import re
from pathlib import Path
from typing import Final

from carekg import KnowledgeGraph
from handbook import asked, diagrams, interfaces, library, metagraph, notebooks, queries, terms

ROOT: Final = Path(__file__).parents[1]
_FROM_ABOVE: Final = {f"{name.upper()}.md": f"{name}.md" for name in ("contributing", "changelog", "security")}


def pages(kg: KnowledgeGraph) -> dict[str, str | bytes]:
    """Write the reference, the notebooks, the pictures, and what lies above docs."""
    labels = terms.labels(kg)
    found: dict[str, str | bytes] = {
        "reference/library.md": library.page(),
        "reference/commands.md": interfaces.commands(),
        "reference/addresses.md": interfaces.addresses(kg),
        "reference/queries.md": queries.page(),
    }
    found |= asked.pages()
    found |= terms.pages(kg)
    found |= metagraph.pages(kg, labels)
    found |= diagrams.pictures(kg, labels)
    for path in sorted((ROOT / "docs/notebooks").glob("*.ipynb")):
        found[f"notebooks/{path.stem}.md"] = notebooks.page(path)
    for name, page in _FROM_ABOVE.items():
        found[page] = _moved((ROOT / name).read_text(encoding="utf-8"))
    return found


def _moved(text: str) -> str:
    """Let the links of a page from above docs lead on from within it."""
    text = re.sub(r"\]\(docs/", "](", text)
    for name, page in _FROM_ABOVE.items():
        text = text.replace(f"]({name})", f"]({page})")
    return text
