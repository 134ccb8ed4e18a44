"""What a study of a given size is worth (EVSI): the expected net benefit of choosing after its result, less now.

Three ways in. `preposterior_sd` with `normal_value` is exact where net benefit is linear in a normal parameter (Raiffa
and Schlaifer 1961). `evsi` takes any net benefit and any distribution of one parameter that the study measures with a
normal error: the draws become the prior, and Bayes' rule is applied to every result that could come.
`evsi_by_regression` takes summaries of simulated studies of any design (Strong, Oakley, Brennan and Breeze 2015, Med
Decis Making 35:570). Where the meta-analysis itself is redone with the next trial, `worth_of_choosing` takes the
expected net benefits after each of its results.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError
from alongside.planning.draws import Draws, Floats, checked_values
from alongside.planning.information import Worth, evppi, expected_gains, worth_of_choosing
from alongside.planning.smoothing import smooth

__all__ = ["evsi", "evsi_by_regression", "preposterior_sd"]

ATOMS = 256
"""Points that stand for the parameter's draws, each the mean of equally many: for a normal parameter they keep 99.9 %
of its variance."""

NODES = 25
"""Errors of the study's estimate at which results are looked at, for each atom: every half of a standard error from
−6 to 6. The trapezoid rule with this step is exact to 1e-8 for smooth integrands of normal decay (Trefethen and
Weideman 2014, SIAM Rev 56:385)."""


def preposterior_sd(sd: float, sigma: float, n: int) -> float:
    """Standard deviation of the posterior mean of a normal parameter, before `n` observations of sd `sigma` are seen.

    sd² · sd² / (sd² + σ²/n), its root (Raiffa and Schlaifer 1961, section 5.5).

    >>> round(preposterior_sd(1, 1, 10) ** 2, 6)
    0.909091
    """
    _check_study(sigma, [n])
    if not math.isfinite(sd) or sd < 0:
        raise InputError(f"expected a standard deviation of at least 0, found {sd}")
    return 0.0 if sd == 0 else sd * math.sqrt(sd**2 / (sd**2 + sigma**2 / n))


def evsi(sample: Draws, parameter: str, *, sigma: float, sizes: Sequence[int]) -> list[Worth]:
    """Worth of studies of `sizes` participants that measure `parameter` with a standard error of sigma/√n.

    `sigma` is the standard deviation that one participant's observation has around the parameter; for a difference
    between two equal arms with n counted in all it is twice that of the outcome. The standard error handed on is that
    of knowing the parameter exactly, which the value approaches.

    Never above EVPPI of the parameter and rising with n, up to 1e-6 of it: both hold for the atoms exactly.

    Raises `InputError` for a sigma that is not above zero or a size under 1, `UsageError` for an unknown parameter.

    >>> from alongside.planning import draws
    >>> p = np.random.default_rng(1).normal(1, 1, 2000)
    >>> sample = draws(np.column_stack([0 * p, p]), parameters={"p": p})
    >>> small, large = evsi(sample, "p", sigma=1, sizes=[10, 100])
    >>> bool(0 < small.value < large.value < evppi(sample, "p").value)
    True
    """
    _check_study(sigma, sizes)
    gains = expected_gains(sample, parameter)
    ceiling = evppi(sample, parameter)
    values = sample.parameters[parameter]
    if ceiling.value == 0 or values.max() == values.min():
        return [Worth(0.0, 0.0) for _ in sizes]
    weights, places, means = _atoms(values, gains)
    return [
        Worth(min(_after_result(weights, places, means, sigma / math.sqrt(n)), ceiling.value), ceiling.se)
        for n in sizes
    ]


def _check_study(sigma: float, sizes: Sequence[int]) -> None:
    if not math.isfinite(sigma) or sigma <= 0:
        raise InputError(f"expected a standard deviation of one observation above 0, found {sigma}")
    for n in sizes:
        if n < 1 or n != int(n):
            raise InputError(f"expected a size of at least 1 participant, a whole number, found {n}")


def _atoms(values: Floats, gains: Floats) -> tuple[Floats, Floats, Floats]:
    """Shares, places and expected gains of groups of neighbouring draws."""
    order = np.argsort(values, kind="stable")
    starts = np.unique(np.linspace(0, len(values), min(ATOMS, len(values)), endpoint=False).astype(int))
    counts = np.diff([*starts, len(values)])
    places = np.add.reduceat(values[order], starts) / counts
    return counts / len(values), places, np.add.reduceat(gains[order], starts, axis=0) / counts[:, None]


def _after_result(weights: Floats, places: Floats, gains: Floats, se: float) -> float:
    """Expected largest posterior gain over all results, less the largest gain now."""
    errors = np.linspace(-6, 6, NODES)
    chances = np.exp(-(errors**2) / 2)
    chances /= chances.sum()
    total = 0.0
    for error, chance in zip(errors, chances, strict=True):
        results = places + se * error
        distance = ((results[:, None] - places) / se) ** 2 / 2
        likelihood = np.exp(distance.min(axis=1, keepdims=True) - distance) * weights
        posterior = (likelihood @ gains) / likelihood.sum(axis=1, keepdims=True)
        total += float(chance * (weights @ posterior.max(axis=1)))
    return max(total - float((weights @ gains).max()), 0.0)


def evsi_by_regression(sample: Draws, parameters: str | Sequence[str], summaries: Sequence[ArrayLike]) -> Worth:
    """Worth of a study of any design, from one simulated result a draw.

    `summaries` are the study's summary figures, each (draws,): in every row those of a study simulated with that row's
    `parameters`, on which alone its result depends. The gain is first smoothed over the parameters, then over the
    summaries, which takes out the noise of all else. An estimate above EVPPI is EVPPI.
    """
    count = len(sample.benefit)
    columns = [checked_values(f"summary {number}", values, count) for number, values in enumerate(summaries, 1)]
    ceiling = evppi(sample, parameters)
    worth = worth_of_choosing(smooth(columns, expected_gains(sample, parameters)))
    return worth if worth.value <= ceiling.value else ceiling
