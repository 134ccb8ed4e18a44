"""Whether what a report prints agrees with what it counted: recompute one from the other, and say how far they differ.

The estimate and its interval are worked out from the counts or the means, by each way in which reports usually do it,
and the nearest is kept. Verdicts, from near to far:

- "agrees": every printed number is the recomputed one, rounded to its printed digits;
- "rounding": the printed digits of the counts, means and SDs explain the rest, or the estimate and the interval's width
  differ by no more than 5 % of the standard error and of the width;
- "adjusted": the printed effect is from a model (or the report leaves that open, or clusters were randomised), and
  differs by no more than one standard error, with an interval of half to twice the recomputed width (clusters may widen
  it by more);
- "contradicts": all else. A person should look.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from scipy import special

from alongside.errors import InputError
from alongside.evidence import Contrast, Counts, Means
from alongside.evidence.contrasts import PRINTED_RATIOS
from alongside.synthesis.effect_sizes import effect_size
from alongside.synthesis.printed import half_unit

__all__ = ["Check", "check"]

SMALL = 0.05
"""Share of the standard error (estimate) or of the width (interval) below which a difference changes no conclusion."""

MODERATE = 1.0
"""Standard errors by which adjusting for baseline may move the estimate of a randomised trial."""

Interval = tuple[float, float, float]
"""Estimate, lower and upper limit; on the scale of logarithms for ratios."""


@dataclass(frozen=True, slots=True)
class Check:
    """One printed effect against the same recomputed.

    `printed` and `recomputed` are (estimate, lower, upper) as reports print them (ratios, not logarithms); limits are
    None where they are not printed. `apart` is the difference of the estimates in recomputed standard errors (on the
    scale of logarithms for ratios), `wider` the printed interval's width over the recomputed one. `way` says how it was
    recomputed, and `sentence` all of it in words.
    """

    contrast: str
    measure: str
    basis: str  # "counts" or "means"
    way: str
    printed: tuple[float, float | None, float | None]
    recomputed: tuple[float, float, float]
    apart: float
    wider: float | None
    verdict: str

    @property
    def sentence(self) -> str:
        """The finding in one sentence."""
        scale = "" if self.measure not in PRINTED_RATIOS else " of its logarithm"
        far = abs(self.apart)
        errors = "less than 0.01" if 0 < far < 0.01 else f"{far:.2g}" if far < 100 else f"{far:.0f}"
        apart = f"{errors} standard errors{scale}" if math.isfinite(far) else "without end"
        return (
            f"Printed {self.measure} {_shown(self.printed)}; from the {self.basis} {_shown(self.recomputed)} "
            f"({self.way}): {self.verdict}, {apart} apart."
        )


def check(contrast: Contrast) -> Check | None:
    """The printed effect of `contrast` against its counts or means; None where there is nothing to hold it against.

    >>> from alongside.evidence import PrintedEffect
    >>> trial = Contrast("a/1", "a", "x", "stay", False, counts=Counts(10, 100, 20, 100),
    ...                  effect=PrintedEffect("RR", 0.5, 0.25, 1.01))
    >>> check(trial).verdict
    'agrees'
    """
    effect = contrast.effect
    if effect is None:
        return None
    level = effect.level
    if contrast.counts is not None and effect.measure in {"OR", "RR", "PR", "RD"}:
        basis, variants = "counts", _of_counts(contrast.counts, effect.measure, level)
    elif _complete(contrast.means) and effect.measure in {"MD", "SMD"}:
        assert contrast.means is not None
        basis, variants = "means", _of_means(contrast.means, effect.measure, level)
    else:
        return None
    if not variants:
        return None
    logs = effect.measure in PRINTED_RATIOS
    printed = (effect.value, effect.ci_low, effect.ci_high)
    half = half_unit(*printed)
    intervals = {
        basis_of_interval: tuple(_ratio(x) if logs else x for x in numbers)
        for basis_of_interval, numbers in variants.items()
    }
    basis_of_interval = min(intervals, key=lambda each: _distance(printed, intervals[each]))
    q = float(special.ndtri((1 + level) / 2))
    estimate, low, high = variants[basis_of_interval]
    se = (high - low) / (2 * q)
    scaled = _log if logs else float
    apart = (scaled(effect.value) - estimate) / se if se > 0 else math.inf
    wider = None
    if effect.ci_low is not None and effect.ci_high is not None:
        wider = (scaled(effect.ci_high) - scaled(effect.ci_low)) / (high - low) if high > low else math.inf
    if _within(printed, intervals[basis_of_interval], half):
        verdict = "agrees"
    elif _explained(contrast, printed, half, basis_of_interval, logs=logs) or (
        abs(apart) <= SMALL and (wider is None or abs(wider - 1) <= SMALL)
    ):
        verdict = "rounding"
    elif (
        _from_a_model(contrast) and abs(apart) <= MODERATE and _plausible(wider, clustered=contrast.cluster is not None)
    ):
        verdict = "adjusted"
    else:
        verdict = "contradicts"
    shown = intervals[basis_of_interval]
    return Check(
        contrast.id,
        effect.measure,
        basis,
        basis_of_interval,
        printed,
        (shown[0], shown[1], shown[2]),
        apart,
        wider,
        verdict,
    )


def _log(ratio: float) -> float:
    """A ratio of 0 or less is none; it is without end away from every other."""
    return math.log(ratio) if ratio > 0 else -math.inf


def _ratio(log: float) -> float:
    try:
        return math.exp(log)
    except OverflowError:
        return math.inf


def _of_counts(counts: Counts, measure: str, level: float) -> dict[str, Interval]:
    """Wald intervals; none where the measure is undefined without adding to the cells."""
    name = "RR" if measure == "PR" else measure
    try:
        sizes = effect_size(name, ai=counts.events1, n1i=counts.n1, ci=counts.events2, n2i=counts.n2, to="none")
    except InputError:
        return {}  # counts that cannot be: `recover` refuses the row, and says why
    if math.isnan(sizes.yi[0]) or sizes.vi[0] <= 0:
        return {}
    half = float(special.ndtri((1 + level) / 2)) * math.sqrt(float(sizes.vi[0]))
    yi = float(sizes.yi[0])
    return {"normal distribution": (yi, yi - half, yi + half)}


def _of_means(means: Means, measure: str, level: float) -> dict[str, Interval]:
    """Student's and Welch's t and the normal distribution for MD; Hedges' g and Cohen's d for SMD."""
    assert means.sd1 is not None
    assert means.sd2 is not None
    df = means.n1 + means.n2 - 2
    if df <= 1 or min(means.n1, means.n2) < 1 or min(means.sd1, means.sd2) < 0:
        return {}  # numbers that cannot be: `recover` refuses the row, and says why
    pooled = math.sqrt(((means.n1 - 1) * means.sd1**2 + (means.n2 - 1) * means.sd2**2) / df)
    if pooled == 0:
        return {}  # nothing to compare with: no spread, or that of one person
    columns = {
        "m1i": means.mean1,
        "sd1i": means.sd1,
        "n1i": means.n1,
        "m2i": means.mean2,
        "sd2i": means.sd2,
        "n2i": means.n2,
    }
    upper = (1 + level) / 2
    z, t = float(special.ndtri(upper)), float(special.stdtrit(df, upper))
    if measure == "SMD":
        sizes = effect_size(
            "SMD",
            m1i=columns["m1i"],
            sd1i=columns["sd1i"],
            n1i=columns["n1i"],
            m2i=columns["m2i"],
            sd2i=columns["sd2i"],
            n2i=columns["n2i"],
        )
        g, half = float(sizes.yi[0]), z * math.sqrt(float(sizes.vi[0]))
        d = (means.mean1 - means.mean2) / pooled
        return {"Hedges' g": (g, g - half, g + half), "Cohen's d": (d, d - half, d + half)}
    difference = means.mean1 - means.mean2
    v1, v2 = means.sd1**2 / means.n1, means.sd2**2 / means.n2
    pooled_se = pooled * math.sqrt(1 / means.n1 + 1 / means.n2)
    se = math.sqrt(v1 + v2)
    share = v1 / (v1 + v2)
    welch = 1 / (share**2 / max(means.n1 - 1, 1) + (1 - share) ** 2 / max(means.n2 - 1, 1))
    halves = {
        "Student's t": t * pooled_se,
        "Welch's t": float(special.stdtrit(welch, upper)) * se,
        "normal distribution": z * se,
    }
    return {name: (difference, difference - half, difference + half) for name, half in halves.items()}


def _explained(
    contrast: Contrast,
    printed: tuple[float, float | None, float | None],
    half: float,
    reached_by: str,
    *,
    logs: bool,
) -> bool:
    """Whether means and SDs that round to the printed ones reach every printed number, rounded as it is."""
    if contrast.means is None or contrast.effect is None or contrast.effect.measure not in {"MD", "SMD"}:
        return False  # counts are whole numbers and not rounded
    assert not logs
    reached = [
        variants[reached_by]
        for means in _unrounded(contrast.means)
        if reached_by in (variants := _of_means(means, contrast.effect.measure, contrast.effect.level))
    ]
    for index, value in enumerate(printed):
        if value is None:
            continue
        values = [interval[index] for interval in reached]
        if not min(values) - half <= value <= max(values) + half:
            return False
    return True


def _unrounded(means: Means) -> Iterable[Means]:
    """The corners of the box of means and SDs that round to the printed ones."""
    assert means.sd1 is not None
    assert means.sd2 is not None
    half_mean, half_sd = half_unit(means.mean1, means.mean2), half_unit(means.sd1, means.sd2)
    for a, b, c, d in itertools.product((-1, 1), repeat=4):
        yield Means(
            means.n1,
            means.mean1 + a * half_mean,
            max(0.0, means.sd1 + c * half_sd),
            means.n2,
            means.mean2 + b * half_mean,
            max(0.0, means.sd2 + d * half_sd),
        )


def _plausible(wider: float | None, *, clustered: bool) -> bool:
    """Whether a model can have made the interval so much wider or narrower."""
    return wider is None or (wider >= 0.5 and (clustered or wider <= 2))


def _from_a_model(contrast: Contrast) -> bool:
    return contrast.adjusted is not False or contrast.cluster is not None


def _complete(means: Means | None) -> bool:
    return means is not None and means.sd1 is not None and means.sd2 is not None


def _within(printed: tuple[float, float | None, float | None], interval: tuple[float, ...], half: float) -> bool:
    # A hair more than half a unit, because 0.125 printed as 0.12 and as 0.13 is both right.
    return all(p is None or abs(p - f) <= half * (1 + 1e-9) for p, f in zip(printed, interval, strict=True))


def _distance(printed: tuple[float, float | None, float | None], interval: tuple[float, ...]) -> float:
    return sum(abs(p - f) for p, f in zip(printed, interval, strict=True) if p is not None)


def _shown(numbers: tuple[float, float | None, float | None]) -> str:
    """An effect with its interval, in three digits or whole numbers.

    >>> _shown((-0.9, None, None)), _shown((1234.5, -0.3, 2000.0))
    ('−0.9', '1234 (−0.3 to 2000)')
    """
    estimate, low, high = (
        None if each is None else (f"{each:.3g}" if abs(each) < 1000 else f"{each:.0f}").replace("-", "\N{MINUS SIGN}")
        for each in numbers
    )
    return f"{estimate}" if low is None or high is None else f"{estimate} ({low} to {high})"
