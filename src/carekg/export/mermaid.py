"""Mermaid, for small pictures in documents."""

from collections.abc import Mapping
from typing import Final

from carekg.export.drawing import Box, Drawing, Tie
from carekg.export.paint import pale, strong
from carekg.terms.errors import BadParameter

MOST: Final = 120  # boxes; more cannot be read in a document
_SHAPES: Final = {
    "rectangle": ("[", "]"),
    "round-rectangle": ("(", ")"),
    "ellipse": ("([", "])"),
    "hexagon": ("{{", "}}"),
    "octagon": ("[[", "]]"),
    "parallelogram": ("[/", "/]"),
    "trapezoid": ("[/", "\\]"),
    "inverted-trapezoid": ("[\\", "/]"),
}
_ARROWS: Final = {"triangle": ">", "vee": ">", "diamond": ">", "circle": "o", "tee": "x"}


def quote(text: str) -> str:
    """Write a text as Mermaid has it: what it would read as its own, or as HTML, is written by number.

    >>> quote('a "b" <i>')
    '"a #34;b#34; #60;i#62;"'
    """
    safe = "".join(letter if letter.isalnum() or letter in " .,:'()-/" else f"#{ord(letter)};" for letter in text)
    return f'"{safe}"'


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as a Mermaid flow chart. Raises: BadParameter where it has more than a document can show.

    Source: Mermaid, syntax of flow charts.
    """
    if len(drawing.boxes) > MOST:
        size = f"this view has {len(drawing.boxes)}"
        expected = f"a Mermaid chart shows at most {MOST} things and {size}; narrow it with a focus"
        raise BadParameter("format", "mermaid", expected)
    about = drawing.about
    lines = ["---", f"title: {quote(f'{about.title}, {about.date}')}", "---"]
    lines += [f"%% {line.replace('{', '(').replace('}', ')')}" for line in drawing.description.split("\n")]
    lines += [
        "flowchart LR",
        *(f"  {_node(box)}" for box in drawing.boxes),
        *(f"  {_edge(tie)}" for tie in drawing.ties),
    ]
    lines += [f"  style {box.key} {_paint(box)}" for box in drawing.boxes]
    for number, tie in enumerate(drawing.ties):
        dash = {"dashed": ",stroke-dasharray:7 4", "dotted": ",stroke-dasharray:2 4"}.get(tie.look.line, "")
        lines.append(f"  linkStyle {number} stroke:{strong(tie.look.colour)},stroke-width:{tie.width:g}px{dash}")
    foot = f"{about.date} · {about.source} · {about.licence} · {about.address}"
    lines += [f"  about[{quote(foot)}]", "  style about fill:#FFFFFF,stroke:#FFFFFF,color:#111111"]
    return {"graph.mmd": ("\n".join(lines) + "\n").encode()}


def _node(box: Box) -> str:
    left, right = _SHAPES[box.look.shape]
    words = (
        " ".join(box.lines)
        if len(box.label) > 120
        else f"{box.label} ({box.change})"
        if box.change in ("began", "ended")
        else box.label
    )
    return f"{box.key}{left}{quote(words)}{right}"


def _edge(tie: Tie) -> str:
    arrow = f"--{_ARROWS[tie.look.arrow]}"
    words = f"{tie.change}: {tie.label}" if tie.change else tie.label
    return f"{tie.source.key} {arrow}|{quote(words)}| {tie.target.key}"


def _paint(box: Box) -> str:
    changed = {"began": "#0072B2", "ended": "#D55E00"}.get(box.change)
    fill = "#FFFFFF" if box.change == "ended" else pale(box.look.colour)
    dash = ",stroke-dasharray:7 4" if box.change == "ended" else ""
    width = 3 if box.is_focus or changed else 1
    return f"fill:{fill},stroke:{changed or strong(box.look.colour)},stroke-width:{width}px,color:#111111{dash}"
