"""The trials of an outcome that measured it at two times: from these a plan takes how long an effect lasts."""

from __future__ import annotations

from alongside.evidence import Contrast, EffectSize
from alongside.planning import TwoTimes
from alongside.publishing.review import Review
from alongside.synthesis.answers import MAIN_COMPARATOR

__all__ = ["two_times"]

WEEKS_A_YEAR = 365.25 / 7

LEAST_WEEKS = 13
"""Between the two times: a quarter. From less, a share of a whole year is mostly noise raised to a high power."""


def two_times(review: Review, outcome: str) -> list[TwoTimes]:
    """One pair a trial, by id: of the instrument with the widest gap, its first and its last time.

    Only results that an answer may use, against nothing or usual care; arms of one trial are not put together here, so
    of several contrasts at one time the first by id counts.
    """
    by_trial: dict[str, dict[str, dict[float, EffectSize]]] = {}
    for name in sorted(review.contrasts):
        contrast, effect = review.contrasts[name], review.effects.get(name)
        if not isinstance(effect, EffectSize) or not _counts(contrast, outcome) or contrast.weeks is None:
            continue
        times = by_trial.setdefault(contrast.study, {}).setdefault(contrast.instrument, {})
        times.setdefault(contrast.weeks, effect)
    pairs = []
    for study, instruments in sorted(by_trial.items()):
        # The name settles a tie, so that the same evidence gives the same plan.
        times = max(sorted(instruments.items()), key=lambda item: max(item[1]) - min(item[1]))[1]
        earliest, last = min(times), max(times)
        if last - earliest >= LEAST_WEEKS:
            early, late = times[earliest], times[last]
            pairs.append(TwoTimes(study, early.yi, late.yi, early.vi, late.vi, (last - earliest) / WEEKS_A_YEAR))
    return pairs


def _counts(contrast: Contrast, outcome: str) -> bool:
    return contrast.outcome == outcome and contrast.use == "main" and contrast.comparator_class == MAIN_COMPARATOR
