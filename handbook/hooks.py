"""What MkDocs calls: it gets the written pages beside those of docs, and drawings in place of what needs a script."""

import os
import re
import sys
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the tests tell how many blocks are run, and how the house is drawn

from carekg import KnowledgeGraph, __version__  # noqa: E402
from documented import tally, tell  # noqa: E402
from handbook import diagrams, written  # noqa: E402

_ELSEWHERE: Final = re.compile(rb"https://(?:unpkg\.com|api\.github\.com)[\w./@-]*")
_FENCED: Final = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_CONTINUED: Final = re.compile(r"^ {3}(?=\S| {2,}\S)", re.MULTILINE)
_COMMENT: Final = re.compile(r"^ *<!-- .*? -->\n", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Tell the version in the header of every page, and leave out what would come from another host."""
    config.site_name = f"carekg {__version__}"
    config.extra["polyfills"] = [each for each in config.extra["polyfills"] if "://" not in each]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are written from a store: that of CAREKG_STORE, or the folder that make builds."""
    kg = KnowledgeGraph.open(os.environ.get("CAREKG_STORE", ROOT / "carekg-store"))
    for name, content in written.pages(kg).items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Leave out what is said to the tests, show patterns and diagrams as pictures, and number what is tested."""
    text = diagrams.replace(page.file.src_uri, markdown)
    text = text.replace("<!-- the numbers -->", "\n".join(tell(tally())))
    return _indent(_COMMENT.sub("", text))


def _indent(text: str) -> str:
    """Indent what goes on within numbered lists by four spaces, where other readers are content with three."""
    parts = _FENCED.split(text)  # every second is a block at the margin, whose spaces are its own
    return "".join(each if number % 2 else _CONTINUED.sub("    ", each) for number, each in enumerate(parts))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Let who uses a keyboard or a screen reader reach what the theme leaves out: long blocks, and the search."""
    text = output.replace('role="dialog">', 'role="dialog" aria-label="Search">')
    return text.replace("<pre>", '<pre tabindex="0">')


def on_post_build(config: MkDocsConfig) -> None:
    """Strip the addresses of scripts that the theme would load from other hosts if a page had what they are for."""
    for script in Path(config.site_dir).glob("assets/javascripts/**/*.js"):
        script.write_bytes(_ELSEWHERE.sub(b"about:blank", script.read_bytes()))
