"""What it is worth to know: everything (EVPI), or one or several parameters (EVPPI).

EVPI is the expected net benefit of choosing with everything known, less that of choosing now; EVPPI the same with
some parameters known (Claxton 1999, J Health Econ 18:341; Strong, Oakley and Brennan 2014, Med Decis Making 34:311, by
regression). Both are per person, or per whatever a draw of net benefit is of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.planning.draws import Draws, Floats
from alongside.planning.smoothing import smooth

__all__ = ["Worth", "evpi", "evppi", "expected_gains", "normal_value", "worth_of_choosing"]


@dataclass(frozen=True, slots=True)
class Worth:
    """A value of information with the standard error that comes from the number of draws."""

    value: float
    se: float


def worth_of_choosing(gains: ArrayLike) -> Worth:
    """Mean of the largest gain in each row, less the largest mean: what choosing row by row is worth.

    `gains` (rows, options) are expected net benefits once something is known, as after each possible result of a
    trial; the rows are equally likely. Zero for one option. The standard error is that of the mean regret of the
    option that is chosen now.

    >>> worth_of_choosing([[0, 1], [0, -1]]).value
    0.5
    """
    values = np.asarray(gains, dtype=np.float64)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise InputError(f"expected finite gains, results by options, found an array of shape {values.shape}")
    # By columns: numpy takes the largest of few long rows ten times as fast as of many short ones.
    columns = np.ascontiguousarray(values.T)
    regret = columns.max(axis=0) - columns[int(np.argmax(columns.mean(axis=1)))]
    # A sum of values that are not negative can still fall short of zero in no digit: max(…) says so to a reader.
    return Worth(max(float(regret.mean()), 0.0), float(regret.std() / math.sqrt(len(values))))


def evpi(sample: Draws) -> Worth:
    """Expected value of perfect information.

    >>> from alongside.planning import draws
    >>> evpi(draws([[0, 1], [0, -1]])).value
    0.5
    """
    return worth_of_choosing(sample.benefit)


def evppi(sample: Draws, parameters: str | Sequence[str]) -> Worth:
    """Expected value of knowing one parameter, or several together, exactly.

    By regression (`smoothing`), which is meant for up to about five parameters together. Since nothing is worth more
    than knowing everything, an estimate that error of regression lifts above EVPI is EVPI.

    Raises `UsageError` for a parameter that the draws do not have.

    >>> from alongside.planning import draws
    >>> p = np.linspace(-1, 1, 201)
    >>> round(evppi(draws(np.column_stack([0 * p, p]), parameters={"p": p}), "p").value, 3)
    0.251
    """
    worth = worth_of_choosing(expected_gains(sample, parameters))
    ceiling = evpi(sample)
    return worth if worth.value <= ceiling.value else ceiling


def expected_gains(sample: Draws, parameters: str | Sequence[str]) -> Floats:
    """Expected gain of each option over the one chosen now, given the parameters' values in each draw."""
    names = (parameters,) if isinstance(parameters, str) else tuple(parameters)
    for name in names:
        if name not in sample.parameters:
            raise UsageError(f"no parameter {name!r}; there are {', '.join(sample.parameters) or 'none'}")
    gains = sample.gains
    fitted = np.zeros_like(gains)
    uncertain = [column for column in range(gains.shape[1]) if column != sample.best]
    if uncertain:
        fitted[:, uncertain] = smooth([sample.parameters[name] for name in names], gains[:, uncertain])
    return fitted


def normal_value(mean: float, sd: float) -> float:
    """Worth of learning a normal incremental net benefit before choosing whether to take it, in closed form.

    The unit normal loss, sd φ(z) − m Φ(−z) with z = m/sd and m the mean without its sign (Raiffa and Schlaifer 1961,
    section 5.4). With the whole standard deviation it is EVPI, with a parameter's part EVPPI, with that of the
    posterior mean after a trial EVSI (`preposterior_sd`). Zero where `sd` is zero.

    >>> round(normal_value(1, math.sqrt(5)), 7)
    0.4798107
    """
    if not (math.isfinite(mean) and math.isfinite(sd)) or sd < 0:
        raise InputError(f"expected a finite mean and a standard deviation of at least 0, found {mean} and {sd}")
    if sd == 0:
        return 0.0
    z = abs(mean) / sd
    return sd * (math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) - z * math.erfc(z / math.sqrt(2)) / 2)
