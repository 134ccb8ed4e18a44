"""What trials say of a comparison directly, and what the rest of the network says: side by side, and their difference.

Back-calculation (König, Krahn & Binder 2013, Stat Med 32:5414; Dias et al. 2010, Stat Med 29:932): the network estimate
is the weighted mean of direct and indirect evidence, and the direct share of its weight is the ratio of variances. The
direct estimate pools the contrasts of all trials that have both treatments, multi-arm trials included, at the network's
tau².
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from alongside.synthesis.networks.model import Network, two_sided
from alongside.synthesis.networks.stacks import Floats, Ints

__all__ = ["Split", "split"]

ALL = 1e-8
"""A direct share nearer to 1 than this leaves no indirect evidence: only rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Direct and indirect evidence for all pairs (i, j), i before j in the order of the network's treatments.

    `pairs` (c, 2) are positions; all else of shape (c,), i against j. `k` counts trials with both; `share` is the
    direct share of the weight (0 without a trial, 1 without indirect evidence). Direct, indirect and difference are NaN
    where they do not exist.
    """

    treatments: tuple[str, ...]
    pairs: Ints
    k: Ints
    share: Floats
    network: Floats
    network_se: Floats
    direct: Floats
    direct_se: Floats
    indirect: Floats
    indirect_se: Floats
    difference: Floats
    difference_se: Floats
    p: Floats


def split(network: Network, *, model: str = "random") -> Split:
    """Split every comparison of the network.

    >>> from alongside.synthesis.networks import contrast_data
    >>> from alongside.synthesis.networks import network as fit_network
    >>> triangle = contrast_data([1.0, 1.0, 3.0], [1.0, 1.0, 1.0], list("ABA"), list("BCC"), ["1", "2", "3"])
    >>> parts = split(fit_network(triangle), model="common")
    >>> parts.direct.tolist(), parts.indirect.round(6).tolist()
    ([1.0, 3.0, 1.0], [2.0, 2.0, 2.0])
    """
    fitted = network.chosen(model)
    estimates = network.common if model == "common" else network.random
    assert estimates is not None
    n = len(network.treatments)
    weight, pull, count = np.zeros(n * n), np.zeros(n * n), np.zeros(n * n)
    for stack in network.data.stacks:
        for i, j in itertools.combinations(range(stack.size), 2):
            cells = stack.arms[:, i] * n + stack.arms[:, j]
            inverse = 1 / (stack.variances[:, i, j] + fitted.tau2)
            weight += np.bincount(cells, weights=inverse, minlength=n * n)
            pull += np.bincount(cells, weights=inverse * stack.effects[:, i, j], minlength=n * n)
            count += np.bincount(cells, minlength=n * n)
    square = (weight.reshape(n, n), pull.reshape(n, n), count.reshape(n, n))
    rows, columns = np.triu_indices(n, 1)
    weight = (square[0] + square[0].T)[rows, columns]
    pull = (square[1] - square[1].T)[rows, columns]
    k = (square[2] + square[2].T)[rows, columns].astype(np.intp)
    effect, se = estimates.effect[rows, columns], estimates.se[rows, columns]
    share = np.where(k > 0, se**2 * weight, 0.0)
    share = np.where(share > 1 - ALL, 1.0, share)
    with np.errstate(divide="ignore", invalid="ignore"):
        direct, direct_se = np.where(k > 0, pull / weight, np.nan), np.where(k > 0, weight**-0.5, np.nan)
        alone = share == 1.0
        mixed = (effect - share * np.nan_to_num(direct)) / (1 - share)
        indirect = np.where(alone, np.nan, mixed)
        indirect_se = np.where(alone, np.nan, se / np.sqrt(1 - share))
    difference = direct - indirect
    difference_se = np.hypot(direct_se, indirect_se)
    return Split(
        network.treatments,
        np.stack([rows, columns], axis=1),
        k,
        share,
        effect,
        se,
        direct,
        direct_se,
        indirect,
        indirect_se,
        difference,
        difference_se,
        two_sided(difference / difference_se, None),
    )
