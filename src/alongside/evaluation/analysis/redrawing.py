"""The randomisation test: the procedure that drew the arms draws them again, and the difference is held against that.

Fisher (1935); the procedure itself is drawn again, with its strata, blocks or minimisation, because another procedure
would have another distribution (Rosenberger and Lachin 2016, chapter 6; Proschan, Brittain and Kammerman 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError
from alongside.evaluation.analysis.data import Numbers, TrialData

__all__ = ["RandomisationTest", "randomisation_test"]


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """The observed statistic, its two-sided p value, and the Monte Carlo standard error of that."""

    statistic: float
    p: float
    p_se: float
    draws: int


def randomisation_test(
    data: TrialData, redraw: Callable[[np.random.Generator], Sequence[str]], *, draws: int, seed: int
) -> RandomisationTest:
    """Test that the support makes no difference to anybody.

    Parameters
    ----------
    redraw : gives every person's arm, in the order of `data.person`, as the procedure would have drawn it; by
        `allocation.redrawing` for the procedures here.
    draws : how often; p is (1 + as extreme) / (1 + draws), which is valid at any number (Phipson and Smyth 2010).

    The statistic is the difference of means of the outcome less what covariates and strata predict. People without an
    outcome are left out of it in every draw. Groups that formed after randomisation are not drawn again: the test is of
    no effect at all, also through groups.
    """
    if draws < 19:
        raise UsageError(f"expected at least 19 draws, which can just show a p of 0.05; found {draws}")
    random = np.random.default_rng(seed)
    there = data.observed
    residual = _residual(data)

    def statistic(treated: Numbers) -> float:
        support = treated[there] == 1
        if support.all() or not support.any():
            return 0.0
        return float(residual[there][support].mean() - residual[there][~support].mean())

    observed = statistic(data.treated)
    extreme = 0
    for _ in range(draws):
        drawn = redraw(random)
        if len(drawn) != data.n:
            raise UsageError(f"the procedure drew {len(drawn)} people, the trial has {data.n}")
        again = statistic(np.array([float(arm == data.support) for arm in drawn]))
        # Rounding must not make an equal draw less extreme.
        extreme += abs(again) >= abs(observed) * (1 - 1e-12)
    p = (1 + extreme) / (1 + draws)
    return RandomisationTest(observed, p, float(np.sqrt(p * (1 - p) / draws)), draws)


def _residual(data: TrialData) -> Numbers:
    """Outcomes less what covariates and strata predict without the arm; NaN stays."""
    X, columns = data.design()
    X = X[:, [index for index, name in enumerate(columns) if name != "arm"]]
    there = data.observed
    coefficients = np.linalg.lstsq(X[there], data.outcome[there], rcond=None)[0]
    return np.asarray(data.outcome - X @ coefficients)
