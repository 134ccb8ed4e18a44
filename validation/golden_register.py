"""The register of kinds of golden cases: `KINDS`, and what the rooms that fill it share.

A kind is one function under `@kind(name, tolerance)` that gives a mapping of figures for a case, or raises
`Unsupported`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Case = Mapping[str, Any]

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """How the figures of a case are worked out, and how near they must be; a figure may have a tolerance of its own."""

    figures: Callable[[Case], Figures]
    tolerance: float
    by_figure: Mapping[str, float]
    compare: Callable[[Case, Figures], tuple[float, str]] | None = None


KINDS: dict[str, Kind] = {}


class Excepted(Exception):  # noqa: N818 (it is an answer of a case, and no error)
    """The reference is wrong in this case; the text says by what that is known."""


class Unsupported(Exception):  # noqa: N818 (it is an answer of a kind, and no error)
    """This kind of case, or one of its options, is not built."""


def kind(
    name: str, tolerance: float, **by_figure: float
) -> Callable[[Callable[[Case], Figures]], Callable[[Case], Figures]]:
    """Enter a kind in the register."""

    def enter(function: Callable[[Case], Figures]) -> Callable[[Case], Figures]:
        KINDS[name] = Kind(function, tolerance, by_figure)
        return function

    return enter


def figures_of(result: Any) -> dict[str, Any]:
    """All fields of a frozen result."""
    return {name: getattr(result, name) for name in result.__dataclass_fields__}


def listed(column: Any) -> list[Any]:
    """A list, also where the export wrote a single item bare."""
    return column if isinstance(column, list) else [column]


def numbers(figure: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A figure as an array of numbers; null and [] are one NaN, "Inf" and "NaN" what they say."""
    values = figure if isinstance(figure, list | tuple | np.ndarray) else [figure]
    if not len(values):
        values = [None]
    return np.array([math.nan if value is None or value == "NA" else float(value) for value in values])
