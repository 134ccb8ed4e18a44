"""Value of information the plain way: for each thing that might be learnt, draw all else again and choose.

Slow and without assumptions: what the other estimators are held against (Ades, Lu and Claxton 2004, Med Decis Making
24:207). The inner draws' noise lifts the value: every choice is of the option that looks best. So take many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from alongside.errors import InputError
from alongside.planning.draws import Floats
from alongside.planning.information import Worth, worth_of_choosing

__all__ = ["nested"]

Learnt = TypeVar("Learnt")


def nested(
    learn: Callable[[np.random.Generator, int], Sequence[Learnt]],
    benefit: Callable[[Learnt, np.random.Generator, int], Floats],
    *,
    outer: int,
    inner: int,
    seed: int,
) -> Worth:
    """Worth of learning before choosing, by nested Monte Carlo.

    Parameters
    ----------
    learn : generator and number to that many things that might be learnt: a parameter's values for EVPPI, a study's
        results for EVSI.
    benefit : one of these, generator and number to net benefit (number, options) drawn given it.
    outer, inner : how many of each.
    seed : of all draws.

    >>> learn = lambda random, number: random.normal(1, 1, number)
    >>> benefit = lambda p1, random, number: np.column_stack([np.zeros(number), p1 - random.normal(0, 2, number)])
    >>> round(nested(learn, benefit, outer=2000, inner=1000, seed=1).value, 1)
    0.1
    """
    if outer < 2 or inner < 1:
        raise InputError(f"expected at least 2 outer draws and 1 inner, found {outer} and {inner}")
    random = np.random.default_rng(seed)
    return worth_of_choosing(np.array([benefit(item, random, inner).mean(axis=0) for item in learn(random, outer)]))
