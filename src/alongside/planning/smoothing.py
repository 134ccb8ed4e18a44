"""The expected gain for given values of parameters, by smooth regression of the draws on them.

One parameter: a cubic regression spline with knots at quantiles and a penalty on the integral of its squared second
derivative, whose weight is chosen by generalised cross-validation (Craven and Wahba 1979, Numer Math 31:377; Strong,
Oakley and Brennan 2014, Med Decis Making 34:311, for its use here). Several parameters: a Gaussian process of squared
exponential kernel on fewer inducing draws (Nyström; Strong et al. 2014 use the whole one), with a linear trend, its
length and noise chosen by the same criterion. Both are linear smoothers with a free constant, so that fitted values
keep the draws' mean: with sampled draws an estimate of perfect information is then never below zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alongside.planning.draws import Floats

__all__ = ["smooth"]

KNOTS = 24
"""Inner intervals of the spline: enough for three full waves within the bulk of the draws; the penalty takes back what
is not needed (Ruppert 2002, J Comput Graph Stat 11:735, finds that more knots do not matter)."""

FEW_VALUES = 12
"""A parameter of at most so many different values is a grouping: group means are exact."""

INDUCING = 120
"""Inducing draws of the Gaussian process for up to five or so parameters."""

LENGTHS = (0.7, 1.2, 2.0, 3.5, 7.0)
"""Kernel lengths that are tried, in standard deviations of the parameters and times the root of their number."""

PENALTIES = np.logspace(-10, 6, 65)
"""Weights of the penalty that are tried, relative to the data's own scale."""


def smooth(parameters: Sequence[Floats], outcomes: Floats) -> Floats:
    """Expected `outcomes` (draws, m) given the parameters, each (draws,): the fitted values, in the same shape.

    Parameters that do not vary are left out; with none left, every fitted value is the mean.

    >>> x = np.linspace(-1, 1, 400)
    >>> fitted = smooth([x], np.sin(3 * x)[:, None])
    >>> bool(np.abs(fitted[:, 0] - np.sin(3 * x)).max() < 0.001)
    True
    """
    varying = [values for values in parameters if values.max() > values.min()]
    mean: Floats = np.ascontiguousarray(outcomes.T).mean(axis=1)
    if not varying:
        return np.broadcast_to(mean, outcomes.shape).copy()
    centred = outcomes - mean
    return np.asarray(mean + _fitted(varying, centred), dtype=np.float64)


def _fitted(parameters: Sequence[Floats], outcomes: Floats) -> Floats:
    """By groups, by spline or by process, whichever goes with the parameters."""
    if len(parameters) > 1:
        return _process(np.column_stack(parameters), outcomes)
    values = parameters[0]
    ordered = np.sort(values)
    distinct = 1 + int(np.count_nonzero(np.diff(ordered)))
    if distinct <= FEW_VALUES:
        return _group_means(np.unique(values, return_inverse=True)[1], distinct, outcomes)
    places = np.linspace(0, len(ordered) - 1, KNOTS + 1).astype(int)
    unit = (values - ordered[0]) / (ordered[-1] - ordered[0])
    knots = np.unique((ordered[places] - ordered[0]) / (ordered[-1] - ordered[0]))
    return _spline(unit, knots, outcomes)


def _group_means(group: NDArray[np.intp], groups: int, outcomes: Floats) -> Floats:
    counts = np.bincount(group, minlength=groups)
    sums = [np.bincount(group, weights=column, minlength=groups) for column in outcomes.T]
    return np.column_stack([(total / counts)[group] for total in sums])


def _spline(unit: Floats, knots: Floats, outcomes: Floats) -> Floats:
    """Fitted values of the spline over values from 0 to 1.

    In each interval between knots the spline is a cubic in the way u from its left end (0) to its right end (1), so
    sums of powers of u, and of those times the outcomes, are all that the fit needs of the draws.
    """
    widths = np.diff(knots)
    interval = np.clip(np.searchsorted(knots, unit, side="right") - 1, 0, len(widths) - 1)
    u = (unit - knots[interval]) / widths[interval]
    pieces = _cubics(knots)
    powers = [np.ones_like(u)]
    for _ in range(6):
        powers.append(powers[-1] * u)
    sums = np.array([np.bincount(interval, power, len(widths)) for power in powers])
    products = np.array(
        [[np.bincount(interval, power * column, len(widths)) for column in outcomes.T] for power in powers[:4]]
    )
    hankel = sums[np.add.outer(np.arange(4), np.arange(4))].transpose(2, 0, 1)
    transposed = pieces.transpose(0, 2, 1)
    gram = (transposed @ hankel @ pieces).sum(axis=0)
    cross = (transposed @ products.transpose(2, 0, 1)).sum(axis=0)
    cubics = (pieces @ _penalised(gram, cross, _roughness(pieces, widths), outcomes))[interval]
    return np.asarray(sum(power[:, None] * cubics[:, degree] for degree, power in enumerate(powers[:4])))


