"""A decision tree: chances that split into branches, and ends with a cost and an effect, rolled back to what to expect.

Each option of a decision is a tree of its own (Briggs, Claxton and Sculpher 2006, chapter 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from alongside.errors import InputError

__all__ = ["Branch", "Chance", "End", "Expected", "roll_back"]


@dataclass(frozen=True, slots=True)
class End:
    """Where a way through the tree ends."""

    name: str
    cost: float
    effect: float


@dataclass(frozen=True, slots=True)
class Branch:
    """One thing that may happen, with its chance, what it costs, and what comes after it."""

    probability: float
    then: Chance | End
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Chance:
    """Several things of which one happens: the chances sum to 1."""

    name: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected cost and effect, and the chance of each end by name; ends of one name are added up."""

    cost: float
    effect: float
    ends: dict[str, float]


def roll_back(tree: Chance | End) -> Expected:
    """Expected cost and effect of a tree.

    Raises `InputError` for chances outside 0 to 1 or that do not sum to 1, and a negative cost; each names its place.

    >>> well, ill = End("well", 0, 1), End("ill", 100, 0)
    >>> roll_back(Chance("support", (Branch(0.75, well, cost=8), Branch(0.25, ill, cost=8)))).cost
    33.0
    """
    if isinstance(tree, End):
        _check_cost(tree.name, tree.cost)
        return Expected(tree.cost, tree.effect, {tree.name: 1.0})
    for branch in tree.branches:
        _check_cost(f"a branch of {tree.name}", branch.cost)
        if not 0 <= branch.probability <= 1:
            raise InputError(f"{tree.name}: expected chances from 0 to 1, found {branch.probability:g}")
    total = math.fsum(branch.probability for branch in tree.branches)
    if abs(total - 1) > 1e-9:
        raise InputError(f"{tree.name}: expected chances that sum to 1, found {total:g}")
    cost = effect = 0.0
    ends: dict[str, float] = {}
    for branch in tree.branches:
        after = roll_back(branch.then)
        cost += branch.probability * (branch.cost + after.cost)
        effect += branch.probability * after.effect
        for name, chance in after.ends.items():
            ends[name] = ends.get(name, 0.0) + branch.probability * chance
    return Expected(cost, effect, ends)


def _check_cost(name: str, cost: float) -> None:
    if not math.isfinite(cost) or cost < 0:
        raise InputError(f"cost of {name}: expected an amount of at least 0, found {cost:g}")
