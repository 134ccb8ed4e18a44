"""What an answer says, in plain words: the effect first, the uncertainty in the same sentence, then the statistic.

The words of certainty follow GRADE's guidance on informative statements (Santesso 2020, GRADE guidelines 26, J Clin
Epidemiol 119:126): high certainty states, moderate says *probably*, low says *may*, very low says that we are *very
unsure*. Numbers of people are natural frequencies. For a scale, they say how many of 100 people offered peer support do
better than the middle person without it: 100 × Φ(g), Cohen's U3 (Cohen 1988, Statistical Power Analysis, 2.2), which
takes both groups to be normal with one spread; 50 means no difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from alongside.evidence import Answer, Certainty, Contrast, Estimate, Outcome
from alongside.words.numbers import count, estimate_digits, interval, number, shown

__all__ = ["MEASURE_NAMES", "Summary", "benefit", "direction_of", "people_and_trials", "summarise"]

MEASURE_NAMES = {
    "SMD": "standardised mean difference (Hedges g)",
    "MD": "mean difference",
    "RR": "risk ratio",
    "OR": "odds ratio",
    "RD": "risk difference",
}

NOTHING = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """One answer in words.

    `claim` is the sentence; `in_numbers` the natural frequency or the difference in the outcome's unit; `statistic` the
    estimate with its interval; `caution` what one should not read into it.
    """

    claim: str
    in_numbers: str
    statistic: str
    caution: str = ""


def benefit(value: float, outcome: Outcome) -> float:
    """A value of the model's scale turned so that more is better."""
    return value if outcome.higher_is_better else -value


def direction_of(estimate: Estimate, outcome: Outcome) -> str:
    """*better*, "worse" or "unclear": where the interval of the mean lies."""
    low, high = sorted((benefit(estimate.ci_low, outcome), benefit(estimate.ci_high, outcome)))
    return "better" if low > NOTHING else "worse" if high < NOTHING else "unclear"


def people_and_trials(estimate: Estimate) -> str:
    """
    >>> people_and_trials(Estimate("MD", 3, 451, 0, 1, -2, 2, None, None, 0, 0, 1, 1, 1, "REML", "knha"))
    '3 trials · 451 people'
    """
    trials = "1 trial" if estimate.k == 1 else f"{estimate.k} trials"
    if estimate.participants is None:
        return f"{trials} · number of people not printed"
    least = "at least " if estimate.uncounted else ""
    return f"{trials} · {least}{count(estimate.participants)} people"


def summarise(
    answer: Answer, outcome: Outcome, certainty: Certainty, contrasts: Mapping[str, Contrast] | None = None
) -> Summary:
    """The words for one answer. `contrasts` (by id) give the risk without support, where events were counted."""
    estimate = answer.estimate
    if estimate is None:
        return Summary(answer.refused, "", "")
    claim = _claim(estimate, outcome, certainty)
    return Summary(
        claim, _in_numbers(estimate, outcome, contrasts or {}), _statistic(estimate, outcome), _caution(estimate)
    )


def _claim(estimate: Estimate, outcome: Outcome, certainty: Certainty) -> str:
    if estimate.k == 1:
        return f"One trial looked at this. It {_one_trial(estimate, outcome)}."
    size = _size(estimate, outcome)
    plain = outcome.plain or f"do better on {outcome.label.lower()}"
    direction = direction_of(estimate, outcome)
    if direction == "unclear":
        lean = {
            "high": f"On average, peer support makes little or no difference to whether people {plain}.",
            "moderate": f"Peer support probably makes little or no difference to whether people {plain}.",
            "low": f"Peer support may help people {plain}, or may make no difference.",
            "very low": f"We are very unsure whether peer support helps people {plain}.",
        }
        return lean[certainty.level]
    helps = f"helps people {plain}{size}" if direction == "better" else f"makes it less likely that people {plain}"
    base = f"help people {plain}{size}" if direction == "better" else f"make it less likely that people {plain}"
    return {
        "high": f"On average, peer support {helps}.",
        "moderate": f"On average, peer support probably {helps}.",
        "low": f"On average, peer support may {base}.",
        "very low": f"Peer support may {base}, but we are very unsure.",
    }[certainty.level]


