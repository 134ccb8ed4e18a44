"""Answers as they were worked out, and what entered them: enough for a stranger to pool everything again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from alongside.evidence import Answer, EffectSize
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages.rows import answer_row
from alongside.publishing.review import Review
from alongside.synthesis.answers import MAIN_COMPARATOR
from alongside.words.numbers import shown

__all__ = ["answer_rows", "left_out", "pooled_entries", "pooled_parts", "pooled_results"]

Row = Mapping[str, Any]

COMBINING = ("arms together", "sub-samples together", "mean of instruments", "results together")
"""Steps of `synthesis.combine` that make one effect of several results."""


def answer_rows(review: Review) -> Iterator[Row]:
    """One row an answer; numbers are not rounded."""
    for answer in review.answers:
        yield _answer(answer, review)


def _answer(answer: Answer, review: Review) -> Row:
    outcome, estimate = review.outcomes[answer.outcome], answer.estimate
    row: dict[str, Any] = {
        "id": answer.id,
        "outcome": answer.outcome,
        "by": "; ".join(f"{key}={value}" for key, value in sorted(answer.by.items())),
        "measure": outcome.measure,
        "unit": outcome.unit,
        "higher_is_better": outcome.higher_is_better,
        "comparator": _comparator(answer),
        "sentence": answer_row(answer, review, SiteLinks()).summary.claim,
        "refused": answer.refused,
    }
    if estimate is None:
        return row
    together = estimate.together
    if together is not None:
        row |= {"entries": len(together.results), "rho": together.rho, "tau2_within": together.tau2_within}
        row |= {"df": together.df}
    copied = ("one_a_trial", "k", "participants", "tau2", "i2", "method", "test", "beta", "se", "p", "q", "uncounted")
    row |= {name: getattr(estimate, name) for name in copied}
    limits = {name: shown(getattr(estimate, name), outcome) for name in ("ci_low", "ci_high", "pi_low", "pi_high")}
    return (
        row
        | limits
        | {
            "estimate": shown(estimate.beta, outcome),
            "level": review.rule.level,
            "scale": "log" if outcome.is_ratio else "identity",
            "certainty": review.certainty(answer).level,
        }
    )


def _comparator(answer: Answer) -> str:
    return answer.by.get("comparator", MAIN_COMPARATOR)


def pooled_results(review: Review) -> Iterator[Row]:
    """One row for each study in each answer: the effect as it entered the pooling."""
    for answer in review.answers:
        studies = answer.estimate.studies if answer.estimate else ()
        together = answer.estimate.together if answer.estimate else None
        variances = together.model_vi if together else (None,) * len(studies)
        for weighted, model_vi in zip(studies, variances, strict=True):
            effect = weighted.effect
            yield {
                "answer": answer.id,
                "study": effect.study,
                "outcome": answer.outcome,
                "comparator": _comparator(answer),
                "measure": effect.measure,
                "yi": effect.yi,
                "vi": effect.vi,
                "model_vi": model_vi,
                "weight": weighted.weight,
                "n": effect.n,
                "results": "; ".join(effect.results),
                "combined": "; ".join(f"{s.what}: {s.how}" for s in effect.steps if s.what in COMBINING),
            }


def pooled_entries(review: Review) -> Iterator[Row]:
    """One row for each effect of an answer that all results of a trial entered together."""
    for answer in review.answers:
        together = answer.estimate.together if answer.estimate else None
        for number, weighted in enumerate(together.results if together else (), 1):
            effect = weighted.effect
            contrast = review.contrasts[effect.results[0]]
            yield {
                "answer": answer.id,
                "study": effect.study,
                "entry": number,
                "contrasts": "; ".join(effect.results),
                "instrument": contrast.instrument,
                "weeks": contrast.weeks,
                "yi": effect.yi,
                "vi": effect.vi,
                "weight": weighted.weight,
                "n": effect.n,
            }


def pooled_parts(review: Review) -> Iterator[Row]:
    """One row for each result behind an effect that was put together of several, with the result's own effect."""
    for answer in review.answers:
        for weighted in answer.estimate.studies if answer.estimate else ():
            results = weighted.effect.results
            for name in results if len(results) > 1 else ():
                contrast, effect = review.contrasts[name], review.effects.get(name)
                usable = effect if isinstance(effect, EffectSize) else None
                yield {
                    "answer": answer.id,
                    "study": weighted.effect.study,
                    "result": name,
                    "part": contrast.stratum,
                    "instrument": contrast.instrument,
                    "yi": usable.yi if usable else None,
                    "vi": usable.vi if usable else None,
                    "n": usable.n if usable else None,
                }


def left_out(review: Review) -> Iterator[Row]:
    """One row for each result that an answer could have taken and did not take."""
    for answer in review.answers:
        for result, reason in answer.left_out:
            yield {"answer": answer.id, "result": result, "reason": reason}
