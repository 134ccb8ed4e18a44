"""Power of a two-sided or one-sided test from its noncentrality, and the size at which a wanted power is reached."""

from __future__ import annotations

import math
from collections.abc import Callable

from alongside.errors import UsageError

__all__ = ["check_share", "check_tails", "power_t", "power_z", "solve_size"]

SURE = 37.0
"""Noncentrality beyond which scipy's noncentral t loses its tails; the power is 1 to machine precision by then."""

LARGEST_SIZE = 1e9
"""A size beyond this is not a trial: the difference asked for is nothing, or its variance cannot be lowered."""


def power_t(noncentrality: float, df: float, alpha: float = 0.05, tails: int = 2) -> float:
    """Power of a t test: both tails of the noncentral t (Cohen 1988, 2.5; Julious 2010, 3.8).

    `noncentrality` is the true difference over its standard error. NaN never comes back: where a tail cannot be
    computed it is less than 1e-15.

    >>> round(power_t(0.5 * math.sqrt(64 / 2), 126), 4)
    0.8015
    """
    from scipy import stats

    check_share("alpha", alpha)
    check_tails(tails)
    if df <= 0:
        raise UsageError(f"expected a positive number of degrees of freedom, found {df:g}; more people are needed")
    size = abs(noncentrality)
    if size > SURE:
        return 1.0
    limit = float(stats.t.ppf(1 - alpha / tails, df))
    upper = float(stats.nct.sf(limit, df, size))
    # The tail on the wrong side: far away it underflows in scipy, and it counts for nothing.
    lower = float(stats.nct.cdf(-limit, df, size)) if tails == 2 and size < 6 else 0.0
    return upper + (lower if math.isfinite(lower) else 0.0)


def power_z(noncentrality: float, alpha: float = 0.05, tails: int = 2) -> float:
    """Power of a normal test, both tails.

    >>> round(power_z(2.8015852), 4)
    0.8
    """
    from scipy import special

    check_share("alpha", alpha)
    check_tails(tails)
    size, limit = abs(noncentrality), float(special.ndtri(1 - alpha / tails))
    lower = float(special.ndtr(-limit - size)) if tails == 2 else 0.0
    return float(special.ndtr(size - limit)) + lower


def solve_size(power_at: Callable[[float], float], power: float, smallest: float) -> float:
    """The size, not rounded, at which `power_at` reaches `power`; `smallest` where that already does.

    Raises
    ------
    UsageError : no size reaches it, because something that does not grow with it limits the power.
    """
    from scipy import optimize

    check_share("power", power)
    if power_at(smallest) >= power:
        return smallest
    upper = max(2 * smallest, smallest + 1)
    while power_at(upper) < power:
        upper *= 2
        if upper > LARGEST_SIZE:
            raise UsageError(
                f"no number of people gives a power of {power:g}: the most is {power_at(LARGEST_SIZE):.3f}; "
                "add clusters or supporters, or look for a larger difference"
            )
    return float(optimize.brentq(lambda size: power_at(size) - power, smallest, upper, xtol=1e-10, rtol=1e-12))


def check_share(name: str, value: float) -> None:
    """Refuse what is no share strictly between 0 and 1."""
    if not 0 < value < 1:
        raise UsageError(f"{name} is a share between 0 and 1, found {value:g}")


def check_tails(tails: int) -> None:
    """Refuse what is neither a one-sided nor a two-sided test."""
    if tails not in (1, 2):
        raise UsageError(f"a test has 1 tail or 2, found {tails}")
