"""How sure an outcome's answer is, reason by reason, and what its estimate comes to: two parts of the outcome page."""

from __future__ import annotations

from typing import Any

from alongside.certainty import UNJUDGED, Reason, most_steps
from alongside.certainty.suggestion import STEPS_IN_WORDS
from alongside.evidence import Answer
from alongside.evidence.outcomes import BINARY_MEASURES
from alongside.publishing.findings import AtRisk, at_risk, baselines_of, in_points
from alongside.publishing.links import Links
from alongside.publishing.review import Review
from alongside.publishing.wording import summarise
from alongside.words.numbers import digits_for, interval, number, percent

__all__ = ["findings", "grading", "judged_in_all", "steps_in_words", "values"]


def values(review: Review, links: Links, answer: Answer) -> dict[str, Any]:
    """What the outcome page adds: `grading` and `findings`, both None without an estimate."""
    if answer.estimate is None:
        return {"grading": None, "findings": None}
    return {"grading": grading(review, links, answer), "findings": findings(review, answer)}


def grading(review: Review, links: Links, answer: Answer) -> dict[str, Any]:
    """Every reason with the proposal and the judgement side by side, and the trials with their risk of bias."""
    assert answer.estimate is not None
    graded, certainty = review.grading(answer), review.certainty(answer)
    bias = graded.bias
    trials = []
    for weighted in sorted(answer.estimate.studies, key=lambda item: -item.weight):
        study = review.studies[weighted.effect.study]
        judged = review.judgements.bias.get((study.id, answer.outcome))
        trials.append(
            {
                "id": study.id,
                "label": study.label,
                "url": links.study(study.id),
                "weight": percent(weighted.weight),
                "judged": judged,
                "level": judged.level if judged else "",
                "words": judged.level if judged else "nobody has judged it; counts as some concerns",
            }
        )
    written = None if answer.by else review.judgements.statements.get(answer.outcome)
    automatic = summarise(answer, review.outcomes[answer.outcome], certainty, review.contrasts).claim
    return {
        "reasons": [_reason(reason) for reason in graded.reasons],
        "level": certainty.level,
        "proposed_level": graded.proposed_level,
        "judged": graded.judged,
        "out_of": certainty.out_of,
        "by": certainty.by,
        "automatic": certainty.judged == 0,
        "in_part": certainty.in_part,
        "unheld": graded.unheld,
        "trials": trials,
        "bias_judged": bias.judged if bias else 0,
        "bias_trials": len(trials),
        "unjudged": UNJUDGED,
        "written": written,
        "sentence": automatic,
        "moved": written is not None and written.follows != automatic,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    proposed = reason.proposed
    return {
        "id": reason.domain,
        "label": reason.label,
        "up": reason.up,
        "most": most_steps(reason.domain),
        "choices": [(n, steps_in_words(n, up=reason.up)) for n in range(most_steps(reason.domain) + 1)],
        "proposed": "" if reason.up else proposed.reason or "Nothing in the data asks for a step.",
        "proposed_steps": "" if reason.up else steps_in_words(proposed.steps),
        "judged": reason.judged,
        "judged_steps": "" if reason.judged is None else steps_in_words(reason.judged.steps, up=reason.up),
        "shown": reason.judged is not None or not reason.up,
    }


def steps_in_words(steps: int, *, up: bool = False) -> str:
    """
    >>> steps_in_words(0), steps_in_words(2), steps_in_words(1, up=True)
    ('no step', 'two steps down', 'one step up')
    """
    return f"{STEPS_IN_WORDS[steps]} {'up' if up else 'down'}" if steps else STEPS_IN_WORDS[0]


def judged_in_all(review: Review) -> dict[str, int]:
    """For the answer page: outcomes whose five reasons a person judged, and those judged in part, of how many."""
    answers = [review.main[name] for name in review.leading if review.main[name].estimate is not None]
    levels = [review.certainty(answer) for answer in answers]
    whole = sum(level.judged > 0 and not level.in_part for level in levels)
    bias = {study for study, _outcome in review.judgements.bias}
    return {
        "outcomes": len(levels),
        "whole": whole,
        "part": sum(level.in_part for level in levels),
        "trials": len(review.trials),
        "bias": len(bias & {study.id for study in review.trials}),
    }


TWO = 2
TWO_TRIALS = (
    "Two trials are too few for one figure: how far trials of this lie apart cannot be told from two. Each is told by "
    "itself, above and in the chart."
)


def findings(review: Review, answer: Answer) -> dict[str, Any]:
    """The summary of findings of one answer: rows at stated risks, or points of a scale, or the outcome's own unit."""
    estimate, outcome = answer.estimate, review.outcomes[answer.outcome]
    assert estimate is not None
    if estimate.k == TWO:
        return {"event": "", "rows": [], "points": None, "why_not": TWO_TRIALS, "chosen_by": "", "unit": ""}
    chosen = None if answer.by else review.judgements.baselines.get(answer.outcome)
    baselines = baselines_of(estimate, outcome, review.contrasts, chosen)
    rows = [_risk_row(at_risk(estimate, outcome, baseline)) for baseline in baselines.risks]
    points = None
    if baselines.scale is not None:
        told = in_points(estimate, outcome, baselines.scale)
        mean, low, high = told.difference
        digits = digits_for(low, high)
        points = {
            "instrument": baselines.scale.instrument,
            "sd": number(baselines.scale.sd, 1),
            "source": baselines.scale.source,
            "better": "higher" if baselines.scale.higher_is_better else "lower",
            "text": f"{number(mean, digits)} points ({interval(low, high, digits)})",
        }
    why_not = ""
    if outcome.measure in BINARY_MEASURES and not rows:
        why_not = "No trial prints the risk without support, so that nothing can be said of 100 people; choose a risk."
    elif outcome.measure == "SMD" and points is None:
        why_not = "No trial prints a standard deviation of its instrument, so that nothing can be said in its points."
    return {
        "event": outcome.event or "have the event",
        "rows": rows,
        "points": points,
        "why_not": why_not,
        "chosen_by": baselines.judged.by if baselines.judged else "",
        "unit": outcome.unit if outcome.measure == "MD" else "",
    }


def _risk_row(finding: AtRisk) -> dict[str, str]:
    def of_100(share: float) -> str:
        return number(100 * share, 0 if abs(100 * share) >= 1 or share == 0 else 1)

    mean, low, high = finding.with_support
    change, least, most = finding.difference
    word = "fewer" if change < 0 else "more"
    needed = ""
    if finding.needed is not None:
        n, nearer, farther = (number(_rounded_up(value), 0) for value in finding.needed)
        needed = f"{n} ({nearer} to {farther})"
    return {
        "label": finding.baseline.label,
        "source": finding.baseline.source,
        "without": f"{of_100(finding.baseline.risk)} of 100",
        "with": f"{of_100(mean)} of 100 ({of_100(low)} to {of_100(high)})",
        "difference": f"{of_100(abs(change))} {word} ({_signed(least)} to {_signed(most)})",
        "needed": needed or "the interval holds no difference",
    }


def _signed(share: float) -> str:
    value = 100 * share
    digits = 0 if abs(value) >= 1 or round(value, 1) == 0 else 1
    words = "fewer" if value < 0 else "more"
    return f"{number(abs(value), digits)} {words}" if round(value, digits) else "0"


def _rounded_up(value: float) -> int:
    """Numbers needed are rounded up, so that they promise no more than the estimate does."""
    return -int(-value // 1)
