"""The network of forms as one drawing: a circle for each form, larger with more people, a line where trials compare
two, thicker with more trials. Nodes have numbers, whose names stand in the table beneath.

Colours are written on it for print and Word, and a page's own classes take their place, as in `planning`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from alongside.publishing.figures.planning import DATA, FONT, INK, LINE, SECOND, SIZE, WIDTH, Drawing

__all__ = ["network_drawing"]

RADIUS, LEAST, MOST = 112.0, 11.0, 24.0
"""Of the ring, and of the smallest and the largest node, in pixels: a node holds a number of two digits."""

THICKEST = 9.0


def network_drawing(
    nodes: Sequence[tuple[str, int, bool]], edges: Sequence[tuple[int, int, int]], words: str, name: str = "forms"
) -> Drawing:
    """A drawing of `nodes` (name, people, whether support) and `edges` (from, to, trials), positions from 0.

    >>> drawing = network_drawing([("Calls", 100, True), ("Usual care", 100, False)], [(0, 1, 3)], "Calls, 3 trials")
    >>> drawing.svg.count("<circle"), drawing.svg.count("<line")
    (2, 1)
    """
    centre = WIDTH / 2, RADIUS + MOST + 8
    places = [_place(position, len(nodes), centre) for position in range(len(nodes))]
    largest = max((people for _, people, _ in nodes), default=1) or 1
    busiest = max((trials for *_, trials in edges), default=1)
    parts = []
    for left, right, trials in edges:
        (x1, y1), (x2, y2) = places[left], places[right]
        width = 1.5 + (THICKEST - 1.5) * (trials - 1) / max(1, busiest - 1)
        title = f"{nodes[left][0]} and {nodes[right][0]}: {trials} trial{'' if trials == 1 else 's'}"
        parts.append(
            f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{LINE}" '
            f'stroke-width="{width:.1f}"><title>{escape(title)}</title></line>'
        )
    for position, ((label, people, support), (x, y)) in enumerate(zip(nodes, places, strict=True)):
        radius = LEAST + (MOST - LEAST) * math.sqrt(people / largest)
        kind, colour = ("node", DATA) if support else ("node second", SECOND)
        title = f"{position + 1}: {label}, {people} people"
        parts.append(
            f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" stroke="{INK}" '
            f'stroke-width="1"><title>{escape(title)}</title></circle>'
            f'<text class="on" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" fill="#fff">{position + 1}</text>'
        )
    height = round(2 * (RADIUS + MOST + 8))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="{FONT}" font-size="{SIZE}" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>"
    )
    return Drawing(name, svg, words, WIDTH, height)


def _place(position: int, count: int, centre: tuple[float, float]) -> tuple[float, float]:
    """On a ring, from the top on, clockwise."""
    angle = 2 * math.pi * position / max(1, count) - math.pi / 2
    return centre[0] + RADIUS * math.cos(angle), centre[1] + RADIUS * math.sin(angle)
