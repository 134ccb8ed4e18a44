"""Likelihoods of binomial counts whose log odds vary between studies: the integral over what varies, study by study.

Adaptive Gauss–Hermite quadrature (Liu & Pierce 1994, Biometrika 81:624): the nodes sit around each study's own mode.
One node is Laplace's approximation.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy import special

from alongside.synthesis.linear import Floats

__all__ = ["binomial_integrals"]

ROUNDS = 100


def binomial_integrals(events: Floats, people: Floats, eta: Floats, C: Floats, scale: Floats, nodes: int) -> Floats:
    """Log likelihood of each study: `events` of `people` and fixed log odds `eta`, shape (k, r), where row r gets
    Σ C[r, d] scale[d] u[d] added, u standard normal; C (r, d), scale (d,). The binomial coefficient is included.
    """
    loading = C * scale  # (r, d)
    k, d = events.shape[0], C.shape[1]
    u = np.zeros((k, d))
    for _ in range(ROUNDS):
        mean = special.expit(eta + u @ loading.T)
        gradient = (events - people * mean) @ loading - u
        curvature = np.einsum("kr,rd,re->kde", people * mean * (1 - mean), loading, loading) + np.eye(d)
        step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
        # A step of more than two standard deviations can overshoot where the counts are large.
        u = u + step * np.minimum(1.0, 2 / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
        if float(np.abs(step).max()) < 1e-12:
            break
    mean = special.expit(eta + u @ loading.T)
    curvature = np.einsum("kr,rd,re->kde", people * mean * (1 - mean), loading, loading) + np.eye(d)
    lower = np.linalg.cholesky(np.linalg.inv(curvature))
    x, w = np.polynomial.hermite.hermgauss(nodes)
    terms = []
    for places in product(range(nodes), repeat=d):
        z = x[list(places)]
        nodes_at = u + np.sqrt(2) * np.einsum("kde,e->kd", lower, z)
        log_odds = eta + nodes_at @ loading.T
        value = (events * log_odds - people * np.logaddexp(0, log_odds)).sum(axis=1) - 0.5 * (nodes_at**2).sum(axis=1)
        terms.append(value + float((z**2).sum() + np.log(w[list(places)]).sum()))
    constant = (special.gammaln(people + 1) - special.gammaln(events + 1) - special.gammaln(people - events + 1)).sum(
        axis=1
    )
    log_det = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    result: Floats = special.logsumexp(np.array(terms), axis=0) + log_det - 0.5 * d * np.log(np.pi) + constant
    return result
