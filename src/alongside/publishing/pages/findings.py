"""Which way one trial's result points, in words."""

from __future__ import annotations

from alongside.evidence import EffectSize

__all__ = ["said_of"]

HALF = 1.959964
"""Standard errors to each side of a 95 % interval."""


def said_of(effect: EffectSize, higher_is_better: bool) -> str:
    """Better or worse with support; where the interval reaches both ways, that.

    >>> said_of(EffectSize("a/1", "a", "MD", -0.5, 0.04, 100), higher_is_better=False)
    'better with support'
    """
    if abs(effect.yi) <= HALF * effect.vi**0.5:
        return "could be either way"
    return "better with support" if (effect.yi > 0) == higher_is_better else "worse with support"