def _one_trial(estimate: Estimate, outcome: Outcome) -> str:
    return {
        "better": "found a difference in favour of peer support",
        "worse": "found a difference against peer support",
        "unclear": "could not tell whether peer support makes a difference",
    }[direction_of(estimate, outcome)]


def _size(estimate: Estimate, outcome: Outcome) -> str:
    """ "a little" up to the smallest difference that matters, nothing else: bigger words would need bigger evidence."""
    smallest = outcome.smallest_that_matters
    if smallest is None or outcome.is_ratio:
        return ""
    return ", though by less than most people would notice" if abs(estimate.beta) < smallest.value else ""


def _in_numbers(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> str:
    if outcome.measure == "SMD":
        better = [round(100 * NormalDist().cdf(benefit(v, outcome))) for v in _triple(estimate)]
        low, high = sorted(better[1:])
        return (
            f"Of 100 people offered peer support, about {better[0]} do better than the middle person without it "
            f"({low} to {high}; 50 would mean no difference)."
        )
    if outcome.is_ratio and outcome.event:
        risk = control_risk(estimate, outcome, contrasts)
        if risk is not None:
            with_support = [_risk_with(math.exp(v), risk, outcome) for v in _triple(estimate)]
            low, high = sorted(round(100 * r) for r in with_support[1:])
            return (
                f"Of 100 people, about {round(100 * with_support[0])} ({low} to {high}) {outcome.event} with peer "
                f"support, and {round(100 * risk)} without."
            )
        return ""
    if outcome.measure == "MD":
        digits = estimate_digits(estimate, outcome)
        word = "lower" if estimate.beta < 0 else "higher"
        return (
            f"On average {number(abs(estimate.beta), digits)} {outcome.unit} {word} with peer support "
            f"({interval(estimate.ci_low, estimate.ci_high, digits)})."
        )
    return ""


def _triple(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.beta, estimate.ci_low, estimate.ci_high


def _risk_with(ratio: float, risk: float, outcome: Outcome) -> float:
    if outcome.measure == "OR":
        odds = ratio * risk / (1 - risk)
        return odds / (1 + odds)
    return min(1.0, ratio * risk)


def control_risk(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> float | None:
    """The middle risk of the trials' comparison arms; None where no trial prints one."""
    risks = []
    for weighted in estimate.studies:
        contrast = contrasts.get(weighted.effect.contrast.partition("+")[0])
        if contrast is None:
            continue
        if contrast.counts is not None:
            risk = contrast.counts.events2 / contrast.counts.n2
        elif contrast.control_risk is not None:
            risk = contrast.control_risk
        else:
            continue
        # A row that counts the opposite (virus under control) tells the risk of the outcome's event by what is left.
        same = contrast.higher_is_better == outcome.higher_is_better
        risks.append(risk if same else 1 - risk)
    if not risks:
        return None
    risks.sort()
    middle = len(risks) // 2
    return risks[middle] if len(risks) % 2 else (risks[middle - 1] + risks[middle]) / 2


def _statistic(estimate: Estimate, outcome: Outcome) -> str:
    digits = estimate_digits(estimate, outcome)
    low, high = shown(estimate.ci_low, outcome), shown(estimate.ci_high, outcome)
    assert low is not None
    assert high is not None
    name = MEASURE_NAMES[outcome.measure]
    text = f"{name[0].upper()}{name[1:]} {number(shown(estimate.beta, outcome), digits)}"
    text += f", 95 % confidence interval {interval(low, high, digits)}"
    if estimate.pi_low is not None and estimate.pi_high is not None:
        pi = sorted(shown(v, outcome) or 0.0 for v in (estimate.pi_low, estimate.pi_high))
        text += f"; a new programme: {interval(pi[0], pi[1], digits)}"
    return text


def _caution(estimate: Estimate) -> str:
    if estimate.k == 1:
        return "One trial cannot say what other programmes would find; nothing has been pooled."
    if estimate.k == 2:
        return (
            "Two trials give a mean, but cannot say how much programmes differ: the interval is wide for that reason, "
            "and there is no range for a new programme."
        )
    if estimate.pi_low is not None and estimate.pi_high is not None and estimate.pi_low < 0 < estimate.pi_high:
        return "Programmes differ: a new one may find more, nothing, or the opposite."
    return ""
