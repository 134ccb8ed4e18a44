"""A whole trial drawn many times at once, by the procedure that drew it: what a randomisation test compares with.

The draws come from a numpy generator and all at once, so that a thousand draws of five thousand people take a second;
the procedure is the same, its sealed seed is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError
from alongside.evaluation.allocation.arms import Arms
from alongside.evaluation.allocation.procedures import (
    Minimisation,
    PermutedBlocks,
    Procedure,
    check_levels,
    stratum_of,
)

__all__ = ["redrawing", "redrawing_clusters"]

Flags = NDArray[np.bool_]
Redraw = Callable[[np.random.Generator, int], Flags]


def redrawing(procedure: Procedure, people: Sequence[Mapping[str, str]], support: str) -> Redraw:
    """A function of a generator and a number of draws: (draws, people), true where a person is put into `support`.

    Parameters
    ----------
    people : their traits (stratum, or levels of factors), in the order in which they were allocated.

    Raises `UsageError` for a procedure of more than two arms, an arm or a trait that it does not have.
    """
    check_two(procedure.arms, support)
    if isinstance(procedure, PermutedBlocks):
        strata = [stratum_of(procedure, traits) for traits in people]
        return lambda random, draws: _blocks(procedure, strata, support, random, draws)
    for traits in people:
        check_levels(procedure, traits)
    return lambda random, draws: _minimised(procedure, people, support, random, draws)


def check_two(arms: Arms, support: str) -> None:
    """Redrawing compares two arms."""
    if len(arms.names) != 2:
        raise UsageError(f"a randomisation test here is of two arms, the procedure has {len(arms.names)}")
    if support not in arms.names:
        raise UsageError(f"expected an arm of {', '.join(arms.names)}; found {support!r}")


def _blocks(
    procedure: PermutedBlocks, strata: Sequence[str], support: str, random: np.random.Generator, draws: int
) -> Flags:
    """Blocks of random sizes, each a random order: ranks of random keys within blocks."""
    drawn = np.zeros((draws, len(strata)), dtype=bool)
    share = procedure.arms.share_of(support) / procedure.arms.total
    for stratum in sorted(set(strata)):
        members = np.array([index for index, name in enumerate(strata) if name == stratum])
        count = len(members) // min(procedure.sizes) + 1
        for draw in range(draws):
            sizes = random.choice(procedure.sizes, count)
            block = np.repeat(np.arange(count), sizes)
            order = np.lexsort((random.random(len(block)), block))
            starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
            flags = np.empty(len(block), dtype=bool)
            flags[order] = np.arange(len(block)) - starts < np.repeat(np.round(sizes * share), sizes)
            drawn[draw, members] = flags[: len(members)]
    return drawn


def _minimised(
    procedure: Minimisation, people: Sequence[Mapping[str, str]], support: str, random: np.random.Generator, draws: int
) -> Flags:
    """Person after person, all draws at once."""
    names, ratio = procedure.arms.names, np.array(procedure.arms.ratio, dtype=float)
    levels = {
        (factor, level): index
        for index, (factor, level) in enumerate((f, v) for f, values in procedure.factors.items() for v in values)
    }
    weights = np.array([procedure.weights.get(factor, 1.0) for factor in procedure.factors])
    counts = np.zeros((draws, len(levels), 2))
    uniform = random.random((len(people), draws))
    drawn = np.zeros((draws, len(people)), dtype=bool)
    every = np.arange(draws)
    left = (1 - procedure.probability) / (ratio.sum() - ratio.min())
    for index, traits in enumerate(people):
        rows = np.array([levels[factor, traits[factor]] for factor in procedure.factors])
        gap = _gap(procedure.distance, counts[:, rows, :], ratio, weights)
        # Probability of the arm with the earlier name: preferred where the gap is below 0.
        earlier = np.where(
            gap < -1e-9, 1 - left * ratio[1], np.where(gap > 1e-9, left * ratio[0], ratio[0] / ratio.sum())
        )
        arm = (uniform[index] >= earlier).astype(int)
        counts[every[:, None], rows[None, :], arm[:, None]] += 1
        drawn[:, index] = arm == names.index(support)
    return drawn


def _gap(
    distance: str, counts: NDArray[np.float64], ratio: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(draws,) the distance with the person in the one arm less that in the other."""
    if distance == "taves":
        return np.asarray(((counts[..., 0] / ratio[0] - counts[..., 1] / ratio[1]) * weights).sum(axis=1))
    figures = []
    for step in ((1.0, 0.0), (0.0, 1.0)):
        after = (counts + np.array(step)) / ratio
        apart = np.abs(after[..., 0] - after[..., 1])
        # Of two counts the range is their difference, the variance half its square.
        figures.append(((apart if distance == "range" else apart**2 / 2) * weights).sum(axis=1))
    return np.asarray(figures[0] - figures[1])


def redrawing_clusters(arms: Arms, clusters: Mapping[str, str], people: Sequence[str], support: str) -> Redraw:
    """The same for clusters drawn together by `allocate_clusters`; `people` are the cluster of each person."""
    check_two(arms, support)
    names = list(clusters)
    position = {name: index for index, name in enumerate(names)}
    of_people = np.array([position[cluster] for cluster in people])
    share, total = arms.share_of(support), arms.total
    strata = [
        np.array([position[name] for name in names if clusters[name] == stratum])
        for stratum in sorted(set(clusters.values()))
    ]
    round_of_arms = np.arange(total) < share

    def redraw(random: np.random.Generator, draws: int) -> Flags:
        drawn = np.zeros((draws, len(names)), dtype=bool)
        for draw in range(draws):
            spare: list[bool] = []
            for members in strata:
                whole, over = divmod(len(members), total)
                while len(spare) < over:
                    spare = [*random.permutation(round_of_arms).tolist(), *spare]
                flags = [*(np.arange(whole * total) < share * whole), *(spare.pop() for _ in range(over))]
                drawn[draw, members] = random.permutation(flags)
        return drawn[:, of_people]

    return redraw
