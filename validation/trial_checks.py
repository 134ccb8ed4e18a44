"""A figure of `evaluation.py` against what it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Check:
    """One figure against what it should be. `error` is the Monte Carlo standard error of a simulated one."""

    name: str
    value: float
    expected: float
    tolerance: float
    error: float | None = None
    at_most: bool = False

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        gap = self.value - self.expected
        document: dict[str, Any] = {
            "value": self.value,
            "expected": self.expected,
            "tolerance": self.tolerance,
            "ok": bool((gap if self.at_most else abs(gap)) <= self.tolerance),
        }
        if self.error is not None:
            document["monte_carlo_error"] = self.error
        return document
