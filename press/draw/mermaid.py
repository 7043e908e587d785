"""Draw the small part of Mermaid that the pages use as SVG, neurons with straight edges.

graph|flowchart LR|TD; accTitle, accDescr; nodes id((circle)), id[box], id(rounded box), :::muted;
edges -->, ---, -- "label" -->, -->|label|, a & b --> c & d; subgraph … end; style id fill:… greys.
A label such as x_1, w^{(1)}_{12} or h() is a formula.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import combinations
from math import hypot

from press.draw import svg_text

SIZE, SMALL, LINE = 11, 10, 14  # the text of nodes, of edges, and from line to line
RADIUS, PAD, ROW_GAP = 14, 8, 22
WRAP = 7.5  # a box is about this wide at most, in the text's size
REM = 0.075  # of the page's rem for one unit, as in drawing.py

TEXT = r'("[^"]*"|[^"]+?)'
NODE = re.compile(rf"\s*(\w+)(?:\(\({TEXT}\)\)|\[(?!\[){TEXT}\]|\((?![([]){TEXT}\))?(?::::(\w+))?")
EDGE = re.compile(
    r"\s*--(?:(?P<end>[->])(?:\|(?P<after>[^|]+)\|)?"  # --> or --- or -->|label|
    r'|\s*(?P<within>"[^"]*"|[^-"\s>](?:[^"]*?[^-"\s])?)\s*--(?P<last>[->]))(?![->])'
)
Label = list[svg_text.Run]  # one line of a text
Point = tuple[float, float]
Line = tuple[Point, Point]

FORMULA = re.compile(r"[A-Za-zΑ-ω](?:[_^].+|\(.*\))?|\d+")


class DiagramError(ValueError):
    """What is wrong with a diagram; `line` counts from 0 at its first line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(eq=False)
class Node:
    name: str
    lines: list[Label] = field(default_factory=list)
    shape: str = ""
    muted: bool = False
    layer: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


@dataclass(eq=False)
class Edge:
    source: Node
    target: Node
    label: Label
    arrow: bool
    line: int


@dataclass
class Diagram:
    down: bool = False
    title: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    groups: list[tuple[Label, list[Node]]] = field(default_factory=list)  # with their titles


def render(source: str) -> str:
    """The SVG of a Mermaid text; DiagramError for whatever is not understood."""
    diagram = parse(source)
    place(diagram)
    return draw(diagram)


def parse(source: str) -> Diagram:
    diagram = Diagram()
    descriptions: list[str] = []
    group: tuple[Label, list[Node]] | None = None
    for number, line in enumerate(source.splitlines()):
        line = line.strip().rstrip(";")
        head = re.fullmatch(r"(?:graph|flowchart) (LR|TD|TB)", line)
        if number == 0:
            if not head:
                raise DiagramError(0, f"expected graph or flowchart LR or TD, got {line!r}")
            diagram.down = head[1] != "LR"
        elif not line or line.startswith("%%"):
            continue
        elif found := re.fullmatch(r"acc(?:Title|Descr)\s*:\s*(.+)", line):
            descriptions.append(found[1])
        elif found := re.fullmatch(r"subgraph\s+(?:\w+\s*\[)?" + TEXT + r"\]?", line):
            group = (_lines(found[1], number)[0], [])
            diagram.groups.append(group)
        elif line == "end" and group:
            group = None
        elif found := re.fullmatch(r"style (\w+) fill:\S+", line):
            if found[1] not in diagram.nodes:
                raise DiagramError(number, f"there is no node {found[1]} to style")
            diagram.nodes[found[1]].muted = True
        else:
            named = _statement(diagram, line, number)
            if group:
                group[1].extend(named)
    if group or any(not members for _, members in diagram.groups):
        raise DiagramError(0, "a subgraph is empty or has no end")
    if not diagram.nodes:
        raise DiagramError(0, "the diagram is empty")
    if not descriptions:
        raise DiagramError(0, "the diagram has no accTitle: or accDescr: that says what it shows")
    diagram.title = ". ".join(descriptions)
    for node in diagram.nodes.values():
        node.lines = node.lines or _lines(node.name, 0)
    return diagram


