"""GRADE's reasons: five for which certainty goes down, three for which it goes up, and risk of bias in one step.

GRADE guidelines 3 (Balshem 2011, J Clin Epidemiol 64:401) and 9 (Guyatt 2011, 64:1311).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

__all__ = ["BIAS_LEVELS", "DOMAINS", "DOWN", "UP", "BiasLevel", "most_steps"]

BiasLevel = Literal["low", "some concerns", "high"]
BIAS_LEVELS: tuple[BiasLevel, ...] = get_args(BiasLevel)
"""Of one trial's result, as RoB 2 names them (Sterne 2019, BMJ 366:l4898)."""

DOWN: Mapping[str, str] = MappingProxyType(
    {
        "risk_of_bias": "Risk of bias",
        "inconsistency": "Inconsistency",
        "indirectness": "Indirectness",
        "imprecision": "Imprecision",
        "missing_results": "Missing results",
    }
)
"""Ids of the reasons for a step down, each with its name."""

UP: Mapping[str, str] = MappingProxyType(
    {
        "large_effect": "A large effect",
        "dose_response": "More support goes with more effect",
        "opposing_bias": "What could bias it would have made it smaller",
    }
)
"""Ids of the reasons for a step up. Trials start at high, so that they only take back steps that went down."""

DOMAINS: Mapping[str, str] = MappingProxyType({**DOWN, **UP})


def most_steps(domain: str) -> int:
    """How many steps a reason may cost or give: two, and one for the last two reasons up (GRADE guidelines 9).

    >>> most_steps("imprecision"), most_steps("dose_response")
    (2, 1)
    """
    return 1 if domain in ("dose_response", "opposing_bias") else 2
