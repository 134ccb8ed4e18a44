"""The plain sentence that a page shows: a person's where somebody wrote one, else the one that the numbers give."""

from __future__ import annotations

from dataclasses import replace

from alongside.evidence import Answer, Certainty
from alongside.publishing.review import Review
from alongside.publishing.wording import Summary, summarise

__all__ = ["stated"]


def stated(answer: Answer, review: Review, certainty: Certainty | None = None) -> Summary:
    """The words for an answer. A person's sentence stands for the main answer only; where the numbers give another
    sentence now than when it was written, the caution says so, and the automatic one stands beside it."""
    if answer.estimate is None:
        return Summary(answer.refused, "", "")
    level = certainty or review.certainty(answer)
    automatic = summarise(answer, review.outcomes[answer.outcome], level, review.contrasts)
    written = None if answer.by else review.judgements.statements.get(answer.outcome)
    if written is None:
        return automatic
    if written.follows == automatic.claim:
        return replace(automatic, claim=written.text)
    since = f"This sentence was written by {written.judged.by} when the numbers said: “{written.follows}” "
    since += f"Now they say: “{automatic.claim}”"
    return replace(automatic, claim=written.text, caution=f"{since} {automatic.caution}".strip())