def _statement(diagram: Diagram, line: str, number: int) -> list[Node]:
    """Read a --> b -- "label" --> c & d; returns the nodes it names."""
    rest, edge = line, None
    before: list[Node] = []
    named: list[Node] = []
    while True:
        nodes: list[Node] = []
        while not nodes or rest.lstrip().startswith("&"):
            rest = rest.lstrip().removeprefix("&") if nodes else rest
            found = NODE.match(rest)
            if not found:
                raise DiagramError(number, f"not understood: {rest.strip() or line!r}")
            nodes.append(_named_node(diagram, found, number))
            rest = rest[found.end() :]
        if edge:
            text = edge["after"] or edge["within"]
            label = _lines(text, number)[0] if text else []
            arrow = (edge["end"] or edge["last"]) == ">"
            diagram.edges += [
                Edge(source, target, label, arrow, number) for source in before for target in nodes
            ]
        named += nodes
        if not rest.strip():
            return named
        edge, before = EDGE.match(rest), nodes
        if not edge:
            raise DiagramError(number, f"not understood: {rest.strip()!r}")
        rest = rest[edge.end() :]


def _named_node(diagram: Diagram, found: re.Match[str], number: int) -> Node:
    node = diagram.nodes.setdefault(found[1], Node(found[1]))
    for shape, text in zip(("circle", "box", "rounded"), found.group(2, 3, 4), strict=True):
        if text:
            node.shape, node.lines = shape, _lines(text, number)
    if found[5]:
        if found[5] != "muted":
            raise DiagramError(number, f"the class {found[5]!r} is not known, muted is")
        node.muted = True
    return node


def _lines(text: str, number: int) -> list[Label]:
    """The lines of a label, each as runs; words wrapped, formulas set."""
    lines = []
    for line in re.split(r"<br\s*/?>", text.strip().strip('"').strip()):
        formula = f"${line}$" if FORMULA.fullmatch(line) else line
        for part in [formula] if "$" in formula else _wrap(line):
            try:
                lines.append(svg_text.parse(part))
            except ValueError as error:
                raise DiagramError(number, str(error)) from error
    return lines


def _wrap(text: str) -> list[str]:
    """As few lines as fit, and then as even as can be."""
    words = re.findall(r"\s*(?:\([^()]*\)|[^\s(]+|\()", text)  # brackets stay whole

    def lines(limit: float) -> list[str]:
        done = [""]
        for word in words:
            longer = done[-1] + word
            if done[-1] and svg_text.width([svg_text.Run(longer)]) > limit:
                done.append(word.strip())
            else:
                done[-1] = longer
        return done

    widest = max(svg_text.width([svg_text.Run(word)]) for word in words)
    limits = [widest + step / 4 for step in range(200)]
    fewest = len(lines(max(widest, WRAP)))
    return next(lines(limit) for limit in limits if len(lines(limit)) == fewest)


def place(diagram: Diagram) -> None:
    """Give each node its layer, size and centre."""
    nodes = list(diagram.nodes.values())
    _layer(nodes, diagram.edges)
    entered = {edge.target for edge in diagram.edges}
    layers: list[list[Node]] = [[] for _ in range(1 + max(node.layer for node in nodes))]
    for node in sorted(nodes, key=lambda node: node in entered):  # a bias above the others
        _measure(node)
        layers[node.layer].append(node)
    for layer in layers:
        circles = [node for node in layer if node.shape == "circle"]
        for node in circles:
            node.width = node.height = max(circle.width for circle in circles)

    along, across = ("height", "width") if diagram.down else ("width", "height")
    middles: list[float] = []
    end = 0.0
    for number, layer in enumerate(layers):
        size = max(getattr(node, along) for node in layer)
        end += _gap(diagram, number) if number else 0
        middles.append(end + size / 2)
        end += size

    offset = 0.0
    for part in _parts(nodes, diagram.edges):
        rows = [[node for node in layer if node in part] for layer in layers]
        sizes = [sum(getattr(n, across) + ROW_GAP for n in row) - ROW_GAP for row in rows]
        for row, size, middle in zip(rows, sizes, middles, strict=True):
            at = offset + (max(sizes) - size) / 2
            for node in row:
                centre = at + getattr(node, across) / 2
                node.x, node.y = (centre, middle) if diagram.down else (middle, centre)
                at += getattr(node, across) + ROW_GAP
        offset += max(sizes) + ROW_GAP


