"""A page for a table that was pooled without a project: tables, a forest plot and, from ten effects on, a funnel.

One file that needs nothing else: figures are SVG in it, and no script.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from statistics import NormalDist
from typing import Any

from alongside.evidence import Outcome
from alongside.publishing.figures.forest import FONT, SCHEMA
from alongside.publishing.figures.pictures import Spec, svg_of
from alongside.publishing.figures.trust_charts import bubble_chart, funnel_chart
from alongside.synthesis.measures import LOGARITHMS
from alongside.synthesis.small_study import ENOUGH

__all__ = ["pooled_page"]

MOST_ROWS = 200
"""Above it a forest plot is a grey field that nobody can read, and is not drawn."""

STYLE = (
    "body{font-family:Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.5}"
    "table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}"
    "th,td{padding:.25rem .8rem;border-bottom:1px solid #ccc;text-align:right}th:first-child{text-align:left}"
    "svg{max-width:100%;height:auto}caption{text-align:left;color:#444}"
)

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def pooled_page(
    name: str, document: Mapping[str, Any], labels: Sequence[str], tables: Sequence[Table], level: float
) -> str:
    """The page as HTML. `labels` names each effect of the document."""
    title = f"{name}: {len(labels)} effects pooled"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(_model(document))}</p>"]
    parts += [f"<p>{escape(text)}</p>" for text in (*document["understood"], document.get("caution", "")) if text]
    parts += [_table(head, rows) for head, rows in tables]
    rows = _rows(document, labels, level)
    if len(labels) <= MOST_ROWS:
        parts += [
            "<h2>The effects</h2>",
            _picture(_forest(rows, document), "Forest plot; the table below has its numbers"),
        ]
    else:
        parts.append(f"<p>No forest plot: {len(labels)} rows cannot be read in one.</p>")
    parts += [_bubble(bubble, document) for bubble in document.get("bubbles", ())]
    parts.append(_funnel(document, labels))
    head = ("Effect", "yi", f"{100 * level:g} % from", "to")
    parts.append(_table(head, [(r["name"], *(f"{r[key]:.4g}" for key in ("yi", "low", "high"))) for r in rows]))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _model(document: Mapping[str, Any]) -> str:
    measure = f" Measure: {document['measure']}; ratios are logarithms." if document["measure"] else ""
    if document["method"] == "CHE":
        model = (
            f"Correlated and hierarchical effects by REML; rows of one of {document['clusters']} clusters are taken "
            f"to correlate by {document['rho']:g}; errors are robust by cluster (CR2)."
        )
    else:
        model = f"Method {document['method']}, test {document['test']}."
    return f"{model}{measure}"


def _rows(document: Mapping[str, Any], labels: Sequence[str], level: float) -> list[dict[str, Any]]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    rows: list[dict[str, Any]] = []
    for number, (label, yi, vi) in enumerate(zip(labels, document["yi"], document["vi"], strict=True), 1):
        half = z * math.sqrt(vi)
        rows.append({"name": f"{number}. {label}", "yi": yi, "low": yi - half, "high": yi + half, "mean": False})
    mean = _mean(document)
    if mean is not None:
        rows.append({"name": "Mean", "yi": mean["beta"], "low": mean["ci_lb"], "high": mean["ci_ub"], "mean": True})
    return rows


def _mean(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The mean of all; None where moderators say that there is not one."""
    if "beta" in document:
        return document
    coefficients: list[Mapping[str, Any]] = document["coefficients"]
    return coefficients[0] if len(coefficients) == 1 else None


def _forest(rows: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> Spec:
    colour = {"condition": {"test": "datum.mean", "value": "#a64a18"}, "value": "#0b5c63"}
    order = [row["name"] for row in rows]
    y = {"field": "name", "type": "nominal", "sort": order, "axis": {"title": None, "ticks": False, "domain": False}}
    x = {"type": "quantitative", "axis": {"title": _effect(document), "tickCount": 6}}
    point = {"type": "point", "shape": "square", "filled": True, "opacity": 1, "size": 60}
    zero = {"type": "rule", "strokeDash": [3, 3], "color": "#8a8f94"}
    return {
        "width": 420,
        "height": 20 * len(rows),
        "data": {"values": list(rows)},
        "layer": [
            {"data": {"values": [{"zero": 0}]}, "mark": zero, "encoding": {"x": {**x, "field": "zero"}}},
            {
                "mark": "rule",
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {"mark": point, "encoding": {"y": y, "x": {**x, "field": "yi"}, "color": colour}},
        ],
    }


def _effect(document: Mapping[str, Any]) -> str:
    measure = document["measure"]
    return f"logarithm of {measure}" if measure in LOGARITHMS else f"effect ({measure})" if measure else "effect"


def _bubble(bubble: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    name = bubble["moderator"]
    condition = ", the other moderators at their mean" if bubble["others_at_their_mean"] else ""
    leftmost, last = bubble["line"][0], bubble["line"][-1]
    words = (
        f"By the model the {_effect(document)} is {leftmost['yi']:.3g} where {name} is {leftmost['x']:g}, and "
        f"{last['yi']:.3g} where it is {last['x']:g}{condition}. Larger circles weigh more; the band is the "
        "interval of the mean."
    )
    drawn = bubble_chart(bubble["points"], bubble["line"], name, title=_effect(document))
    heading = f"<h2>Effects by {escape(name)}</h2><p>{escape(words)}</p>"
    return heading + _picture(drawn, f"Bubble plot: effects by {name}, with the line of the model")


def _funnel(document: Mapping[str, Any], labels: Sequence[str]) -> str:
    mean = _mean(document)
    if len(labels) < ENOUGH or mean is None:
        few = f"with fewer than {ENOUGH} effects, here {len(labels)}, its shape is mostly chance"
        why = few if len(labels) < ENOUGH else "moderators say that the effects have not one mean"
        return f"<p>No funnel plot: {why}.</p>"
    points = [
        {"name": label, "yi": yi, "se": math.sqrt(vi)}
        for label, yi, vi in zip(labels, document["yi"], document["vi"], strict=True)
    ]
    scale = Outcome("effect", "Effect", "", "MD", higher_is_better=True)
    drawn = funnel_chart(points, mean["beta"], scale, title="effect. Shades: p from 0.05 to 0.1, and from 0.01 to 0.05")
    return "<h2>Are small studies different?</h2>" + _picture(drawn, "Contour-enhanced funnel plot")


def _picture(chart: Spec, words: str) -> str:
    axis = {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "grid": False, "labelLimit": 260}
    config = {"font": FONT, "background": "white", "view": {"stroke": None}, "axis": axis}
    svg = svg_of({"$schema": SCHEMA, **chart, "config": config})
    return f'<figure role="img" aria-label="{escape(words)}">{svg}</figure>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(cells[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])}</tr>'
        for cells in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
