"""Why a record stands where it does: the words that put it there, and the included records that it is most like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError
from alongside.screening.features import Features
from alongside.screening.ranking import RELEVANT, Ranking

__all__ = ["Reason", "explain"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What a ranking says of one record.

    Parameters
    ----------
    towards, against : words with their share in the distance from the plane of the first view, largest first.
    similar : places of included records with their cosine, most alike first; none with a cosine of 0.
    """

    towards: tuple[tuple[str, float], ...]
    against: tuple[tuple[str, float], ...]
    similar: tuple[tuple[int, float], ...]


def explain(features: Features, ranking: Ranking, decisions: NDArray[np.int8], place: int, most: int = 5) -> Reason:
    """Explain a record's place in a ranking.

    A linear model's distance is a sum over the terms of the record, so the shares are exact and not an approximation.

    Parameters
    ----------
    decisions : n, those that the ranking was made with.
    place : of the record, from 0.
    most : terms and records that are named.

    Raises `UsageError` for a place that no record has, and a ranking that learnt nothing.

    >>> from alongside.screening import Configuration, Document, features_of, rank
    >>> texts = ("peer support", "peer pressure", "blood pressure")
    >>> features = features_of([Document(text) for text in texts], "", Configuration().views)
    >>> decisions = np.array([1, -1, 0], dtype=np.int8)
    >>> explain(features, rank(features, decisions, Configuration()), decisions, 1).towards[0][0]
    'peer'
    """
    if not 0 <= place < len(features):
        raise UsageError(f"expected a record's place from 0 to {len(features) - 1}, found {place}")
    if not ranking.models:
        raise UsageError("the order was drawn: there is nothing to explain")
    view, weights = features.views[0], ranking.models[0].weights
    row = view.matrix[[place]]
    shares = row.data * weights[row.indices]
    order = np.argsort(-shares, kind="stable")
    named = [(view.term(int(row.indices[at])), float(shares[at])) for at in order]
    included = np.flatnonzero(decisions == RELEVANT)
    included = included[included != place]
    cosines = np.asarray((view.matrix[included] @ row.T).todense()).ravel()
    nearest = np.argsort(-cosines, kind="stable")[:most]
    return Reason(
        tuple(pair for pair in named[:most] if pair[1] > 0),
        tuple(pair for pair in named[::-1][:most] if pair[1] < 0),
        tuple((int(included[at]), float(cosines[at])) for at in nearest if cosines[at] > 0),
    )
