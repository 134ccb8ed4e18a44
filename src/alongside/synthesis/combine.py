"""Several rows of one trial as one: its arms, its sub-samples, its instruments.

`combine_arms` works on what was printed, before effect sizes; `combine_strata`, `average` and `weigh_together` on
effect sizes. Each adds the step that says what was done. Which rows are put together is decided in `selection`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from alongside.errors import UsageError
from alongside.evidence import ClusterDesign, Contrast, Counts, EffectSize, Means, Recovery

__all__ = ["CombinedContrast", "average", "combine_arms", "combine_strata", "weigh_together"]


LEAST_SHARE = 0.9
"""How much smaller the comparator may be in one row than in another. Available cases differ by a few people from one
comparison to the next; more than a tenth is another comparator, or a slip."""

NEAR = 0.25
"""Standard deviations by which the mean may move when so few people are missing."""

WORDS = {
    "higher_is_better": "direction",
    "scale": "unit",
    "cluster": "the groups that were randomised",
    "arm2": "comparator",
}


@dataclass(frozen=True, slots=True)
class CombinedContrast(Contrast):
    """A contrast made of several, with the step that made it and their ids; `recover` hands both on."""

    steps: tuple[Recovery, ...] = ()
    combined: tuple[str, ...] = ()


def combine_arms(contrasts: Sequence[Contrast]) -> CombinedContrast:
    """Two or more arms of one trial against the comparator that they share, as one arm.

    Counts are added up; means and standard deviations are put together as if all people had been in one group (Cochrane
    Handbook table 6.5.a). What is not printed for every arm, and every printed effect, is left out of the result,
    because none of it holds for the arms together. A missing SD leaves the combined one missing. Where the rows print
    the comparator with different numbers of people, up to a tenth apart, the fullest serves, and the step says so.

    Raises
    ------
    UsageError : fewer than two contrasts, contrasts that are not of one study, outcome, instrument, time, direction,
        unit, cluster design and comparator, the same arm twice, or no counts or means that all of them have.

    >>> one = Contrast("a/1", "a", "x", "i", True, arm1="group", means=Means(10, 5.0, 2.0, 20, 4.0, 2.0))
    >>> two = Contrast("a/2", "a", "x", "i", True, arm1="phone", means=Means(10, 7.0, 2.0, 20, 4.0, 2.0))
    >>> both = combine_arms([one, two])
    >>> both.means.n1, both.means.mean1, round(both.means.sd1, 3)
    (20, 6.0, 2.2)
    """
    if len(contrasts) < 2:
        raise UsageError("combining arms needs two contrasts or more")
    template = contrasts[0]
    ids = tuple(contrast.id for contrast in contrasts)
    for name in ("study", "outcome", "instrument", "weeks", "stratum", "higher_is_better", "scale", "arm2", "cluster"):
        values = {_shown(getattr(contrast, name)) for contrast in contrasts}
        if len(values) > 1:
            differ = f"differ in {WORDS.get(name, name)}: {', '.join(sorted(values))}"
            raise UsageError(f"{', '.join(ids)}: cannot combine arms that {differ}")
    arms = tuple(contrast.arm1 for contrast in contrasts)
    if len(set(arms)) < len(arms):
        raise UsageError(f"{', '.join(ids)}: the same arm stands here twice: {', '.join(arms)}")
    counts = _summed([contrast.counts for contrast in contrasts], ids)
    means = _pooled([contrast.means for contrast in contrasts], ids)
    if counts is None and means is None:
        raise UsageError(f"{', '.join(ids)}: neither counts nor means are printed for all of these arms")
    step = Recovery(
        "arms together",
        f"arms {' and '.join(arms)} against the comparator that they share, as one arm{_fullest_row(contrasts)}",
        "The arms offered the same kind of support.",
        "Cochrane Handbook 23.3.4, table 6.5.a",
    )
    people = [contrast.n1 for contrast in contrasts]
    plain = {name: getattr(template, name) for name in Contrast.__dataclass_fields__}
    merged = plain | {
        "id": "+".join(ids),
        "arm1": "+".join(arms),
        "n1": sum(n for n in people if n is not None) if None not in people else None,
        "n_total": None,
        "counts": counts,
        "means": means,
        "effect": None,
        "adjusted": False,
        "prefer": template.prefer if template.prefer != "effect" else "",
        "anchors": tuple(anchor for contrast in contrasts for anchor in contrast.anchors),
    }
    return CombinedContrast(**merged, steps=(step,), combined=ids)


def _summed(tables: Sequence[Counts | None], ids: tuple[str, ...]) -> Counts | None:
    complete = [table for table in tables if table is not None]
    if len(complete) < len(tables):
        return None
    comparator = _comparator(complete, [(table.events2, table.n2) for table in complete], ids)
    return replace(comparator, events1=sum(table.events1 for table in complete), n1=sum(table.n1 for table in complete))


def _pooled(arms: Sequence[Means | None], ids: tuple[str, ...]) -> Means | None:
    complete = [arm for arm in arms if arm is not None]
    if len(complete) < len(arms):
        return None
    comparator = _comparator(complete, [(arm.n2, arm.mean2, arm.sd2) for arm in complete], ids)
    total = replace(complete[0], n2=comparator.n2, mean2=comparator.mean2, sd2=comparator.sd2)
    for arm in complete[1:]:
        n = total.n1 + arm.n1
        mean = (total.n1 * total.mean1 + arm.n1 * arm.mean1) / n
        sd = None
        if total.sd1 is not None and arm.sd1 is not None and min(total.n1, arm.n1) >= 1:
            within = (total.n1 - 1) * total.sd1**2 + (arm.n1 - 1) * arm.sd1**2
            between = total.n1 * arm.n1 / n * (total.mean1 - arm.mean1) ** 2
            sd = math.sqrt((within + between) / (n - 1))
        total = replace(total, n1=n, mean1=mean, sd1=sd)
    return total


Printed = TypeVar("Printed", Counts, Means)


def _comparator(
    rows: Sequence[Printed], comparators: Sequence[tuple[float | None, ...]], ids: tuple[str, ...]
) -> Printed:
    """The row whose comparator serves for all: where available cases differ a little from arm to arm, the fullest."""
    fullest = max(rows, key=lambda row: row.n2)
    if len(set(comparators)) > 1 and not all(row is fullest or _available_cases(row, fullest) for row in rows):
        shown = "; ".join(str(comparator) for comparator in dict.fromkeys(comparators))
        raise UsageError(f"{', '.join(ids)}: the shared comparator's numbers differ between the rows: {shown}")
    return fullest


def _available_cases(row: Printed, fullest: Printed) -> bool:
    """Whether the comparator of a row may be that of the fullest with a few people missing."""
    if isinstance(row, Counts) and isinstance(fullest, Counts):
        if (row.events2, row.n2) == (fullest.events2, fullest.n2):
            return True
        close = abs(fullest.events2 - row.events2) <= fullest.n2 - row.n2
    elif isinstance(row, Means) and isinstance(fullest, Means):
        if (row.n2, row.mean2, row.sd2) == (fullest.n2, fullest.mean2, fullest.sd2):
            return True
        close = abs(fullest.mean2 - row.mean2) <= NEAR * max(fullest.sd2 or 0.0, row.sd2 or 0.0)
    else:
        return False
    return close and LEAST_SHARE * fullest.n2 <= row.n2 < fullest.n2


def _fullest_row(contrasts: Sequence[Contrast]) -> str:
    """What is said where the rows print the comparator with different numbers of people."""
    people = sorted({row.n2 for contrast in contrasts for row in (contrast.counts, contrast.means) if row is not None})
    if len(people) < 2:
        return ""
    return f"; its people as in the row that has most of them ({people[-1]:g}; another row has {people[0]:g})"


def _shown(value: object) -> str:
    if isinstance(value, ClusterDesign):
        size = "not printed" if value.average_size is None else f"{value.average_size:g}"
        return f"groups of {size}"
    return str(value)


def combine_strata(effects: Sequence[EffectSize]) -> EffectSize:
    """Sub-samples of one trial, each with its own randomised arms, as one: the inverse-variance mean.

    The sub-samples share no people, so that the variance is 1/Σ(1/vi) (Borenstein 2009, ch. 23). Their people add up.

    Raises
    ------
    UsageError : no effect, or effects of several studies or measures.
    """
    _of_one_study(effects, "sub-samples")
    if len(effects) == 1:
        return effects[0]
    weights = [1 / effect.vi for effect in effects]
    yi = sum(weight * effect.yi for weight, effect in zip(weights, effects, strict=True)) / sum(weights)
    people = [effect.n for effect in effects]
    step = Recovery(
        "sub-samples together",
        f"the mean of {len(effects)} sub-samples, each weighted by the inverse of its variance",
        "The sub-samples share no people and have one true effect.",
        "Borenstein et al. 2009, Introduction to Meta-Analysis, ch. 23",
    )
    n = None if None in people else sum(n for n in people if n is not None)
    return _one(effects, yi, 1 / sum(weights), n, step)


def average(effects: Sequence[EffectSize], *, rho: float) -> EffectSize:
    """Several instruments of one trial, measured in the same people, as one: the plain mean.

    Its variance is (Σ vi + Σ rho √(vi vj) over all i ≠ j)/m² for m effects (Borenstein 2009, ch. 24, eq. 24.5).

    Parameters
    ----------
    rho : assumed correlation between any two of the instruments, from −1/(m − 1) to 1.

    Raises
    ------
    UsageError : no effect, effects of several studies or measures, or a correlation that cannot be.

    >>> a = EffectSize("t/1", "t", "SMD", 0.2, 0.04, 100)
    >>> b = EffectSize("t/2", "t", "SMD", 0.4, 0.04, 90)
    >>> both = average([a, b], rho=0.5)
    >>> round(both.yi, 2), round(both.vi, 3), both.n
    (0.3, 0.03, 100)
    """
    _of_one_study(effects, "instruments")
    m = len(effects)
    if not -1 <= rho <= 1 or (m > 1 and rho < -1 / (m - 1)):
        raise UsageError(f"rho={rho!r} cannot be a correlation between each two of {m} instruments")
    if m == 1:
        return effects[0]
    variances = sum(effect.vi for effect in effects)
    errors = sum(math.sqrt(effect.vi) for effect in effects)
    vi = ((1 - rho) * variances + rho * errors**2) / m**2
    if vi <= 1e-12 * variances:  # 0 but for rounding
        raise UsageError(f"rho={rho!r} would leave the mean of {m} instruments without any error")
    people = [effect.n for effect in effects if effect.n is not None]
    step = Recovery(
        "mean of instruments",
        f"the mean of {m} instruments that the same people answered",
        f"Each two of them correlate at {rho:g}.",
        "Borenstein et al. 2009, Introduction to Meta-Analysis, ch. 24",
    )
    return _one(effects, sum(effect.yi for effect in effects) / m, vi, max(people, default=None), step)


def weigh_together(effects: Sequence[EffectSize], shares: Sequence[float], vi: float, *, rho: float) -> EffectSize:
    """All results of one trial as a model of correlated effects weighs them; a single one as it is.

    Parameters
    ----------
    shares : of each effect in the mean, adding to 1. vi : the sampling variance of that mean.
    """
    _of_one_study(effects, "results")
    if len(effects) == 1:
        return effects[0]
    people = [effect.n for effect in effects if effect.n is not None]
    step = Recovery(
        "results together",
        f"the mean of {len(effects)} results of the same people, as the model weighs them",
        f"Each two of them correlate at {rho:g}.",
        "Pustejovsky & Tipton 2022, Prev Sci 23:425",
    )
    yi = sum(share * effect.yi for share, effect in zip(shares, effects, strict=True))
    return _one(effects, yi, vi, max(people, default=None), step)


def _of_one_study(effects: Sequence[EffectSize], what: str) -> None:
    if not effects:
        raise UsageError(f"combining {what} needs at least one effect")
    for name in ("study", "measure"):
        values = sorted({str(getattr(effect, name)) for effect in effects})
        if len(values) > 1:
            raise UsageError(f"{what} to combine differ in {name}: {', '.join(values)}")


def _one(effects: Sequence[EffectSize], yi: float, vi: float, n: float | None, step: Recovery) -> EffectSize:
    """The effects as one; steps that several share stand once."""
    steps = tuple(dict.fromkeys(each for effect in effects for each in effect.steps))
    ids = tuple(dict.fromkeys(i for effect in effects for i in effect.results))
    leading = effects[0]
    return EffectSize(
        "+".join(effect.contrast for effect in effects), leading.study, leading.measure, yi, vi, n, (*steps, step), ids
    )
