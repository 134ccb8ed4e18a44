"""The diagram for a terminal: boxes of lines, the way on the left and what leaves it on the right."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import groupby

from alongside.publishing.prisma.boxes import COLUMNS, Box, as_text, boxes_of, shortened
from alongside.publishing.prisma.flow import Flow

__all__ = ["flow_text"]

LEFT, RIGHT, BETWEEN = 38, 36, "    "
"""Widths that fit the 80 columns of a terminal."""


_TOGETHER = "(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"  # so that a number does not part from its sign at a line's end


def flow_text(flow: Flow) -> str:
    """The whole diagram.

    >>> from alongside.publishing.prisma.flow import Way
    >>> print(flow_text(Flow(Way({"database": {"Embase": 3}}, excluded=2, included=1), None, 1)))
    Identification of studies via databases and registers
    ┌────────────────────────────────────┐    ┌──────────────────────────────────┐
    │ Records identified (n = 3)         │ ─► │ Records removed before screening │
    │   Databases (n = 3)                │    │ (n = 0)                          │
    ...
    │ Studies included in review (n = 1)                                         │
    │ Reports of included studies (n = 1)                                        │
    └────────────────────────────────────────────────────────────────────────────┘
    """
    lines: list[str] = []
    boxes = boxes_of(flow)
    for column in range(len(flow.ways)):
        lines += [COLUMNS[column]] if column == 0 else ["", COLUMNS[column]]
        mine = [box for box in boxes if box.column == column and box.phase < 2]
        for row, boxes_in_row in groupby(mine, key=lambda box: box.row):
            if row:
                lines += _down(LEFT)
            lines += _row(list(boxes_in_row))
        if column < len(flow.ways) - 1:
            lines += [*_down(LEFT), "to the studies included".center(LEFT).rstrip()]
    lines += _down(LEFT)
    lines += _framed(boxes[-1], LEFT + RIGHT + len(BETWEEN))
    if flow.waiting:
        lines.append("Dotted: waits for a person; the review is not finished.")
    return "\n".join(lines)


def _down(width: int) -> list[str]:
    return ["│".center(width).rstrip(), "▼".center(width).rstrip()]


def _row(boxes: Sequence[Box]) -> list[str]:
    sides: list[tuple[str, bool]] = []
    for box in boxes[1:]:
        sides += [(line, number == 1) for number, line in enumerate(_framed(box, RIGHT))]
    left = _framed(boxes[0], LEFT, len(sides))
    joined = []
    for number, line in enumerate(left):
        side, arrow = sides[number] if number < len(sides) else ("", False)
        joined.append(f"{line}{' ─► ' if arrow else BETWEEN}{side}".rstrip())
    return joined


def _framed(box: Box, width: int, height: int = 0) -> list[str]:
    """A box of that width, at least so many lines high."""
    inside = []
    for line in shortened(box.lines):
        indent = "  " if line.part else ""
        text = as_text(line).replace("(n = ", _TOGETHER)
        pieces = textwrap.wrap(text, width - 4, initial_indent=indent, subsequent_indent=2 * indent)
        inside += [part.replace(_TOGETHER, "(n = ") for part in pieces]
    inside += [""] * (height - 2 - len(inside))
    across, upright = ("┄", "┆") if box.waits else ("─", "│")
    rows = [f"{upright} {text:<{width - 4}} {upright}" for text in inside]
    return [f"┌{across * (width - 2)}┐", *rows, f"└{across * (width - 2)}┘"]
