"""A cohort that moves between states of health once a cycle (Markov), and what that costs and gains.

A row of a transition matrix says how those in a state divide over all states by the next cycle. A cycle's costs and
effects are counted for where people are at its end, at its start, or half way (the mean of both, the half-cycle
correction); discounting is by whole cycles to the moment that is counted (Briggs, Claxton and Sculpher 2006, Decision
Modelling for Health Economic Evaluation, chapter 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.planning.draws import Floats

__all__ = ["Cohort", "cohort", "reduced_risk", "transition_matrix"]

COUNTINGS = ("end", "start", "half")


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Shares of the cohort in each state, (cycles + 1, states), and what is expected of a person, discounted."""

    shares: Floats
    cost: float
    effect: float


def transition_matrix(counts: ArrayLike) -> Floats:
    """Transition probabilities from counts, from a state (row) to a state (column).

    Raises `InputError` for a negative count or a state that nobody was seen in.

    >>> transition_matrix([[3, 1], [0, 1]]).tolist()
    [[0.75, 0.25], [0.0, 1.0]]
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise InputError(f"transition counts: expected as many rows as columns, found {table.shape}")
    for row, line in enumerate(table, 1):
        if not np.isfinite(line).all() or line.min() < 0 or line.sum() == 0:
            raise InputError("transition counts: expected numbers of at least 0, not all of them 0", row=row)
    return np.asarray(table / table.sum(axis=1, keepdims=True), dtype=np.float64)


def reduced_risk(transitions: ArrayLike, relative_risk: float) -> Floats:
    """Transitions with the chance of every move to a later (worse) state multiplied; who does not move, stays.

    Raises `InputError` for a negative relative risk, or one that makes the chances of a row exceed 1.

    >>> reduced_risk([[0.5, 0.5], [0, 1]], 0.5).tolist()
    [[0.75, 0.25], [0.0, 1.0]]
    """
    table = _checked(transitions)
    moves = np.triu(table, 1)
    changed = table + (relative_risk - 1) * moves
    changed[np.diag_indices(len(table))] += (1 - relative_risk) * moves.sum(axis=1)
    return _checked(changed)


def cohort(
    transitions: ArrayLike,
    costs: ArrayLike,
    effects: ArrayLike,
    *,
    start: Sequence[float],
    cycles: int,
    cost_rate: float = 0.0,
    effect_rate: float = 0.0,
    counting: str = "half",
) -> Cohort:
    """Expected discounted cost and effect of a person followed for `cycles`.

    Parameters
    ----------
    transitions : (states, states), or (cycles, states, states) where they change.
    costs, effects : of a cycle in each state, (states,) or (cycles, states).
    start : shares of the cohort in each state; they sum to 1.
    cost_rate, effect_rate : discount a cycle.
    counting : "end", "start" or "half" of each cycle.

    Raises
    ------
    InputError : a chance outside 0 to 1, a row or start that does not sum to 1, a negative cost or rate, under one
        cycle, or shapes that do not go together.

    >>> healthy_then_dead = [[0.5, 0.5], [0, 1]]
    >>> cohort(healthy_then_dead, [0, 0], [1, 0], start=[1, 0], cycles=2, counting="end").effect
    0.75
    """
    if cycles < 1:
        raise InputError(f"cycles: expected at least 1, found {cycles}")
    if counting not in COUNTINGS:
        raise UsageError(f"counting {counting!r}: expected one of {', '.join(COUNTINGS)}")
    opening = np.asarray(start, dtype=np.float64)
    if opening.ndim != 1 or opening.min() < 0 or abs(opening.sum() - 1) > 1e-9:
        raise InputError("start: expected shares of at least 0 that sum to 1")
    states = len(opening)
    moves = _each_cycle("transitions", _checked(transitions), (cycles, states, states))
    cost = _each_cycle("costs", _amounts(costs), (cycles, states))
    effect = _each_cycle("effects", np.asarray(effects, dtype=np.float64), (cycles, states))
    shares = np.empty((cycles + 1, states))
    shares[0] = opening
    for cycle in range(cycles):
        shares[cycle + 1] = shares[cycle] @ moves[cycle]
    return Cohort(shares, _total(shares, cost, cost_rate, counting), _total(shares, effect, effect_rate, counting))


def _total(shares: Floats, amounts: Floats, rate: float, counting: str) -> float:
    if rate < 0:
        raise InputError(f"discount rate: expected a number of at least 0, found {rate}")
    cycles = np.arange(len(amounts))
    start = ((shares[:-1] * amounts).sum(axis=1) * (1 + rate) ** -cycles).sum()
    end = ((shares[1:] * amounts).sum(axis=1) * (1 + rate) ** -(cycles + 1.0)).sum()
    return float({"start": start, "end": end, "half": (start + end) / 2}[counting])


def _checked(transitions: ArrayLike) -> Floats:
    table = np.asarray(transitions, dtype=np.float64)
    if not np.isfinite(table).all() or table.min() < 0 or table.max() > 1 + 1e-12:
        raise InputError("transitions: expected chances from 0 to 1")
    if np.abs(table.sum(axis=-1) - 1).max() > 1e-9:
        raise InputError("transitions: expected each row to sum to 1")
    return table


def _amounts(costs: ArrayLike) -> Floats:
    amounts = np.asarray(costs, dtype=np.float64)
    if not np.isfinite(amounts).all() or amounts.min() < 0:
        raise InputError("costs of the states: expected finite amounts of at least 0")
    return amounts


def _each_cycle(name: str, values: Floats, shape: tuple[int, ...]) -> Floats:
    if values.shape not in (shape, shape[1:]):
        raise InputError(f"{name}: expected {shape[1:]} or, by cycle, {shape}; found {values.shape}")
    return np.broadcast_to(values, shape)
