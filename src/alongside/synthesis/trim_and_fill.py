"""Trim and fill (Duval & Tweedie 2000, J Am Stat Assoc 95:89): how many studies a lopsided funnel lacks on one side,
and what the pooled effect would be with their mirror images.

A sensitivity analysis, not a correction: the studies that it adds were never done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import AlongsideError, NotConverged, UsageError
from alongside.synthesis.arrays import Floats, effects_and_variances
from alongside.synthesis.frames import Table
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.meta_regression import meta_regression
from alongside.synthesis.pooling import Pooled, pool
from alongside.synthesis.reported import Reported

__all__ = ["TrimFill", "trimfill"]

ROUNDS = 100
"""Duval & Tweedie saw convergence within a handful; a cycle shows by then."""


@dataclass(frozen=True, slots=True, eq=False)
class TrimFill(Reported):
    """`k0` studies are missing on `side`; `filled` is the model with them. `yi`, `vi` end with the added studies."""

    estimator: str
    k0: int
    side: str
    filled: Pooled
    yi: Floats
    vi: Floats

    def table(self) -> Table:
        """Effects and variances, those that were added marked by 1."""
        return {"yi": self.yi, "vi": self.vi, "added": [0] * (self.yi.size - self.k0) + [1] * self.k0}

    def summary(self) -> str:
        """The model with the added studies, and the words."""
        return f"{self.filled.summary()}\n{self.sentence()}"

    def sentence(self) -> str:
        """The result in words."""
        if not self.k0:
            return "No study seems to be missing."
        them = "1 study seems" if self.k0 == 1 else f"{self.k0} studies seem"
        with_them = "it" if self.k0 == 1 else "them"
        return f"{them} to be missing on the {self.side}; with {with_them} the effect is {self.filled.beta:.3g}."


@as_in_metafor
def trimfill(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    estimator: str = "L0",
    side: str | None = None,
    method: str = "REML",
    test: str = "z",
    tol: float | None = None,
) -> TrimFill:
    """Trim and fill of `yi`, `vi`, shape (k,), k ≥ 3.

    Parameters
    ----------
    estimator : of the number missing: "L0", "R0" or "Q0" (Duval & Tweedie 2000, eqs 1 to 3).
    side : where they are missing, "left" or "right"; None: on the side against which the smaller studies lean.
    tol : as in `pool`, for the models with studies taken away or added.

    Raises
    ------
    NotConverged : the number missing goes round in a circle; carries the last one.

    Examples
    --------
    >>> trimfill([0.1, 0.15, 0.2, 0.6, 0.9], [0.01, 0.01, 0.02, 0.1, 0.2]).k0
    2
    """
    if estimator not in _MISSING:
        raise UsageError(f"estimator {estimator!r} is not supported; supported are {', '.join(_MISSING)}")
    y, v, _ = effects_and_variances(yi, vi)
    if y.size < 3:
        raise UsageError(f"trim and fill needs three studies or more, found {y.size}")
    if side is None:
        side = _leaning(y, v, method, tol)
    if side not in ("left", "right"):
        raise UsageError(f"side {side!r} is none of left, right")
    sign = 1.0 if side == "left" else -1.0
    ranks = np.argsort(sign * y, kind="stable")
    y, v = sign * y[ranks], v[ranks]
    k0, centre = _missing(y, v, estimator, method, tol)
    extra = y.size - k0
    filled_y = sign * np.concatenate([y, 2 * centre - y[extra:]])
    filled_v = np.concatenate([v, v[extra:]])
    return TrimFill(
        estimator,
        k0,
        side,
        pool(filled_y, filled_v, method=method, test=test, tol=tol if k0 else None),
        filled_y,
        filled_v,
    )


def _leaning(y: Floats, v: Floats, method: str, tol: float | None) -> str:
    """Smaller studies that find less lack their fellows on the right."""
    try:
        slope = meta_regression(y, v, {"sei": np.sqrt(v)}, method=method, test="z", tol=tol).beta[1]
    except AlongsideError:  # all equally precise: there is no lean
        slope = 0.0
    return "right" if slope < 0 else "left"


def _missing(y: Floats, v: Floats, estimator: str, method: str, tol: float | None) -> tuple[int, float]:
    """The number missing on the left of sorted effects, and the mean without as many on the right."""
    k, k0 = y.size, 0
    for _ in range(ROUNDS):
        before = k0
        centre = pool(y[: k - k0], v[: k - k0], method=method, test="z", tol=tol if k0 else None).beta
        apart = y - centre
        ranks = np.argsort(np.argsort(np.abs(apart), kind="stable"), kind="stable") + 1.0
        signed: Floats = np.sign(apart) * ranks
        k0 = min(max(0, round(_MISSING[estimator](signed))), k - 1)
        if k0 == before:
            return k0, centre
    raise NotConverged(f"the number of missing studies did not settle in {ROUNDS} rounds", state={"k0": k0})


def _r0(signed: Floats) -> float:
    negative = -signed[signed < 0]
    return float(signed.size - (negative.max() if negative.size else 0) - 1)


def _l0(signed: Floats) -> float:
    k = signed.size
    return float((4 * signed[signed > 0].sum() - k * (k + 1)) / (2 * k - 1))


def _q0(signed: Floats) -> float:
    k = signed.size
    under = 2 * k**2 - 4 * signed[signed > 0].sum() + 0.25
    return float(k - 0.5 - np.sqrt(max(under, 0.0)))


_MISSING = {"L0": _l0, "R0": _r0, "Q0": _q0}
