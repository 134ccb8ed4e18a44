"""How soon a reading order finds what is relevant.

*n*: records that were to be read. *m*: relevant ones among them. *Ranks*: their places in the reading order, from 1.
Priors have no place and count in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError

__all__ = ["Figures", "figures_of"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is printed of an order.

    Parameters
    ----------
    loss : the area between the recall curve and the best one, as a share of the area between best and worst; 0 is best.
    ndcg : normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), relevant 1 and irrelevant 0.
    read95 : the share of records read until 95 % of the relevant ones were found.
    wss95 : work saved over sampling at 95 % recall (Cohen et al. 2006): 0.95 − `read95`.
    atd : average time to discovery (Ferdinands et al. 2023): the mean rank as a share of n.
    """

    loss: float
    ndcg: float
    read95: float
    wss95: float
    atd: float


def figures_of(ranks: Sequence[int], n: int) -> Figures:
    """The figures of an order.

    Loss is (m(n − (m − 1)/2) − Σ recall count at each place) / (m(n − m)), where the recall count summed over
    the places is Σ (n − rank + 1). With nothing to tell apart (m = n) every order is the best, and the loss is 0.

    Parameters
    ----------
    ranks : m places, from 1, in any order.

    Raises `UsageError` where there is no relevant record.

    >>> figures_of([1, 2], 10).loss, figures_of([9, 10], 10).loss, figures_of([1, 3], 4).read95
    (0.0, 1.0, 0.75)
    """
    m = len(ranks)
    if not m:
        raise UsageError("expected at least one relevant record that is not a prior; there is none to be found")
    places = np.sort(np.asarray(ranks, dtype=np.float64))
    best = m * (n - (m - 1) / 2)
    loss = (best - float(np.sum(n - places + 1))) / (m * (n - m)) if n > m else 0.0
    gain = float(np.sum(1 / np.log2(places + 1)) / np.sum(1 / np.log2(np.arange(1, m + 1) + 1)))
    read95 = float(places[-(-95 * m // 100) - 1]) / n
    return Figures(loss, gain, read95, 0.95 - read95, float(places.mean()) / n)
