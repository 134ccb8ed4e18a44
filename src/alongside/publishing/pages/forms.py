"""Forms of support compared: the network, each against what most had, ranks, and every pair."""

from __future__ import annotations

from typing import Any

import numpy as np

from alongside.evidence import Outcome
from alongside.publishing.connected import FormsCompared, forms_of
from alongside.publishing.figures.axis import plot_axis
from alongside.publishing.figures.network import network_drawing
from alongside.publishing.figures.planning import Drawing
from alongside.publishing.figures.rows import answer_picture
from alongside.publishing.links import Links
from alongside.publishing.pages.comparisons import as_estimate, certainty_of, interval_text, left_out_rows, value_text
from alongside.publishing.review import Review
from alongside.publishing.wording import MEASURE_NAMES
from alongside.synthesis.networks import Cell
from alongside.words.addresses import address_of
from alongside.words.labels import lowered
from alongside.words.numbers import digits_for, interval, number, percent

__all__ = ["drawing_of", "forms_context"]


def forms_context(review: Review, links: Links, outcome: str) -> dict[str, Any]:
    """The values of `forms.html`."""
    told = forms_of(review, outcome)
    about = told.outcome
    values: dict[str, Any] = {
        "page": "people",
        "outcome": about,
        "outcome_url": links.outcome(outcome),
        "parts_page": links.parts(outcome),
        "compared_page": links.compared(),
        "measure": MEASURE_NAMES[about.measure],
        "better": "higher" if about.higher_is_better else "lower",
        "refused": told.refused,
        "left_out": left_out_rows(told.left_out, links),
        "trials": len(told.rows),
        "nodes": [],
    }
    if not told.nodes:
        return values
    drawing = drawing_of(told)
    values |= {
        "drawing": drawing,
        "nodes": [
            {"n": n + 1, "name": node.name, "people": number(node.people, 0), "trials": node.trials}
            for n, node in enumerate(told.nodes)
        ],
        "edges": [
            {
                "left": told.nodes[edge.ends[0]].name,
                "right": told.nodes[edge.ends[1]].name,
                "trials": len(edge.trials),
                "names": ", ".join(edge.trials),
            }
            for edge in told.edges
        ],
        "svg": links.file(f"figures/forms-{address_of(outcome)}.svg"),
        "word": links.file(f"figures/forms-{address_of(outcome)}.docx"),
    }
    if told.fitted is None or told.ranks is None:
        return values
    return values | {
        "reference": told.nodes[told.reference].name,
        "tau2": number(told.fitted.tau2, 4),
        "rows": _against_reference(told, review),
        "ranks": _ranks(told),
        "draws": number(told.ranks.draws, 0),
        "league": _league(told),
        "heads": [position + 1 for position in told.order],
        "unsure": _how_sure(told),
    }


def drawing_of(told: FormsCompared) -> Drawing:
    """The network graph; page, SVG and Word show this one."""
    words = f"{told.outcome.label}: {len(told.nodes)} forms and comparators, compared in {len(told.rows)} trials. "
    words += "; ".join(
        f"{told.nodes[edge.ends[0]].name} and {told.nodes[edge.ends[1]].name}, {len(edge.trials)}"
        for edge in told.edges
    )
    nodes = [(node.name, node.people, node.is_support) for node in told.nodes]
    edges = [(*edge.ends, len(edge.trials)) for edge in told.edges]
    return network_drawing(nodes, edges, words)


def _against_reference(told: FormsCompared, review: Review) -> list[dict[str, Any]]:
    fitted = told.fitted
    assert fitted is not None
    assert fitted.random is not None
    figures, zero, outcome = fitted.random, told.reference, told.outcome
    rows = []
    # The axis is that of all rows, so that forms can be compared by eye.
    limits = [*figures.ci_lb[:, zero], *figures.ci_ub[:, zero]]
    axis = plot_axis([float(limit) for limit in limits], outcome)
    for position in told.order:
        if position == zero:
            continue
        pair = position, zero
        effect, low, high = (float(array[pair]) for array in (figures.effect, figures.ci_lb, figures.ci_ub))
        predicted: tuple[float | None, float | None] = None, None
        if figures.pi_lb is not None and figures.pi_ub is not None and np.isfinite(figures.pi_lb[pair]):
            predicted = float(figures.pi_lb[pair]), float(figures.pi_ub[pair])
        direct = sum(len(edge.trials) for edge in told.edges if set(edge.ends) == {position, zero})
        estimate = as_estimate(outcome, direct, effect, (low, high), predicted)
        rows.append(
            {
                "n": position + 1,
                "name": told.nodes[position].name,
                "effect": value_text(effect, low, high, outcome),
                "interval": interval_text(low, high, outcome),
                "predicted": "" if predicted[0] is None else interval_text(predicted[0], predicted[1] or 0.0, outcome),
                "direct": direct,
                "picture": answer_picture(estimate, outcome, axis),
                "certainty": certainty_of(estimate, outcome, review, indirect=not direct),
            }
        )
    return rows


def _ranks(told: FormsCompared) -> list[dict[str, Any]]:
    """Each node with its P-score, mean rank, the ranks that 95 of 100 draws leave open, and the error of the draws."""
    ranks = told.ranks
    assert ranks is not None
    rows = []
    for position in told.order:
        shares = ranks.probability[position]
        cumulated = np.cumsum(shares)
        low = int(np.searchsorted(cumulated, 0.025)) + 1
        high = int(np.searchsorted(cumulated, 0.975)) + 1
        rows.append(
            {
                "n": position + 1,
                "name": told.nodes[position].name,
                "score": number(told.scores[position], 2),
                "mean": number(float(ranks.mean_rank[position]), 1),
                "from": low,
                "to": min(high, len(shares)),
                "best": percent(float(shares[0])),
                "error": f"{100 * float(ranks.probability_se[position, 0]):.1f}",
            }
        )
    return rows


def _how_sure(told: FormsCompared) -> str:
    """Whether the first can be told from the second, in a sentence."""
    ranks = _ranks(told)
    best, last = ranks[0], ranks[-1]
    if best["to"] >= last["from"]:
        return (
            f"The order is unsure: “{best['name']}” comes first, but its rank may be {best['from']} to "
            f"{best['to']} of {len(ranks)}."
        )
    return (
        f"{best['name']} ranks {best['from']} to {best['to']} of {len(ranks)}, {lowered(last['name'])} {last['from']} "
        f"to {last['to']}."
    )


def _league(told: FormsCompared) -> list[dict[str, Any]]:
    rows = []
    for index, position in enumerate(told.order):
        cells = [_cell(cell, told.outcome) for cell in told.table[index]]
        rows.append({"n": position + 1, "name": told.nodes[position].name, "cells": cells})
    return rows


def _cell(cell: Cell | None, outcome: Outcome) -> dict[str, str]:
    """A cell of the league table; its figures are on the scale that is shown already."""
    if cell is None:
        return {"text": "", "words": ""}
    digits = 2 if outcome.is_ratio or outcome.measure == "SMD" else digits_for(cell.ci_lb, cell.ci_ub)
    low, high = sorted((cell.ci_lb, cell.ci_ub))
    text = f"{number(cell.effect, digits)} ({interval(low, high, digits)})"
    return {"text": text, "words": f"{cell.treatment} against {cell.against}"}
