"""The whole forest plot as one Altair chart, for what is saved, printed or put into a document.

Names left, numbers right, the drawing between; squares by weight, a diamond for the mean, a bar for prediction; both
ends named; no effect marked; the band that is too small to matter shaded. Better is to the right.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import vl_convert

from alongside.evidence import Answer, Estimate, Outcome
from alongside.publishing.numbers import estimate_digits, interval, number, shown
from alongside.publishing.review import Review

__all__ = ["chart", "drawings_of", "png_of", "svg_of"]

INK, QUIET, LINE, BAND, DATA, MEAN = "#1c2024", "#565e66", "#8a8f94", "#ece8dd", "#0b5c63", "#a64a18"
ROW = 22  # px
FONT = "Libertinus Serif, Source Serif 4, Georgia, serif"


def chart(answer: Answer, review: Review) -> Any:
    """The chart of an answer that has an estimate (an `altair.HConcatChart`)."""
    estimate, outcome = answer.estimate, review.outcomes[answer.outcome]
    assert estimate is not None
    rows = _rows(estimate, outcome, review)
    names = [row["name"] for row in rows]
    y = alt.Y("name:N", sort=names, axis=None, scale=alt.Scale(paddingInner=0.1))
    low, high = _domain(rows)
    scale = alt.Scale(domain=[low, high], reverse=not outcome.higher_is_better, nice=False, clamp=True, zero=False)
    labels = "format(exp(datum.value), '.2~f')" if outcome.is_ratio else "replace(datum.label, '-', '−')"
    ends = "← worse        better →"
    axis = alt.Axis(title=ends, labelExpr=labels, tickCount=5, grid=False, domain=True, titleColor=QUIET)
    base = alt.Chart(alt.Data(values=rows))
    trials = base.transform_filter("datum.kind == 'trial'")
    layers = []
    band = _band(outcome)
    if band is not None:
        layers.append(
            alt.Chart(alt.Data(values=[{"a": max(low, -band), "b": min(high, band)}]))
            .mark_rect(color=BAND)
            .encode(x=alt.X("a:Q", scale=scale, axis=axis), x2="b:Q")
        )
    layers.append(
        alt.Chart(alt.Data(values=[{"zero": 0}]))
        .mark_rule(color=LINE, strokeDash=[3, 3])
        .encode(x=alt.X("zero:Q", scale=scale, axis=axis))
    )
    layers.append(
        trials.mark_rule(color=DATA, strokeWidth=1.3).encode(y=y, x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q")
    )
    size = alt.Size(
        "weight:Q", scale=alt.Scale(domain=[0, max(r["weight"] for r in rows)], range=[12, 170]), legend=None
    )
    layers.append(
        trials.mark_point(shape="square", filled=True, opacity=1, color=DATA).encode(
            y=y, x=alt.X("yi:Q", scale=scale), size=size
        )
    )
    if estimate.k >= 2:
        mean = base.transform_filter("datum.kind == 'mean'")
        layers.append(mean.mark_rule(color=MEAN, strokeWidth=4).encode(y=y, x=alt.X("low:Q", scale=scale), x2="high:Q"))
        layers.append(
            mean.mark_point(shape="diamond", filled=True, opacity=1, color=MEAN, size=190).encode(
                y=y, x=alt.X("yi:Q", scale=scale)
            )
        )
        layers.append(
            base.transform_filter("datum.kind == 'prediction'")
            .mark_rule(color=MEAN, strokeWidth=2)
            .encode(y=y, x=alt.X("low:Q", scale=scale), x2="high:Q")
        )
    height = ROW * len(rows)
    drawing = alt.layer(*layers).properties(width=340, height=height)
    weight = alt.condition("datum.kind == 'mean'", alt.value(600), alt.value(400))
    left = (
        base.mark_text(align="left", color=INK, x=0, limit=240, fontSize=12)
        .encode(y=y, text="name:N", fontWeight=weight)
        .properties(width=230, height=height)
    )
    right = (
        base.mark_text(align="right", color=INK, x=150, fontSize=12)
        .encode(y=y, text="text:N", fontWeight=weight)
        .properties(width=150, height=height)
    )
    return (
        alt.hconcat(left, drawing, right, spacing=10)
        .configure(font=FONT, background="white", padding=8)
        .configure_view(stroke=None)
        .configure_axis(labelColor=QUIET, tickColor=LINE, domainColor=LINE, labelFontSize=11, titleFontSize=11)
    )


def _rows(estimate: Estimate, outcome: Outcome, review: Review) -> list[dict[str, Any]]:
    digits = estimate_digits(estimate, outcome)

    def text(beta: float, low: float, high: float) -> str:
        first, second = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
        return f"{number(shown(beta, outcome), digits)} ({interval(first, second, digits)})"

    rows = []
    for weighted in sorted(
        estimate.studies, key=lambda w: (review.studies[w.effect.study].year or 9999, w.effect.study)
    ):
        effect = weighted.effect
        half = 1.959963984540054 * math.sqrt(effect.vi)
        low, high = effect.yi - half, effect.yi + half
        rows.append(
            {
                "kind": "trial",
                "name": review.studies[effect.study].label,
                "yi": effect.yi,
                "low": low,
                "high": high,
                "weight": weighted.weight,
                "text": text(effect.yi, low, high),
            }
        )
    if estimate.k >= 2:
        rows.append(
            {
                "kind": "mean",
                "name": "Mean of the trials",
                "yi": estimate.beta,
                "low": estimate.ci_low,
                "high": estimate.ci_high,
                "weight": 0,
                "text": text(estimate.beta, estimate.ci_low, estimate.ci_high),
            }
        )
    if estimate.pi_low is not None and estimate.pi_high is not None:
        first, second = sorted((shown(estimate.pi_low, outcome) or 0.0, shown(estimate.pi_high, outcome) or 0.0))
        rows.append(
            {
                "kind": "prediction",
                "name": "A new programme may find",
                "yi": estimate.beta,
                "low": estimate.pi_low,
                "high": estimate.pi_high,
                "weight": 0,
                "text": interval(first, second, digits),
            }
        )
    return rows


def _domain(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Holds the mean and every trial, but lets a trial far wider than the others run off the edge."""
    widths = sorted(row["high"] - row["low"] for row in rows)
    typical = widths[len(widths) // 2]
    low = min(0.0, *(max(row["low"], row["yi"] - 1.5 * typical) for row in rows))
    high = max(0.0, *(min(row["high"], row["yi"] + 1.5 * typical) for row in rows))
    margin = 0.04 * (high - low)
    return low - margin, high + margin


def _band(outcome: Outcome) -> float | None:
    smallest = outcome.smallest_that_matters
    if smallest is None:
        return None
    return abs(math.log(smallest.value)) if outcome.is_ratio else smallest.value


def svg_of(answer: Answer, review: Review) -> str:
    """The chart as SVG."""
    svg: str = vl_convert.vegalite_to_svg(chart(answer, review).to_dict(validate=False))
    return svg


def png_of(svg: str, scale: float = 2.0) -> bytes:
    """The same picture as PNG, twice as large for sharp screens."""
    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return png


def drawings_of(review: Review) -> dict[str, str]:
    """The SVG of every main answer that has an estimate, by outcome."""
    return {name: svg_of(answer, review) for name, answer in review.main.items() if answer.estimate is not None}
