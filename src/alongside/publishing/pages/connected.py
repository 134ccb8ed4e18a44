"""Forms compared and programmes taken apart: the pages of one outcome, and of every domain which of them there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from alongside.certainty import grade
from alongside.evidence import Certainty, Estimate, Outcome
from alongside.publishing.connected import (
    ENOUGH,
    Built,
    FormsCompared,
    LeftOut,
    PartsTaken,
    forms_of,
    parts_of,
    state_of_domains,
)
from alongside.publishing.figures.axis import plot_axis
from alongside.publishing.figures.network import network_drawing
from alongside.publishing.figures.planning import Drawing
from alongside.publishing.figures.rows import answer_picture
from alongside.publishing.held import bias_shares, held_for
from alongside.publishing.links import Links
from alongside.publishing.review import Review
from alongside.publishing.wording import MEASURE_NAMES, benefit
from alongside.synthesis.networks import Cell
from alongside.words.addresses import address_of
from alongside.words.numbers import digits_for, interval, number, percent, shown

__all__ = ["built_row", "drawing_of", "forms_context", "index_context", "link_values", "parts_context"]


def link_values(review: Review, links: Links, outcome: str) -> dict[str, str]:
    """What the outcome page links to: its two pages, "" where it has fewer than eight trials."""
    estimate = review.main[outcome].estimate
    enough = estimate is not None and estimate.k >= ENOUGH
    return {
        "forms_page": links.forms(outcome) if enough else "",
        "parts_page": links.parts(outcome) if enough else "",
        "compared_page": links.compared(),
    }


def index_context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `compared.html`: every domain with eight trials or more, with its pages or the reason why not."""
    states = [
        {
            "label": state.label,
            "trials": state.trials,
            "reason": state.reason,
            "outcomes": [
                {"label": review.outcomes[name].label, "forms": links.forms(name), "parts": links.parts(name)}
                for name in state.outcomes
            ],
        }
        for state in state_of_domains(review)
    ]
    return {"page": "people", "domains": states, "enough": ENOUGH}


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
        "left_out": _left_out(told.left_out, links),
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


