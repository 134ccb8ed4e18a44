"""What the answers to an evaluation's form may be: nothing said yet is no fault, a wrong word or number is one."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import fields

from alongside.errors import InputError, UsageError
from alongside.evaluation.allocation import DISTANCES
from alongside.evaluation.analysis.data import KINDS
from alongside.evaluation.plan import ANALYSES, ELSEWHERE
from alongside.evaluation.protocol import Protocol, assumed
from alongside.evaluation.samplesize import DESIGNS

__all__ = ["check_answers"]

METHODS = ("blocks", "clusters", "minimisation")

CHOICES = {"design": tuple(DESIGNS), "kind": KINDS, "method": METHODS, "distance": tuple(DISTANCES)}

RANGES: dict[str, tuple[float, float, str]] = {
    "weeks": (0, 2000, "weeks from 0 to 2,000"),
    "icc": (0, 1, "a share from 0 to 1 (0.05 for 5 %)"),
    "retained": (0, 1, "a share from 0 to 1 (0.85 for 85 %)"),
    "power": (0, 1, "a share from 0 to 1 (0.8 for 80 %)"),
    "probability": (0.5, 1, "a share from 0.5 to 1"),
    "group_size": (1, 1e6, "at least 1 person"),
    "ratio_support": (1, 100, "a whole number from 1 to 100"),
    "ratio_comparison": (1, 100, "a whole number from 1 to 100"),
}
"""The least and the greatest value of each number that has both, and how they are told."""


def check_answers(protocol: Protocol) -> None:
    """Raises `InputError` that names the first field whose answer cannot be meant, and what was expected.

    >>> check_answers(Protocol("calls", retained=0.85))
    >>> check_answers(Protocol("calls", retained=85))
    Traceback (most recent call last):
    alongside.errors.InputError: expected 'retained' to be a share from 0 to 1 (0.85 for 85 %), found 85
    """
    for name, choices in CHOICES.items():
        if getattr(protocol, name) not in choices:
            raise InputError(f"expected {name!r} to be one of {', '.join(choices)}; found {getattr(protocol, name)!r}")
    if protocol.design in ELSEWHERE:
        raise InputError(ELSEWHERE[protocol.design])
    for name in protocol.analyses:
        if name not in ANALYSES:
            raise InputError(f"expected 'analyses' of {', '.join(ANALYSES)}; found {name!r}")
    for item in fields(Protocol):
        value = getattr(protocol, item.name)
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError(f"expected {item.name!r} to be a number, found {value}")
    for name, (least, greatest, words) in RANGES.items():
        value = getattr(protocol, name)
        if value is not None and not least <= value <= greatest:
            raise InputError(f"expected {name!r} to be {words}, found {value:g}")
    for name in ("retained", "power"):
        if getattr(protocol, name) == 0:
            raise InputError(f"expected {name!r} to be above 0, found 0")
    if protocol.low is not None and protocol.high is not None and not protocol.low < protocol.high:
        raise InputError(
            f"expected 'low' to be below 'high', the least and the greatest value of the instrument; found "
            f"{protocol.low:g} and {protocol.high:g}"
        )
    for name in ("strata", "covariates", "visits", "analyses"):
        _check_names(name, getattr(protocol, name))
    for factor, levels in protocol.factors.items():
        _check_names(factor, levels)
    try:
        assumed(protocol)
    except UsageError as error:
        raise InputError(str(error)) from None


def _check_names(name: str, values: tuple[str, ...]) -> None:
    if any(not value.strip() for value in values):
        raise InputError(f"expected names in {name!r}, found an empty one")
    for value, times in Counter(values).items():
        if times > 1:
            raise InputError(f"expected each name in {name!r} once, found {value!r} {times} times")
