"""The diagrams that the build draws: measured in their SVG, and each fault found at its line."""

import re
from itertools import combinations
from math import hypot
from xml.etree import ElementTree

import pytest
from placing import with_diagrams

from press.draw.mermaid import DiagramError, render

NAMED = "graph LR\naccTitle: A diagram\n"
TWO_TO_THREE = (
    NAMED
    + """\
x1((x_1)) --1--> y1((y_1))
x2((x_2)) --2--> y1
x1 --3--> y2((y_2))
x2 --4--> y2
x1 --5--> y3((y_3))
x2 --6--> y3
"""
)
THREE_LAYERS = (
    NAMED
    + """\
b0((1)):::muted & x1((x_1)) & x2((x_2)) --> a1((a_1)) & a2((a_2)) & a3((a_3))
b1((1)):::muted & a1 & a2 & a3 --> c1((c_1)) & c2((c_2))
b2((1)):::muted & c1 & c2 --> y1((y_1)) & y2((y_2))
"""
)
BOXES = (
    NAMED
    + """\
1[데이터] --> 2[사람이 생각한 알고리즘]
2 --> 3[결과]
4[데이터] --> 5["사람이 생각한 특징(SIFT, HOG 등)"]
5 --> 6["기계학습(SVM, KNN 등)"]
6 --> 7[결과]
style 6 fill:#aaaa
"""
)


def svg(source):
    return ElementTree.fromstring(render(source))


def text(element):
    return "".join(element.itertext()).strip("\u200b")


def numbers(element, *names):
    return tuple(float(element.get(name)) for name in names)


def labelled(root):
    """Each text with its place."""
    return [(text(element), *numbers(element, "x", "y")) for element in root.iter("text")]


def circles(root):
    """The circles by their labels: x, y, r."""
    at = {numbers(circle, "cx", "cy"): numbers(circle, "r")[0] for circle in root.iter("circle")}
    found = {}
    for label, x, y in labelled(root):
        for (cx, cy), r in at.items():
            if hypot(cx - x, cy - y) < 6:
                found[label, cx] = (cx, cy, r)
    assert len(found) == len(at)
    return {label if label != "1" else (label, cx): at for (label, cx), at in found.items()}


def edges(root):
    """The edges as x1, y1, x2, y2, to the tip of the arrow."""
    found, paths = [], list(root.iter("path"))
    for line in paths:
        x1, y1, x2, y2, *more = map(float, re.findall(r"-?[\d.]+", line.get("d")))
        if line.get("stroke"):
            assert not more, "an edge is one straight line"
            found.append([x1, y1, x2, y2])
        else:  # a head: its tip stands first
            found[-1][2:] = x1, y1
    return found