def parts_context(review: Review, links: Links, outcome: str, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """The values of `parts.html`. `chosen` are the parts that a person put together; without them every single part
    and every pair is shown. Raises `InputError` for a part that there is not."""
    told = parts_of(review, outcome, chosen)
    about = told.outcome
    values: dict[str, Any] = {
        "page": "people",
        "outcome": about,
        "outcome_url": links.outcome(outcome),
        "forms_page": links.forms(outcome),
        "compared_page": links.compared(),
        "build_at": links.build(outcome),
        "measure": MEASURE_NAMES[about.measure],
        "better": "higher" if about.higher_is_better else "lower",
        "refused": told.refused,
        "left_out": _left_out(told.left_out, links),
        "trials": len(told.rows),
        "not_read": told.not_read,
        "offered": [
            {"id": part, "label": label, "trials": trials, "chosen": part in chosen}
            for part, label, trials in told.offered
        ],
        "parts": [],
        "identifiability": told.identifiability,
        "chosen": list(chosen),
    }
    if told.model is None:
        return values
    row = partial(built_row, told=told, review=review)
    named = [part.id for part in told.parts]
    return values | {
        "parts": [_part_row(part, about) for part in told.parts],
        "answer": row(told.built(chosen)) if chosen else None,
        "alone": row(told.built(())),
        "single": [row(told.built((part,))) for part in named] if not chosen else [],
        "pairs": [row(told.built(pair)) for pair in combinations(named, 2)] if not chosen else [],
        "tau2": number(told.model.tau2, 4) if told.model.tau2 is not None else "",
        "together": _together(told),
    }


def built_row(built: Built, told: PartsTaken, review: Review) -> dict[str, Any]:
    """What one combination may do, in figures and words."""
    outcome = told.outcome
    words = " + ".join(part[0].lower() + part[1:] for part in built.parts)
    name = f"Peer support with {words}" if words else "Peer support with none of these"
    if built.effect is None or built.ci_low is None or built.ci_high is None:
        return {"name": name, "refused": built.note or "the trials do not fix it", "extrapolated": built.extrapolated}
    estimate = _estimate(outcome, len(told.rows), built.effect, (built.ci_low, built.ci_high),
                         (built.pi_low, built.pi_high))  # fmt: skip
    predicted = ""
    if built.pi_low is not None and built.pi_high is not None:
        predicted = _interval(built.pi_low, built.pi_high, outcome)
    axis = plot_axis([v for v in (built.effect, built.ci_low, built.ci_high, built.pi_low, built.pi_high) if v is not None],
                     outcome)  # fmt: skip
    return {
        "name": name,
        "refused": "",
        "effect": _value(built.effect, built.ci_low, built.ci_high, outcome),
        "interval": _interval(built.ci_low, built.ci_high, outcome),
        "predicted": predicted,
        "extrapolated": built.extrapolated,
        "note": built.note,
        "reads": _reads(built.ci_low, built.ci_high, outcome),
        "picture": answer_picture(estimate, outcome, axis),
        "certainty": _certainty(estimate, outcome, review).level,
    }


def _part_row(part: Any, outcome: Outcome) -> dict[str, Any]:
    row = {"label": part.label, "trials": part.trials, "effect": "", "interval": "", "reads": ""}
    if part.effect is None:
        row["interval"] = "the trials do not fix it"
    else:
        row["effect"] = _value(part.effect, part.low, part.high, outcome)
        row["interval"] = _interval(part.low, part.high, outcome)
        row["reads"] = _reads(part.low, part.high, outcome)
    row["read"] = _pair(part.read, outcome) or "the trials do not fix it"
    row["read_trials"] = part.read_trials
    row["stated"] = _pair(part.stated, outcome) or "the trials do not fix it"
    row["stated_trials"] = part.stated_trials
    return row


def _together(told: PartsTaken) -> list[dict[str, Any]]:
    """Which parts stand in the same arms: how many trials have both, of those that have either."""
    from alongside.synthesis.networks import together

    model = told.model
    assert model is not None
    counts = together(model.data, model.design, model.components)
    names = [part.label for part in told.parts if part.label in model.components]
    rows = []
    for left, right in combinations(names, 2):
        i, j = model.components.index(left), model.components.index(right)
        both = int(counts.arms[i, j])
        either = int(counts.arms[i, i] + counts.arms[j, j]) - both
        rows.append({"left": left, "right": right, "both": both, "either": either})
    return rows


def _against_reference(told: FormsCompared, review: Review) -> list[dict[str, Any]]:
    fitted = told.fitted
    assert fitted is not None
    assert fitted.random is not None
    figures, zero, outcome = fitted.random, told.reference, told.outcome
    rows = []
    for position in told.order:
        if position == zero:
            continue
        at = position, zero
        effect, low, high = (float(array[at]) for array in (figures.effect, figures.ci_lb, figures.ci_ub))
        predicted = None, None
        if figures.pi_lb is not None and figures.pi_ub is not None and np.isfinite(figures.pi_lb[at]):
            predicted = float(figures.pi_lb[at]), float(figures.pi_ub[at])
        direct = sum(len(edge.trials) for edge in told.edges if set(edge.ends) == {position, zero})
        estimate = _estimate(outcome, direct, effect, (low, high), predicted)
        limits = [v for v in (low, high, *predicted) if v is not None]
        rows.append(
            {
                "n": position + 1,
                "name": told.nodes[position].name,
                "effect": _value(effect, low, high, outcome),
                "interval": _interval(low, high, outcome),
                "predicted": "" if predicted[0] is None else _interval(predicted[0], predicted[1] or 0.0, outcome),
                "direct": direct,
                "picture": answer_picture(estimate, outcome, plot_axis([effect, *limits], outcome)),
                "certainty": _certainty(estimate, outcome, review, indirect=not direct),
            }
        )
    return rows


def _certainty(estimate: Estimate, outcome: Outcome, review: Review, *, indirect: bool = False) -> Certainty:
    """Proposed for one comparison from the outcome's data; one step lower where no trial made it (GRADE in networks,
    Puhan 2014, BMJ 349:g5630)."""
    from dataclasses import replace

    from alongside.certainty import LEVELS

    main = review.main[outcome.id]
    held = replace(held_for(main, review), bias=bias_shares(main, review.judgements))
    certainty = grade(estimate, outcome, held).certainty
    if not indirect:
        return certainty
    lower = LEVELS[max(0, LEVELS.index(certainty.level) - 1)]
    return replace(
        certainty, level=lower, reasons=(*certainty.reasons, "No trial made this comparison (one step down).")
    )


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
    first, last = ranks[0], ranks[-1]
    if first["to"] >= last["from"]:
        return (
            f"The order is unsure: {first['name'].lower()} stands first, but its rank may be {first['from']} to "
            f"{first['to']} of {len(ranks)}."
        )
    return f"{first['name']} ranks {first['from']} to {first['to']} of {len(ranks)}, {last['name'].lower()} last."


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


def _estimate(
    outcome: Outcome,
    k: int,
    effect: float,
    limits: tuple[float, float],
    predicted: tuple[float | None, float | None],
) -> Estimate:
    se = abs(limits[1] - limits[0]) / 3.92
    return Estimate(
        measure=outcome.measure,
        k=k,
        participants=None,
        beta=effect,
        se=se,
        ci_low=limits[0],
        ci_high=limits[1],
        pi_low=predicted[0],
        pi_high=predicted[1],
        tau2=None,
        i2=None,
        q=None,
        q_p=None,
        p=float("nan"),
        method="REML",
        test="t",
    )


def _reads(low: float, high: float, outcome: Outcome) -> str:
    least, most = sorted((benefit(low, outcome), benefit(high, outcome)))
    return "better" if least > 0 else "worse" if most < 0 else "could be either way"


def _digits(low: float, high: float, outcome: Outcome) -> int:
    return 2 if outcome.is_ratio or outcome.measure == "SMD" else digits_for(low, high)


def _value(effect: float, low: float, high: float, outcome: Outcome) -> str:
    return number(shown(effect, outcome), _digits(low, high, outcome))


def _interval(low: float, high: float, outcome: Outcome) -> str:
    limits = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
    return interval(limits[0], limits[1], _digits(low, high, outcome))


def _pair(pair: tuple[float, float] | None, outcome: Outcome) -> str:
    """An effect with its standard error on the model's scale, as an interval."""
    if pair is None:
        return ""
    effect, se = pair
    low, high = effect - 1.959964 * se, effect + 1.959964 * se
    return f"{_value(effect, low, high, outcome)} ({_interval(low, high, outcome)})"


def _left_out(left_out: Sequence[LeftOut], links: Links) -> list[dict[str, str]]:
    return [{"label": item.label, "url": links.study(item.study), "reason": item.reason} for item in left_out]
