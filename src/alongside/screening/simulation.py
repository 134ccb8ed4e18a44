"""A screening that was done, done again: who knows the labels answers, the ranker asks.

The loop hands the ranker the decisions on what was read, and nothing of what was not. A label leaves `labels` for
`decisions` when its record is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError
from alongside.screening.configuration import Configuration
from alongside.screening.features import Features
from alongside.screening.ranking import RELEVANT, UNREAD, rank

__all__ = ["Reading", "simulate"]

NO_PRIORS: Mapping[int, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading order.

    Parameters
    ----------
    order : places of all records but the priors, from 0, in the order of reading.
    ranks : places in that order, from 1, of the relevant ones.
    fits : how often the model was fitted.
    """

    order: NDArray[np.int64]
    ranks: tuple[int, ...]
    fits: int


def simulate(
    features: Features,
    labels: NDArray[np.bool_],
    configuration: Configuration,
    priors: Mapping[int, bool] = NO_PRIORS,
    seed: int = 0,
) -> Reading:
    """Read all records; once the last relevant one was met, the rest follows in the order that then stands.

    Parameters
    ----------
    labels : n, which records are relevant.
    priors : decisions, by place, that are there before the reading starts; they are not read again.

    Raises `UsageError` for labels of another number than the features have records.
    """
    n = len(labels)
    if len(features) != n:
        raise UsageError(f"expected {len(features)} labels, one a record; there are {n}")
    decisions = np.full(n, UNREAD, dtype=np.int8)
    decisions[list(priors)] = list(priors.values())
    left = int(np.count_nonzero(labels[decisions == UNREAD]))
    read: list[int] = []
    ranking, fits = rank(features, decisions, configuration, seed), 1
    while left:
        read_now, left = _read_on(ranking.order, labels, decisions, configuration, left)
        read += read_now
        if left:
            ranking, fits = rank(features, decisions, configuration, seed, ranking.models), fits + 1
    rest = ranking.order[decisions[ranking.order] == UNREAD]
    order = np.concatenate([np.array(read, dtype=np.int64), rest])
    return Reading(order, tuple((np.flatnonzero(labels[order]) + 1).tolist()), fits)


def _read_on(
    order: NDArray[np.int64],
    labels: NDArray[np.bool_],
    decisions: NDArray[np.int8],
    configuration: Configuration,
    left: int,
) -> tuple[list[int], int]:
    """Read until the model is to be fitted again; writes the decisions, gives what was read and what is left."""
    most = max(1, int(configuration.patience * np.count_nonzero(decisions != UNREAD)))
    if configuration.random:
        most = len(order)
    read = []
    for place in order[:most].tolist():
        decisions[place] = labels[place]
        read.append(place)
        if decisions[place] == RELEVANT:
            left -= 1
            if not configuration.random or not left:
                break
    return read, left
