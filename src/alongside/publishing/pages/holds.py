"""Does the answer hold? A strip of lines under each outcome: the same trials pooled otherwise, and whether a reader
would read another sentence. It is a look, and changes no figure of any page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from alongside.evidence import Answer, Contrast, Estimate, Outcome
from alongside.publishing.figures.axis import plot_axis
from alongside.publishing.figures.rows import answer_picture
from alongside.publishing.review import Review
from alongside.publishing.wording import benefit, summarise
from alongside.synthesis.answers import MAIN_COMPARATOR
from alongside.synthesis.selection import Rule
from alongside.synthesis.sensitivity import Sensitivity, Varied, sensitivity
from alongside.words.numbers import digits_for, interval, number, shown

__all__ = ["HoldsRow", "Strip", "strip"]

ENOUGH = 3
"""Below three trials an answer tells them one by one: there is no sentence that could change."""

ESTIMATORS = {
    "DL": "Another estimator: DerSimonian and Laird",
    "PM": "Another estimator: Paule and Mandel",
    "EE": "One true effect in all trials (equal effects)",
    "REML": "Another estimator: REML",
}


@dataclass(frozen=True, slots=True)
class HoldsRow:
    """One line: what was varied, the estimate with its interval, and what that does to the sentence."""

    label: str
    estimate: str = ""
    limits: str = ""
    verdict: str = ""
    sentence: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """The lines, and their verdict in one sentence."""

    rows: tuple[HoldsRow, ...]
    verdict: str


def strip(answer: Answer, review: Review) -> Strip | None:
    """The strip of a main answer of three trials or more; None where there is no sentence that could change."""
    estimate, outcome = answer.estimate, review.outcomes[answer.outcome]
    if estimate is None or estimate.k < ENOUGH or answer.by:
        return None
    mine = tuple(
        contrast
        for contrast in review.contrasts.values()
        if contrast.outcome == outcome.id and contrast.comparator_class == MAIN_COMPARATOR
    )
    varied = _varied(mine, outcome, review.rule, estimate.together is not None, review.high_risk(outcome.id))
    row = _writer(answer, review, outcome)
    rows_before = [row("One result a trial, by the rule", varied.one_a_trial)]
    rows_before += [row(f"Results of a trial correlate by {each.what} instead", each) for each in varied.rhos]
    lines = {
        each.what: row(f"Without {review.studies[each.what].label}", each)
        for each in (varied.without_each if estimate.k > ENOUGH else ())
        if each.estimate is not None
    }
    rows_after = [_low_risk(varied.low_risk, row)]
    rows_after += [row(ESTIMATORS[each.what], each) for each in varied.estimators]
    # Of the trials left out, the page shows the ends and those on which the sentence hangs; all of them count.
    lone = [line for line in (*rows_before, *rows_after) if line.estimate]
    tested = [*lone, *lines.values()]
    changed = [line for line in tested if line.sentence]
    if not changed:
        verdict = f"The sentence stays the same in all {len(tested)} ways that could be worked out."
    else:
        verdict = f"The sentence would read otherwise in {len(changed)} of {len(tested)} ways."
    return Strip((*rows_before, *_without_each(varied, estimate, outcome, lines), *rows_after), verdict)


@functools.lru_cache(maxsize=512)
def _varied(
    contrasts: tuple[Contrast, ...], outcome: Outcome, rule: Rule, together: bool, high_risk: frozenset[str] | None
) -> Sensitivity:
    """Kept for the pages of a review that did not change: leaving out each trial fits as many models as there are."""
    return sensitivity(contrasts, outcome, rule, together=together, high_risk=high_risk)


Writer = Callable[[str, Varied], HoldsRow]


def _writer(answer: Answer, review: Review, outcome: Outcome) -> Writer:
    estimate = answer.estimate
    assert estimate is not None
    certainty = review.certainty(answer)
    contrasts = dict(review.contrasts)
    main = summarise(answer, outcome, certainty, contrasts).claim
    reach = 3 * (estimate.ci_high - estimate.ci_low)
    axis = plot_axis([estimate.ci_low - reach / 4, estimate.ci_high + reach / 4, 0.0], outcome)

    def row(label: str, varied: Varied) -> HoldsRow:
        if varied.estimate is None:
            return HoldsRow(label, verdict=varied.why_not)
        mean = varied.estimate
        claim = summarise(replace(answer, estimate=mean), outcome, certainty, contrasts).claim
        picture = answer_picture(replace(mean, pi_low=None, pi_high=None), outcome, axis)
        value, limits = _figures(mean, outcome)
        if claim == main:
            return HoldsRow(label, value, limits, "same sentence", picture=picture)
        return HoldsRow(label, value, limits, "another sentence", claim, picture)

    return row


def _figures(estimate: Estimate, outcome: Outcome) -> tuple[str, str]:
    low, high = sorted((shown(estimate.ci_low, outcome) or 0.0, shown(estimate.ci_high, outcome) or 0.0))
    digits = digits_for(low, high) if outcome.measure in ("MD", "RD") else 2
    return number(shown(estimate.beta, outcome), digits), interval(low, high, digits)


def _without_each(
    varied: Sensitivity, estimate: Estimate, outcome: Outcome, lines: Mapping[str, HoldsRow]
) -> list[HoldsRow]:
    """The two ends of leaving out one trial after the other, and each trial that the sentence hangs on."""
    label = "Without one trial after the other"
    if estimate.k - 1 < ENOUGH:
        return [HoldsRow(label, verdict="Without one, two trials are left: too few for a sentence about both.")]
    fitted = [each for each in varied.without_each if each.estimate is not None]
    unfitted = len(varied.without_each) - len(fitted)
    if not fitted:
        return [HoldsRow(label, verdict=varied.without_each[0].why_not)]

    def mean(each: Varied) -> float:
        assert each.estimate is not None
        return benefit(each.estimate.beta, outcome)

    ends = dict.fromkeys((min(fitted, key=mean), max(fitted, key=mean)))
    rows = [
        replace(lines[end.what], label=f"{lines[end.what].label} ({word})")
        for end, word in zip(ends, ("least good", "best"), strict=False)
    ]
    names = {end.what for end in ends}
    rows += [line for name, line in lines.items() if line.sentence and name not in names]
    if unfitted:
        words = f"{unfitted} of {len(varied.without_each)} trials cannot be left out: {_reason(varied)}"
        rows.append(HoldsRow(label, verdict=words))
    return rows


def _reason(varied: Sensitivity) -> str:
    """Why the trials that could not be left out could not."""
    return " ".join(dict.fromkeys(each.why_not for each in varied.without_each if each.estimate is None))


def _low_risk(varied: Varied | None, row: Writer) -> HoldsRow:
    label = "Without trials at high risk of bias"
    if varied is None:
        return HoldsRow(label, verdict="Nobody has judged the trials’ risk of bias.")
    if varied.what == "0":
        return HoldsRow(label, verdict="No trial was judged to be at high risk: nothing to leave out.")
    return row(label, varied)
