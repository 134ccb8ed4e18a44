"""Lines, texts and shapes as SVG, each with a class for the page's own colours and a colour of its own for print.

Every drawing carries its words, so that it can be read where it cannot be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = [
    "DATA",
    "INK",
    "LEVELS",
    "LINE",
    "PAPER",
    "QUIET",
    "SECOND",
    "Drawing",
    "circle",
    "drawing",
    "line",
    "rect",
    "text",
]

INK, QUIET, LINE, DATA, SECOND, PAPER = "#1c2024", "#565e66", "#8a8f94", "#0b5c63", "#a64a18", "#ffffff"
FONT = "Alongside Serif, Georgia, serif"
SIZE = 12

LEVELS = {"high": 1.0, "moderate": 0.72, "low": 0.44, "very low": 0.18, "": 0.0}
"""How dark a bubble is for each step of certainty; a bubble without a judgement is a ring. Steps of about a quarter
stay apart in grey and under each kind of colour blindness."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as SVG, with its words and its size in pixels."""

    name: str
    svg: str
    words: str
    width: int
    height: int


def line(
    x1: float, y1: float, x2: float, y2: float, *, kind: str = "grid", colour: str = LINE, width: float = 1
) -> str:
    """A straight line."""
    return (
        f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"/>'
    )


def rect(
    x: float, y: float, width: float, height: float, *, kind: str = "bar", fill: str = DATA, opacity: float = 1.0
) -> str:
    """A filled rectangle."""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'fill="{fill}" fill-opacity="{opacity:g}"/>'
    )


def circle(x: float, y: float, radius: float, *, opacity: float = 1.0) -> str:
    """A bubble: its edge always seen, its inside as dark as `opacity` says."""
    return (
        f'<circle class="bubble" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{DATA}" fill-opacity="{opacity:g}" '
        f'stroke="{DATA}" stroke-width="1.2"/>'
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", ink: bool = False, turn: float = 0) -> str:
    """A line of text; `turn` in degrees about its own place."""
    kind, colour = ("ink", INK) if ink else ("quiet", QUIET)
    turned = f' transform="rotate({turn:g} {x:.1f} {y:.1f})"' if turn else ""
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{turned}>'
        f"{escape(words)}</text>"
    )


def drawing(name: str, parts: Sequence[str], size: tuple[int, int], words: str) -> Drawing:
    """The parts as one drawing on white paper."""
    width, height = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="{FONT}" font-size="{SIZE}" role="img" aria-label="{escape(words)}">'
        f'<rect class="sheet" width="{width}" height="{height}" fill="{PAPER}"/>{"".join(parts)}</svg>'
    )
    return Drawing(name, svg, words, width, height)