def _cubics(knots: Floats) -> Floats:
    """B-splines as cubics in u, (intervals, powers 0 to 3, bases)."""
    from scipy.interpolate import BSpline

    padded = np.concatenate([[knots[0]] * 3, knots, [knots[-1]] * 3])
    bases = BSpline(padded, np.eye(len(padded) - 4), 3)
    # Taylor's series at each left end: a cubic's is itself.
    series = np.array([bases(knots[:-1], nu=degree) / math.factorial(degree) for degree in range(4)])
    return np.asarray((series * np.diff(knots)[:, None] ** np.arange(4)[:, None, None]).transpose(1, 0, 2))


def _roughness(pieces: Floats, widths: Floats) -> Floats:
    """Integral of products of second derivatives. They are linear between knots, so two Gauss points are exact."""
    total = np.zeros((pieces.shape[2], pieces.shape[2]))
    for point in ((1 - 1 / np.sqrt(3)) / 2, (1 + 1 / np.sqrt(3)) / 2):
        second = (2 * pieces[:, 2] + 6 * point * pieces[:, 3]) / widths[:, None] ** 2
        total += second.T @ (second * widths[:, None] / 2)
    return total


def _penalised(gram: Floats, cross: Floats, penalty: Floats, outcomes: Floats) -> Floats:
    """Coefficients for each column of outcomes at the penalty of its least generalised cross-validation.

    Gram and penalty are made diagonal together, after which any weight costs one division an eigenvalue.
    """
    lower = np.linalg.cholesky(gram + 1e-10 * np.trace(gram) / len(gram) * np.eye(len(gram)))
    inverse = np.linalg.inv(lower)
    roots, vectors = np.linalg.eigh(inverse @ penalty @ inverse.T)
    basis = inverse.T @ vectors
    scores = basis.T @ cross
    shrinkage = 1 / (1 + np.outer(PENALTIES * len(gram) / max(roots.sum(), 1e-300), np.maximum(roots, 0)))
    chosen = shrinkage[_least_gcv(shrinkage, scores, outcomes)[0]]
    return np.asarray(basis @ (chosen.T * scores), dtype=np.float64)


def _least_gcv(shrinkage: Floats, scores: Floats, outcomes: Floats) -> tuple[Floats, Floats]:
    """For each column, which penalty has the least criterion, and that criterion: n RSS / (n − trace)²."""
    count = len(outcomes)
    explained = (2 * shrinkage - shrinkage**2) @ scores**2
    residual = np.maximum((outcomes**2).sum(axis=0) - explained, 0)
    # The constant was taken out beforehand, so one degree of freedom is spent where the basis does not have it.
    criterion = count * residual / np.maximum(count - 1 - shrinkage.sum(axis=1), 1)[:, None] ** 2
    chosen = np.argmin(criterion, axis=0)
    return chosen, criterion[chosen, np.arange(outcomes.shape[1])]


def _process(parameters: Floats, outcomes: Floats) -> Floats:
    scaled = (parameters - parameters.mean(axis=0)) / parameters.std(axis=0)
    trend = np.column_stack([np.ones(len(scaled)), scaled])
    remainder = outcomes - trend @ np.linalg.lstsq(trend, outcomes, rcond=None)[0]
    # Draws are exchangeable, so every so-manyth is as good a choice as a random one, and always the same.
    inducing = scaled[np.linspace(0, len(scaled) - 1, min(INDUCING, len(scaled))).astype(int)]
    least = np.full(outcomes.shape[1], np.inf)
    fitted = np.zeros_like(outcomes)
    for length in np.asarray(LENGTHS) * np.sqrt(scaled.shape[1]):
        candidate, criterion = _at_length(scaled, inducing, length, remainder)
        better = criterion < least
        fitted[:, better], least[better] = candidate[:, better], criterion[better]
    return np.asarray(outcomes - remainder + fitted - fitted.mean(axis=0), dtype=np.float64)


def _at_length(scaled: Floats, inducing: Floats, length: float, outcomes: Floats) -> tuple[Floats, Floats]:
    """The process of one kernel length: low-rank features of unit prior, whose ridge is noise over signal."""
    features = _kernel(scaled, inducing, length)
    roots, vectors = np.linalg.eigh(_kernel(inducing, inducing, length))
    sound = roots > 1e-9 * roots[-1]
    features = features @ (vectors[:, sound] / np.sqrt(roots[sound]))
    eigenvalues, rotation = np.linalg.eigh(features.T @ features)
    basis = rotation / np.sqrt(np.maximum(eigenvalues, 1e-12))
    scores = basis.T @ (features.T @ outcomes)
    noise = np.logspace(-8, 4, 49)
    shrinkage = eigenvalues / (eigenvalues + noise[:, None])
    chosen, criterion = _least_gcv(shrinkage, scores, outcomes)
    return features @ (basis @ (shrinkage[chosen].T * scores)), criterion


def _kernel(left: Floats, right: Floats, length: float) -> Floats:
    square = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1) - 2 * left @ right.T
    return np.asarray(np.exp(-np.maximum(square, 0) / (2 * length**2)), dtype=np.float64)
