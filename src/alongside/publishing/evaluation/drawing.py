"""The two pictures of a report as SVG, ink on white: the flow, and every effect with its interval on one axis."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from alongside.publishing.evaluation.wording import is_stated
from alongside.words.numbers import interval, number

__all__ = ["effects_svg", "flow_svg"]

INK, QUIET, SIZE, LEADING, BOX, GAP = "#1c2126", "#565e66", 13, 18, 270, 30
LETTERS = 38
"""Letters of a line in a box of `BOX` pixels at `SIZE`."""

FAMILY = "'Alongside Serif', 'Source Serif 4', Georgia, serif"


def _svg(width: float, height: float, name: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(name)}" font-family="{FAMILY}" font-size="{SIZE}">'
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK, heavy: bool = False) -> str:
    weight = ' font-weight="600"' if heavy else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}"{weight}>{escape(text)}</text>'


def _box(x: float, y: float, lines: Sequence[str]) -> tuple[str, float]:
    """A box with its text; gives also its lower edge."""
    broken = [part for line in lines for part in (textwrap.wrap(line, LETTERS, subsequent_indent="  ") or [""])]
    height = len(broken) * LEADING + 14
    drawn = f'<rect x="{x:g}" y="{y:g}" width="{BOX}" height="{height}" fill="none" stroke="{INK}"/>'
    drawn += "".join(
        _text(x + 10, y + 20 + index * LEADING, line, heavy=index == 0) for index, line in enumerate(broken)
    )
    return drawn, y + height


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{INK}" fill="none"/>'


def _reasons(title: str, reasons: Sequence[Sequence[Any]]) -> list[str]:
    total = sum(count for _, count in reasons)
    return [f"{title}: {total}", *(f"  {reason}: {count}" for reason, count in reasons)] if reasons else []


def flow_svg(flow: Mapping[str, Any]) -> str:
    """The CONSORT 2025 diagram: assessed, excluded, then each arm down its own column."""
    arms = flow["arms"]
    width = len(arms) * (BOX + GAP) + GAP
    middle = width / 2
    parts = []
    top, edge = _box(middle - BOX / 2, 10, [f"Assessed: {flow['assessed']}"])
    parts.append(top)
    left_out = _reasons("Excluded", flow["excluded"])
    left_out += [f"Neither excluded nor randomised: {flow['waiting']}"] if flow["waiting"] else []
    if left_out:
        side, below = _box(middle + 20, edge + 15, left_out)
        parts += [side, _line(middle, edge + 30, middle + 20, edge + 30)]
    else:
        below = edge
    start = below + 15
    total = sum(arm["randomised"] for arm in arms)
    parts.append(_line(middle, edge, middle, start))
    randomised, edge = _box(middle - BOX / 2, start, [f"Randomised: {total}"])
    parts.append(randomised)
    lowest = edge
    for index, arm in enumerate(arms):
        x = GAP + index * (BOX + GAP)
        stages = [
            [
                f"{arm['arm']}: {arm['randomised']}",
                *([f"Received the support as drawn: {arm['received']}"] if is_stated(arm) else []),
                *_reasons("Did not receive it", arm["not_received"]),
            ],
            [
                *(
                    _reasons("Stopped", arm["discontinued"]) + _reasons("Lost to follow-up", arm["lost"])
                    or ["Lost to follow-up: 0"]
                ),
            ],
            [f"Analysed: {arm['analysed']}"],
        ]
        y, before = edge + GAP, (middle, edge)
        for lines in stages:
            drawn, end = _box(x, y, lines)
            parts += [_line(*before, x + BOX / 2, y), drawn]
            before, y = (x + BOX / 2, end), end + 22
        lowest = max(lowest, before[1])
    return _svg(width, lowest + 12, "Flow of participants", parts)


def effects_svg(rows: Sequence[tuple[str, Mapping[str, Any]]], higher_is_better: bool) -> str:
    """Each effect as a square with its interval, no difference marked, both ends named in words."""
    ends = [value for _, effect in rows for value in (effect["ci_low"], effect["ci_high"])]
    low, high = min(0.0, *ends), max(0.0, *ends)
    spare = (high - low or 1) * 0.08
    low, high = low - spare, high + spare
    left, width, step = 340, 300, 40

    def x(value: float) -> float:
        return float(left + width * (value - low) / (high - low))

    height = 46 + len(rows) * step + 30
    parts = [_line(x(0), 30, x(0), height - 34)]
    worse, better = ("worse", "better") if higher_is_better else ("better", "worse")
    parts += [
        _text(left, 20, f"← {worse}", fill=QUIET),
        _text(left + width, 20, f"{better} →", anchor="end", fill=QUIET),
    ]
    for index, (name, effect) in enumerate(rows):
        y = 50 + index * step
        lines = textwrap.wrap(name, 48)[:2]
        parts += [_text(10, y + number * 16, line) for number, line in enumerate(lines)]
        parts.append(
            f'<path d="M{x(effect["ci_low"]):.1f} {y:g}L{x(effect["ci_high"]):.1f} {y:g}" stroke="{INK}" '
            'stroke-width="2"/>'
        )
        parts.append(f'<rect x="{x(effect["estimate"]) - 5:.1f}" y="{y - 5:g}" width="10" height="10" fill="{INK}"/>')
        shown = f"{number(effect['estimate'], 2, sign=True)} ({interval(effect['ci_low'], effect['ci_high'])})"
        parts.append(_text(left + width + 12, y + 4, shown))
    parts.append(_text(x(0), height - 14, "no difference", anchor="middle", fill=QUIET))
    return _svg(left + width + 190, height, "Effects with their intervals", parts)
