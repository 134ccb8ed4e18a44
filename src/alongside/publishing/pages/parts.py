"""What programmes are made of: each part told three ways, what cannot be told apart, and any combination."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any

from alongside.evidence import Outcome
from alongside.publishing.connected import Built, Part, PartsTaken, parts_of
from alongside.publishing.figures.axis import Axis, plot_axis
from alongside.publishing.figures.rows import answer_picture
from alongside.publishing.links import Links
from alongside.publishing.pages.comparisons import (
    as_estimate,
    certainty_of,
    interval_text,
    left_out_rows,
    pair_text,
    reads_as,
    value_text,
)
from alongside.publishing.review import Review
from alongside.publishing.wording import MEASURE_NAMES
from alongside.synthesis.networks import together
from alongside.words.numbers import number

__all__ = ["built_row", "parts_context"]

UNTOLD = "these trials cannot tell"
"""What stands where the trials leave an effect open altogether."""


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
        "left_out": left_out_rows(told.left_out, links),
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
    named = [part.id for part in told.parts]
    combined = [(), *((part,) for part in named), *combinations(named, 2)] if not chosen else [(), tuple(chosen)]
    axis = _axis([told.built(parts) for parts in combined], about)
    row = partial(built_row, told=told, review=review, axis=axis)
    return values | {
        "parts": (listed := [_part_row(part, about) for part in told.parts]),
        "says": _says(listed),
        "answer": row(told.built(chosen)) if chosen else None,
        "alone": row(told.built(())),
        "single": [row(told.built((part,))) for part in named] if not chosen else [],
        "pairs": [row(told.built(pair)) for pair in combinations(named, 2)] if not chosen else [],
        "tau2": number(told.model.tau2, 4) if told.model.tau2 is not None else "",
        "together": _together(told),
    }


def _axis(combinations: Sequence[Built], outcome: Outcome) -> Axis:
    """One axis for all combinations, so that they can be compared by eye."""
    limits = [limit for built in combinations for limit in (built.ci_low, built.ci_high) if limit is not None]
    return plot_axis(limits, outcome)


def built_row(built: Built, told: PartsTaken, review: Review, axis: Axis) -> dict[str, Any]:
    """What one combination may do, in figures and words."""
    outcome = told.outcome
    words = " + ".join(part[0].lower() + part[1:] for part in built.parts)
    name = f"Peer support with {words}" if words else "Peer support with none of these"
    if built.effect is None or built.ci_low is None or built.ci_high is None:
        return {"name": name, "refused": built.note or UNTOLD, "extrapolated": built.extrapolated}
    limits, wider = (built.ci_low, built.ci_high), (built.pi_low, built.pi_high)
    estimate = as_estimate(outcome, len(told.rows), built.effect, limits, wider)
    predicted = ""
    if built.pi_low is not None and built.pi_high is not None:
        predicted = interval_text(built.pi_low, built.pi_high, outcome)
    return {
        "name": name,
        "refused": "",
        "effect": value_text(built.effect, built.ci_low, built.ci_high, outcome),
        "interval": interval_text(built.ci_low, built.ci_high, outcome),
        "predicted": predicted,
        "extrapolated": built.extrapolated,
        "note": built.note,
        "reads": reads_as(built.ci_low, built.ci_high, outcome),
        "picture": answer_picture(estimate, outcome, axis),
        "certainty": certainty_of(estimate, outcome, review).level,
    }


def _part_row(part: Part, outcome: Outcome) -> dict[str, Any]:
    row = {"label": part.label, "trials": part.trials, "effect": "", "interval": "", "reads": ""}
    if part.effect is None or part.low is None or part.high is None:
        row["interval"] = UNTOLD
    else:
        row["effect"] = value_text(part.effect, part.low, part.high, outcome)
        row["interval"] = interval_text(part.low, part.high, outcome)
        row["reads"] = reads_as(part.low, part.high, outcome)
    row["read"] = pair_text(part.read, outcome) or UNTOLD
    row["read_trials"] = part.read_trials
    row["stated"] = pair_text(part.stated, outcome) or UNTOLD
    row["stated_trials"] = part.stated_trials
    return row


def _says(parts: Sequence[dict[str, Any]]) -> str:
    """Which parts can be told to add something, in a sentence: by all trials, and never by what their silence decides.

    >>> _says([{"label": "Calls", "reads": "better"}, {"label": "Manual", "reads": "could be either way"}])
    'By all trials together these do better than without: calls. Their columns say what rests on silence.'
    """
    clear = {way: [part["label"].lower() for part in parts if part["reads"] == way] for way in ("better", "worse")}
    told = [f"these do {way} than without: {', '.join(labels)}" for way, labels in clear.items() if labels]
    if not told:
        return "By all trials together no part can be told to add anything, or to take anything away."
    return f"By all trials together {'; '.join(told)}. Their columns say what rests on silence."


def _together(told: PartsTaken) -> list[dict[str, Any]]:
    """Which parts stand in the same arms: how many trials have both, of those that have either."""
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
