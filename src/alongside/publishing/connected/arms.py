"""Each trial of an outcome with its two arms, whatever it compared support with; what cannot enter is named.

A trial enters once: with the comparison of the main answer, else the first of the other comparators. A second one
shares the arm with support, and without its covariance it would count those people twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.evidence import Answer, Arm
from alongside.publishing.likeness.describing import unique_labels
from alongside.publishing.review import Review
from alongside.words.labels import lowered

__all__ = ["Compared", "LeftOut", "compared"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One trial: its effect (arm 1 against arm 2) with its variance, people, and both arms."""

    study: str
    label: str
    effect: float
    variance: float
    people: float | None
    support: Arm
    comparator: Arm
    comparator_class: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A trial that does not enter, and why."""

    study: str
    label: str
    reason: str


def compared(review: Review, outcome: str) -> tuple[tuple[Compared, ...], tuple[LeftOut, ...]]:
    """The trials of an outcome that can be compared through their arms, and those that cannot."""
    arms = {arm.id: arm for arm in review.arms}
    rows: dict[str, Compared] = {}
    left_out: list[LeftOut] = []
    answers = [a for a in review.answers if a.outcome == outcome and set(a.by) <= {"comparator"}]
    answers.sort(key=lambda answer: answer.by.get("comparator", ""))
    studies = [w.effect.study for a in answers if a.estimate is not None for w in a.estimate.studies]
    labels = unique_labels((study, review.studies[study].label) for study in dict.fromkeys(studies))
    for answer in answers:
        for row in _of_answer(answer, review, arms, labels):
            if row.study in rows:
                reason = f"its comparison with another arm ({_comparator(review, answer)}) shares the arm with support"
                left_out.append(LeftOut(row.study, row.label, reason))
            elif isinstance(row, LeftOut):
                left_out.append(row)
            else:
                rows[row.study] = row
    return tuple(rows.values()), tuple(left_out)


def _of_answer(
    answer: Answer, review: Review, arms: dict[str, Arm], labels: dict[str, str]
) -> list[Compared | LeftOut]:
    rows: list[Compared | LeftOut] = []
    for weighted in answer.estimate.studies if answer.estimate is not None else ():
        effect, label = weighted.effect, labels[weighted.effect.study]
        contrasts = [review.contrasts[name] for name in effect.results]
        sides = [
            {arms[c.arm1] for c in contrasts if c.arm1 in arms},
            {arms[c.arm2] for c in contrasts if c.arm2 in arms},
        ]
        if not sides[0] or not sides[1]:
            rows.append(LeftOut(effect.study, label, "its arms are not described"))
        elif len({arm.form for arm in sides[0]}) > 1:
            rows.append(LeftOut(effect.study, label, "arms with different forms of support were put together in it"))
        else:
            support, comparator = (min(side, key=lambda arm: arm.id) for side in sides)
            kind = contrasts[0].comparator_class
            rows.append(Compared(effect.study, label, effect.yi, effect.vi, effect.n, support, comparator, kind))
    return rows


def _comparator(review: Review, answer: Answer) -> str:
    return lowered(review.codebook.code("comparator", answer.by.get("comparator", "nothing_or_usual")).label)
