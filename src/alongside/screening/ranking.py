"""The order in which unread records are read: the one most likely relevant comes next.

The ranker is a linear support vector machine for each view of the records (words, and parts of words); the distances
from their planes, each in units of its spread over the unread records, are averaged. The question is one more
relevant document, whose weight fades as relevant records are found. Whoever has neither question nor relevant record
reads in an order that is drawn.

A ranking is a function of the features, the decisions and the seed. Of an unread record it knows the words only: its
decision is `UNREAD` and cannot be anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from alongside.screening.configuration import Configuration
from alongside.screening.features import Features, View
from alongside.screening.svm import Hyperplane, fit_svm

__all__ = ["IRRELEVANT", "RELEVANT", "UNREAD", "Ranking", "rank"]

UNREAD, IRRELEVANT, RELEVANT = -1, 0, 1

Basis = Literal["decisions", "question", "random"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Unread records in reading order, and what the order rests on.

    Parameters
    ----------
    order : places of the unread records, from 0, the next to be read before all others.
    scores : n, of all records; larger is more likely relevant. All 0 where nothing was learnt.
    models : the fitted planes, one a view; the next fit starts from them. Empty where nothing was learnt.
    basis : what was learnt from.
    """

    order: NDArray[np.int64]
    scores: NDArray[np.float64]
    models: tuple[Hyperplane, ...]
    basis: Basis


def rank(
    features: Features,
    decisions: NDArray[np.int8],
    configuration: Configuration,
    seed: int = 0,
    start: tuple[Hyperplane, ...] = (),
) -> Ranking:
    """Rank the unread records.

    Parameters
    ----------
    features : of n records.
    decisions : n, each `UNREAD`, `IRRELEVANT` or `RELEVANT`.
    seed : draws presumed irrelevant records and breaks ties.
    start : the models of the ranking before, from which fitting is quicker.

    >>> from alongside.screening import Document, features_of
    >>> texts = ("peer support", "peer pressure", "blood pressure")
    >>> features = features_of([Document(text) for text in texts], "peer", Configuration().views)
    >>> rank(features, np.array([-1, -1, 0], dtype=np.int8), Configuration()).order
    array([0, 1])
    """
    n = len(decisions)
    ties = np.random.default_rng([seed, n]).permutation(n)
    asked = features.views[0].question.nnz > 0 and configuration.question_weight > 0
    relevant, irrelevant = np.flatnonzero(decisions == RELEVANT), np.flatnonzero(decisions == IRRELEVANT)
    if configuration.random or not (asked or len(relevant)):
        return Ranking(_ordered(np.zeros(n), decisions, ties), np.zeros(n), (), "random")
    basis: Basis = "decisions" if len(relevant) or len(irrelevant) else "question"
    if not len(irrelevant):
        irrelevant = ties[decisions[ties] == UNREAD][: configuration.presumed]
    starts = start or (None,) * len(features.views)
    models = tuple(
        _fitted(view, relevant, irrelevant, asked, configuration, former)
        for view, former in zip(features.views, starts, strict=True)
    )
    unread = decisions == UNREAD
    scores = np.zeros(n)
    for view, model in zip(features.views, models, strict=True):
        distances = model.scores(view.matrix)
        scores += _standardised(distances, unread) / len(models)
    return Ranking(_ordered(scores, decisions, ties), scores, models, basis)


def _standardised(distances: NDArray[np.float64], unread: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Distances less their mean over the unread records, in units of their spread; all 0 where there is none."""
    if not unread.any():
        return np.zeros_like(distances)
    spread = float(distances[unread].std())
    standardised: NDArray[np.float64] = (distances - distances[unread].mean()) / (spread if spread > 0 else 1.0)
    return standardised


def _fitted(
    view: View,
    relevant: NDArray[np.int64],
    irrelevant: NDArray[np.int64],
    asked: bool,
    configuration: Configuration,
    start: Hyperplane | None,
) -> Hyperplane:
    from scipy import sparse

    weights = np.ones(len(relevant) + len(irrelevant))
    matrix = view.matrix[np.concatenate([relevant, irrelevant])]
    signs = np.repeat([1.0, -1.0], [len(relevant), len(irrelevant)])
    if asked:
        matrix = sparse.vstack([matrix, view.question], format="csr")
        signs = np.append(signs, 1.0)
        weights = np.append(weights, configuration.question_weight / (1.0 + len(relevant)))
    positive, total = float(weights[signs > 0].sum()), float(weights.sum())
    share = configuration.balance / (1.0 + configuration.balance)
    balanced = np.where(signs > 0, share / positive, (1.0 - share) / max(total - positive, 1.0))
    return fit_svm(matrix, signs, configuration.cost * total * balanced * weights, start)


def _ordered(scores: NDArray[np.float64], decisions: NDArray[np.int8], ties: NDArray[np.int64]) -> NDArray[np.int64]:
    unread = ties[decisions[ties] == UNREAD]
    ordered: NDArray[np.int64] = unread[np.argsort(-scores[unread], kind="stable")]
    return ordered
