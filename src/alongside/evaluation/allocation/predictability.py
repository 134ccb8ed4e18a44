"""How well somebody who sees all allocations before can guess the next one: by theory, and by the best guesser."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from alongside.errors import UsageError
from alongside.evaluation.allocation.procedures import (
    Minimisation,
    PermutedBlocks,
    counts_before,
    minimisation_shares,
)

__all__ = ["blocks_bound", "guessed_right", "guessed_right_minimised"]


def blocks_bound(sizes: Sequence[int]) -> float:
    """Share that the best guesser gets right who knows every block's size, two arms 1 : 1.

    A block of 2b gives b + 4^b / (2 C(2b, b)) − 1/2 (Blackwell and Hodges 1957, section 4); with hidden sizes nobody
    can do better than this.

    >>> round(blocks_bound([4]), 4), round(blocks_bound([2, 4, 6]), 4)
    (0.7083, 0.7028)
    """
    if not sizes or any(size < 2 or size % 2 for size in sizes):
        raise UsageError("the bound is of blocks of even size, two arms 1 : 1")
    right = [size // 2 + 4 ** (size // 2) / (2 * math.comb(size, size // 2)) - 0.5 for size in sizes]
    return float(sum(right) / sum(sizes))


def guessed_right(procedure: PermutedBlocks, sequence: Sequence[str]) -> float:
    """Share guessed right in one stratum's sequence by somebody who knows the procedure and not the blocks' sizes.

    Keeps the probability of every state of the current block (size, places used of each arm) given all before, and
    guesses the likelier arm: nobody can do better. A tie counts as half.
    """
    names, ratio, total = procedure.arms.names, procedure.arms.ratio, procedure.arms.total
    fresh = {(size, (0,) * len(names)): 1 / len(procedure.sizes) for size in dict.fromkeys(procedure.sizes)}
    for size, used in fresh:
        fresh[size, used] = procedure.sizes.count(size) / len(procedure.sizes)
    states, right = dict(fresh), 0.0
    for arm in sequence:
        chances = [0.0] * len(names)
        for (size, used), probability in states.items():
            for index, share in enumerate(ratio):
                left = share * size // total - used[index]
                chances[index] += probability * left / (size - sum(used))
        best = [index for index, chance in enumerate(chances) if chance > max(chances) - 1e-12]
        drawn = names.index(arm)
        right += (drawn in best) / len(best)
        states = _after(procedure, states, drawn, chances[drawn], fresh)
    return right / len(sequence)


State = tuple[int, tuple[int, ...]]


def _after(
    procedure: PermutedBlocks, states: Mapping[State, float], drawn: int, chance: float, fresh: Mapping[State, float]
) -> dict[State, float]:
    """Bayes' rule on the states, full blocks begun again."""
    following: dict[State, float] = {}
    for (size, used), probability in states.items():
        left = procedure.arms.ratio[drawn] * size // procedure.arms.total - used[drawn]
        if left <= 0:
            continue
        weight = probability * left / (size - sum(used)) / chance
        now = tuple(count + (index == drawn) for index, count in enumerate(used))
        if sum(now) < size:
            following[size, now] = following.get((size, now), 0.0) + weight
        else:
            for state, share in fresh.items():
                following[state] = following.get(state, 0.0) + weight * share
    return following


def guessed_right_minimised(
    procedure: Minimisation, people: Sequence[tuple[Mapping[str, str], str]]
) -> tuple[float, float]:
    """Share guessed right by somebody who knows everybody's levels, and the share that theory gives for them.

    The likelier arm is guessed; theory is its probability, averaged over the people. It is never above the procedure's
    `probability` in trials of equal arms.
    """
    right = theory = 0.0
    for index, (traits, arm) in enumerate(people):
        shares = minimisation_shares(procedure, counts_before(procedure, people[:index], traits))
        best = [position for position, share in enumerate(shares) if share > max(shares) - 1e-12]
        right += (procedure.arms.names.index(arm) in best) / len(best)
        theory += max(shares)
    return right / len(people), theory / len(people)
