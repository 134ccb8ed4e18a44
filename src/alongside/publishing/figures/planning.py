"""The two drawings of a plan: how the chance that it is worth it moves with what one unit is worth, and on what the
result depends.

Each is one SVG as wide as a telephone, with type that can be read there. Its colours are written on it for print and
Word, and a page's own classes take their place, so that light, dark and high contrast need no second drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from alongside.planning import Bar

__all__ = ["Drawing", "chance_drawing", "tornado_drawing"]

INK, QUIET, LINE, DATA, SECOND = "#1c2024", "#565e66", "#8a8f94", "#0b5c63", "#a64a18"
FONT = "Alongside Serif, Georgia, serif"

WIDTH = 330
"""Pixels: what a telephone of 360 has between its margins."""

SIZE = 12


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as SVG, with its words and its size in pixels."""

    name: str
    svg: str
    words: str
    width: int
    height: int


def chance_drawing(curve: Sequence[tuple[float, float, float]], unit: str, currency: str, words: str) -> Drawing:
    """The acceptability curve: chances over prices, paid alone (a whole line) and with volunteer time (dashes).

    `curve` has (price, chance, chance with volunteer time); `unit` is of what the price is."""
    left, right, top, bottom, height = 40, WIDTH - 8, 30, 190, 232
    most = curve[-1][0] or 1.0

    def place(price: float, chance: float) -> str:
        return f"{left + (right - left) * price / most:.1f},{bottom - (bottom - top) * chance:.1f}"

    parts = []
    for chance in (0, 25, 50, 75, 100):
        y = bottom - (bottom - top) * chance / 100
        parts.append(_line(left, y, right, y, "grid", LINE, 0.5))
        parts.append(_text(left - 5, y + 4, f"{chance} %", "end"))
    for share in (0.0, 0.5, 1.0):
        x = left + (right - left) * share
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        parts.append(_text(x, bottom + 17, _plain(share * most), anchor))
    paid = " ".join(place(price, chance) for price, chance, _ in curve)
    valued = " ".join(place(price, chance) for price, _, chance in curve)
    parts.append(_path(paid, "curve", DATA, ""))
    parts.append(_path(valued, "curve second", SECOND, "5 4"))
    parts.append(_text(left, 14, "Chance that it is worth its price", "start", ink=True))
    parts.append(_text(right, bottom + 35, f"{currency} for {unit}", "end"))
    return _drawing("chance", parts, height, words)


def tornado_drawing(bars: Sequence[Bar], middle: float, words: str, names: Sequence[str], figure: str) -> Drawing:
    """One bar for each assumption, from the result at one end of its range to that at the other, the widest on top.

    `middle` is the result with everything at its value; `names` are the bars' names in words."""
    row, top = 36, 34
    height = top + row * len(bars) + 30
    low = min(min(bar.at_low, bar.at_high) for bar in bars)
    high = max(max(bar.at_low, bar.at_high) for bar in bars)
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return 4 + (WIDTH - 8) * (value - low) / span

    parts = [_text(4, 14, figure, "start", ink=True)]
    for index, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = top + row * index
        left, right = sorted((x(bar.at_low), x(bar.at_high)))
        parts.append(_text(4, y + 10, name, "start", ink=True))
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{y + 15}" width="{max(right - left, 1):.1f}" height="12" '
            f'fill="{DATA}"/>'
        )
        # The uprights stand beside the bars alone, so that they never cross a name.
        parts.append(_line(x(middle), y + 13, x(middle), y + 29, "middle", INK, 1.5))
        if low < 0 < high:
            parts.append(_line(x(0), y + 13, x(0), y + 29, "zero", SECOND, 1.5))
    end = top + row * len(bars)
    if low < 0 < high:
        parts.append(_text(min(max(x(0), 12), WIDTH - 12), end + 14, "0", "middle"))
    parts.append(_text(4, end + 14, _plain(low), "start"))
    parts.append(_text(WIDTH - 4, end + 14, _plain(high), "end"))
    return _drawing("tornado", parts, height, words)


def _plain(value: float) -> str:
    """A number on an axis: three significant figures."""
    rounded = float(f"{value:.3g}")
    text = f"{abs(rounded):,.0f}" if abs(rounded) >= 100 or rounded == int(rounded) else f"{abs(rounded):.3g}"
    return ("\u2212" if rounded < 0 else "") + text.replace(",", "\u202f")


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, colour: str, width: float) -> str:
    return (
        f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"/>'
    )


def _path(points: str, kind: str, colour: str, dash: str) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline class="{kind}" points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>'


def _text(x: float, y: float, text: str, anchor: str, *, ink: bool = False) -> str:
    kind, colour = ("ink", INK) if ink else ("quiet", QUIET)
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _drawing(name: str, parts: Sequence[str], height: int, words: str) -> Drawing:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="{FONT}" font-size="{SIZE}" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>"
    )
    return Drawing(name, svg, words, WIDTH, height)
