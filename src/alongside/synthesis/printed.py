"""A printed effect as an estimate with its standard error, and how many digits a printed number shows.

Ratios are taken to logarithms first; all that follows is done on that scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from scipy import special

from alongside.errors import InputError
from alongside.evidence import PrintedEffect, Recovery
from alongside.evidence.contrasts import PRINTED_RATIOS

__all__ = ["CannotRecover", "Found", "half_unit", "is_uneven", "with_standard_error"]

SMALL_ARM = 60
"""With fewer people in an arm the interval of a difference of means was calculated with t (Handbook 6.5.2.3)."""

UNEVEN = 0.1
"""An interval whose halves differ by more than this share of its width is called uneven, if rounding cannot explain it.
Bootstrap intervals and ratios printed as differences lie past it: of the packaged results, two (0.11 and 0.14)."""


class CannotRecover(Exception):  # noqa: N818 (a reason on its way to a Refusal, never an error that leaves the engine)
    """An effect size cannot be worked out; the text is the reason, one plain sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """An effect in `measure` (logarithms for ratios) with its standard error, and the steps that led to it."""

    measure: str
    yi: float
    se: float
    steps: tuple[Recovery, ...] = ()

    def then(self, step: Recovery, *, yi: float, se: float, measure: str | None = None) -> Found:
        """The effect after one more step."""
        return replace(self, measure=measure or self.measure, yi=yi, se=se, steps=(*self.steps, step))


def half_unit(*values: float | None) -> float:
    """Half of the last digit that numbers printed together show; the most digits of any count for all.

    >>> half_unit(0.66, 0.4, 0.99), half_unit(7, -3, 16)
    (0.005, 0.5)
    """
    shown = [format(value, ".12g") for value in values if value is not None]
    decimals = max(0 if "e" in text or "." not in text else len(text.split(".")[1]) for text in shown)
    return 0.5 * 10.0**-decimals


def with_standard_error(
    effect: PrintedEffect, people: tuple[float, float] | None, *, clustered: bool = False, where: str = ""
) -> Found:
    """Estimate and standard error of what was printed: from the interval, else from p, else (SMD) from the numbers.

    Parameters
    ----------
    people : numbers in both arms, where known: then small trials' differences of means use t with n1 + n2 − 2 degrees
        of freedom instead of the normal distribution. Not so for trials of clusters, where that number is not theirs.
    where : the contrast, for messages.

    Raises
    ------
    CannotRecover : there is neither an interval nor a p value that says how precise the estimate is.
    InputError : a ratio of 0 or less, or an interval that does not hold its estimate.

    >>> found = with_standard_error(PrintedEffect("OR", 0.66, 0.43, 0.99), None)
    >>> round(found.yi, 3), round(found.se, 3)
    (-0.416, 0.213)
    """
    _check(effect, where)
    yi = _scaled(effect, effect.value)
    measure, named = _named(effect.measure)
    start = Found(measure, yi, math.nan, named)
    if effect.ci_low is not None and effect.ci_high is not None:
        return _from_interval(start, effect, people, clustered=clustered)
    if effect.p is not None:
        return _from_p(start, effect, people, clustered=clustered)
    if effect.measure == "SMD" and people is not None:
        n1, n2 = people
        step = Recovery(
            "standard error",
            f"from {n1:g} and {n2:g} people: the square root of 1/n1 + 1/n2 + g²/(2(n1 + n2))",
            "The difference was standardised by the standard deviation between people, without an adjustment that "
            "would have made it more precise.",
            "Hedges 1982, Psychol Bull 92:490",
        )
        return start.then(step, yi=yi, se=math.sqrt(1 / n1 + 1 / n2 + yi**2 / (2 * (n1 + n2))))
    raise CannotRecover("The effect is printed without an interval or a p value, so its precision is unknown.")


def _from_interval(
    start: Found, effect: PrintedEffect, people: tuple[float, float] | None, *, clustered: bool
) -> Found:
    assert effect.ci_low is not None
    assert effect.ci_high is not None
    low, high = _scaled(effect, effect.ci_low), _scaled(effect, effect.ci_high)
    if high <= low:
        raise CannotRecover("The printed interval has no width, so its precision is unknown.")
    small = people is not None and min(people) < SMALL_ARM and sum(people) > 2
    df = sum(people) - 2 if people and small and effect.measure == "MD" and not clustered else None
    quantile = _quantile((1 + effect.level) / 2, df)
    logs = effect.measure in PRINTED_RATIOS
    scale = " on the scale of logarithms" if logs else ""
    interval = f"{effect.level * 100:g} % interval {effect.ci_low:g} to {effect.ci_high:g}"
    step = Recovery(
        "standard error",
        f"the width of the printed {interval}{scale}, divided by 2 × {quantile:.4g}",
        " ".join([_distribution("The interval was calculated", df), *_uneven(start.yi, low, high, effect)]),
        f"Cochrane Handbook {'6.3.2' if logs else '6.5.2.3' if effect.measure == 'MD' else '6.3.1'}",
    )
    return start.then(step, yi=start.yi, se=(high - low) / (2 * quantile))


