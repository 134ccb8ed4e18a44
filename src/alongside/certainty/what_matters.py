"""Which difference matters: what somebody has stated for the outcome, or else GRADE's rules of thumb."""

from __future__ import annotations

import math
from dataclasses import dataclass

from alongside.evidence import Outcome

__all__ = ["WhatMatters", "what_matters"]

SMALL_SMD = 0.2
"""The least effect that the rules of thumb call small (Cochrane Handbook 15.5.3.1, after Cohen 1988)."""

APPRECIABLE_RATIO = 1.25
"""GRADE's rough guide to an appreciable benefit or harm (GRADE guidelines 6, Guyatt 2011, J Clin Epidemiol 64:1283)."""


@dataclass(frozen=True, slots=True)
class WhatMatters:
    """A positive difference on the model's scale (a logarithm for ratios), and whether somebody stated it."""

    value: float
    stated: bool


def what_matters(outcome: Outcome) -> WhatMatters | None:
    """The smallest difference that matters; None for a unit of its own (MD, RD) of which nobody has stated one.

    >>> what_matters(Outcome("x", "X", "d", "SMD", True))
    WhatMatters(value=0.2, stated=False)
    >>> what_matters(Outcome("x", "X", "d", "MD", True)) is None
    True
    """
    smallest = outcome.smallest_that_matters
    if smallest is not None:
        value = abs(math.log(smallest.value)) if outcome.is_ratio else abs(smallest.value)
        if value > 0:
            return WhatMatters(value, stated=True)
    if outcome.is_ratio:
        return WhatMatters(math.log(APPRECIABLE_RATIO), stated=False)
    return WhatMatters(SMALL_SMD, stated=False) if outcome.measure == "SMD" else None