def _layer(nodes: list[Node], edges: list[Edge]) -> None:
    """Longest path from the inputs; an input, such as a bias, stands just before its target."""
    for _ in nodes:
        for edge in edges:
            edge.target.layer = max(edge.target.layer, edge.source.layer + 1)
    for edge in edges:
        if edge.target.layer <= edge.source.layer:
            raise DiagramError(edge.line, "the edges run in a circle")
    for node in nodes:
        targets = [edge.target.layer for edge in edges if edge.source is node]
        if targets and not any(edge.target is node for edge in edges):
            node.layer = min(targets) - 1


def _parts(nodes: list[Node], edges: list[Edge]) -> list[set[Node]]:
    """The connected parts, in order of first appearance."""
    parts = [{node} for node in nodes]
    for edge in edges:
        joined = [part for part in parts if edge.source in part or edge.target in part]
        parts = [part for part in parts if part not in joined[1:]]
        joined[0].update(*joined[1:])
    return parts


def _measure(node: Node) -> None:
    width = SIZE * max(svg_text.width(line) for line in node.lines)
    height = LINE * len(node.lines)
    if node.shape == "circle":
        node.width = node.height = 2 * max(RADIUS, hypot(width, height - 5) / 2 + 4)
    else:
        node.width, node.height = max(44, width + 2 * PAD), max(28, height + 1.5 * PAD)


def _gap(diagram: Diagram, layer: int) -> float:
    """The room before a layer: more for labels, more where edges fan out."""
    edges = [edge for edge in diagram.edges if edge.target.layer == layer]
    fan = len(edges) > len({edge.target for edge in edges}) or (
        len(edges) > len({edge.source for edge in edges})
    )
    label = max((SMALL * svg_text.width(edge.label) for edge in edges if edge.label), default=0)
    if diagram.down:
        return 30 + 16 * fan + 16 * bool(label)
    return max(26 + 44 * fan, label + 24 + 36 * fan if label else 0)


def draw(diagram: Diagram) -> str:
    nodes = diagram.nodes.values()
    boxes = [
        (n.x - n.width / 2, n.y - n.height / 2, n.x + n.width / 2, n.y + n.height / 2)
        for n in nodes
    ]
    parts = []
    for title, members in diagram.groups:
        left = min(n.x - n.width / 2 for n in members) - 12
        right = max(n.x + n.width / 2 for n in members) + 12
        top = min(n.y - n.height / 2 for n in members) - 24
        bottom = max(n.y + n.height / 2 for n in members) + 10
        for node in nodes:
            if node not in members and left < node.x < right and top < node.y < bottom:
                raise DiagramError(0, f"the subgraph would enclose {node.name} too")
        boxes.append((left, top, right, bottom))
        parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top:.1f}" rx="10" fill="var(--fig-soft)" stroke="none"/>'
        )
        parts.append(_text([title], (left + right) / 2, top + 13, SMALL))
    ends = {edge: _ends(edge, diagram) for edge in diagram.edges}
    for edge in diagram.edges:
        _refuse_crossing(edge, ends[edge], nodes)
        parts.append(_line(*ends[edge], edge.arrow))
    parts += [_shape(node) + _text(node.lines, node.x, node.y, SIZE) for node in nodes]
    parts += _edge_labels(diagram, ends)

    left, top = min(box[0] for box in boxes) - 1, min(box[1] for box in boxes) - 1
    width, height = max(box[2] for box in boxes) + 1 - left, max(box[3] for box in boxes) + 1 - top
    return (
        f'<svg role="img" aria-label="{escape(diagram.title)}" data-search-exclude="" '
        f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" width="{width * REM:.2f}rem" '
        f'fill="currentColor" text-anchor="middle">{"".join(parts)}</svg>'
    )


def _ends(edge: Edge, diagram: Diagram) -> Line:
    """From rim to rim on the straight line between circles' centres and boxes' sides."""
    points = []
    for node, side in ((edge.source, 0.5), (edge.target, -0.5)):
        if node.shape == "circle":
            points.append((node.x, node.y))
        elif diagram.down:
            points.append((node.x, node.y + side * node.height))
        else:
            # Arrows into one box stand side by side.
            into = sorted((e for e in diagram.edges if e.target is node), key=lambda e: e.source.y)
            shift = 8 * (into.index(edge) - (len(into) - 1) / 2) if side < 0 else 0
            points.append((node.x + side * node.width, node.y + shift))
    (x1, y1), (x2, y2) = points
    length = hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    start = edge.source.width / 2 if edge.source.shape == "circle" else 0
    stop = edge.target.width / 2 if edge.target.shape == "circle" else 0
    return (x1 + start * ux, y1 + start * uy), (x2 - stop * ux, y2 - stop * uy)


