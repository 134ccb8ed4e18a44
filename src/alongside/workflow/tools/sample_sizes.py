"""Sample size from what a person assumes, as a document: the requirement, the power of it, and curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from alongside.errors import UsageError
from alongside.evaluation.samplesize import Assumptions, Requirement, curve, power_of, required

__all__ = ["sample_size_document"]


def sample_size_document(
    assumptions: Assumptions, *, size: float | None = None, vary: Mapping[str, Sequence[float]] | None = None
) -> dict[str, Any]:
    """The requirement with its formula and source; the power of `size`, if that is given; a curve for each of `vary`.

    Raises `UsageError` for assumptions that cannot be.
    """
    needed = required(assumptions)
    return {
        "assumptions": asdict(assumptions),
        "required": requirement_object(needed),
        "power_of_size": None if size is None else {"size": size, "power": power_of(assumptions, size)},
        "curves": {
            name: [{"value": value, **requirement_object(row)} for value, row in curve(assumptions, name, values)]
            for name, values in (vary or {}).items()
        },
    }


def requirement_object(needed: Requirement) -> dict[str, Any]:
    """A requirement as JSON has it, without the assumptions."""
    return {
        "unit": needed.unit,
        "exact": needed.exact,
        "support": needed.support,
        "comparison": needed.comparison,
        "total": needed.total,
        "clusters": {"support": needed.clusters[0], "comparison": needed.clusters[1]},
        "power": needed.power,
        "formula": needed.formula,
        "source": needed.source,
    }


def varied(text: str) -> tuple[str, list[float]]:
    """`icc=0.01,0.05` as the name of an assumption and its values.

    >>> varied("icc=0.01,0.05")
    ('icc', [0.01, 0.05])
    """
    name, sign, listed = text.partition("=")
    try:
        values = [float(value) for value in listed.split(",")] if sign else []
    except ValueError:
        values = []
    if not name.strip() or not values:
        raise UsageError(f"--vary {text}: expected an assumption and its values, as icc=0.01,0.05,0.1")
    return name.strip().replace("-", "_"), values
