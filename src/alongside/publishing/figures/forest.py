"""The whole forest plot as one Vega-Lite chart, for what is saved, printed or put into a document.

Names left, numbers right, the drawing between; squares by weight, a diamond for the mean, a bar for prediction; both
ends named; no effect marked; the band that is too small to matter shaded. Better is to the right. The chart is data
(a Vega-Lite 6 specification), so that a notebook can take it on: `altair.Chart.from_dict(chart(answer, review))`.
"""

from __future__ import annotations

import math
from typing import Any

from alongside.evidence import Answer, Estimate, Outcome
from alongside.publishing.figures.pictures import Spec
from alongside.publishing.review import Review
from alongside.words.addresses import address_of
from alongside.words.numbers import estimate_digits, interval, number, shown

__all__ = ["chart", "charts_of", "has_plot"]

INK, QUIET, LINE, BAND, DATA, MEAN = "#1c2024", "#565e66", "#8a8f94", "#ece8dd", "#0b5c63", "#a64a18"
ROW = 22  # px a row
FONT = "Alongside Serif, Georgia, serif"
"""Our own cut comes first, so that a picture is the same on every machine; a browser has one of the others."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def chart(answer: Answer, review: Review) -> Spec:
    """The Vega-Lite specification for an answer that has an estimate."""
    estimate, outcome = answer.estimate, review.outcomes[answer.outcome]
    assert estimate is not None
    rows = _rows(estimate, outcome, review)
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in rows], "axis": None}
    height = ROW * len(rows)
    return {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "spacing": 10,
        "hconcat": [
            {"width": 230, "height": height, "layer": _texts(y, "name", "left", 0)},
            {"width": 340, "height": height, "layer": _drawing(rows, y, outcome)},
            {"width": 150, "height": height, "layer": _texts(y, "text", "right", 150)},
        ],
        "config": {
            "font": FONT,
            "background": "white",
            "padding": 8,
            "view": {"stroke": None},
            "axis": {
                "labelColor": QUIET,
                "tickColor": LINE,
                "domainColor": LINE,
                "labelFontSize": 11,
                "titleFontSize": 11,
                "titleColor": QUIET,
                "titleFontWeight": "normal",
            },
        },
    }


def _drawing(rows: list[dict[str, Any]], y: Spec, outcome: Outcome) -> list[Spec]:
    """The middle: band, no effect, trials, mean and prediction, from back to front."""
    low, high = _domain(rows)
    labels = "format(exp(datum.value), '.2~f')" if outcome.is_ratio else "replace(datum.label, '-', '−')"
    axis = {
        "title": "favours the comparison\u2003\u2003|\u2003\u2003favours peer support",
        "labelExpr": labels,
        "tickCount": 5,
        "grid": False,
        "domain": True,
    }
    scale = {
        "domain": [low, high],
        "reverse": not outcome.higher_is_better,
        "nice": False,
        "clamp": True,
        "zero": False,
    }

    def x(field: str) -> Spec:
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def marks(kind: str, mark: Spec, encoding: Spec) -> Spec:
        return {"transform": [{"filter": f"datum.kind == '{kind}'"}], "mark": mark, "encoding": {"y": y, **encoding}}

    span = {"x": x("low"), "x2": {"field": "high"}}
    heaviest = max(row["weight"] for row in rows)
    size = {
        "field": "weight",
        "type": "quantitative",
        "scale": {"domain": [0, heaviest], "range": [12, 170]},
        "legend": None,
    }
    square = {"type": "point", "shape": "square", "filled": True, "opacity": 1, "color": DATA}
    diamond = {"type": "point", "shape": "diamond", "filled": True, "opacity": 1, "color": MEAN, "size": 190}
    layers: list[Spec] = []
    band = _band(outcome)
    if band is not None:
        edges = {"a": max(low, -band), "b": min(high, band)}
        shade = {"x": x("a"), "x2": {"field": "b"}}
        layers.append({"data": {"values": [edges]}, "mark": {"type": "rect", "color": BAND}, "encoding": shade})
    zero = {"type": "rule", "color": LINE, "strokeDash": [3, 3]}
    layers.append({"data": {"values": [{"zero": 0}]}, "mark": zero, "encoding": {"x": x("zero")}})
    layers.append(marks("trial", {"type": "rule", "color": DATA, "strokeWidth": 1.3}, span))
    layers.append(marks("trial", square, {"x": x("yi"), "size": size}))
    layers.append(marks("mean", {"type": "rule", "color": MEAN, "strokeWidth": 4}, span))
    layers.append(marks("mean", diamond, {"x": x("yi")}))
    layers.append(marks("prediction", {"type": "rule", "color": MEAN, "strokeWidth": 2}, span))
    return layers


def _texts(y: Spec, field: str, align: str, x: int) -> list[Spec]:
    """A column of words; the mean's row is bold."""
    text = {"text": {"field": field, "type": "nominal"}, "y": y}
    mark = {"type": "text", "align": align, "color": INK, "x": x, "fontSize": 12, "limit": 240}
    return [
        {"transform": [{"filter": "datum.kind != 'mean'"}], "mark": mark, "encoding": text},
        {"transform": [{"filter": "datum.kind == 'mean'"}], "mark": {**mark, "fontWeight": "bold"}, "encoding": text},
    ]


def _rows(estimate: Estimate, outcome: Outcome, review: Review) -> list[dict[str, Any]]:
    digits = estimate_digits(estimate, outcome)

    def text(beta: float, low: float, high: float) -> str:
        lower, upper = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
        return f"{number(shown(beta, outcome), digits)} ({interval(lower, upper, digits)})"

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
        lower, upper = sorted((shown(estimate.pi_low, outcome) or 0.0, shown(estimate.pi_high, outcome) or 0.0))
        rows.append(
            {
                "kind": "prediction",
                "name": "A new programme may find",
                "yi": estimate.beta,
                "low": estimate.pi_low,
                "high": estimate.pi_high,
                "weight": 0,
                "text": interval(lower, upper, digits),
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


def charts_of(review: Review) -> dict[str, Spec]:
    """The chart of every main answer that pools something, by outcome. One trial alone is no forest."""
    return {address_of(name): chart(answer, review) for name, answer in review.main.items() if has_plot(answer)}


def has_plot(answer: Answer) -> bool:
    """Whether there is anything to set side by side."""
    return answer.estimate is not None and answer.estimate.k >= 2