def _refuse_crossing(edge: Edge, ends: Line, nodes: Iterable[Node]) -> None:
    (x1, y1), (x2, y2) = ends
    for node in nodes:
        if node in (edge.source, edge.target):
            continue
        t = ((node.x - x1) * (x2 - x1) + (node.y - y1) * (y2 - y1)) / hypot(x2 - x1, y2 - y1) ** 2
        away = hypot(x1 + t * (x2 - x1) - node.x, y1 + t * (y2 - y1) - node.y)
        if 0 < t < 1 and away < min(node.width, node.height) / 2:
            raise DiagramError(
                edge.line, f"the edge {edge.source.name} → {edge.target.name} runs into {node.name}"
            )


def _line(start: Point, end: Point, arrow: bool) -> str:
    (x1, y1), (x2, y2) = start, end
    line = '<path d="M{:.1f} {:.1f} {:.1f} {:.1f}" stroke="currentColor" stroke-width=".9"/>'
    if not arrow:
        return line.format(x1, y1, x2, y2)
    length = hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    x, y = x2 - 6.5 * ux, y2 - 6.5 * uy  # the foot of the arrow head
    head = f'<path d="M{x2:.1f} {y2:.1f} {x - 2.6 * uy:.1f} {y + 2.6 * ux:.1f} '
    return line.format(x1, y1, x, y) + head + f'{x + 2.6 * uy:.1f} {y - 2.6 * ux:.1f}z"/>'


def _shape(node: Node) -> str:
    look = 'fill-opacity=".15"' if node.muted else 'fill="var(--md-default-bg-color)"'
    look += ' stroke="currentColor" stroke-width=".9"'
    if node.shape == "circle":
        return f'<circle cx="{node.x:.1f}" cy="{node.y:.1f}" r="{node.width / 2:.1f}" {look}/>'
    x, y = node.x - node.width / 2, node.y - node.height / 2
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{node.width:.1f}" height="{node.height:.1f}" '
        f'rx="{8 if node.shape == "rounded" else 2}" {look}/>'
    )


def _text(lines: list[Label], x: float, y: float, size: float) -> str:
    first = y + 0.34 * size - LINE * (len(lines) - 1) / 2
    return "".join(
        f'<text x="{x:.1f}" y="{first + LINE * number:.1f}" font-size="{size}">'
        f"{svg_text.tspans(line, size)}</text>"
        for number, line in enumerate(lines)
    )


def _edge_labels(diagram: Diagram, ends: dict[Edge, Line]) -> list[str]:
    """Labels on their edges, where those of one layer are farthest from each other's edges."""
    parts = []
    layers = {(edge.source.layer, edge.target.layer) for edge in diagram.edges if edge.label}
    for layer in sorted(layers):
        edges = [e for e in diagram.edges if (e.source.layer, e.target.layer) == layer]
        at = max(
            (0.5, 0.45, 0.55, 0.4, 0.6, 0.36, 0.64, 0.33, 0.67, 0.3, 0.7),
            key=lambda t: _room(edges, ends, t),
        )
        for edge in edges:
            if edge.label:
                x, y = _point(ends[edge], at)
                width = SMALL * svg_text.width(edge.label) + 3
                parts.append(
                    f'<rect x="{x - width / 2:.1f}" y="{y - 5.5:.1f}" width="{width:.1f}" '
                    f'height="11" rx="4" fill="var(--md-default-bg-color)"/>'
                )
                parts.append(_text([edge.label], x, y, SMALL))
    return parts


def _room(edges: list[Edge], ends: dict[Edge, Line], t: float) -> float:
    """The least distance between the edges at t, as far as more would still help."""
    points = [_point(ends[edge], t) for edge in edges]
    return min([18, *(hypot(b[0] - a[0], b[1] - a[1]) for a, b in combinations(points, 2))])


def _point(ends: Line, t: float) -> Point:
    (x1, y1), (x2, y2) = ends
    return x1 + t * (x2 - x1), y1 + t * (y2 - y1)
