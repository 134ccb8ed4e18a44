"""Drawings of what support is made of: the four values of each cell, TIDieR item by item, and doses as dots.

Each is as wide as a telephone, with type that can be read there. What nobody could see is drawn apart, as an open bar
at the right of what could be seen, so that it never reads as "no".
"""

from __future__ import annotations

from collections.abc import Sequence

from alongside.publishing.figures.strokes import (
    DATA,
    INK,
    LINE,
    PAPER,
    SECOND,
    Drawing,
    circle,
    drawing,
    line,
    rect,
    text,
)
from alongside.publishing.made_of import Dosage, Frequency, Item
from alongside.words.numbers import count

__all__ = ["bars_drawing", "doses_drawing", "tidier_drawing"]

WIDTH = 340
ROW = 34
DARK, MIDDLE, LIGHT = 1.0, 0.5, 0.18


def tidier_drawing(items: Sequence[Item], words: str) -> Drawing:
    """Twelve bars: reported, partly, not; and, apart, not seen."""
    rows = [(f"{item.number}. {item.label}", (item.yes, item.partly, item.no), item.not_seen) for item in items]
    return _bars("tidier", rows, ("reported", "partly", "not reported", "not seen"), words)


def bars_drawing(frequencies: Sequence[Frequency], name: str, words: str) -> Drawing:
    """A bar for each code: arms that have it, that are said not to, that do not state it; and, apart, not looked at."""
    rows = [
        (
            frequency.label.partition(" (")[0],
            (frequency.cells["present"], frequency.cells["said_absent"], frequency.cells["not_stated"]),
            frequency.cells["not_looked_at"],
        )
        for frequency in frequencies
    ]
    return _bars(name, rows, ("present", "said absent", "not stated", "not looked at"), words, of_all=True)


def _bars(
    name: str,
    rows: Sequence[tuple[str, tuple[int, int, int], int]],
    legend: Sequence[str],
    words: str,
    *,
    of_all: bool = False,
) -> Drawing:
    """`of_all` counts against all arms: one read in part enters what could be seen only where it has the code."""
    most = max((sum(seen) + unseen for _, seen, unseen in rows), default=1) or 1
    scale = (WIDTH - 56) / most
    parts = []
    x = 4.0
    for label, opacity in zip(legend, (DARK, MIDDLE, LIGHT, None), strict=True):
        parts.append(_box(x, 8, 11, 11, opacity))
        parts.append(text(x + 15, 18, label))
        x += 24 + 5.5 * len(label)
    for index, (label, seen, unseen) in enumerate(rows):
        y = 34 + index * ROW
        parts.append(text(4, y + 10, label, ink=True))
        x = 4.0
        for number, opacity in zip(seen, (DARK, MIDDLE, LIGHT), strict=True):
            if number:
                parts.append(_box(x, y + 15, number * scale, 11, opacity))
            x += number * scale
        if unseen:
            parts.append(_box(x + 4, y + 15, unseen * scale, 11, None))
            x += unseen * scale + 4
        parts.append(text(x + 5, y + 25, f"{seen[0]} of {sum(seen) + (unseen if of_all else 0)}"))
    return drawing(name, parts, (WIDTH, 40 + ROW * len(rows)), words)


def _box(x: float, y: float, width: float, height: float, opacity: float | None) -> str:
    """A part of a bar; None is what nobody could see: an outline with nothing in it."""
    if opacity is None:
        return (
            f'<rect class="open" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{PAPER}" '
            f'fill-opacity="0" stroke="{LINE}" stroke-dasharray="3 2"/>'
        )
    return rect(x, y, width, height, fill=DATA, opacity=opacity)


def doses_drawing(doses: Sequence[Dosage], words: str) -> Drawing:
    """A row for each number: every arm a dot on its own axis, the middle half a bar, the median a line.

    An axis ends at four times the upper quartile; how many arms lie beyond is said at its end.
    """
    parts = []
    for index, dose in enumerate(doses):
        top = 8 + index * 66
        low, high = dose.quartiles
        end = min(dose.values[-1], max(4 * high, 1.0)) if dose.values[-1] > 4 * high else dose.values[-1] or 1.0
        parts.append(text(4, top + 10, f"{dose.label}, {dose.unit}", ink=True))
        parts.append(text(WIDTH - 4, top + 24, f"{len(dose.values)} of {dose.arms} arms", anchor="end"))
        y = top + 38
        parts.append(line(4, y, WIDTH - 4, y, width=0.6))
        parts.append(rect(_at(low, end), y - 6, max(_at(high, end) - _at(low, end), 2), 12, fill=SECOND, opacity=0.35))
        parts += [circle(_at(value, end), y, 3, opacity=0.35) for value in dose.values if value <= end]
        parts.append(
            line(_at(dose.median, end), y - 9, _at(dose.median, end), y + 9, kind="middle", colour=INK, width=2)
        )
        parts.append(text(4, y + 20, "0"))
        beyond = sum(1 for value in dose.values if value > end)
        note = f"{beyond} beyond, up to {count(dose.values[-1])} →" if beyond else count(end)
        parts.append(text(WIDTH - 4, y + 20, note, anchor="end"))
        parts.append(
            text(min(max(_at(dose.median, end), 24), WIDTH - 130), y + 20, f"{dose.median:.3g}", anchor="middle")
        )
    return drawing("dose", parts, (WIDTH, 12 + 66 * len(doses)), words)


def _at(value: float, end: float) -> float:
    return 8 + (WIDTH - 16) * min(value, end) / end
