"""From an answer back to the words that it came from: estimate, contrasts with weights, numbers, decisions, source."""

from __future__ import annotations

import difflib
from typing import Any

from alongside.certainty import UNJUDGED, is_automatic
from alongside.errors import NotHereError
from alongside.evidence import Answer, Decision
from alongside.publishing.pages.study import numbers_of
from alongside.publishing.review import Review
from alongside.publishing.stated import stated
from alongside.synthesis.recovery import Refusal
from alongside.words.numbers import shown

__all__ = ["answers_about", "contrast_path", "decision_line", "explain"]


def explain(review: Review, answer_id: str) -> dict[str, Any]:
    """The whole path of one answer: estimate, contrasts with weights, numbers, decisions, words and source.

    Raises `UsageError` for an id that no answer has, naming the nearest.
    """
    answer = review.by_id.get(answer_id)
    if answer is None:
        near = difflib.get_close_matches(answer_id, list(review.by_id), n=1)
        raise NotHereError(f"no answer {answer_id!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    outcome = review.outcomes[answer.outcome]
    document: dict[str, Any] = {
        "id": answer.id,
        "outcome": outcome.label,
        "by": dict(answer.by),
        "refused": answer.refused,
        "rule": list(review.rule.sentences()),
        "left_out": [{"contrast": name, "reason": reason} for name, reason in answer.left_out],
    }
    if answer.estimate is None:
        return document
    estimate = answer.estimate
    entered = estimate.together.results if estimate.together else estimate.studies
    certainty = review.certainty(answer)
    summary = stated(answer, review, certainty)
    return document | {
        "claim": summary.claim,
        "statistic": summary.statistic,
        "estimate": {
            "measure": outcome.measure,
            "value": shown(estimate.beta, outcome),
            "ci_low": shown(estimate.ci_low, outcome),
            "ci_high": shown(estimate.ci_high, outcome),
            "pi_low": shown(estimate.pi_low, outcome),
            "pi_high": shown(estimate.pi_high, outcome),
            "k": estimate.k,
            "participants": estimate.participants,
            "tau2": estimate.tau2,
            "i2": estimate.i2,
            "method": estimate.method,
            "test": estimate.test,
            "all_results": None
            if estimate.together is None
            else {
                "results": len(estimate.together.results),
                "rho": estimate.together.rho,
                "tau2_within": estimate.together.tau2_within,
                "df": estimate.together.df,
            },
            "one_a_trial": estimate.one_a_trial,
        },
        "certainty": {
            "level": certainty.level,
            "reasons": list(certainty.reasons),
            "suggested_by": certainty.by,
            "automatic": is_automatic(certainty),
            "judged": certainty.judged,
            "out_of": certainty.out_of,
            "proposed": certainty.proposed,
            "unjudged": UNJUDGED,
        },
        "contrasts": [
            {
                **contrast_path(review, contrast_id, weighted.weight),
                "together_with": [other for other in weighted.effect.combined if other != contrast_id],
            }
            for weighted in entered
            for contrast_id in (weighted.effect.combined or (weighted.effect.contrast,))
        ],
    }


def answers_about(review: Review, outcome: str = "") -> list[Answer]:
    """The main answers in the order in which pages show them, or all answers of one outcome.

    Raises `NotHereError` for an outcome that the review does not have, naming the nearest.
    """
    if not outcome:
        return [review.main[name] for name in review.leading]
    if outcome not in review.outcomes:
        near = difflib.get_close_matches(outcome, list(review.outcomes), n=1)
        raise NotHereError(f"no outcome {outcome!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return [answer for answer in review.answers if answer.outcome == outcome]


def contrast_path(review: Review, contrast_id: str, weight: float | None = None) -> dict[str, Any]:
    """One result from the number in use down to the words: recovered steps, decisions, anchors."""
    contrast = review.contrasts[contrast_id]
    effect = review.effects.get(contrast.id)
    document: dict[str, Any] = {
        "contrast": contrast.id,
        "study": review.studies[contrast.study].label,
        "instrument": contrast.instrument,
        "weeks": contrast.weeks,
        "weight": weight,
        "printed": numbers_of(contrast),
        "words": [
            {"text": anchor.text, "verbatim": anchor.verbatim, "source": anchor.source} for anchor in contrast.anchors
        ],
        "decisions": [decision_line(d) for d in review.decisions.get(f"contrast:{contrast.id}", ())],
    }
    if isinstance(effect, Refusal):
        return document | {"refused": effect.reason}
    if effect is not None:
        document |= {
            "yi": effect.yi,
            "vi": effect.vi,
            "recovered": [
                {"what": step.what, "how": step.how, "assumes": step.assumes, "source": step.source}
                for step in effect.steps
            ],
        }
    return document


def decision_line(decision: Decision) -> dict[str, Any]:
    """Who, when, why: for people and for JSON."""
    author = decision.author
    return {
        "uuid": decision.uuid,
        "kind": decision.kind,
        "by": author.name,
        "author_kind": author.kind,
        "version": author.version,
        "at": decision.at.isoformat(),
        "why": decision.why,
    }
