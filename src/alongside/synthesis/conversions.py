"""From one measure to another: each conversion is one function that names its source and its assumption.

`yi` of ratios are logarithms. Conversions between OR, RR and RD go through the risks of both arms: the comparator's
risk and the printed estimate give the other arm's risk, and from the two follows any measure of the event or of its
absence.
"""

from __future__ import annotations

import math

import numpy as np

from alongside.evidence import Recovery
from alongside.synthesis.measures import small_sample_factor
from alongside.synthesis.printed import CannotRecover, Found

__all__ = ["log_odds_ratio_to_g", "mean_difference_to_g", "through_risks"]


def log_odds_ratio_to_g(effect: Found) -> Found:
    """Hedges' g from a log odds ratio: times √3/π.

    >>> g = log_odds_ratio_to_g(Found("OR", 1.0, 0.5))
    >>> round(g.yi, 4), round(g.se, 4)
    (0.5513, 0.2757)
    """
    factor = math.sqrt(3) / math.pi
    step = Recovery(
        "standardised mean difference",
        "the log odds ratio times √3/π",
        "Behind the event lies a scale on which people are spread by a logistic distribution, equally in both arms, "
        "and the event is to be past a threshold.",
        "Chinn 2000, Stat Med 19:3127",
    )
    return effect.then(step, yi=effect.yi * factor, se=effect.se * factor, measure="SMD")


def mean_difference_to_g(
    effect: Found, people: tuple[float, float], *, sd: float | None, sd_se: float, design_effect: float, note: str
) -> Found:
    """Hedges' g from a mean difference: MD/SD times the exact small-sample factor J(n1 + n2 − 2).

    The variance is that of Hedges (1982), with the printed precision for 1/n1 + 1/n2: (SE/SD)² + g²/(2(n1 + n2)).

    Parameters
    ----------
    sd : standard deviation between people where it is printed; None recovers it as `sd_se`/√((1/n1 + 1/n2) × D).
    sd_se : standard error from which the SD is recovered, with the design effect D = `design_effect` in it.
    note : what else recovering it assumes, one or more sentences.
    """
    n1, n2 = people
    if n1 + n2 <= 3:
        raise CannotRecover("There are too few people to standardise the difference.")
    if sd is None:
        sd = sd_se / math.sqrt((1 / n1 + 1 / n2) * design_effect)
        how = f"SD = {sd:.4g}, the standard error divided by √(1/n1 + 1/n2) with {n1:g} and {n2:g} people"
        if design_effect != 1:
            how += f" and by the root of the design effect {design_effect:.3g}"
        assumes = "The standard error is that of a plain difference of means with the same SD in both arms; where the "
        assumes += "analysis was adjusted, the SD comes out smaller than people's, and g larger."
    else:
        how = f"SD = {sd:.4g}, pooled from the printed SDs of both arms"
        assumes = "Both arms have the same SD between people."
    if sd <= 0:
        raise CannotRecover("The standard deviations are 0, so the difference cannot be standardised.")
    factor = float(small_sample_factor(np.array([n1 + n2 - 2]))[0])
    g = factor * effect.yi / sd
    step = Recovery(
        "standardised mean difference",
        f"the mean difference divided by {how}, times {factor:.4f} for small samples",
        " ".join(part for part in (assumes, note) if part),
        "Cochrane Handbook 6.5.2.3; Hedges 1981, J Educ Stat 6:107",
    )
    return effect.then(step, yi=g, se=math.sqrt((effect.se / sd) ** 2 + g**2 / (2 * (n1 + n2))), measure="SMD")


def through_risks(
    effect: Found,
    measure: str,
    control_risk: float,
    people: tuple[float, float] | None = None,
    *,
    absence: bool = False,
) -> Found:
    """OR, RR or RD as another of them, of the event or of its `absence`, at a comparator's risk of `control_risk`.

    The estimate follows from the risks (p1 from an odds ratio: Cochrane Handbook 15.4.4.4). The printed variance is
    multiplied by the ratio of the large-sample variances that both measures have at these risks (delta method with both
    risks estimated); what clusters or an adjustment made of it stays.

    Parameters
    ----------
    people : numbers in both arms; only their ratio matters, and None takes arms of equal size.

    >>> rr = through_risks(Found("OR", math.log(0.31), 0.5), "RR", 0.39)
    >>> round(math.exp(rr.yi), 3), round(rr.se, 3)
    (0.424, 0.38)
    """
    p2 = control_risk
    if not 0 < p2 < 1:
        raise CannotRecover(f"The comparator's risk is {p2:g}; only one between 0 and 1 can carry the conversion.")
    if effect.measure == "OR":
        odds = math.exp(effect.yi) * p2 / (1 - p2)
        p1 = odds / (1 + odds)
    elif effect.measure == "RR":
        p1 = math.exp(effect.yi) * p2
    else:
        p1 = p2 + effect.yi
    if not 0 < p1 < 1:
        raise CannotRecover(
            f"With a risk of {p2:.3g} in the comparator the printed {effect.measure} would mean a risk of {p1:.3g}."
        )
    q1, q2 = (1 - p1, 1 - p2) if absence else (p1, p2)
    yi = _at(measure, q1) - _at(measure, q2)
    n1, n2 = people or (1.0, 1.0)
    ratio = (_variance(measure, q1) / n1 + _variance(measure, q2) / n2) / (
        _variance(effect.measure, p1) / n1 + _variance(effect.measure, p2) / n2
    )
    of = " of the people without the event" if absence else ""
    arms = f"{n1:g} and {n2:g} people" if people else "equal numbers of people"
    step = Recovery(
        f"{_NAMES[measure]}{of}",
        f"from the printed {_NAMES[effect.measure]}: risks of {p1:.3g} and {p2:.3g} in the two arms; its standard "
        f"error times {math.sqrt(ratio):.3g}, the ratio that both measures' errors have at these risks with {arms}",
        f"The comparator's risk is {p2:.3g}, and an adjustment, if there was one, changes both measures alike.",
        "Cochrane Handbook 15.4.4.4; standard error by the delta method",
    )
    return effect.then(step, yi=yi, se=effect.se * math.sqrt(ratio), measure=measure)


def _at(measure: str, risk: float) -> float:
    """What the measure is the difference of: log odds, log risk or risk."""
    return {"OR": math.log(risk / (1 - risk)), "RR": math.log(risk), "RD": risk}[measure]


def _variance(measure: str, risk: float) -> float:
    """Large-sample variance of `_at` for one person (binomial, delta method)."""
    odds = risk * (1 - risk)
    return {"OR": 1 / odds, "RR": (1 - risk) / risk, "RD": odds}[measure]


_NAMES = {"OR": "odds ratio", "RR": "risk ratio", "RD": "risk difference"}
