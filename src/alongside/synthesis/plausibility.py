"""Numbers that are asked about, never blocked: what is possible, but more often a slip of the pen.

An effect far from all others of its outcome, a standard error typed for a standard deviation, a decimal point that
moved, two trials with the very same numbers. Each question says what was seen and what it may be.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alongside.evidence import Contrast, EffectSize, Outcome

__all__ = ["Question", "questions_about"]

LARGE_ARM = 100_000
"""People in one arm of a trial of support; the largest that is known had a few thousand."""

STANDARDISED, RATIO = 2.0, math.log(10)
"""How far an effect may lie from the median of the others: two standard deviations, a factor of ten."""

HUGE = 3.0
"""A standardised difference that no support was ever found to make; alone it is asked about too."""


@dataclass(frozen=True, slots=True)
class Question:
    """`code` names the kind ("far", "sd", "point", "same", "large", "side"); `contrasts` are those it is about."""

    code: str
    contrasts: tuple[str, ...]
    text: str


def questions_about(
    contrasts: Iterable[Contrast], effects: Mapping[str, EffectSize], outcomes: Mapping[str, Outcome]
) -> list[Question]:
    """What should be looked at, by outcome. `effects` are those that could be worked out, by contrast.

    >>> from alongside.evidence import Means
    >>> mood = Outcome("mood", "Mood", "m", "SMD", higher_is_better=True)
    >>> rows = [Contrast(f"{t}/1", t, "mood", "mood", True, means=Means(60, 11, sd, 62, 12, sd))
    ...         for t, sd in (("a", 4.2), ("b", 5.0), ("c", 0.65))]
    >>> [question.text for question in questions_about(rows, {}, {"mood": mood})]
    ['c: the SD of 0.65 is 0.14 of what the others print (4.6); was a standard error typed?']
    """
    of_outcome: dict[str, list[Contrast]] = defaultdict(list)
    for contrast in contrasts:
        if contrast.outcome in outcomes and contrast.use == "main":
            of_outcome[contrast.outcome].append(contrast)
    questions: list[Question] = []
    for outcome_id, rows in of_outcome.items():
        asked_about = list(_standard_deviations(rows)) + list(_points(rows))
        doubtful = {name for question in asked_about for name in question.contrasts}
        undoubted = [row for row in rows if row.id not in doubtful]
        questions += [*asked_about, *_far(undoubted, effects, outcomes[outcome_id])]
        questions += [*_same(rows), *_large(rows), *_sides(rows)]
    return questions


def _standard_deviations(rows: Sequence[Contrast]) -> Iterator[Question]:
    by_instrument: dict[str, dict[str, float]] = defaultdict(dict)
    people: dict[str, float] = {}
    for row in rows:
        if row.means and row.means.sd1 and row.means.sd2:
            by_instrument[row.instrument][row.id] = math.sqrt(row.means.sd1 * row.means.sd2)
            people[row.id] = row.means.n1
    study = {row.id: row.study for row in rows}
    for deviations in by_instrument.values():
        for name, deviation in deviations.items():
            others = [value for contrast_id, value in deviations.items() if study[contrast_id] != study[name]]
            if len(others) < 2:
                continue
            usual = statistics.median(others)
            part = deviation / usual
            if part < 1 / 3 or part > 3:
                as_error = part < 1 / 3 and 0.4 <= deviation * math.sqrt(people[name]) / usual <= 2.5
                guess = "was a standard error typed?" if as_error else "is it right?"
                text = f"the SD of {deviation:.3g} is {part:.2g} of what the others print ({usual:.3g}); {guess}"
                yield Question("sd", (name,), f"{study[name]}: {text}")


def _points(rows: Sequence[Contrast]) -> Iterator[Question]:
    """A mean ten times, or a tenth of, the trial's other arm or what the others print."""
    for row in rows:
        means = row.means
        if means is None or means.mean1 <= 0 or means.mean2 <= 0:
            continue
        ratio = means.mean1 / means.mean2
        if not 1 / 7 <= ratio <= 7:
            text = f"means of {means.mean1:g} and {means.mean2:g} in one trial; did a decimal point move?"
            yield Question("point", (row.id,), f"{row.study}: {text}")


def _far(rows: Sequence[Contrast], effects: Mapping[str, EffectSize], outcome: Outcome) -> Iterator[Question]:
    effects_by_row = {row.id: effects[row.id] for row in rows if row.id in effects}
    if outcome.measure == "MD":
        return
    bound = STANDARDISED if outcome.measure == "SMD" else RATIO
    for name, effect in effects_by_row.items():
        others = [compared.yi for compared in effects_by_row.values() if compared.study != effect.study]
        usual = statistics.median(others) if len(others) >= 2 else None
        if outcome.measure == "SMD" and abs(effect.yi) > HUGE and (usual is None or abs(usual) < HUGE):
            beside = f" beside {usual:.2f}" if usual is not None else ""
            text = f"a standardised difference of {effect.yi:.2f}{beside}; are these standard deviations?"
        elif usual is not None and abs(effect.yi - usual) > max(bound, 3 * math.sqrt(effect.vi)):
            shown, middle = (
                (f"{effect.yi:.2f}", f"{usual:.2f}")
                if outcome.measure == "SMD"
                else (f"a ratio of {math.exp(effect.yi):.3g}", f"{math.exp(usual):.3g}")
            )
            text = f"{shown}, where the others lie around {middle}; is it this outcome, in this direction?"
        else:
            continue
        yield Question("far", (name,), f"{effect.study}: {text}")


def _same(rows: Sequence[Contrast]) -> Iterator[Question]:
    printed: dict[object, list[Contrast]] = defaultdict(list)
    for row in rows:
        numbers = row.means or row.counts
        if numbers is not None:
            printed[numbers].append(row)
    for sharing in printed.values():
        studies = sorted({row.study for row in sharing})
        if len(studies) > 1:
            text = f"{' and '.join(studies)} print the very same numbers; are they one trial?"
            yield Question("same", tuple(row.id for row in sharing), text)


def _large(rows: Sequence[Contrast]) -> Iterator[Question]:
    for row in rows:
        sizes = [size for size in (row.n1, row.n2) if size is not None]
        if sizes and max(sizes) > LARGE_ARM:
            yield Question(
                "large", (row.id,), f"{row.study}: {max(sizes):,.0f} people in one arm; is that a number of people?"
            )


def _sides(rows: Sequence[Contrast]) -> Iterator[Question]:
    """Counts of one event that is better in one row and worse in another."""
    by_event: dict[str, list[Contrast]] = defaultdict(list)
    for row in rows:
        if row.counts is not None:
            by_event[row.instrument].append(row)
    for event, sharing in by_event.items():
        better = [row for row in sharing if row.higher_is_better]
        worse = [row for row in sharing if row.higher_is_better is False]
        if better and worse:
            fewer = min((better, worse), key=len)
            studies = ", ".join(sorted({row.study for row in fewer}))
            side = "better" if fewer is better else "worse"
            text = f"{studies}: “{event}” counts as {side} here and the other way elsewhere; is it the same event?"
            yield Question("side", tuple(row.id for row in fewer), text)
