"""The evidence-and-gap map as one drawing: a bubble as large as its number of trials, as dark as one can be sure."""

from __future__ import annotations

from alongside.publishing.facets import Value
from alongside.publishing.figures.strokes import LEVELS, Drawing, circle, drawing, line, text
from alongside.publishing.gap_maps import GapCell, GapMap

__all__ = ["gap_drawing", "name_of", "radius_of"]

CELL = 44
LARGEST = 17.0
"""Pixels of a cell's side, and of the radius of the fullest: some air stays around it."""

LETTER = 6.4
"""Width of a letter of the drawing's type at 12 pixels, a little more than its mean, so that names never touch."""

SLANT = 0.72
"""How much of a column's name is height when it leans by 45 degrees (the sine, and a little)."""


def radius_of(k: int, most: int, largest: float = LARGEST) -> float:
    """The radius of a bubble whose area goes with the number of trials; one trial can still be seen.

    >>> radius_of(25, 100, 16.0), radius_of(1, 10000, 16.0)
    (8.0, 2.0)
    """
    return max(2.0, round(largest * (k / most) ** 0.5, 1)) if k else 0.0


def name_of(gap_map: GapMap) -> str:
    """The name of the drawing and of its files."""
    return f"gap-{gap_map.name}"


def short(value: Value) -> str:
    """A name without what stands in brackets after it, which the table beside the drawing has."""
    return value.label.partition(" (")[0]


def gap_drawing(gap_map: GapMap, words: str) -> Drawing:
    """Rows and columns with their names, a bubble and its number in each cell that holds trials."""
    left = round(max((len(short(row)) for row in gap_map.rows), default=0) * LETTER) + 16
    longest = max((len(short(column)) for column in gap_map.columns), default=0) * LETTER
    top = round(longest * SLANT) + 24
    wide, high = len(gap_map.columns) * CELL, len(gap_map.rows) * CELL
    parts, most = [], gap_map.most
    for index, column in enumerate(gap_map.columns):
        parts.append(text(left + index * CELL + CELL / 2, top - 8, short(column), turn=-45, ink=True))
    for index in range(len(gap_map.rows) + 1):
        parts.append(line(left, top + index * CELL, left + wide, top + index * CELL, width=0.4))
    for index in range(len(gap_map.columns) + 1):
        parts.append(line(left + index * CELL, top, left + index * CELL, top + high, width=0.4))
    for down, row in enumerate(gap_map.rows):
        middle = top + down * CELL + CELL / 2
        parts.append(text(left - 8, middle + 4, short(row), anchor="end", ink=True))
        for across, column in enumerate(gap_map.columns):
            cell = gap_map.cells[(row.id, column.id)]
            parts += _cell(cell, left + across * CELL + CELL / 2, middle, most)
    parts += _legend(gap_map, top + high)
    width = max(left + wide + round(longest * SLANT) + 8, 470)
    return drawing(name_of(gap_map), parts, (width, top + high + (84 if gap_map.judged else 58)), words)


def _cell(cell: GapCell, x: float, y: float, most: int) -> list[str]:
    if cell.status == "trials":
        return [
            circle(x, y - 4, radius_of(cell.k, most, LARGEST - 3), opacity=LEVELS[cell.level]),
            text(x + CELL / 2 - 3, y + CELL / 2 - 4, str(cell.k), anchor="end", ink=True),
        ]
    return [text(x, y + 4, "?" if cell.status == "not_looked_at" else "0", anchor="middle")]


def _legend(gap_map: GapMap, bottom: float) -> list[str]:
    parts = [
        text(8, bottom + 24, f"Number: {gap_map.unit}. Largest bubble: {gap_map.most} {gap_map.unit}. 0: none."),
        text(8, bottom + 42, f"?: not looked at, since of some {gap_map.unit} only a part was read."),
    ]
    if gap_map.judged:
        x = 8.0
        for level, opacity in LEVELS.items():
            name = level or "not judged"
            parts += [circle(x + 6, bottom + 62, 6, opacity=opacity), text(x + 17, bottom + 66, name)]
            x += 30 + len(name) * LETTER
    return parts
