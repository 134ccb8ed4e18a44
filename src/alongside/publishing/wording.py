"""What an answer says, in plain words: the effect first, the uncertainty in the same sentence, then the statistic.

The sentence of three trials or more is `publishing.sentences`, after GRADE's informative statements (Santesso 2020).
One trial is told as one trial, two as two results side by side: neither gives a pooled figure in the plain words.
Numbers of people are natural frequencies. For a scale, they say how many of 100 people offered peer support do
better than the middle person without it: 100 × Φ(g), Cohen's U3 (Cohen 1988, Statistical Power Analysis, 2.2), which
takes both groups to be normal with one spread; 50 means no difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist, median

from alongside.certainty import MORE_THAN_CHANCE, what_matters
from alongside.evidence import Answer, Certainty, Contrast, Estimate, Outcome
from alongside.planning import control_risks
from alongside.publishing.sentences import Cell, cell_of, sentence
from alongside.words.labels import lowered
from alongside.words.numbers import count, digits_for, estimate_digits, interval, number, shown

__all__ = [
    "MEASURE_NAMES",
    "Summary",
    "benefit",
    "cell_for",
    "direction_of",
    "people_and_trials",
    "plain_of",
    "reaches_what_matters",
    "summarise",
    "too_small",
]

MEASURE_NAMES = {
    "SMD": "standardised mean difference (Hedges g)",
    "MD": "mean difference",
    "RR": "risk ratio",
    "OR": "odds ratio",
    "RD": "risk difference",
}

COUNTED = ("days", "visits")
"""Units that are counted: there are fewer of them, and none of them is lower."""

NOTHING = 0.0

UNSURE = "could not tell whether peer support makes a difference"
"""What a trial is told to have found whose interval holds no effect and something that matters."""

ENOUGH_FOR_SPREAD = 5
"""Below five trials a prediction interval is so wide that it tells how few they are (`validation/coverage.py`)."""


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


def plain_of(outcome: Outcome) -> str:
    """The outcome in words that stand after "people …"."""
    return outcome.plain or f"do better on {lowered(outcome.label)}"


def cell_for(estimate: Estimate, outcome: Outcome) -> Cell:
    """Size and sign of the mean, judged by the figure that is shown: 0.24 shown is not less than 0.24 that matters."""
    return cell_of(benefit(_as_shown(estimate.beta, estimate, outcome), outcome), _smallest(outcome))


def reaches_what_matters(estimate: Estimate, outcome: Outcome) -> bool:
    """Whether the interval holds a benefit or a harm that matters; False where nobody has stated what does."""
    smallest = _smallest(outcome)
    return smallest is not None and max(abs(estimate.ci_low), abs(estimate.ci_high)) >= smallest


def too_small(outcome: Outcome) -> str:
    """Which differences the figures shade as too small to matter, in the outcome's own measure; where nobody has
    stated any, that nothing is shaded, and by what the sentence judges size.

    >>> from alongside.evidence import SmallestThatMatters
    >>> quarter = SmallestThatMatters(0.75, "a guideline")
    >>> too_small(Outcome("h", "Admission", "d", "RR", False, smallest_that_matters=quarter))
    'Ratios from 0.75 to 1.33 are shaded: nearer to 1 than what is taken to matter.'
    """
    matters = what_matters(outcome)
    if matters is not None and matters.stated:
        if outcome.is_ratio:
            low, high = math.exp(-matters.value), math.exp(matters.value)
            return f"Ratios from {low:.2f} to {high:.2f} are shaded: nearer to 1 than what is taken to matter."
        unit = f" {outcome.unit}" if outcome.unit else ""
        return f"Differences under {matters.value:g}{unit} are shaded."
    none = "We found nobody who has studied which difference people would notice, so nothing is shaded."
    if matters is None:
        return f"{none} The sentence claims no size."
    return f"{none} The sentence takes the rule of thumb, {shown(matters.value, outcome):g}."


def _smallest(outcome: Outcome) -> float | None:
    matters = what_matters(outcome)
    return None if matters is None else matters.value


def _as_shown(value: float, estimate: Estimate, outcome: Outcome) -> float:
    rounded = round(shown(value, outcome) or 0.0, estimate_digits(estimate, outcome))
    if not outcome.is_ratio:
        return rounded
    return math.log(rounded) if rounded > 0 else value


def _claim(estimate: Estimate, outcome: Outcome, certainty: Certainty) -> str:
    if estimate.k <= 2:
        return _each_trial(estimate, outcome, certainty)
    values = (benefit(_as_shown(value, estimate, outcome), outcome) for value in _triple(estimate))
    return sentence(*values, smallest=_smallest(outcome), level=certainty.level, plain=plain_of(outcome))


def _each_trial(estimate: Estimate, outcome: Outcome, certainty: Certainty) -> str:
    """One trial, or two results side by side."""
    unsure = " The evidence is very uncertain." if certainty.level == "very low" else ""
    if estimate.k == 1:
        return f"One trial looked at this. It {_result(*_triple(estimate), outcome)}.{unsure}"
    z = NormalDist().inv_cdf(0.975)
    results = []
    for effect in (weighted.effect for weighted in estimate.studies):
        half = z * math.sqrt(effect.vi)
        values = effect.yi, effect.yi - half, effect.yi + half
        mean, low, high = (shown(value, outcome) or 0.0 for value in values)
        digits = digits_for(low, high) if outcome.measure in ("MD", "RD") else 2
        unit = f" {outcome.unit}" if outcome.unit and outcome.measure == "MD" else ""
        figures = f"{number(mean, digits)}{unit}, 95 % confidence interval {interval(low, high, digits)}"
        results.append((_result(*values, outcome), figures))
    if len(results) != 2:
        return f"Two trials looked at this; they are too few for one figure.{unsure}"
    return f"Two trials looked at this. {_side_by_side(results[0], results[1], outcome)}.{unsure}"


def _side_by_side(one: tuple[str, str], two: tuple[str, str], outcome: Outcome) -> str:
    """What each of two trials found with its figures, whose measure is named once; told as one where it is the same."""
    measure = "" if outcome.measure == "MD" else f"{MEASURE_NAMES[outcome.measure].partition(' (')[0]} "
    (result, figures), (result_of_two, figures_of_two) = one, two
    if result != result_of_two:
        return f"One {result} ({measure}{figures}); the other {result_of_two} ({figures_of_two})"
    both = f"Both {result}"
    if result.startswith(UNSURE):
        both = f"Neither could tell{result.removeprefix('could not tell')}".replace("and leans", "and both lean")
    return f"{both} ({measure}{figures}; and {figures_of_two})"


def _result(value: float, low: float, high: float, outcome: Outcome) -> str:
    """What one trial found; an interval across no effect is never a finding, and says which way it leans."""
    least, most = sorted((benefit(low, outcome), benefit(high, outcome)))
    if least > NOTHING:
        return "found a difference in favour of peer support"
    if most < NOTHING:
        return "found a difference against peer support"
    smallest = _smallest(outcome)
    if smallest is not None and -smallest < least and most < smallest:
        return "found little to no difference"
    lean = benefit(value, outcome)
    side = ", and leans in favour of it" if lean > 0 else ", and leans against it" if lean < 0 else ""
    return f"{UNSURE}{side}"


def _in_numbers(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> str:
    if estimate.k == 2:
        return ""  # a range of two trials would say more than two trials can
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
            with_support = [_risk_with(math.exp(min(v, 700.0)), risk, outcome) for v in _triple(estimate)]
            low, high = sorted(round(100 * r) for r in with_support[1:])
            return (
                f"Of 100 people, about {round(100 * with_support[0])} ({low} to {high}) {outcome.event} with peer "
                f"support, and {round(100 * risk)} without."
            )
        return ""
    if outcome.measure == "MD":
        digits = estimate_digits(estimate, outcome)
        lower, higher = ("fewer", "more") if outcome.unit in COUNTED else ("lower", "higher")
        word = lower if estimate.beta < 0 else higher
        return (
            f"On average {number(abs(estimate.beta), digits)} {outcome.unit} {word} with peer support "
            f"({interval(estimate.ci_low, estimate.ci_high, digits)})."
        )
    return ""


def _triple(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.beta, estimate.ci_low, estimate.ci_high


def _risk_with(ratio: float, risk: float, outcome: Outcome) -> float:
    if outcome.measure == "OR" and risk < 1:
        odds = ratio * risk / (1 - risk)
        return odds / (1 + odds)
    return min(1.0, ratio * risk)


def control_risk(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> float | None:
    """The middle risk of the trials' comparison arms; None where no trial prints one."""
    risks = control_risks(estimate, outcome, contrasts).values()
    return median(risks) if risks else None


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
            "Two trials cannot say how much programmes differ: their mean tells little, and there is no range for a "
            "new programme."
        )
    if estimate.k < ENOUGH_FOR_SPREAD:
        return f"{estimate.k} trials hardly tell how much programmes differ: the range for a new one is wide."
    crosses = estimate.pi_low is not None and estimate.pi_high is not None and estimate.pi_low < 0 < estimate.pi_high
    if crosses and estimate.tau2:
        differ = "differ" if estimate.q_p is not None and estimate.q_p < MORE_THAN_CHANCE else "may differ"
        return f"Programmes {differ}: a new one may find more, nothing, or the opposite."
    return ""