def _from_p(start: Found, effect: PrintedEffect, people: tuple[float, float] | None, *, clustered: bool) -> Found:
    assert effect.p is not None
    if effect.p <= 0:
        raise CannotRecover("The p value is printed as 0, which does not say how precise the effect is.")
    if effect.p >= 1 or start.yi == 0:
        raise CannotRecover("No difference was found, and its p value cannot say how precise that is.")
    of_means = effect.measure in {"MD", "SMD"}
    df = sum(people) - 2 if people and sum(people) > 2 and of_means and not clustered else None
    quantile = _quantile(1 - effect.p / 2, df)
    logs = effect.measure in PRINTED_RATIOS
    step = Recovery(
        "standard error",
        f"the {'logarithm of the ' if logs else ''}estimate divided by {quantile:.4g}, "
        f"which belongs to the printed p = {effect.p:g}",
        "The p value is two-sided, belongs to this estimate, and is exact, not a bound such as p < 0.05. "
        + _distribution("It was calculated", df),
        f"Cochrane Handbook {'6.3.2' if logs else '6.5.2.3' if of_means else '6.3.1'}",
    )
    return start.then(step, yi=start.yi, se=abs(start.yi) / quantile)


def _distribution(what: str, df: float | None) -> str:
    if df is None:
        return f"{what} with the normal distribution."
    return f"{what} with the t distribution with {df:g} degrees of freedom (n1 + n2 − 2)."


def is_uneven(effect: PrintedEffect) -> bool:
    """Whether the halves of its interval differ by more than `UNEVEN` of the width, and more than rounding explains.

    >>> is_uneven(PrintedEffect("OR", 0.66, 0.43, 0.99)), is_uneven(PrintedEffect("MD", 1.0, 0.0, 5.0))
    (False, True)
    """
    if effect.ci_low is None or effect.ci_high is None:
        return False
    yi, low, high = (_scaled(effect, value) for value in (effect.value, effect.ci_low, effect.ci_high))
    # Each half has two rounded ends. For ratios a rounding of h moves the logarithm of x by h/x.
    half = half_unit(effect.value, effect.ci_low, effect.ci_high)
    if effect.measure in PRINTED_RATIOS:
        rounding = half * (2 / effect.value + 1 / effect.ci_low + 1 / effect.ci_high)
    else:
        rounding = 4 * half
    return abs((high - yi) - (yi - low)) > max(UNEVEN * (high - low), rounding)


def _uneven(yi: float, low: float, high: float, effect: PrintedEffect) -> list[str]:
    """A sentence where the halves of the interval differ more than rounding explains."""
    if not is_uneven(effect):
        return []
    below, above = yi - low, high - yi
    return [
        f"The estimate does not stand in the middle ({below:.3g} below, {above:.3g} above); only the width is used."
    ]


def _named(measure: str) -> tuple[str, tuple[Recovery, ...]]:
    """The measure that is meant, and the steps that say so."""
    if measure == "PR":
        step = Recovery(
            "risk ratio",
            "the printed prevalence ratio is taken as a risk ratio",
            "Both are the ratio of the shares of people with the event in the two arms.",
            "Cochrane Handbook 6.4.1.2",
        )
        return "RR", (step,)
    if measure == "SMD":
        step = Recovery(
            "Hedges' g",
            "the printed standardised difference is taken as Hedges' g",
            "Where it is Cohen's d it is too large by a factor that nears 1 with the number of people (2 % at 40).",
            "Hedges 1981, J Educ Stat 6:107",
        )
        return "SMD", (step,)
    return measure, ()


def _check(effect: PrintedEffect, where: str) -> None:
    numbers = [value for value in (effect.value, effect.ci_low, effect.ci_high) if value is not None]
    path = where or None
    if not all(math.isfinite(value) for value in numbers):
        raise InputError("expected finite numbers", path=path, column="effect")
    if effect.measure in PRINTED_RATIOS and min(numbers) <= 0:
        raise InputError(f"expected a ratio above 0, found {min(numbers):g}", path=path, column="effect")
    if effect.ci_low is not None and effect.value < effect.ci_low:
        contradiction = f"{effect.value:g} is below {effect.ci_low:g}"
        raise InputError(f"expected an interval that holds its estimate; {contradiction}", path=path, column="ci_low")
    if effect.ci_high is not None and effect.value > effect.ci_high:
        contradiction = f"{effect.value:g} is above {effect.ci_high:g}"
        raise InputError(f"expected an interval that holds its estimate; {contradiction}", path=path, column="ci_high")


def _scaled(effect: PrintedEffect, value: float) -> float:
    return math.log(value) if effect.measure in PRINTED_RATIOS else value


def _quantile(level: float, df: float | None) -> float:
    return float(special.ndtri(level) if df is None else special.stdtrit(df, level))
