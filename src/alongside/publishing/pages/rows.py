"""One row an outcome: what it is, the sentence in numbers, the picture, how sure, how many."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.certainty import is_automatic
from alongside.evidence import Answer, Certainty, Outcome
from alongside.publishing.figures.axis import multiples_axis
from alongside.publishing.figures.rows import answer_picture, own_axis
from alongside.publishing.links import Links
from alongside.publishing.review import Review
from alongside.publishing.stated import stated
from alongside.publishing.wording import Summary, people_and_trials

__all__ = ["AnswerRow", "answer_row"]

STEPS = {"very low": 1, "low": 2, "moderate": 3, "high": 4}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What a row shows. `picture` is empty where nothing was pooled."""

    answer: Answer
    outcome: Outcome
    url: str
    label: str
    summary: Summary
    certainty: Certainty | None = None
    steps: tuple[bool, ...] = ()
    counted: str = ""
    picture: str = ""
    pooled: bool = False
    own_axis: bool = False

    @property
    def automatic(self) -> bool:
        """Whether a rule proposed the certainty, and no person judged it."""
        return self.certainty is not None and is_automatic(self.certainty)

    @property
    def by_whom(self) -> str:
        """Who stands for the level: "proposed automatically by a rule", or a person."""
        if self.certainty is None:
            return ""
        if self.automatic:
            return "proposed automatically by a rule"
        if self.certainty.in_part:
            share = f"{self.certainty.judged} of {self.certainty.out_of} reasons judged by {self.certainty.by}"
            return f"{share}, the rest proposed automatically by a rule"
        return f"judged by {self.certainty.by or 'a person'}"


def answer_row(answer: Answer, review: Review, links: Links, *, label: str = "") -> AnswerRow:
    """The row of an answer; with `label`, of a part of it."""
    outcome = review.outcomes[answer.outcome]
    url, name = links.outcome(outcome.id), label or outcome.label
    if answer.estimate is None:
        return AnswerRow(answer, outcome, url, name, Summary(answer.refused, "", ""))
    certainty = review.certainty(answer)
    shared = multiples_axis(outcome)
    axis = shared or own_axis(answer.estimate, outcome)
    level = STEPS[certainty.level]
    return AnswerRow(
        answer,
        outcome,
        url,
        name,
        stated(answer, review, certainty),
        certainty,
        tuple(step < level for step in range(4)),
        people_and_trials(answer.estimate),
        answer_picture(answer.estimate, outcome, axis),
        pooled=answer.estimate.k >= 2,
        own_axis=shared is None,
    )
