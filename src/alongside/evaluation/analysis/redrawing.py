"""The randomisation test: the procedure that drew the arms draws them again, and the difference is held against that.

Fisher (1935); the procedure itself is drawn again, with its strata, blocks or minimisation, because another procedure
would have another distribution (Rosenberger and Lachin 2016, chapter 6; Proschan, Brittain and Kammerman 2011).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError
from alongside.evaluation.analysis.data import Numbers, TrialData

__all__ = ["RandomisationTest", "Redraw", "randomisation_test"]

Redraw = Callable[[np.random.Generator, int], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """The observed statistic, its two-sided p value, and the Monte Carlo standard error of that."""

    statistic: float
    p: float
    p_se: float
    draws: int


def randomisation_test(data: TrialData, redraw: Redraw, *, draws: int, seed: int) -> RandomisationTest:
    """Test that the support makes no difference to anybody.

    Parameters
    ----------
    redraw : from a generator and a number of draws, (draws, n) true where the procedure put a person of `data` into the
        support arm; by `allocation.redrawing` and `redrawing_clusters` for the procedures here.
    draws : how often; p is (1 + as extreme) / (1 + draws), which is valid at any number (Phipson and Smyth 2010).

    The statistic is the difference of means of the outcome less what covariates and strata predict. People without an
    outcome are left out of it in every draw. Groups that formed after randomisation are not drawn again: the test is of
    no effect at all, also through groups.
    """
    if draws < 19:
        raise UsageError(f"expected at least 19 draws, which can just show a p of 0.05; found {draws}")
    present = data.observed
    residual = _residual(data)[present]
    observed = float(_differences(data.treated[present][None] == 1, residual)[0])
    drawn = np.asarray(redraw(np.random.default_rng(seed), draws), dtype=bool)
    if drawn.shape != (draws, data.n):
        raise UsageError(f"the procedure drew {drawn.shape[-1]} people, the trial has {data.n}")
    # Rounding must not make an equal draw less extreme.
    extreme = int((np.abs(_differences(drawn[:, present], residual)) >= abs(observed) * (1 - 1e-9)).sum())
    p = (1 + extreme) / (1 + draws)
    return RandomisationTest(observed, p, float(np.sqrt(p * (1 - p) / draws)), draws)


def _differences(support: NDArray[np.bool_], residual: Numbers) -> Numbers:
    """(draws,) the difference of means; 0 for a draw that put everybody into one arm."""
    size = support.sum(axis=1)
    total = support @ residual
    rest = residual.sum() - total
    both = (size > 0) & (size < len(residual))
    return np.where(both, total / np.maximum(size, 1) - rest / np.maximum(len(residual) - size, 1), 0.0)


def _residual(data: TrialData) -> Numbers:
    """Outcomes less what covariates and strata predict without the arm; NaN stays."""
    X, columns = data.design()
    X = X[:, [index for index, name in enumerate(columns) if name != "arm"]]
    present = data.observed
    coefficients = np.linalg.lstsq(X[present], data.outcome[present], rcond=None)[0]
    return np.asarray(data.outcome - X @ coefficients)
