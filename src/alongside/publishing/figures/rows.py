"""The small pictures in rows: SVG with positions in per cent, so that they stretch without bending.

Colours are the page's own (CSS classes), so that light, dark, high contrast and print need no second drawing. Each
picture has a text of the same content.
"""

from __future__ import annotations

import math

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from alongside.evidence import Estimate, Outcome
from alongside.publishing.figures.axis import Axis, plot_axis
from alongside.words.numbers import interval, number, shown

__all__ = ["answer_picture", "axis_picture", "study_picture", "total_picture"]

HEIGHT = {"answer": 44, "study": 30, "axis": 40}


def answer_picture(estimate: Estimate, outcome: Outcome, axis: Axis) -> SafeString:
    """The mean as a ring, its interval as a thick line, the prediction interval as a thin one."""
    middle = HEIGHT["answer"] / 2
    parts = _ground(axis, HEIGHT["answer"])
    if estimate.pi_low is not None and estimate.pi_high is not None:
        parts.append(_span(axis, estimate.pi_low, estimate.pi_high, middle, "pi"))
    parts.append(_span(axis, estimate.ci_low, estimate.ci_high, middle, "ci"))
    parts.append(f'<circle class="mean" cx="{axis.place(estimate.beta)}%" cy="{middle:g}" r="7"/>')
    return _svg(parts, _words(estimate, outcome), HEIGHT["answer"])


def study_picture(beta: float, low: float, high: float, weight: float, outcome: Outcome, axis: Axis) -> SafeString:
    """One trial: a square whose area follows its weight, a thin line for its interval."""
    height = HEIGHT["study"]
    middle = height / 2
    side = 4 + 12 * math.sqrt(max(0.0, min(1.0, weight)))
    parts = _ground(axis, height)
    parts.append(_span(axis, low, high, middle, "thin"))
    parts.append(
        f'<g transform="translate({-side / 2:.2f} 0)"><rect class="box" x="{axis.place(beta)}%" '
        f'y="{middle - side / 2:.2f}" width="{side:.2f}" height="{side:.2f}"/></g>'
    )
    words = f"{_shown(beta, outcome)} ({_interval(low, high, outcome)})"
    return _svg(parts, words, height)


def total_picture(estimate: Estimate, outcome: Outcome, axis: Axis) -> SafeString:
    """The mean of all trials: a diamond as wide as its interval, with a bar beyond it for a new programme."""
    height = HEIGHT["study"]
    middle = height / 2
    parts = _ground(axis, height)
    if estimate.pi_low is not None and estimate.pi_high is not None:
        parts.append(_span(axis, estimate.pi_low, estimate.pi_high, middle, "pi2"))
    left, right = sorted((axis.place(estimate.ci_low), axis.place(estimate.ci_high)))
    centre = axis.place(estimate.beta)
    # A polygon cannot have per cent in it; a nested picture 100 wide and stretched can, and a diamond may stretch.
    parts.append(
        f'<svg x="0" y="0" width="100%" height="{height}" viewBox="0 0 100 {height}" preserveAspectRatio="none">'
        f'<polygon class="diamond" points="{left},{middle:g} {centre},{middle - 8:g} {right},{middle:g} '
        f'{centre},{middle + 8:g}"/></svg>'
    )
    return _svg(parts, _words(estimate, outcome), height)


def axis_picture(axis: Axis, better: str = "better", worse: str = "worse") -> SafeString:
    """The line under a plot: ticks with their values, and in words which end is better."""
    parts = ['<line class="tick" x1="0" x2="100%" y1="1" y2="1"/>']
    for benefit, text in axis.ticks:
        x = axis.place(benefit if axis.higher_is_better else -benefit)
        parts.append(f'<line class="tick" x1="{x}%" x2="{x}%" y1="1" y2="6"/>')
        anchor = "start" if x < 8 else "end" if x > 92 else "middle"
        parts.append(f'<text x="{x}%" y="19" text-anchor="{anchor}">{escape(text)}</text>')
    parts.append(f'<text x="0" y="36">← {escape(worse)}</text>')
    parts.append(f'<text x="100%" y="36" text-anchor="end">{escape(better)} →</text>')
    words = f"Axis from {axis.ticks[0][1]} to {axis.ticks[-1][1]}; {better} is to the right" if axis.ticks else "Axis"
    return _svg(parts, words, HEIGHT["axis"])


def own_axis(estimate: Estimate, outcome: Outcome) -> Axis:
    """An axis for one estimate alone."""
    values = [estimate.ci_low, estimate.ci_high, estimate.beta]
    values += [v for v in (estimate.pi_low, estimate.pi_high) if v is not None]
    reach = max(abs(v) for v in values)
    return plot_axis([-reach, reach], outcome)


def _ground(axis: Axis, height: int) -> list[str]:
    parts = []
    if axis.band is not None:
        left, right = sorted((axis.place(-axis.band), axis.place(axis.band)))
        parts.append(f'<rect class="band" x="{left}%" y="0" width="{right - left:.2f}%" height="{height}"/>')
    zero = axis.place(0.0)
    parts.append(f'<line class="none" x1="{zero}%" x2="{zero}%" y1="0" y2="{height}"/>')
    return parts


def _span(axis: Axis, low: float, high: float, middle: float, kind: str) -> str:
    """A line between two values; where it goes on past the axis, an arrowhead says so."""
    left, right = sorted((axis.place(low), axis.place(high)))
    parts = [f'<line class="{kind}" x1="{left}%" x2="{right}%" y1="{middle:g}" y2="{middle:g}"/>']
    outside = {axis.outside(low), axis.outside(high)}
    if -1 in outside:
        parts.append(f'<path class="arrow" d="M0 {middle:g} l7 -4.5 v9 z"/>')
    if 1 in outside:
        parts.append(
            f'<svg x="100%" y="0" width="1" height="1" overflow="visible">'
            f'<path class="arrow" d="M0 {middle:g} l-7 -4.5 v9 z"/></svg>'
        )
    return "".join(parts)


def _shown(value: float, outcome: Outcome) -> str:
    return number(shown(value, outcome), 2)


def _interval(low: float, high: float, outcome: Outcome) -> str:
    lower, upper = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
    return interval(lower, upper, 2)


def _words(estimate: Estimate, outcome: Outcome) -> str:
    text = (
        f"{outcome.label}: {_shown(estimate.beta, outcome)} ({_interval(estimate.ci_low, estimate.ci_high, outcome)})"
    )
    if estimate.pi_low is not None and estimate.pi_high is not None:
        text += f"; a new programme {_interval(estimate.pi_low, estimate.pi_high, outcome)}"
    return text


def _svg(parts: list[str], words: str, height: int) -> SafeString:
    body = "".join(parts)
    return mark_safe(  # noqa: S308 - everything put in is a number of ours or escaped text
        f'<svg class="pic" height="{height}" role="img" aria-label="{escape(words)}">{body}</svg>'
    )
