"""The drawings of `trust` as Vega-Lite: funnel with contours, influence, cumulative."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from alongside.evidence import Outcome
from alongside.publishing.figures.pictures import Spec

__all__ = ["bubble_chart", "cumulative_chart", "funnel_chart", "influence_chart"]

DATA, MEAN, LINE = "#0b5c63", "#a64a18", "#8a8f94"
WIDTH, ROW = 460, 20

CONTOURS = ((2.5758293035489004, "#f3efe6"), (1.959963984540054, "#e3dccb"), (1.6448536269514722, "#ffffff"))
"""Two-sided p of 0.01, 0.05 and 0.1, from the outside in (Peters et al. 2008, J Clin Epidemiol 61:991)."""

BETTER_RIGHT = "effect; better to the right. Shades: p from 0.05 to 0.1, and from 0.01 to 0.05"

Points = Sequence[Mapping[str, Any]]


def funnel_chart(points: Points, mean: float, outcome: Outcome, *, title: str = BETTER_RIGHT) -> Spec:
    """Effects against standard errors, larger trials on top; shades show where p lies between 0.1, 0.05 and 0.01."""
    top = 1.08 * max(point["se"] for point in points)
    reach = max(CONTOURS[0][0] * top, *(abs(point["yi"]) for point in points)) * 1.04
    scale = {"domain": [-reach, reach], "nice": False, "reverse": not outcome.higher_is_better}
    x = {"type": "quantitative", "scale": scale, "axis": _value_axis(outcome, title)}
    y = {
        "field": "se",
        "type": "quantitative",
        "scale": {"domain": [0, top], "reverse": True, "nice": False},
        "axis": {"title": "standard error (larger trials above)", "tickCount": 5},
    }
    layers: list[Spec] = []
    for z, colour in CONTOURS:
        edge = [{"se": 0.0, "low": 0.0, "high": 0.0}, {"se": top, "low": -z * top, "high": z * top}]
        layers.append(
            {
                "data": {"values": edge},
                "mark": {"type": "area", "orient": "horizontal", "color": colour, "opacity": 1},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
            }
        )
    layers.append(_rule(0.0, LINE, x))
    layers.append(_rule(mean, MEAN, x))
    mark = {"type": "point", "filled": True, "opacity": 1, "color": DATA, "size": 55}
    layers.append({"data": {"values": list(points)}, "mark": mark, "encoding": {"x": {**x, "field": "yi"}, "y": y}})
    return {"width": WIDTH, "height": 300, "layer": layers}


def influence_chart(points: Points) -> Spec:
    """A bar a trial; those on which the mean leans in the colour of the mean."""
    colour = {"condition": {"test": "datum.leans", "value": MEAN}, "value": DATA}
    x = {"field": "cook", "type": "quantitative", "axis": {"title": "Cook’s distance", "tickCount": 5}}
    return {
        "width": WIDTH - 140,
        "height": ROW * len(points),
        "data": {"values": list(points)},
        "mark": {"type": "bar", "height": 9},
        "encoding": {"x": x, "y": _names(points), "color": colour},
    }


def cumulative_chart(points: Points, outcome: Outcome) -> Spec:
    """The mean and its interval as trials came; an interval that runs off the edge was wider than the drawing."""
    widths = sorted(point["high"] - point["low"] for point in points)
    typical = widths[len(widths) // 2]
    low = min(0.0, *(max(point["low"], point["yi"] - 1.2 * typical) for point in points))
    high = max(0.0, *(min(point["high"], point["yi"] + 1.2 * typical) for point in points))
    scale = {"domain": [low, high], "nice": False, "clamp": True, "reverse": not outcome.higher_is_better}
    x = {"type": "quantitative", "scale": scale, "axis": _value_axis(outcome, "mean so far; better to the right")}
    y = _names(points)
    span = {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}
    data = {"values": list(points)}
    return {
        "width": WIDTH - 140,
        "height": ROW * len(points),
        "layer": [
            _rule(0.0, LINE, x),
            {"data": data, "mark": {"type": "rule", "color": MEAN, "strokeWidth": 2}, "encoding": span},
            {
                "data": data,
                "mark": {"type": "point", "shape": "diamond", "filled": True, "opacity": 1, "color": MEAN, "size": 70},
                "encoding": {"y": y, "x": {**x, "field": "yi"}},
            },
        ],
    }


def bubble_chart(points: Points, line: Points, moderator: str, *, title: str = "effect") -> Spec:
    """Effects against a moderator, larger where they weigh more, with the line of the model and its interval."""
    axis = {"tickCount": 6, "labelExpr": "replace(datum.label, '-', '−')"}
    x = {"field": "x", "type": "quantitative", "scale": {"zero": False}, "axis": {"title": moderator, **axis}}
    y = {"type": "quantitative", "scale": {"zero": False}, "axis": {"title": title, **axis}}
    size = {"field": "weight", "type": "quantitative", "scale": {"domain": [0, 1], "range": [12, 420]}, "legend": None}
    band = {"type": "area", "color": MEAN, "opacity": 0.14}
    across = {"type": "rule", "color": LINE, "strokeDash": [3, 3]}
    return {
        "width": WIDTH,
        "height": 300,
        "layer": [
            {
                "data": {"values": list(line)},
                "mark": band,
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {"data": {"values": [{"yi": 0.0}]}, "mark": across, "encoding": {"y": {**y, "field": "yi"}}},
            {
                "data": {"values": list(line)},
                "mark": {"type": "line", "color": MEAN, "strokeWidth": 2},
                "encoding": {"x": x, "y": {**y, "field": "yi"}},
            },
            {
                "data": {"values": list(points)},
                "mark": {"type": "circle", "opacity": 0.65, "color": DATA, "stroke": "white"},
                "encoding": {"x": x, "y": {**y, "field": "yi"}, "size": size},
            },
        ],
    }


def _names(points: Points) -> Spec:
    order = [point["name"] for point in points]
    return {"field": "name", "type": "nominal", "sort": order, "axis": {"title": None, "ticks": False, "domain": False}}


def _value_axis(outcome: Outcome, title: str) -> Spec:
    labels = "format(exp(datum.value), '.2~f')" if outcome.is_ratio else "replace(datum.label, '-', '−')"
    return {"title": title, "labelExpr": labels, "tickCount": 5}


def _rule(value: float, colour: str, x: Spec) -> Spec:
    dash = [] if math.copysign(1, value) and value else [3, 3]
    return {
        "data": {"values": [{"line": value}]},
        "mark": {"type": "rule", "color": colour, "strokeDash": dash},
        "encoding": {"x": {**x, "field": "line"}},
    }
