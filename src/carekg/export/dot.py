"""DOT, for Graphviz: places, looks, clusters, addresses and tooltips."""

from collections.abc import Mapping
from typing import Final

from carekg.export.drawing import Box, Drawing, Tie
from carekg.export.paint import pale, strong

_SHAPES: Final = {
    "rectangle": "box",
    "round-rectangle": "box",
    "ellipse": "ellipse",
    "hexagon": "hexagon",
    "octagon": "octagon",
    "parallelogram": "parallelogram",
    "trapezoid": "trapezium",
    "inverted-trapezoid": "invtrapezium",
}
_ARROWS: Final = {"triangle": "normal", "vee": "vee", "tee": "tee", "circle": "dot", "diamond": "diamond"}
_DOTS: Final = 72  # points of an inch, as Graphviz counts


def quote(text: str) -> str:
    r"""Write a text as DOT has it, so that none of it is read as anything else.

    >>> print(quote('a "b" \\N'), quote("one\ntwo"))
    "a \"b\" \\N" "one\ntwo"
    """
    lines = (line.replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n"))
    return '"' + "\\n".join(lines) + '"'


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as DOT; `neato -n2` draws it as it is laid out, `dot` and `fdp` lay it out anew.

    Source: The DOT Language, graphviz.org.
    """
    about = drawing.about
    face = f"{about.title}\n{about.date} · {drawing.sizes}\n{about.source} · {about.licence}\n{about.address}"
    comments = [f"// {line}" for line in drawing.description.split("\n")]
    head = [
        "digraph carekg {",
        f'  graph [label={quote(face)}, labelloc="b", fontname="Arimo,Arial", fontsize=11, '
        f'comment={quote(drawing.description)}, outputorder="edgesfirst", '
        'splines="true", rankdir="TB", overlap="prism", bgcolor="#FFFFFF"];',
        '  node [fontname="Arimo,Arial", fontsize=11, style="filled", margin="0.08,0.05"];',
        '  edge [fontname="Arimo,Arial", fontsize=9, arrowsize=0.7];',
    ]
    clusters: dict[str, list[Box]] = {}
    for box in drawing.boxes:
        clusters.setdefault(drawing.groups.get(box.key, ""), []).append(box)
    body: list[str] = []
    for number, (title, boxes) in enumerate(clusters.items(), 1):
        if title:
            body += [f"  subgraph cluster_{number} {{", f'    label={quote(title)}; color="#B8B8B0"; labeljust="l";']
        body += [f"    {_node(box, drawing.height)}" for box in boxes]
        if title:
            body.append("  }")
    body += [f"  {_edge(tie)}" for tie in drawing.ties]
    return {"graph.gv": ("\n".join([*comments, *head, *body, "}"]) + "\n").encode()}


def _node(box: Box, height: float) -> str:
    changed = {"began": "#0072B2", "ended": "#D55E00"}.get(box.change)
    style = [
        "filled",
        *(["rounded"] if box.look.shape == "round-rectangle" else []),
        *(["dashed"] if box.change == "ended" else []),
        *(["bold"] if box.is_focus else []),
    ]
    values = {
        "label": quote("\n".join(box.lines)),
        "shape": quote(_SHAPES[box.look.shape]),
        "style": quote(",".join(style)),
        "fillcolor": quote("#FFFFFF" if box.change == "ended" else pale(box.look.colour)),
        "color": quote(changed or strong(box.look.colour)),
        "fontsize": f"{box.size:g}",
        "width": f"{box.width / _DOTS:.3f}",
        "height": f"{box.height / _DOTS:.3f}",
        "pos": quote(f"{box.x:.1f},{height - box.y:.1f}"),
        "tooltip": quote(box.title),
        **({"URL": quote(box.iri)} if box.iri.startswith(("http://", "https://")) else {}),
    }
    return f"{box.key} [{', '.join(f'{name}={value}' for name, value in values.items())}];"


def _edge(tie: Tie) -> str:
    values = {
        "color": quote(strong(tie.look.colour)),
        "style": quote(tie.look.line),
        "arrowhead": quote(_ARROWS[tie.look.arrow]),
        "penwidth": f"{tie.width:g}",
        "weight": f"{max(1, round(tie.weight))}",
        "tooltip": quote(tie.title),
        "edgetooltip": quote(tie.title),
        **({"label": quote(str(tie.count))} if tie.count > 1 else {}),
        **({"class": quote(tie.change)} if tie.change else {}),
    }
    return f"{tie.source.key} -> {tie.target.key} [{', '.join(f'{name}={value}' for name, value in values.items())}];"