def from_line(x, y, edge):
    x1, y1, x2, y2 = edge
    return abs((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / hypot(x2 - x1, y2 - y1)


def test_neurons_stand_in_columns_and_edges_run_straight_from_rim_to_rim():
    root = svg(THREE_LAYERS)
    places = circles(root)
    columns = sorted({x for x, _, _ in places.values()})
    assert len(columns) == 4
    for layer, names in zip(columns, ["x", "a", "c", "y"], strict=True):
        assert {x for name, (x, _, _) in places.items() if name[0] == names} == {layer}
    biases = [at for name, at in places.items() if name[0] == "1"]
    assert [x for x, _, _ in sorted(biases)] == columns[:3]
    assert sum(circle.get("fill-opacity") is not None for circle in root.iter("circle")) == 3

    lines = edges(root)
    assert len(lines) == 3 * 3 + 4 * 2 + 3 * 2
    for x1, y1, x2, y2 in lines:
        for x, y in ((x1, y1), (x2, y2)):
            rim = min(abs(hypot(x - cx, y - cy) - r) for cx, cy, r in places.values())
            assert rim < 0.15
        # On the line between two centres.
        on = [at for at in places.values() if from_line(at[0], at[1], (x1, y1, x2, y2)) < 0.3]
        assert len(on) >= 2


def test_six_labels_on_crossing_edges_are_clear_of_each_other():
    root = svg(TWO_TO_THREE)
    labels = {label: (x, y - 3.4) for label, x, y in labelled(root) if label in "123456"}
    assert sorted(labels) == list("123456")
    lines = dict(zip("123456", edges(root), strict=True))
    for label, (x, y) in labels.items():
        assert from_line(x, y, lines[label]) < 0.3
        assert all(from_line(x, y, lines[other]) > 5 for other in lines if other != label)
    assert all(hypot(a[0] - b[0], a[1] - b[1]) > 13 for a, b in combinations(labels.values(), 2))
    assert [label for label, _ in sorted(labels.items(), key=lambda item: item[1][1])] == list(
        "123456"
    )


def test_formulas_have_indices_and_exponents():
    root = svg(NAMED + 'x((x_2)) -- "w^{(1)}_{12}" --> a((a^{(1)}_1))')
    node, weight = (next(t for t in root.iter("text") if text(t) == label)
                    for label in ("x2", "w(1)12"))  # fmt: skip
    letter, index = node
    assert (letter.get("class"), letter.get("font-style")) == ("math", "italic")
    assert float(index.get("dy")) > 0
    assert float(index.get("font-size")) < float(node.get("font-size"))
    _, exponent, index, *_ = weight
    assert float(exponent.get("dy")) < 0 < float(index.get("dy"))
    assert float(index.get("dx")) < 0  # back under the exponent


def test_boxes_hold_their_words_and_each_flow_has_its_row():
    root = svg(BOXES)
    boxes = [numbers(box, "x", "y", "width", "height") for box in root.iter("rect")]
    assert len(boxes) == 7
    for words, x, y in labelled(root):
        # No letter is wider than an em, no Latin one or blank wider than 0.7 on average.
        width = 11 * sum(0.92 if ord(char) > 0x1100 else 0.6 for char in words)
        assert any(left < x - width / 2 and x + width / 2 < left + wide and top < y < top + high
                   for left, top, wide, high in boxes), words  # fmt: skip
    assert "(SIFT, HOG 등)" in [words for words, _, _ in labelled(root)]
    rows = {round(top + high / 2, 1) for _, top, _, high in boxes}
    assert len(rows) == 2
    assert all(y1 == y2 for _, y1, _, y2 in edges(root))


def test_a_subgraph_encloses_its_nodes_alone():
    root = svg(NAMED + 'x((x_1)) --b--> a\nsubgraph "h()"\na((a)) --> y((y))\nend')
    left, top, wide, high = numbers(next(root.iter("rect")), "x", "y", "width", "height")
    inside = {
        name
        for name, (x, y, r) in circles(root).items()
        if left < x - r and x + r < left + wide and top < y - r and y + r < top + high
    }
    assert inside == {"a", "y"}
    assert "h()" in [label for label, _, _ in labelled(root)]


def test_down_goes_down():
    root = svg("flowchart TD\naccDescr: Down\na((a)) --> b((b))\nb --> c((c))")
    places = circles(root)
    assert len({x for x, _, _ in places.values()}) == 1
    assert places["a"][1] < places["b"][1] < places["c"][1]


@pytest.mark.parametrize("edge", ['a -- "w_1" --> b', "a --w_1--> b", "a-->|w_1|b",
                                  "a --$$w_1$$--> b", "a -- w_1 --> b"])  # fmt: skip
def test_the_ways_to_write_an_edge(edge):
    assert render(NAMED + edge) == render(NAMED + "a -->|w_1| b")


def test_chains_and_lists():
    chain = render(NAMED + "a --> b --> c & d")
    assert chain == render(NAMED + "a --> b\nb --> c\n  b --> d;\n\n%% a remark")


def test_a_line_without_an_arrow():
    assert len(list(svg(NAMED + "a --> b").iter("path"))) == 2
    assert len(list(svg(NAMED + "a --- b").iter("path"))) == 1


def test_theme_and_name():
    source = 'graph LR\naccTitle: A < B\naccDescr: "quoted"\na --> b'
    root = svg(source)
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'A < B. "quoted"'
    assert "data-search-exclude" in root.attrib
    assert root.get("fill") == "currentColor"
    assert not re.search("#[0-9a-f]{3}|rgb|style=| id=", render(BOXES))


@pytest.mark.parametrize(("source", "line", "message"), [
    ("graph LR\na --> b", 0, "accTitle"),
    ("sequenceDiagram\na --> b", 0, "expected graph"),
    (NAMED, 0, "empty"),
    (NAMED + "a ==> b", 2, "==> b"),
    (NAMED + "a -.-> b", 2, "-.-> b"),
    (NAMED + "a -->", 2, "not understood"),
    (NAMED + "a --> b\nc{{x}}", 3, "{{x}}"),
    (NAMED + "a([stadium])", 2, "stadium"),
    (NAMED + "a --> b\nstyle c fill:#aaa", 3, "no node c"),
    (NAMED + "a --> b\nclassDef x fill:#aaa", 3, "not understood"),
    (NAMED + "a:::loud --> b", 2, "loud"),
    (NAMED + "subgraph x\na --> b", 0, "no end"),
    (NAMED + "a --> b\nb --> c\nc --> b", 3, "in a circle"),
    (NAMED + "a --> a", 2, "in a circle"),
    (NAMED + "a --> b --> c\na --> c", 3, "runs into b"),
    (NAMED + "a[\"$$\\frac{1}{2}$$\"] --> b", 2, "frac"),
    (NAMED + "x --> a --> b\nsubgraph s\nx --> b\nend", 0, "enclose a"),
])  # fmt: skip
def test_what_is_not_understood_is_refused_at_its_line(source, line, message):
    with pytest.raises(DiagramError, match=re.escape(message)) as error:
        render(source)
    assert error.value.line == line


def test_a_page_gets_its_diagrams_and_reports_its_faults():
    page = """\
# X

!!! note

    ```mermaid
    graph LR
      accTitle: One
      a --> b
    ```

```mermaid
graph LR
  accTitle: Two
  a ==> b
```

```text
graph LR
```
"""
    markdown, html, faults = with_diagrams(page)
    assert [line for line, _ in faults] == [14]
    assert re.search(r"^    <figure data-svg", markdown, re.M)
    assert html.count("<svg") == 1
    assert "```text\ngraph LR\n```" in markdown
