"""What a service's own result moved: the answers that it is part of, with it and without it."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.evidence import Estimate
from alongside.project import Project
from alongside.project.test.kinds import EVALUATION_JOINED
from alongside.publishing.review import Review
from alongside.synthesis.answers import answer_for
from alongside.words.numbers import estimate_digits, interval, number, shown

__all__ = ["OwnResult", "own_results"]


@dataclass(frozen=True, slots=True)
class OwnResult:
    """One result of an own evaluation in the answer that it belongs to. `without` is None where it is the only trial,
    `answer` where the answer cannot be pooled with it."""

    evaluation: str
    study: str
    label: str
    outcome: str
    without: Estimate | None
    answer: Estimate | None
    sentence: str


def own_results(project: Project, review: Review, *, outcome: str = "", study: str = "") -> list[OwnResult]:
    """Each result that joined, of an outcome or a study where one is named, in the order of the evaluations."""
    results = []
    for evaluation, slots in project.test.holding(EVALUATION_JOINED).items():
        for value in slots.values():
            for name in value["contrasts"]:
                contrast = review.contrasts.get(name)
                if contrast is None or outcome not in ("", contrast.outcome) or study not in ("", contrast.study):
                    continue
                results.append(_result(review, evaluation, name))
    return results


def _result(review: Review, evaluation: str, name: str) -> OwnResult:
    contrast = review.contrasts[name]
    outcome = review.outcomes[contrast.outcome]
    mine = [result for result in review.contrasts.values() if result.outcome == contrast.outcome]
    rest = [result for result in mine if result.study != contrast.study]
    of = contrast.comparator_class
    answer = answer_for(mine, outcome, review.rule, comparator=of).estimate
    without = answer_for(rest, outcome, review.rule, comparator=of).estimate if rest else None
    study = review.studies.get(contrast.study)
    label = contrast.study if study is None else study.label

    def told(estimate: Estimate) -> str:
        digits = estimate_digits(estimate, outcome)
        low, high = (shown(end, outcome) or 0.0 for end in (estimate.ci_low, estimate.ci_high))
        return f"{number(shown(estimate.beta, outcome), digits)} ({interval(low, high, digits)})"

    if answer is None:
        sentence = f"{label} is in the evidence, and no answer could be pooled with it."
    elif without is None:
        sentence = f"Before {label} there was no trial of this; it alone says {told(answer)}."
    else:
        trials = "1 trial" if without.k == 1 else f"{without.k} trials"
        sentence = f"With {label} the answer is {told(answer)}; without it, from {trials}, it was {told(without)}."
    return OwnResult(evaluation, contrast.study, label, contrast.outcome, without, answer, sentence)
