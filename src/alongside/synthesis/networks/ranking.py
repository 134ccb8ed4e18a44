"""Which treatment ranks where, and how sure that is: P-scores, rankograms, SUCRA.

P-scores are means of one-sided p values and need no draws (Rücker & Schwarzer 2015, BMC Med Res Methodol 15:58). A
rankogram is the distribution of each treatment's rank over draws from the estimates' normal distribution, SUCRA the
area under its cumulation (Salanti, Ades & Ioannidis 2011, J Clin Epidemiol 64:163); both carry a Monte Carlo error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError
from alongside.synthesis.networks.model import Network
from alongside.synthesis.networks.stacks import Floats

__all__ = ["Rankogram", "p_scores", "rankogram"]

GOOD = {"good": 1.0, "bad": -1.0}


def p_scores(network: Network, *, small_values: str, model: str = "random") -> Floats:
    """The mean certainty that a treatment is better than another one, of shape (n,), in the order of `treatments`.

    `small_values` says whether a small outcome is "good" or "bad". Raises `UsageError` for anything else.

    >>> from alongside.synthesis.networks import contrast_data
    >>> from alongside.synthesis.networks import network as fit_network
    >>> fitted = fit_network(contrast_data([-1.96], [1.0], ["A"], ["B"], ["s1"]))
    >>> p_scores(fitted, small_values="good", model="common").round(3).tolist()
    [0.975, 0.025]
    """
    from scipy.special import ndtr

    sign = _sign(small_values)
    network.chosen(model)
    estimates = network.common if model == "common" else network.random
    assert estimates is not None
    n = len(network.treatments)
    with np.errstate(invalid="ignore", divide="ignore"):
        better = ndtr(np.where(estimates.se > 0, -sign * estimates.effect / estimates.se, 0.0))
    np.fill_diagonal(better, 0.0)
    return np.asarray(better.sum(axis=1) / (n - 1))


@dataclass(frozen=True, slots=True, eq=False)
class Rankogram:
    """Probabilities of ranks: `probability` (n, n), treatment by rank, rank 1 the best; its Monte Carlo standard error
    of the same shape; `sucra` (n,) with `sucra_se`, and the mean rank (n,)."""

    treatments: tuple[str, ...]
    draws: int
    seed: int
    probability: Floats
    probability_se: Floats
    sucra: Floats
    sucra_se: Floats
    mean_rank: Floats


def rankogram(
    network: Network, *, small_values: str, seed: int, draws: int = 10_000, model: str = "random"
) -> Rankogram:
    """Draw `draws` sets of effects with the `seed`, rank each, and count. Equal effects share no rank in draws.

    Raises `UsageError` for fewer than 2 draws, or `small_values` that is neither good nor bad.
    """
    sign = _sign(small_values)
    if draws < 2:
        raise UsageError(f"draws={draws} must be 2 or more, so that there is an error to state")
    fitted = network.chosen(model)
    n = len(network.treatments)
    root = np.linalg.cholesky(fitted.cov)
    normal = np.random.default_rng(seed).standard_normal((draws, n - 1))
    effects = np.zeros((draws, n))
    effects[:, 1:] = sign * (fitted.beta + normal @ root.T)
    order = np.argsort(effects, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(n)[None, :], axis=1)
    cells = ranks + np.arange(n)[None, :] * n
    probability = np.bincount(cells.ravel(), minlength=n * n).reshape(n, n) / draws
    # What no draw showed is not impossible: the error of a share of 0 is that of one draw more, not 0 (Agresti & Coull
    # 1998, Am Stat 52:119).
    shrunk = (probability * draws + 1) / (draws + 2)
    share = (n - 1 - ranks) / (n - 1)
    return Rankogram(
        treatments=network.treatments,
        draws=draws,
        seed=seed,
        probability=probability,
        probability_se=np.sqrt(shrunk * (1 - shrunk) / draws),
        sucra=share.mean(axis=0),
        sucra_se=np.hypot(share.std(axis=0, ddof=1) / np.sqrt(draws), 1 / draws),
        mean_rank=ranks.mean(axis=0) + 1,
    )


def _sign(small_values: str) -> float:
    if small_values not in GOOD:
        raise UsageError(f"small_values {small_values!r} is none of good, bad")
    return GOOD[small_values]
