"""Printed numbers of one result held against each other: estimate, interval, p value, counts, means.

What contradicts itself was misprinted or misread. It waits for a person, who says which of the numbers serve
(`Contrast.prefer`) or that it stands apart; a machine cannot know.
"""

from __future__ import annotations

import math

from alongside.evidence import Contrast, PrintedEffect
from alongside.evidence.contrasts import PRINTED_RATIOS
from alongside.synthesis.distributions import quantile, two_sided
from alongside.synthesis.effect_sizes import effect_size

__all__ = ["contradiction"]

COUNTED_RATIOS = PRINTED_RATIOS - {"HR"}

MOST_APART = 2.0
"""Standard errors between an estimate and what its own counts or means give. Both are of the same people, so that an
adjustment moves them by a part of a standard error; two are a slip."""

MOST_UNEVEN = 3.0
"""How many times longer one side of an interval may be than the other: rounding makes it uneven, a slip more so."""


def contradiction(contrast: Contrast) -> str:
    """What in the printed numbers contradicts itself, in one sentence; "" where nothing does, or where a reader has
    chosen which of them serve.

    >>> from alongside.evidence import Counts
    >>> effect = PrintedEffect("OR", 0.40, 0.20, 0.80)
    >>> contradiction(Contrast("a/1", "a", "stay", "stay", False, counts=Counts(20, 50, 10, 48), effect=effect))
    'The printed OR of 0.4 contradicts its own counts, 20 of 50 against 10 of 48, which give 2.53.'
    """
    effect = contrast.effect
    if effect is None or contrast.prefer:
        return ""
    return (
        _uneven(effect) or _against_p(effect) or _against_counts(contrast, effect) or _against_means(contrast, effect)
    )


def _on_its_scale(value: float, measure: str) -> float:
    return math.log(value) if measure in PRINTED_RATIOS else value


def _se(effect: PrintedEffect) -> float | None:
    low, high = effect.ci_low, effect.ci_high
    if low is None or high is None or high <= low or (effect.measure in PRINTED_RATIOS and low <= 0):
        return None
    width = _on_its_scale(high, effect.measure) - _on_its_scale(low, effect.measure)
    return float(width / (2 * quantile((1 + effect.level) / 2, None)))


def _uneven(effect: PrintedEffect) -> str:
    if _se(effect) is None:
        return ""
    assert effect.ci_low is not None
    assert effect.ci_high is not None
    value = _on_its_scale(effect.value, effect.measure)
    below = value - _on_its_scale(effect.ci_low, effect.measure)
    above = _on_its_scale(effect.ci_high, effect.measure) - value
    shorter, longer = sorted((below, above))
    if longer <= MOST_UNEVEN * shorter or longer - shorter <= _rounding(effect):
        return ""
    return (
        f"The printed {effect.measure} of {effect.value:g} lies far from the middle of its interval, "
        f"{effect.ci_low:g} to {effect.ci_high:g}."
    )


def _rounding(effect: PrintedEffect) -> float:
    """What rounding to the printed decimals may move on the scale of the interval, three numbers together."""
    places = max(len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in (effect.value, effect.ci_low or 0.0))
    step = 0.5 * 10.0**-places
    if effect.measure in PRINTED_RATIOS:
        smallest = min(value for value in (effect.value, effect.ci_low, effect.ci_high) if value)
        return 3 * step / smallest
    return 3 * step


def _against_p(effect: PrintedEffect) -> str:
    """p and interval on different sides of one verdict, and far from its border."""
    se = _se(effect)
    if se is None or effect.p is None or effect.p <= 0:
        return ""
    z = abs(_on_its_scale(effect.value, effect.measure)) / se
    p = float(two_sided(z, None))
    border = 1 - effect.level
    if (p < border) == (effect.p < border) or 0.5 <= (p + 1e-12) / effect.p <= 2 or abs(p - effect.p) < 0.03:
        return ""
    return (
        f"The printed p of {effect.p:g} contradicts the interval {effect.ci_low:g} to {effect.ci_high:g}, "
        f"which gives about {p:.2g}."
    )


def _against_counts(contrast: Contrast, effect: PrintedEffect) -> str:
    counts = contrast.counts
    if counts is None or effect.measure not in COUNTED_RATIOS:
        return ""
    cells = (counts.events1, counts.n1 - counts.events1, counts.events2, counts.n2 - counts.events2)
    if min(cells) <= 0:
        return ""
    measure = "OR" if effect.measure == "OR" else "RR"
    sizes = effect_size(measure, ai=counts.events1, n1i=counts.n1, ci=counts.events2, n2i=counts.n2)
    recomputed, se = float(sizes.yi[0]), math.sqrt(float(sizes.vi[0]))
    if not _apart(_on_its_scale(effect.value, effect.measure), recomputed, se):
        return ""
    return (
        f"The printed {effect.measure} of {effect.value:g} contradicts its own counts, {counts.events1:g} of "
        f"{counts.n1:g} against {counts.events2:g} of {counts.n2:g}, which give {math.exp(recomputed):.2f}."
    )


def _against_means(contrast: Contrast, effect: PrintedEffect) -> str:
    means = contrast.means
    if means is None or effect.measure != "MD" or means.sd1 is None or means.sd2 is None:
        return ""
    recomputed = means.mean1 - means.mean2
    se = math.sqrt(means.sd1**2 / means.n1 + means.sd2**2 / means.n2)
    if not _apart(effect.value, recomputed, se):
        return ""
    return (
        f"The printed difference of {effect.value:g} contradicts its own means, {means.mean1:g} against "
        f"{means.mean2:g}, which give {recomputed:g}."
    )


def _apart(printed: float, recomputed: float, se: float) -> bool:
    """Two standard errors apart, or one and on two sides of no difference."""
    distance = abs(printed - recomputed)
    return se > 0 and (distance > MOST_APART * se or (distance > se and printed * recomputed < 0))
