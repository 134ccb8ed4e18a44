"""What the pages of forms and parts share: figures in words, and the certainty that is proposed for one comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from alongside.certainty import LEVELS, grade
from alongside.evidence import Certainty, Estimate, Outcome
from alongside.publishing.connected import LeftOut
from alongside.publishing.held import bias_shares, held_for
from alongside.publishing.links import Links
from alongside.publishing.review import Review
from alongside.publishing.wording import benefit
from alongside.words.numbers import digits_for, interval, number, shown

__all__ = ["as_estimate", "certainty_of", "interval_text", "left_out_rows", "pair_text", "reads_as", "value_text"]


def certainty_of(estimate: Estimate, outcome: Outcome, review: Review, *, indirect: bool = False) -> Certainty:
    """Proposed for one comparison from the outcome's data; one step lower where no trial made it (GRADE in networks,
    Puhan 2014, BMJ 349:g5630)."""
    main = review.main[outcome.id]
    facts = replace(held_for(main, review), bias=bias_shares(main, review.judgements))
    certainty = grade(estimate, outcome, facts).certainty
    if not indirect:
        return certainty
    lower = LEVELS[max(0, LEVELS.index(certainty.level) - 1)]
    reasons = (*certainty.reasons, "No trial made this comparison (one step down).")
    return replace(certainty, level=lower, reasons=reasons)


def as_estimate(
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


def reads_as(low: float, high: float, outcome: Outcome) -> str:
    least, most = sorted((benefit(low, outcome), benefit(high, outcome)))
    return "better" if least > 0 else "worse" if most < 0 else "could be either way"


def digits_of(low: float, high: float, outcome: Outcome) -> int:
    return 2 if outcome.is_ratio or outcome.measure == "SMD" else digits_for(low, high)


def value_text(effect: float, low: float, high: float, outcome: Outcome) -> str:
    return number(shown(effect, outcome), digits_of(low, high, outcome))


def interval_text(low: float, high: float, outcome: Outcome) -> str:
    limits = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
    return interval(limits[0], limits[1], digits_of(low, high, outcome))


def pair_text(pair: tuple[float, float] | None, outcome: Outcome) -> str:
    """An effect with its standard error on the model's scale, as an interval."""
    if pair is None:
        return ""
    effect, se = pair
    low, high = effect - 1.959964 * se, effect + 1.959964 * se
    return f"{value_text(effect, low, high, outcome)} ({interval_text(low, high, outcome)})"


def left_out_rows(left_out: Sequence[LeftOut], links: Links) -> list[dict[str, str]]:
    return [{"label": item.label, "url": links.study(item.study), "reason": item.reason} for item in left_out]
