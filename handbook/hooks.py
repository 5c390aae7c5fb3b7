"""What MkDocs calls: it gets the written pages beside those of docs, and drawings in place of what needs a script."""

import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the numbers of what is tested are told by the tests

from carekg import KnowledgeGraph, __version__  # noqa: E402
from documented import tally, tell  # noqa: E402
from handbook import asked, diagrams, interfaces, library, metagraph, notebooks, queries, terms  # noqa: E402

_FROM_ABOVE: Final = {f"{name.upper()}.md": f"{name}.md" for name in ("contributing", "changelog", "security")}
_ELSEWHERE: Final = re.compile(rb"https://(?:unpkg\.com|api\.github\.com)[\w./@-]*")
_COMMENT: Final = re.compile(r"^ *<!-- .*? -->\n", re.MULTILINE)


@cache
def graph() -> KnowledgeGraph:
    """Open the store that the written pages are of: CAREKG_STORE, or the folder that make builds."""
    return KnowledgeGraph.open(os.environ.get("CAREKG_STORE", ROOT / "carekg-store"))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Tell the version in the header of every page."""
    config.site_name = f"carekg {__version__}"
    config.extra["polyfills"] = [each for each in config.extra["polyfills"] if "://" not in each]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the written pages."""
    for name, content in _written().items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Leave out what is said to the tests, draw patterns and diagrams, and number what is tested."""
    text = diagrams.replace(page.file.src_uri, markdown)
    text = text.replace("<!-- the numbers -->", "\n".join(tell(tally())))
    return _COMMENT.sub("", text)


def on_post_build(config: MkDocsConfig) -> None:
    """Strip the addresses of scripts that the theme would load from other hosts if a page had what they are for."""
    for script in Path(config.site_dir).glob("assets/javascripts/**/*.js"):
        script.write_bytes(_ELSEWHERE.sub(b"about:blank", script.read_bytes()))


def _written() -> dict[str, str | bytes]:
    kg = graph()
    known = terms.labels(kg)
    found: dict[str, Any] = {
        "reference/library.md": library.page(),
        "reference/commands.md": interfaces.commands(),
        "reference/addresses.md": interfaces.addresses(kg),
        "reference/queries.md": queries.page(),
        **asked.pages(),
        **terms.pages(kg),
        **metagraph.pages(kg, known),
        **diagrams.pictures(kg, known),
    }
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
